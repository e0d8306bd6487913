"""Chains that declare segments to be one, and inputs of one another, as files say it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from liantu.errors import UsageError
from liantu.graph.snapshots import Snapshots
from liantu.graph.stores import Store
from liantu.home import Home
from liantu.ingest.load import load
from liantu.queries.catalogue import run
from liantu.queries.gaps import find_gaps
from liantu.queries.together import Together, chosen, together
from tests import factories
from tests.chains import two_chains


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    home = two_chains(tmp_path_factory.mktemp("together"))
    snapshots = Snapshots(home)
    yield snapshots.store()
    snapshots.close()
    home.ledger.close()


@pytest.fixture(scope="module")
def found(store: Store) -> Together:
    return together(store, [find_gaps(store, one) for one in ("wind", "ships")])


def test_what_is_declared_one_is_shared_and_like_names_are_not(found: Together) -> None:
    (one,) = found.shared
    assert [f.segment for f in one.findings] == ["seg:wind/plate", "seg:ships/steel"]
    assert one.evidence[0].file == "ships.yaml"
    assert one.makers == 2  # of one chain each: the chains are graded apart
    assert found.sharing == {"seg:wind/plate": 2, "seg:ships/steel": 2}


def test_an_input_of_another_chain_joins_them_but_grades_neither(
    store: Store, found: Together
) -> None:
    (one,) = found.across
    assert (one.input.segment, one.output.segment) == ("seg:wind/flange", "seg:ships/engine")
    assert one.need == "useful"
    drawn = run(store, "chain_inputs", chain="chain:ships").dicts()
    assert {row["input"].partition("/")[0] for row in drawn} == {"seg:ships"}


def test_firms_on_several_chains_are_counted_once(found: Together) -> None:
    assert [(one.name, sorted(one.segments)) for one in found.firms] == [
        ("甲厂", ["ships", "wind"])
    ]
    assert found.makers == (2, 2)
    assert found.distinct == 3


def test_half_an_end_sets_its_row_aside_and_an_unknown_one_waits(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    file = factories.chain(tmp_path, "toys", "玩具链", {"doll": [], "shop": ["doll"]})
    text = file.read_text(encoding="utf-8")
    text = text.replace("inputs: []}", "inputs: [], same_as: [wind/plate]}")
    text = text.replace("[doll]}", "[doll], same_as: [{chain: none, id: x}]}")
    file.write_text(text, encoding="utf-8")

    said = load(home, [file]).as_dict()

    assert [(one["column"], one["row"]) for one in said["set_aside"]] == [("same_as.chain", 8)]
    assert any("等同于" in one["message"] for one in said["warnings"])
    home.ledger.close()


@pytest.mark.parametrize("names", [[], ["a"], ["a", "a", "chain:a"], list("abcdefg")])
def test_one_canvas_holds_two_to_six_chains(names: list[str]) -> None:
    with pytest.raises(UsageError):
        chosen(names)
