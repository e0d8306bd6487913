"""Pairs that people and loads decided on, as one step per replaced id."""

from __future__ import annotations

from itertools import permutations

from liantu.graph.decisions import settle
from liantu.graph.merge import Decision


def test_a_chain_leads_straight_to_the_last() -> None:
    found = settle([Decision("ent:n-a", "ent:n-b", "甲"), Decision("ent:n-b", "ent:n-c")])
    assert found == [Decision("ent:n-a", "ent:n-c", "甲"), Decision("ent:n-b", "ent:n-c")]


def test_one_id_that_leads_to_two_makes_one_group_under_the_code() -> None:
    found = settle([Decision("ent:n-a", "ent:n-b"), Decision("ent:n-a", "ent:CODE")])
    assert found == [Decision("ent:n-a", "ent:CODE"), Decision("ent:n-b", "ent:CODE")]


def test_a_circle_is_cut_at_the_smallest_id() -> None:
    assert settle([Decision("b", "a"), Decision("a", "b")]) == [Decision("b", "a")]


def test_the_order_is_no_matter() -> None:
    pool = [Decision("a", "b"), Decision("c", "b"), Decision("b", "d"), Decision("x", "y")]
    assert len({tuple(settle(one)) for one in permutations(pool)}) == 1
