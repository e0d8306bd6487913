"""A chain's report: the finding of each segment, open to its reasons, and the ranked lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from liantu.queries.evidence import Evidence
from liantu.queries.gaps.findings import (
    Because,
    Building,
    Coverage,
    Doubt,
    Maker,
    Scope,
    Verdict,
    whole,
)
from liantu.queries.gaps.ranks import Ranking
from liantu.queries.gaps.score import Score
from liantu.queries.gaps.targets import Targets, together


@dataclass(frozen=True)
class Finding:
    """The grade of one segment in one region, open to its reasons.

    ``verdicts`` holds every kind that is true of it, the first in the order of kinds
    being its grade; ``needed`` and the figures after it are in the report's measure.
    """

    segment: str
    name: str
    position: str
    importance: str
    verdicts: tuple[Verdict, ...]
    would_be: str | None
    makers: tuple[Maker, ...]
    figures: Mapping[str, float | int | None]
    targets: Targets
    projects: tuple[Building, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    doubt: Doubt | None = None
    score: Score | None = None

    @property
    def kind(self) -> str:
        """The grade: the first kind that holds."""
        return self.verdicts[0].kind

    @property
    def code(self) -> str:
        """The grade, with PIPELINE: before it where a project is on its way."""
        return f"PIPELINE:{self.kind}" if self.pipeline else self.kind

    @property
    def pipeline(self) -> bool:
        """Whether it is absent and a project here will make it."""
        return bool(self.projects) and not self.makers

    @property
    def also(self) -> tuple[str, ...]:
        """The other kinds that hold."""
        return tuple(one.kind for one in self.verdicts[1:])

    def is_of(self, kind: str) -> bool:
        """Say whether a kind holds of it; an empty one always does."""
        return not kind or any(one.kind == kind for one in self.verdicts)

    @property
    def doubtful(self) -> bool:
        """Whether any of it may only look so because records are missing."""
        return any(one.doubtful for one in self.verdicts)

    @property
    def because(self) -> Because:
        """Why it has its grade."""
        return self.verdicts[0].because

    @property
    def unless(self) -> str:
        """What observation would remove the grade."""
        return self.verdicts[0].unless

    @property
    def reasons(self) -> tuple[str, ...]:
        """The codes of the reasons of all kinds that hold."""
        return tuple(code for one in self.verdicts for code in one.reasons)

    def as_dict(self, targets: int | None = None) -> dict[str, Any]:
        """Return the stable JSON of one finding, with so many of its targets; None: all listed."""
        return {
            "segment": {"id": self.segment, "name": self.name, "position": self.position},
            "kind": self.kind,
            "code": self.code,
            "also": list(self.also),
            "would_be": self.would_be,
            "doubtful": self.doubtful,
            "doubt": self.doubt.as_dict() if self.doubt else None,
            "makers": {"count": len(self.makers), "ids": [maker.id for maker in self.makers]},
            "figures": {name: whole(value) for name, value in self.figures.items()},
            "because": self.because.as_dict(),
            "unless": self.unless,
            "verdicts": [one.as_dict() for one in self.verdicts],
            "projects": [one.as_dict() for one in self.projects],
            "score": self.score.as_dict() if self.score else None,
            "target_count": self.targets.total,
            "targets": [
                target.as_target() for target in (self.targets[:targets] if targets != 0 else ())
            ],
        }


@dataclass(frozen=True)
class GapReport:
    """Every segment's finding for one chain and region, in the order of the chain file.

    ``measure`` is what makers' size is told by: ``output``, ``employees`` or ``count``.
    """

    data_version: str
    formula_version: str
    settings_version: str
    scope: Scope
    coverage: Coverage
    measure: str
    findings: tuple[Finding, ...]
    rankings: tuple[Ranking, ...] = field(default=())

    def counts(self) -> dict[str, int]:
        """Return how many segments are of each kind."""
        found: dict[str, int] = {}
        for one in self.findings:
            found[one.kind] = found.get(one.kind, 0) + 1
        return found

    @cached_property
    def by_segment(self) -> Mapping[str, Finding]:
        """The findings by the id of their segment."""
        return {one.segment: one for one in self.findings}

    @cached_property
    def listed_only(self) -> int:
        """How many makers here are known from lists of candidates alone: not recorded ones."""
        makers = {maker.id: maker for one in self.findings for maker in one.makers}
        return sum(not maker.registered for maker in makers.values())

    def about(self) -> dict[str, Any]:
        """Return versions and scope, as every answer begins."""
        return {
            "data_version": self.data_version,
            "formula_version": self.formula_version,
            "settings_version": self.settings_version,
            "scope": self.scope.as_dict(),
        }

    def as_dict(self, targets: int | None = None) -> dict[str, Any]:
        """Return the stable JSON of ``liantu gaps --json``.

        ``targets`` says how many of each gap are given, all that are listed where it is None;
        they take longest, so that 0 answers soonest.
        """
        if targets != 0:
            together(one.targets for one in self.findings)
        return self.about() | {
            "coverage": self.coverage.as_dict(),
            "measure": self.measure,
            "findings": [one.as_dict(targets) for one in self.findings],
            "rankings": [one.as_dict() for one in self.rankings],
        }
