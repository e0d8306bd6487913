"""Charts: cycles left out and counted, zero and unknown apart, totals that agree."""

from __future__ import annotations

from collections.abc import Iterator

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liantu.errors import UsageError
from liantu.graph.snapshots import Snapshots
from liantu.graph.stores import Store
from liantu.home import Home
from liantu.queries.catalogue import run
from liantu.queries.charts.flows import flows, left_out
from liantu.queries.charts.heat import heat
from liantu.queries.charts.quadrant import quadrant
from liantu.queries.charts.spread import spread
from liantu.queries.complexity.counts import counts
from liantu.queries.gaps import find_gaps, gap_settings
from tests.places import placed_home

pytestmark = pytest.mark.no_graph
CHAIN = "offshore-wind"
PAIRS = st.dictionaries(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")).filter(lambda p: p[0] != p[1]),
    st.integers(1, 9),
)


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    home = Home(placed_home())
    snapshots = Snapshots(home)
    yield snapshots.store()
    snapshots.close()
    home.ledger.close()


def segment_names(store: Store) -> dict[str, str]:
    rows = run(store, "chain_segments", chain=f"chain:{CHAIN}").dicts()
    return {row["segment"].id: str(row["segment"].properties["name"]) for row in rows}


@given(PAIRS)
def test_what_is_left_out_leaves_no_cycle_and_no_more_than_needed(
    weights: dict[tuple[str, str], int],
) -> None:
    gone = left_out(nx.DiGraph([*weights]), dict(weights))
    rest = nx.DiGraph([one for one in weights if one not in gone])
    assert nx.is_directed_acyclic_graph(rest)
    assert not gone or not nx.is_directed_acyclic_graph(nx.DiGraph([*weights]))


def test_supplies_that_close_a_cycle_are_counted_and_stay_in_the_table(store: Store) -> None:
    found = flows(store, CHAIN, "segment", "city", segment_names(store))
    table = {line.cells[:2]: line.cells[2:] for line in found.lines}
    assert table["塔筒", "锻件与法兰"] == (2, 100.0, 1, "画出")
    cycle = [pair for pair, cells in table.items() if cells[3] == "会成环，不画"]
    assert len(cycle) == 1
    assert found.aside == {"flows_within": 1, "flows_cycle": 1, "flows_more": 0}
    assert ("几个环节之一（说不清是哪个）", "塔筒") in table
    here = flows(store, CHAIN, "region", "county", {"370614": "蓬莱区"})
    assert here.picture["links"] == []
    assert here.aside["flows_within"] == 6


def test_without_supplies_the_chains_inputs_are_drawn_and_said(demo_store: Store) -> None:
    found = flows(demo_store, CHAIN, "segment", "city", segment_names(demo_store))
    assert found.picture["measure"] == "inputs"
    assert "不是供货" in found.notes[0]
    assert flows(demo_store, CHAIN, "region", "city", {}).lines == ()
    with pytest.raises(UsageError):
        flows(demo_store, CHAIN, "name", "city", {})


def test_the_heat_map_is_the_counts_and_an_empty_cell_is_no_zero(demo_store: Store) -> None:
    found = heat(demo_store, CHAIN, "city", "", gap_settings())
    read = counts(demo_store, CHAIN, "city", gap_settings())
    assert sum(line.cells[-1] for line in found.lines) == read.total
    assert sum(one[2] for one in found.picture["cells"]) == read.total
    assert 0 not in {cell for line in found.lines for cell in line.cells[1:-1]}
    inside = heat(demo_store, CHAIN, "city", "370000", gap_settings())
    assert {one.name[:2] for one in inside.columns[1:-1]} == {"37"}


def test_a_gap_without_known_feasibility_stands_apart(demo_store: Store) -> None:
    report = find_gaps(demo_store, CHAIN, assume_complete=True, settings=gap_settings())
    found = quadrant(report)
    drawn = [*found.picture["points"], *found.picture["aside"]]
    assert len(drawn) == len(found.lines) > 0
    assert all(one["feasibility"] is None for one in found.picture["aside"])
    assert found.aside["feasibility_unknown"] == len(found.picture["aside"])


def test_unknown_is_a_class_of_its_own(store: Store, demo_store: Store) -> None:
    unknown = spread(demo_store, CHAIN, "", "employees")
    assert unknown.picture["counts"] == []
    assert unknown.lines[-1].cells == ("不知道", 34)
    makers = spread(demo_store, CHAIN, "", "makers")
    assert makers.picture["classes"][0] == "零"
    assert sum(makers.picture["counts"]) == 39
    ages = spread(store, CHAIN, "370614", "age")
    assert ages.picture["classes"][0] == "0 至不到 3"
    with pytest.raises(UsageError):
        spread(store, CHAIN, "", "height")
