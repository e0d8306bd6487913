"""Two reports of one chain side by side: where they differ, which way, and by whom.

The two are of two regions, of two data versions, of the records as they are and taken as
complete, or of what is recorded and what a scenario supposes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from liantu.queries.gaps.history import Cause, causes
from liantu.queries.gaps.reports import Finding, GapReport
from liantu.queries.whatif.comparing import Changed, compare

# better, worse: a gap or problem less or more in the second; unknown: one of them cannot tell;
# other: another grade, neither better nor worse; count: the same grade, other makers.
WAYS = ("better", "worse", "unknown", "other", "count")
TOLD = {"closed": "better", "opened": "worse", "other": "other"}


@dataclass(frozen=True)
class Difference:
    """A segment that stands otherwise in the second report; None where it is not in the chain."""

    segment: str
    name: str
    way: str
    first: Finding | None
    second: Finding | None
    by: tuple[Cause, ...] = ()

    @property
    def makers(self) -> int:
        """How many makers more the second has."""
        counts = [len(one.makers) if one else 0 for one in (self.first, self.second)]
        return counts[1] - counts[0]

    @property
    def sides(self) -> tuple[Finding | None, Finding | None]:
        """Both findings, the first first."""
        return self.first, self.second

    def as_dict(self) -> dict[str, Any]:
        """Return the difference by name, with the reason of both sides."""
        return {
            "segment": {"id": self.segment, "name": self.name},
            "way": self.way,
            "makers_more": self.makers,
            "first": _side(self.first),
            "second": _side(self.second),
            "by": [one.as_dict() for one in self.by],
        }


@dataclass(frozen=True)
class SideBySide:
    """Two reports of a chain with what differs, in the order of ways, then of the chain."""

    first: GapReport
    second: GapReport
    differences: tuple[Difference, ...]

    @property
    def counts(self) -> Mapping[str, int]:
        """How many segments differ in each way."""
        return {way: sum(one.way == way for one in self.differences) for way in WAYS}

    @property
    def graded(self) -> int:
        """How many segments have another grade."""
        return sum(one.way != "count" for one in self.differences)

    @property
    def segments(self) -> int:
        """How many segments there are in either."""
        return len({*self.first.by_segment, *self.second.by_segment})

    def as_dict(self) -> dict[str, Any]:
        """Return the stable JSON of two reports side by side."""
        return {
            "first": head(self.first),
            "second": head(self.second),
            "segments": self.segments,
            "counts": dict(self.counts),
            "differences": [one.as_dict() for one in self.differences],
        }


def side_by_side(first: GapReport, second: GapReport, *, caused: bool = False) -> SideBySide:
    """Return what differs between two reports.

    ``caused`` says that the second follows from the first, so that enterprises and projects
    that came or went are named; between two regions nobody came or went.
    """
    ways = {one.segment: _way(one) for one in compare(first, second)}
    return _found(first, second, ways, caused)


def supposed(first: GapReport, second: GapReport, changed: Iterable[Changed]) -> SideBySide:
    """Return what a scenario changes, in the ways in which its answer tells it."""
    ways = {one.segment: TOLD.get(one.way, "") for one in changed}
    return _found(first, second, ways, True)


def head(report: GapReport) -> dict[str, Any]:
    """Return what a side is about: versions, scope, coverage and how many are of each grade."""
    return report.about() | {
        "coverage": report.coverage.as_dict(),
        "counts": report.counts(),
    }


def _found(
    first: GapReport, second: GapReport, ways: Mapping[str, str], caused: bool
) -> SideBySide:
    was, is_ = first.by_segment, second.by_segment
    found = []
    for segment in {**was, **is_}:
        old, new = was.get(segment), is_.get(segment)
        way = ways.get(segment, "") or ("count" if _firms(old) != _firms(new) else "")
        if not way:
            continue
        nodes = [segment, *(one for side in (old, new) if side for one in side.because.nodes)]
        by = causes(first, second, nodes) if caused else ()
        name = (new or old).name  # type: ignore[union-attr]
        found.append(Difference(segment, name, way, old, new, by))
    ordered = sorted(found, key=lambda one: WAYS.index(one.way))
    return SideBySide(first, second, tuple(ordered))


def _way(changed: Changed) -> str:
    """Return which way a segment differs; no way is told where one side is UNKNOWN."""
    if changed.way == "moved":
        return ""
    sides = [one for one in (changed.before, changed.after) if one is not None]
    if len(sides) == 2 and any(one.kinds[0] == "UNKNOWN" for one in sides):
        return "unknown"
    return TOLD[changed.way]


def _firms(finding: Finding | None) -> int:
    return len(finding.makers) if finding else 0


def _side(finding: Finding | None) -> dict[str, Any] | None:
    if finding is None:
        return None
    return {
        "code": finding.code,
        "also": list(finding.also),
        "doubtful": finding.doubtful,
        "makers": {"count": len(finding.makers), "ids": [one.id for one in finding.makers]},
        "because": finding.because.as_dict(),
    }
