"""The trade around buyers: the same however many are read together, and bounded."""

from __future__ import annotations

import pytest

from liantu.graph.stores import Store
from liantu.queries.gaps import trade
from liantu.queries.gaps.predicted import predicted
from liantu.queries.gaps.trade import Around, Trade


@pytest.fixture(scope="module")
def buyers(golden_store: Store) -> list[str]:
    rows = golden_store.run("MATCH (e:Enterprise) RETURN e.id ORDER BY e.id", {}).rows
    return [str(one) for (one,) in rows]


def pairs(found: Around | None) -> dict[tuple[str, str], list[str]]:
    return {one: sorted(set(said)) for one, said in found.records.items()} if found else {}


def test_buyers_read_together_are_as_read_one_by_one(
    golden_store: Store, buyers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    together = Trade(golden_store)
    monkeypatch.setattr(trade, "AT_ONCE", 3)
    together.meet(buyers)
    monkeypatch.undo()
    for buyer in buyers:
        alone = Trade(golden_store).around(buyer)
        assert pairs(together.around(buyer)) == pairs(alone)
    assert sum(len(pairs(together.around(buyer))) for buyer in buyers) > len(buyers)


@pytest.mark.parametrize("step", range(3))
def test_a_buyer_with_too_much_trade_around_is_left_out_and_named(
    golden_store: Store, buyers: list[str], step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "MATCH (e:Enterprise {name: 'H5'}) RETURN e.id"
    buyer = str(golden_store.run(name, {}).rows[0][0])
    bounds = list(trade.BOUNDS)
    bounds[step] = 0
    monkeypatch.setattr(trade, "BOUNDS", tuple(bounds))
    found = Trade(golden_store)
    assert found.around(buyer) is None
    assert predicted(found, buyers, [buyer]).cut == (buyer,)
