"""The two lists of a chain: whom to recruit (招引, outside) and whom to match (对接, here)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from liantu.errors import NotFound
from liantu.graph.stores import Store
from liantu.locale import text
from liantu.queries.gaps import GapReport, GapSettings, report
from liantu.queries.gaps.looking import look
from liantu.queries.gaps.matchmaking import Matches, matchmaking
from liantu.queries.gaps.reports import Finding
from liantu.queries.gaps.situation import Situation
from liantu.queries.gaps.targets import Target, together
from liantu.queries.gaps.unmatched import KIND as MATCHED
from liantu.queries.gaps.way_in import Way, WayIn, Ways

RECRUIT = ("BREAK", "MISSING_INPUT", "EXTENSION", "WEAK", "FRAGILE", "UNKNOWN")
FIRST = 5  # targets of each gap that the list of a chain names
WAYS = 10  # first targets of one gap whose ways in are looked for; in the list of a chain one


@dataclass(frozen=True)
class Wanted:
    """One gap with its strongest targets, the first of them with their ways in."""

    finding: Finding
    targets: tuple[tuple[Target, WayIn | None], ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the gap's grade and its targets."""
        one = self.finding
        return {
            "segment": {"id": one.segment, "name": one.name},
            "kind": one.kind,
            "code": one.code,
            "would_be": one.would_be,
            "total": one.targets.total,
            "targets": [
                target.as_target() | {"way_in": way.as_dict() if way else None}
                for target, way in self.targets
            ],
        }


@dataclass(frozen=True)
class Lists:
    """Both lists of a chain in a region."""

    report: GapReport
    recruit: tuple[Wanted, ...]
    match: tuple[Matches, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the stable JSON of ``liantu targets --json``."""
        return self.report.about() | {
            "recruit": [one.as_dict() for one in self.recruit],
            "match": [one.as_dict() for one in self.match],
        }


def lists(
    store: Store,
    chain: str,
    region: str,
    settings: GapSettings,
    *,
    assume_complete: bool = False,
    segment: str = "",
) -> Lists:
    """Return both lists of a chain, or of one of its segments in full.

    What is made here and bought outside is matched, never recruited for. ``segment`` is its
    own part of the id; all its listed targets are given then, else the first of each gap;
    the ways in of the strongest are looked for. Raises NotFound for an unknown chain,
    region or segment.
    """
    situation = look(store, chain, region, settings, assume_complete=assume_complete)
    found = report(situation)
    gaps = _asked(found, segment)
    together(one.targets for one in gaps)
    chosen = [(one, tuple(one.targets) if segment else tuple(one.targets[:FIRST])) for one in gaps]
    ways = Ways(store, situation.area, settings.way_in)
    asked = WAYS if segment else 1
    recruit = tuple(
        Wanted(
            one,
            tuple(
                (target, ways.of(target.id) if number < asked else None)
                for number, target in enumerate(targets)
            ),
        )
        for one, targets in chosen
    )
    return Lists(found, recruit, tuple(_matched(situation, found, segment)))


def _asked(found: GapReport, segment: str) -> list[Finding]:
    if not segment:
        gaps = [
            one
            for one in found.findings
            if one.kind in RECRUIT and MATCHED not in one.also and one.targets.total
        ]
        place = {
            one: number for ranked in found.rankings for number, one in enumerate(ranked.ranked)
        }
        return sorted(
            gaps, key=lambda one: (RECRUIT.index(one.kind), place.get(one.segment, 10**6))
        )
    one = found.by_segment.get(f"seg:{found.scope.chain}/{segment}")
    if one is None:
        raise NotFound("segment_unknown", where=segment, chain=found.scope.chain)
    return [one]


def _matched(situation: Situation, found: GapReport, segment: str) -> list[Matches]:
    own = f"seg:{found.scope.chain}/{segment}"
    kinds = [
        (one.segment, [verdict.kind for verdict in one.verdicts])
        for one in found.findings
        if not segment or one.segment == own
    ]
    return matchmaking(situation, kinds)


def way_text(way: Way) -> str:
    """Return a path in words: who, over what, to whom."""
    found = way.hops[0].start_name
    for one in way.hops:
        kind = text(f"way.{one.kind}.{'out' if one.forward else 'in'}")
        found += f" —{kind}→ {one.end_name}"
    return found


TABLE = ("segment", "kind", "target", "region", "points", "evidence", "known", "way_in", "source")


def as_table(found: Lists) -> tuple[list[str], list[list[Any]]]:
    """Return the targets as a header and rows: points, evidence with dates, way in, sources."""
    rows: list[list[Any]] = []
    for one in found.recruit:
        for target, ways in one.targets:
            pieces = [
                f"{text(f'target.{piece.code}')} {piece.points:.2f} {piece.said} {piece.date}"
                for piece in target.pieces
            ]
            files = [f"{row.file} {row.sheet} {row.row}" for row in target.evidence]
            known = [value for _, value in target.known]
            kind = text(f"kind.{one.finding.kind}")
            way = way_text(ways.ways[0]) if ways and ways.ways else ""
            rows.append(
                [one.finding.name, kind, target.name, target.region, round(target.points, 6),
                 pieces, known, way, files]
            )  # fmt: skip
    return [text(f"target.column.{name}") for name in TABLE], rows
