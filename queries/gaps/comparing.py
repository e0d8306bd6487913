"""Two reports of one chain side by side: two regions, or one region under other settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from liantu.queries.gaps.reports import Finding, GapReport


@dataclass(frozen=True)
class Standing:
    """What one report says of a segment; ``rank`` is None where it is not ranked."""

    code: str
    also: tuple[str, ...]
    doubtful: bool
    makers: int
    list: str
    rank: int | None
    points: float | None

    def as_dict(self) -> dict[str, Any]:
        """Return the standing by name."""
        return {
            "code": self.code,
            "also": list(self.also),
            "doubtful": self.doubtful,
            "makers": self.makers,
            "list": self.list or None,
            "rank": self.rank,
            "points": self.points,
        }


@dataclass(frozen=True)
class Pair:
    """One segment in both reports; ``differs`` names what is not the same."""

    first: Finding
    second: Finding
    before: Standing
    after: Standing
    differs: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the pair by name."""
        return {
            "segment": self.first.segment,
            "name": self.first.name,
            "differs": list(self.differs),
            "first": self.before.as_dict(),
            "second": self.after.as_dict(),
        }


def standing(report: GapReport, finding: Finding) -> Standing:
    """Return what a report says of one segment."""
    score = finding.score
    ranked = next((one for one in report.rankings if score and one.name == score.list), None)
    return Standing(
        finding.code,
        finding.also,
        finding.doubtful,
        len(finding.makers),
        score.list if score else "",
        ranked.rank(finding.segment) if ranked else None,
        score.points if score else None,
    )


def pairs(first: GapReport, second: GapReport) -> tuple[Pair, ...]:
    """Return the segments of both reports: those whose grade differs first, then other differences.

    Of the same difference they stand in the order of the chain. Points are the same where
    they differ by less than 10⁻⁹.
    """
    found = [
        _pair(first, second, one, other)
        for one in first.findings
        if (other := second.by_segment.get(one.segment))
    ]
    return tuple(
        sorted(found, key=lambda one: (0 if "code" in one.differs else 1, not one.differs))
    )


def _pair(first: GapReport, second: GapReport, one: Finding, other: Finding) -> Pair:
    before, after = standing(first, one), standing(second, other)
    differs = [
        name
        for name in ("code", "also", "doubtful", "makers", "list", "rank")
        if getattr(before, name) != getattr(after, name)
    ]
    if abs((before.points or 0.0) - (after.points or 0.0)) > 1e-9:
        differs.append("points")
    return Pair(one, other, before, after, tuple(differs))
