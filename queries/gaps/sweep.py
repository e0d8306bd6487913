"""How much hangs on a threshold: the kinds of a chain over a small grid of each one.

Only the kinds are asked again: what is read of the store and every figure stay as they
are, since no threshold of the grid enters them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from liantu.queries.gaps import kinds
from liantu.queries.gaps.settings import checked, overlaid
from liantu.queries.gaps.situation import Situation

SHARES = (0.3, 0.4, 0.5, 0.6, 0.7)
GRID: Mapping[str, tuple[float, ...]] = {
    "doubt.coverage": SHARES,
    "doubt.p_none": SHARES,
    "extension.input_share": SHARES,
    "weak.self_sufficiency": SHARES,
    "fragile.suppliers": (1.25, 1.5, 2.0, 3.0),
    "fragile.one_region": SHARES,
    "unmatched.outside": SHARES,
}
# What a situation worked out and no threshold of the grid changes.
KEPT = ("order", "nodes", "present_set", "edges", "into", "out_of", "sizes", "space",
        "single_points", "all_registered", "firms")  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One value of one threshold: the segments whose grade it changes, or another of whose kinds.

    ``used`` says that it is the value in force, which changes nothing.
    """

    threshold: str
    value: float
    used: bool
    graded: tuple[str, ...]
    also: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the step by name."""
        return {
            "threshold": self.threshold,
            "value": self.value,
            "used": self.used,
            "changed": len(self.graded),
            "graded": list(self.graded),
            "also": list(self.also),
        }


def sweep(situation: Situation) -> tuple[Step, ...]:
    """Return what each value of the grid would change, threshold by threshold, values rising."""
    before = kinds(situation)
    held = situation.settings.model_dump()
    found: list[Step] = []
    for threshold, grid in GRID.items():
        group, _, name = threshold.partition(".")
        used = float(held[group][name])
        for value in sorted({*grid, used}):
            after = before if value == used else kinds(_under(situation, group, name, value))
            graded = [one for one in before if before[one][:1] != after[one][:1]]
            also = [one for one in before if before[one] != after[one] and one not in graded]
            found.append(Step(threshold, value, value == used, tuple(graded), tuple(also)))
    return tuple(found)


def _under(situation: Situation, group: str, name: str, value: float) -> Situation:
    """Return a situation under another threshold, with what was worked out of it already."""
    rules = checked(overlaid(situation.settings.model_dump(), {group: {name: value}}))
    changed = replace(situation, settings=rules)
    known = vars(situation)
    vars(changed).update({one: known[one] for one in KEPT if one in known})
    return changed
