"""How far a piece of work is: stages in order, and what part of the whole each takes."""

from __future__ import annotations

from typing import Protocol

# Stages of a load with the share of the time that ends with each, as 20,000 enterprises take it.
STAGES = {
    "start": 0.0,
    "wait": 0.0,
    "read": 0.04,
    "facts": 0.35,
    "match": 0.50,
    "build": 0.80,
    "publish": 0.82,
    "follow": 0.84,
    "look": 1.0,
    "sort": 1.0,
    "end": 1.0,
}
# From here on a load is accepted: stopping it would no longer undo anything.
LATE = frozenset({"publish", "follow", "look", "sort", "end"})


class Progress(Protocol):
    """Hears of a stage, and how much of it is done: files, rows, or nothing that is counted."""

    def __call__(self, stage: str, done: int = 0, total: int = 0, /) -> None:
        """Take note."""


def silent(_stage: str, _done: int = 0, _total: int = 0, /) -> None:
    """Take no note."""


def share(stage: str, done: int = 0, total: int = 0) -> float:
    """Return the part of the whole that is done, 0 to 1; 0 for a stage that is not known."""
    names = list(STAGES)
    if stage not in STAGES:
        return 0.0
    begins = STAGES[names[max(names.index(stage) - 1, 0)]]
    part = min(done / total, 1.0) if total > 0 else 0.0
    return round(begins + (STAGES[stage] - begins) * part, 3)
