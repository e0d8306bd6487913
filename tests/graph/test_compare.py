"""What is new, changed and ended between two versions."""

from __future__ import annotations

from liantu.graph.compare import Count, compare
from liantu.graph.merge import Decision
from tests.graph.conftest import Batch, Merge, View, row
from tests.graph.test_identity import with_check_digit


def counts(before: View | None, after: View) -> tuple[Count, Count]:
    found = compare(before.merged.folder if before else None, after.merged.folder)
    return found.nodes, found.links


def test_at_first_everything_is_new(batch: Batch, merged: Merge) -> None:
    view = merged(batch(row("甲", 供给="乙"), row("乙")))
    assert counts(None, view) == (Count(new=2), Count(new=1))


def test_new_changed_and_ended_are_told_apart(batch: Batch, merged: Merge) -> None:
    before = merged(batch(row("甲", 人数="1", 供给="乙", 金额="1"), row("乙"), row("丙")))
    after = merged(batch(row("甲", 人数="2", 供给="乙", 金额="2"), row("乙"), row("丁", 供给="乙")))
    assert counts(before, after) == (Count(new=1, changed=1, ended=1), Count(new=1, changed=1))
    found = compare(before.merged.folder, after.merged.folder)
    assert found.by_kind["Enterprise"] == Count(1, 1, 1)
    assert found.by_kind["SUPPLIES"] == Count(1, 1, 0)


def test_another_row_order_source_or_date_is_no_change(batch: Batch, merged: Merge) -> None:
    before = merged(batch(row("甲", 人数="1"), row("乙")))
    moved = batch(row("乙"), row("甲", 人数="1"), on="2026-01-01")
    again = batch(row("甲", 人数="1"), source="another", precedence=50)
    assert counts(before, merged(moved, again)) == (Count(), Count())


def test_a_kind_whose_links_all_end(batch: Batch, merged: Merge) -> None:
    before = merged(batch(row("甲", 供给="乙"), row("乙")))
    assert counts(before, merged(batch(row("甲"), row("乙")))) == (Count(), Count(ended=1))


def test_a_firm_that_got_its_code_is_changed_not_new(batch: Batch, merged: Merge) -> None:
    code = with_check_digit("9137061400000000X")
    before = merged(batch(row("甲", 供给="乙"), row("乙")))
    after = merged(batch(row("甲", 代码=code, 供给="乙"), row("乙")))
    assert counts(before, after) == (Count(changed=1), Count())


def test_a_renamed_firm_is_changed_not_new(batch: Batch, merged: Merge) -> None:
    before = merged(batch(row("旧", 供给="乙"), row("乙")))
    old = before.nodes()["旧"]["id"]
    renamed = batch(row("新", 供给="乙"), row("乙"))
    new = merged(renamed).nodes()["新"]["id"]
    after = merged(renamed, decisions=[Decision(new, old, "旧")])
    assert counts(before, after) == (Count(changed=1), Count())


def test_an_unknown_value_that_becomes_known_is_a_change(batch: Batch, merged: Merge) -> None:
    before = merged(batch(row("甲"), row("乙", 标签="a;b")))
    after = merged(batch(row("甲", 上市="否"), row("乙", 标签="b;a")))
    assert counts(before, after)[0] == Count(changed=2)
