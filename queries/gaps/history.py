"""What became of findings from one data version to the next: new, persistent, healed, by whom.

A finding is a kind that holds for a segment. By whom: the enterprises that came as makers
or went, and the projects, of the segment itself and of those that its reason names.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from liantu.errors import NotFound
from liantu.graph.stores import Store
from liantu.queries.gaps import find_gaps
from liantu.queries.gaps.findings import Scope
from liantu.queries.gaps.reports import Finding, GapReport
from liantu.queries.gaps.settings import GapSettings

STATUSES = ("new", "healed", "persistent")
NO_FINDING = frozenset({"PRESENT", "BLANK"})


@dataclass(frozen=True)
class Cause:
    """An enterprise or project that came to make a segment, or went."""

    id: str
    name: str
    segment: str
    came: bool

    def as_dict(self) -> dict[str, Any]:
        """Return the cause by name."""
        return {"id": self.id, "name": self.name, "segment": self.segment, "came": self.came}


@dataclass(frozen=True)
class Change:
    """What became of one finding; ``because`` is the reason in the version where it holds."""

    segment: str
    name: str
    kind: str
    status: str
    because: str
    by: tuple[Cause, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the change by name."""
        return {
            "segment": {"id": self.segment, "name": self.name},
            "kind": self.kind,
            "status": self.status,
            "because": self.because,
            "by": [one.as_dict() for one in self.by],
        }


@dataclass(frozen=True)
class Stand:
    """How a segment stood in one version; ``code`` is empty where it was not in the chain."""

    version: str
    code: str
    also: tuple[str, ...]
    doubtful: bool
    makers: int

    def as_dict(self) -> dict[str, Any]:
        """Return the stand by name."""
        return {
            "version": self.version,
            "code": self.code or None,
            "also": list(self.also),
            "doubtful": self.doubtful,
            "makers": self.makers,
        }


@dataclass(frozen=True)
class Timeline:
    """A segment over several versions, oldest first, and what changed in each after the first."""

    segment: str
    name: str
    stands: tuple[Stand, ...]
    changes: tuple[tuple[Change, ...], ...]

    @property
    def moved(self) -> bool:
        """Whether any finding of it is new or healed somewhere."""
        return any(one.status != "persistent" for step in self.changes for one in step)

    def as_dict(self) -> dict[str, Any]:
        """Return the timeline by name."""
        return {
            "segment": {"id": self.segment, "name": self.name},
            "stands": [one.as_dict() for one in self.stands],
            "changes": [[one.as_dict() for one in step] for step in self.changes],
        }


@dataclass(frozen=True)
class History:
    """A chain in a region over several data versions, oldest first."""

    scope: Scope
    versions: tuple[tuple[str, str], ...]  # id and as-of date
    timelines: tuple[Timeline, ...]

    def latest(self, status: str) -> tuple[Change, ...]:
        """Return what changed in the last version by its status, in the chain's order."""
        return tuple(
            change
            for one in self.timelines
            for change in (one.changes[-1] if one.changes else ())
            if change.status == status
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the stable JSON of a history."""
        return {
            "scope": self.scope.as_dict(),
            "versions": [{"id": one, "as_of": day or None} for one, day in self.versions],
            "counts": {status: len(self.latest(status)) for status in STATUSES},
            "timelines": [one.as_dict() for one in self.timelines],
        }


def earlier(
    stores: Iterable[Store],
    chain: str,
    region: str,
    settings: GapSettings,
    *,
    assume_complete: bool = False,
) -> list[GapReport]:
    """Return the reports of a chain in earlier versions; one that does not know it is left out."""
    found: list[GapReport] = []
    for store in stores:
        with suppress(NotFound):
            found.append(
                find_gaps(
                    store, chain, region=region, assume_complete=assume_complete, settings=settings
                )
            )
    return found


def history(reports: Sequence[GapReport]) -> History:
    """Return the history of a chain from its reports, oldest version first, at least one."""
    last = reports[-1]
    names = {one.segment: one.name for report in reports for one in report.findings}
    steps = [
        {(one.segment, one.kind): one for one in changes(before, after)}
        for before, after in pairwise(reports)
    ]
    timelines = []
    for segment, name in names.items():
        stands = tuple(_stand(report, segment) for report in reports)
        made = tuple(
            tuple(one for (found, _), one in step.items() if found == segment) for step in steps
        )
        timelines.append(Timeline(segment, name, stands, made))
    versions = tuple((report.data_version, report.scope.as_of) for report in reports)
    return History(last.scope, versions, tuple(timelines))


def changes(before: GapReport, after: GapReport) -> list[Change]:
    """Return what became of every finding, in the order of the chain and of kinds."""
    was, is_ = before.by_segment, after.by_segment
    found: list[Change] = []
    for segment in {**is_, **was}:
        old, new = was.get(segment), is_.get(segment)
        held, holds = _kinds(old), _kinds(new)
        for kind in {**holds, **held}:
            status = "persistent" if kind in held and kind in holds else "new"
            status = "healed" if kind not in holds else status
            named = holds.get(kind) or held[kind]
            because = named[1]
            by = () if status == "persistent" else causes(before, after, [segment, *named[0]])
            name = (new or old).name  # type: ignore[union-attr]
            found.append(Change(segment, name, kind, status, because, by))
    return found


def _kinds(finding: Finding | None) -> dict[str, tuple[tuple[str, ...], str]]:
    """Return the findings of a segment: by kind, the nodes of the reason and its sentence."""
    if finding is None:
        return {}
    return {
        one.kind: (one.because.nodes, one.because.text)
        for one in finding.verdicts
        if one.kind not in NO_FINDING
    }


def causes(before: GapReport, after: GapReport, nodes: Iterable[str]) -> tuple[Cause, ...]:
    """Return the makers and projects of some segments that came or went, in the order given."""
    found: list[Cause] = []
    for segment in dict.fromkeys(nodes):
        had, has = _here(before, segment), _here(after, segment)
        found += [Cause(one, has[one], segment, True) for one in has if one not in had]
        found += [Cause(one, had[one], segment, False) for one in had if one not in has]
    return tuple(found)


def _here(report: GapReport, segment: str) -> dict[str, str]:
    finding = report.by_segment.get(segment)
    if finding is None:
        return {}
    makers = {one.id: one.label for one in finding.makers}
    return makers | {one.id: one.name for one in finding.projects}


def _stand(report: GapReport, segment: str) -> Stand:
    one = report.by_segment.get(segment)
    if one is None:
        return Stand(report.data_version, "", (), False, 0)
    return Stand(report.data_version, one.code, one.also, one.doubtful, len(one.makers))
