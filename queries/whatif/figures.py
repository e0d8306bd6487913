"""Figures of a situation that a scenario may change: gaps, jobs, complexity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from liantu.queries.gaps.reports import GapReport
from liantu.queries.gaps.situation import Situation
from liantu.queries.whatif.comparing import GAPS


@dataclass(frozen=True)
class Figures:
    """Counts of one situation.

    ``counts`` are segments by grade and ``verdicts`` by every kind that holds; ``firms``
    are distinct makers here, ``jobs`` the employees recorded of those whose number is
    known, ``jobs_unknown`` how many it is not. ``points`` is the sum of the scores of ranked
    gaps. ``eci`` is the region's complexity among those of its level, None where the table
    is too small or refuses; ``present`` counts segments with a maker, of ``segments``.
    """

    counts: dict[str, int]
    verdicts: dict[str, int]
    segments: int
    present: int
    firms: int
    jobs: int
    jobs_unknown: int
    points: float
    eci: float | None

    @property
    def gaps(self) -> int:
        """How many segments are a gap: absent, and needed here."""
        return sum(self.counts.get(kind, 0) for kind in GAPS)

    def as_dict(self) -> dict[str, Any]:
        """Return the figures by name; complexity that cannot be told is null."""
        return {
            "gaps": self.gaps,
            "counts": self.counts,
            "verdicts": self.verdicts,
            "segments": self.segments,
            "present": self.present,
            "firms": self.firms,
            "jobs": {"recorded": self.jobs, "unknown": self.jobs_unknown},
            "points": self.points,
            "complexity": self.eci,
        }


class Looked(Protocol):
    """A situation with its findings."""

    @property
    def situation(self) -> Situation:
        """What is looked at."""

    @property
    def report(self) -> GapReport:
        """What is found."""


def figures(looked: Looked) -> Figures:
    """Return the figures of a situation and its findings."""
    situation, found = looked.situation, looked.report
    firms = {one.id: one for makers in situation.here.values() for one in makers}
    known = [one.get("employees") for one in firms.values()]
    verdicts: dict[str, int] = {}
    for finding in found.findings:
        for one in finding.verdicts:
            verdicts[one.kind] = verdicts.get(one.kind, 0) + 1
    return Figures(
        counts=found.counts(),
        verdicts=verdicts,
        segments=len(found.findings),
        present=len(situation.present_set),
        firms=len(firms),
        jobs=sum(int(one) for one in known if one is not None),
        jobs_unknown=sum(one is None for one in known),
        points=sum(each.scores[one].points for each in found.rankings for one in each.ranked),
        eci=situation.space.eci,
    )


def whats_changed(before: Figures, after: Figures) -> list[tuple[str, int, int]]:
    """Return the kinds whose number of segments differs, with both numbers."""
    kinds = dict.fromkeys([*before.verdicts, *after.verdicts])
    return [
        (kind, before.verdicts.get(kind, 0), after.verdicts.get(kind, 0))
        for kind in kinds
        if before.verdicts.get(kind, 0) != after.verdicts.get(kind, 0)
    ]
