"""Two reports of a chain side by side: which way a segment differs, and by whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from liantu.queries.gaps import GapReport, report
from liantu.queries.gaps.findings import Coverage
from liantu.queries.side_by_side import side_by_side
from tests.queries.made import made, maker

# ore → cell → pack; nobody needs wire
INPUTS = {"ore": [], "cell": [("ore", True, None)], "pack": [("cell", True, None)], "wire": []}


def of(makers: dict[str, Iterable[str]], declared: float | None = None) -> GapReport:
    """Return the report of a chain with these makers, complete or few of ``declared``."""
    found = made(INPUTS, {key: [maker(one) for one in names] for key, names in makers.items()})
    if declared is not None:
        coverage = Coverage(1, declared, "", "", "", (), ())
        found = replace(found, coverage=coverage, scope=replace(found.scope, assume_complete=False))
    return report(found)


def test_a_way_is_told_by_who_makes_it() -> None:
    before = of({"ore": "ab", "pack": "cd", "wire": "ef"})
    after = of({"ore": "ab", "cell": "gh", "pack": "cdx", "wire": ""})

    found = side_by_side(before, after, caused=True)

    ways = {one.segment: one.way for one in found.differences}
    assert ways == {"cell": "better", "wire": "worse", "pack": "count"}
    assert [one.makers for one in found.differences] == [2, -2, 1]
    by = {one.segment: [(cause.id, cause.came) for cause in one.by] for one in found.differences}
    assert by["cell"][:2] == [("ent:g", True), ("ent:h", True)]
    assert by["wire"] == [("ent:e", False), ("ent:f", False)]
    assert found.counts == {"better": 1, "worse": 1, "unknown": 0, "other": 0, "count": 1}
    assert found.segments == 4


def test_what_is_unknown_on_a_side_is_neither_better_nor_worse() -> None:
    known, unknown = of({"pack": "cd"}), of({"pack": "cd"}, declared=70.0)
    assert unknown.by_segment["cell"].kind == "UNKNOWN"

    for pair in ((known, unknown), (unknown, known)):
        found = side_by_side(*pair)
        assert {one.way for one in found.differences} == {"unknown"}


def test_two_regions_name_nobody_who_came() -> None:
    found = side_by_side(of({"ore": "a"}), of({"ore": "bc"}))
    assert [one.by for one in found.differences] == [()] * len(found.differences)


def test_a_segment_that_one_side_has_not() -> None:
    first = of({"ore": "ab"})
    without = tuple(one for one in first.findings if one.segment != "wire")
    found = side_by_side(replace(first, findings=without), first)

    (one,) = found.differences
    assert (one.segment, one.first, one.way) == ("wire", None, "other")
    assert one.as_dict()["first"] is None
