"""Search finds a firm by name, short name, pinyin, initials and code."""

from __future__ import annotations

import pytest

from liantu.graph.stores import Store
from liantu.queries.search import search


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("大金重工（蓬莱）", "大金重工(蓬莱)"),
        ("大金重工", "大金重工(蓬莱)"),
        ("金重", "大金重工(蓬莱)"),
        ("dajinzhonggong", "大金重工(蓬莱)"),
        ("djzg", "大金重工(蓬莱)"),
        ("DJZG", "大金重工(蓬莱)"),
        ("603606", "东方电缆"),
        ("巨涛重工", "蓬莱巨涛海洋工程重工有限公司"),
        ("液化空气（烟台）", "液化空气(烟台)制造基地"),
        ("hddl", "海底电缆"),
        ("370614", "蓬莱区"),
    ],
)
def test_the_best_hit(demo_store: Store, text: str, name: str) -> None:
    assert search(demo_store, text).hits[0].name == name


def test_a_whole_word_comes_before_a_part(demo_store: Store) -> None:
    names = [hit.name for hit in search(demo_store, "储能").hits]
    assert names[0] == "储能"


@pytest.mark.parametrize("text", ["", "   ", "没有这样的名字", "<script>", "'; MATCH (n) RETURN n"])
def test_nothing_is_found_without_harm(demo_store: Store, text: str) -> None:
    assert search(demo_store, text).hits == ()


def test_more_hits_than_shown_are_said(demo_store: Store) -> None:
    found = search(demo_store, "区", limit=5)
    assert len(found.hits) == 5
    assert found.more
