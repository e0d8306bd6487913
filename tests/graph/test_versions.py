"""The id of a data version is a function of what was accepted and of nothing else."""

from __future__ import annotations

import itertools

from liantu.graph.merge import Decision
from liantu.graph.versions import version_id

BATCHES = ["aa", "bb", "cc"]
DECISIONS = [Decision("ent:n-1", "ent:n-2", "旧名"), Decision("ent:n-3", "ent:n-4")]


def test_the_order_of_batches_and_decisions_does_not_matter() -> None:
    found = {
        version_id(batches, decisions)
        for batches in itertools.permutations(BATCHES)
        for decisions in itertools.permutations(DECISIONS)
    }
    assert len(found) == 1


def test_another_set_or_decision_is_another_version() -> None:
    one = version_id(BATCHES, DECISIONS)
    others = [
        version_id(BATCHES[:2], DECISIONS),
        version_id(BATCHES, DECISIONS[:1]),
        version_id(BATCHES, [DECISIONS[0], Decision("ent:n-3", "ent:n-5")]),
        version_id(BATCHES, [Decision("ent:n-1", "ent:n-2", "别名"), DECISIONS[1]]),
    ]
    assert len({one, *others}) == 5
