"""What a version changes, row by row: before and after, links in words, who disagrees with whom."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from liantu.graph.compare import compare
from liantu.graph.difference import write_difference
from tests.graph.conftest import Batch, Merge, View, read, row

Write = Callable[..., tuple[list[dict[str, Any]], list[dict[str, Any]]]]


@pytest.fixture
def written(tmp_path: Path) -> Write:
    """Write the difference of two versions; return its changes and its conflicts."""

    def write(before: View | None, after: View, *batches: Path) -> Any:
        old = before.merged.folder if before else None
        out = tmp_path / "difference"
        kinds = compare(old, after.merged.folder).by_kind
        names = [one.name for one in batches]
        counted = write_difference(old, after.merged.folder, kinds, names, out)
        conflicts = read(out / "conflicts.parquet")
        assert sum(counted.values()) == len(conflicts)
        return read(out / "changes.parquet"), conflicts

    return write


def test_every_state_is_listed_with_names_and_both_values(
    batch: Batch, merged: Merge, written: Write
) -> None:
    before = merged(
        batch(row("甲", 人数="1", 供给="乙", 金额="1"), row("乙"), row("丙", 供给="乙"))
    )
    given = batch(row("甲", 人数="2", 供给="乙", 金额="2"), row("乙"), row("丁", 供给="乙"))
    changes, conflicts = written(before, merged(given), given)
    found = {(one["kind"], one["state"], one["name"], one["to_name"]) for one in changes}
    assert found == {
        ("Enterprise", "new", "丁", None),
        ("Enterprise", "changed", "甲", None),
        ("Enterprise", "ended", "丙", None),
        ("SUPPLIES", "new", "丁", "乙"),
        ("SUPPLIES", "changed", "甲", "乙"),
        ("SUPPLIES", "ended", "丙", "乙"),
    }
    told = {one["kind"]: one["changes"] for one in changes if one["state"] == "changed"}
    assert told["Enterprise"] == [{"property": "employees", "before": "1", "after": "2"}]
    assert told["SUPPLIES"] == [{"property": "amount", "before": "1.0", "after": "2.0"}]
    assert conflicts == []


def test_the_first_version_lists_everything_as_new(
    batch: Batch, merged: Merge, written: Write
) -> None:
    given = batch(row("甲", 供给="乙"), row("乙"))
    changes, _ = written(None, merged(given), given)
    assert [(one["kind"], one["state"]) for one in changes] == [
        ("Enterprise", "new"),
        ("Enterprise", "new"),
        ("SUPPLIES", "new"),
    ]


@pytest.mark.parametrize(
    ("precedence", "on", "wins", "reason"),
    [
        (5, "", True, "precedence"),
        (50, "2026-09-01", False, "precedence"),
        (10, "2026-09-01", True, "date"),
        (10, "", False, "order"),
    ],
)
def test_who_wins_a_conflict_and_why(
    batch: Batch, merged: Merge, written: Write, precedence: int, on: str, wins: bool, reason: str
) -> None:
    held = batch(row("甲", 人数="1", 资本="7"), source="register")
    given = batch(row("甲", 人数="2", 资本="7"), source="visits", precedence=precedence, on=on)
    _, (conflict,) = written(merged(held), merged(held, given), given)
    assert (conflict["name"], conflict["property"]) == ("甲", "employees")
    assert (conflict["wins"], conflict["reason"]) == (wins, reason)
    order = ["2", "1"] if wins else ["1", "2"]
    assert [one["value"] for one in conflict["sides"]] == order
    assert [one["mine"] for one in conflict["sides"]] == [wins, not wins]


def test_a_later_delivery_of_one_source_is_a_change_and_no_conflict(
    batch: Batch, merged: Merge, written: Write
) -> None:
    held = batch(row("甲", 人数="1"), on="2026-01-01")
    given = batch(row("甲", 人数="2"), on="2026-02-01")
    changes, conflicts = written(merged(held), merged(held, given), given)
    assert [one["state"] for one in changes] == ["changed"]
    assert conflicts == []
    older = batch(row("甲", 人数="3"), on="2025-12-01")
    changes, conflicts = written(merged(held), merged(held, older), older)
    assert changes == []
    assert [one["wins"] for one in conflicts] == [False]
