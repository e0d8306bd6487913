"""What became of findings: a maker that comes heals an absence and is named for it."""

from __future__ import annotations

from pathlib import Path

from liantu.queries.gaps import find_gaps, gap_settings
from liantu.queries.gaps.history import earlier, history
from tests.factories import chain, firm, register
from tests.queries.conftest import Loaded


def test_who_came_and_what_it_healed(tmp_path: Path, loaded: Loaded) -> None:
    inputs: dict[str, list[str]] = {"ore": [], "mid": ["ore"], "end": ["mid"]}
    template = chain(tmp_path / "in", "offshore-wind", "玩具链", inputs)
    first = register(tmp_path / "a", firm("乙", segment="环节-end"))
    second = register(
        tmp_path / "b", firm("乙", segment="环节-end"), firm("甲", segment="环节-mid")
    )
    reports = [
        find_gaps(loaded(template, one), "offshore-wind", assume_complete=True)
        for one in (first, second)
    ]
    found = history(reports)
    (healed,) = found.latest("healed")
    assert (healed.name, healed.kind) == ("环节-mid", "MISSING_INPUT")
    assert [(one.name, one.came, one.segment) for one in healed.by] == [
        ("甲", True, "seg:offshore-wind/mid")
    ]
    new = {(one.name, one.kind) for one in found.latest("new")}
    assert new == {("环节-ore", "MISSING_INPUT"), ("环节-mid", "WEAK"), ("环节-mid", "FRAGILE")}
    assert {one.kind for one in found.latest("persistent")} == {"WEAK", "FRAGILE"}
    assert [stand.code for stand in found.timelines[1].stands] == ["MISSING_INPUT", "WEAK"]
    assert found.as_dict()["counts"] == {"new": 3, "healed": 1, "persistent": 2}


def test_a_single_version_has_nothing_to_compare(tmp_path: Path, loaded: Loaded) -> None:
    template = chain(tmp_path / "in", "offshore-wind", "玩具链", {"ore": []})
    found = history([find_gaps(loaded(template), "offshore-wind", assume_complete=True)])
    assert found.latest("new") == ()
    assert not any(one.moved for one in found.timelines)


def test_a_version_that_does_not_know_the_chain_is_left_out(tmp_path: Path, loaded: Loaded) -> None:
    other = chain(tmp_path / "in", "other", "另一链", {"far": []})
    template = chain(tmp_path / "in", "offshore-wind", "玩具链", {"ore": []})
    stores = [loaded(other), loaded(other, template)]
    found = earlier(stores, "offshore-wind", "", gap_settings())
    assert [one.data_version for one in found] == [stores[1].data_version]
