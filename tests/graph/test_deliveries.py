"""Which rows of a source later ones replace: the same things, in the order of their dates."""

from __future__ import annotations

from tests.graph.conftest import Batch, Merge, row
from tests.graph.test_identity import with_check_digit

CODE = with_check_digit("9137061400000010X")


def test_a_row_of_changes_replaces_the_earlier_rows_about_the_same(
    batch: Batch, merged: Merge
) -> None:
    """Not only what it says: what it leaves empty is unknown again."""
    base = batch(row("甲", 人数="1", 供给="乙"), row("乙", 人数="2"), row("丙", 人数="3"))
    change = batch(row("甲", 资本="5"), row("丙", 变更="注销"), on="2026-01-01", changes=0)
    found = merged(base, change)
    firm = found.nodes()["甲"]
    assert (firm["employees"], firm["capital"], firm["reported"]) == (None, 5, None)
    assert sorted(found.nodes()) == ["乙", "甲"]
    assert found.supplies() == found.waiting() == []


def test_changes_follow_each_other_by_date_then_sequence(batch: Batch, merged: Merge) -> None:
    changes = [
        batch(row("甲", 人数=str(at)), on=on, changes=sequence)
        for at, (on, sequence) in enumerate(
            [("2026-03-01", 0), ("2026-01-01", 5), ("2026-03-01", 2), ("2026-03-01", 1)]
        )
    ]
    found = merged(batch(row("甲", 人数="9"), on="2026-12-01"), *changes)
    assert found.nodes()["甲"]["employees"] == 2
    assert merged(*changes[:2]).nodes()["甲"]["employees"] == 0


def test_changes_say_nothing_of_another_sources_rows(batch: Batch, merged: Merge) -> None:
    base = batch(row("甲", 人数="1"), source="register", precedence=10)
    change = batch(row("甲", 变更="注销"), source="list", precedence=5, on="2026-01-01", changes=0)
    assert merged(base, change).nodes()["甲"]["employees"] == 1


def test_a_code_that_is_learnt_later_is_the_same_firm(batch: Batch, merged: Merge) -> None:
    base = batch(row("甲", 人数="1"), row("甲", place="烟台市", 人数="7"))
    change = batch(row("甲", 代码=CODE, 人数="2"), on="2026-01-01", changes=0)
    found = sorted((one["id"], one["employees"]) for one in merged(base, change).rows())
    assert found[0] == (f"ent:{CODE}", 2)
    assert [count for _, count in found] == [2, 7]
