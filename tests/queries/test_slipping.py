"""Ids that are a hash and were typed with a slip."""

from __future__ import annotations

import pytest

from liantu.graph.stores import Store
from liantu.queries.slipping import one_slip, slipped_ids, two_slips

KEY = "879c236e0a28c8dc"
ID = f"ent:n-{KEY}"


@pytest.mark.parametrize(
    "wanted",
    [
        "ent:n-979c236e0a28c8dc",  # a wrong sign
        "ent:n-87c236e0a28c8dc",  # one missing
        "ent:n-8779c236e0a28c8dc",  # one too many
        "ent:n-879c236e0a28c8cd",  # two exchanged
        "ent:n-879C236E0A28C8DC",  # capitals
        "ent:n-0x9c236e0a28c8dc",  # two wrong, beside one another
        "ent:n-x79c236e0a28c8d0",  # two wrong, at the ends
    ],
)
def test_a_slip_or_two_are_forgiven(demo_store: Store, wanted: str) -> None:
    assert [one.id for one in slipped_ids(demo_store, wanted)] == [ID]


@pytest.mark.parametrize(
    "wanted",
    ["ent:n-000c236e0a28c8dc", "ent:n-xxxc236e0a28c8dc", "ent:879c", "nothing:n-" + KEY, "大金"],
)
def test_what_is_further_away_is_not(demo_store: Store, wanted: str) -> None:
    assert slipped_ids(demo_store, wanted) == ()


def test_so_many_are_looked_up_and_no_more() -> None:
    """The number of look-ups hangs on the key alone, not on the graph."""
    assert len({*one_slip(KEY)}) < 600
    assert len({*two_slips(KEY, 16)}) == 1 + 16 * 15 + 120 * 225
    assert len({*two_slips(KEY, 1)}) == 1 + 16 * 15 + 15 * 225
