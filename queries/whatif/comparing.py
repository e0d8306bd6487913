"""The difference of two lists of findings: what opens, what closes, what moves, and why."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any, Literal

from liantu.queries.gaps.reports import Finding, GapReport
from liantu.queries.gaps.situation import Situation
from liantu.queries.purchases import Purchase

GAPS = ("BREAK", "MISSING_INPUT")
WANTED = frozenset({*GAPS, "EXTENSION", "UNKNOWN"})  # absent; a maker would be welcome
PROBLEMS = frozenset({"WEAK", "FRAGILE", "UNMATCHED", "SUPPORT"})
Way = Literal["opened", "closed", "other", "moved"]
WAYS: tuple[Way, ...] = ("closed", "opened", "other", "moved")
NEAR = 1e-9  # points that differ by less are the same


@dataclass(frozen=True)
class State:
    """How a segment stands in one of the two reports; ``rank`` from 1 in its ranked list."""

    code: str
    kinds: tuple[str, ...]
    reasons: tuple[str, ...]
    would_be: str | None
    doubtful: bool
    makers: int
    points: float | None
    list: str
    rank: int | None
    text: str
    unless: str
    nodes: tuple[str, ...]
    links: tuple[str, ...]

    @property
    def finding(self) -> tuple[Any, ...]:
        """What is found, apart from score and rank."""
        return self.code, self.kinds, self.reasons, self.would_be, self.doubtful

    @property
    def idle(self) -> bool:
        """Whether it is absent and no gap: nothing here needs it or leads to it."""
        return self.kinds[0] == "BLANK"

    @property
    def is_gap(self) -> bool:
        """Whether it is absent and needed here."""
        return self.kinds[0] in GAPS

    def as_dict(self) -> dict[str, Any]:
        """Return the state by name."""
        return {
            "code": self.code,
            "kinds": list(self.kinds),
            "reasons": list(self.reasons),
            "would_be": self.would_be,
            "doubtful": self.doubtful,
            "makers": self.makers,
            "points": self.points,
            "list": self.list or None,
            "rank": self.rank,
            "because": {"text": self.text, "nodes": list(self.nodes), "links": list(self.links)},
            "unless": self.unless,
        }


@dataclass(frozen=True)
class Changed:
    """A segment that stands otherwise than before; None where it is not in the chain.

    ``way`` is ``closed`` (a gap or problem less), ``opened`` (one more), ``other``, or
    ``moved`` where its score or rank alone is another. ``causes`` are the ids of what the
    scenario changed that the finding rests on.
    """

    segment: str
    name: str
    way: Way
    before: State | None
    after: State | None
    causes: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return both states with why they differ."""
        return {
            "segment": {"id": self.segment, "name": self.name},
            "way": self.way,
            "before": self.before.as_dict() if self.before else None,
            "after": self.after.as_dict() if self.after else None,
            "causes": list(self.causes),
        }


def compare(
    before: GapReport,
    after: GapReport,
    touched: Collection[str] = frozenset(),
    lost: Collection[str] = frozenset(),
) -> tuple[Changed, ...]:
    """Return the segments whose kinds, doubt, score or rank differ, in the chain's order.

    ``touched`` are the ids of what a scenario changed, which causes are named from; ``lost``
    the segments of which something is bought no more. A gap that nobody makes now either,
    since nobody needs it any more, and a problem that is told no more since purchases are
    lost, are not closed but other. Closed ones come first, then opened ones, others, and
    those that only moved.
    """
    segments = dict.fromkeys([*after.by_segment, *before.by_segment])
    ranks = [_ranks(one) for one in (before, after)]
    found: list[Changed] = []
    for segment in segments:
        first, second = before.by_segment.get(segment), after.by_segment.get(segment)
        if (
            first
            and second
            and _same(first, second)
            and ranks[0].get(segment) == ranks[1].get(segment)
        ):
            continue
        was, now = _state(first, ranks[0]), _state(second, ranks[1])
        way = _way(was, now)
        if way == "closed" and not _mended(was, now, segment in lost):
            way = "other"
        if way is not None:
            name = (second or first or before.findings[0]).name
            found.append(Changed(segment, name, way, was, now))
    touching = frozenset(touched)
    caused = [replace(one, causes=_causes(one, touching)) for one in found]
    return tuple(sorted(caused, key=lambda one: WAYS.index(one.way)))


def _same(first: Finding, second: Finding) -> bool:
    """Say whether two findings and their points are the same, before anything is compared."""
    points = [one.score.points if one.score else None for one in (first, second)]
    return (
        points[0] == points[1]
        and first.verdicts == second.verdicts
        and first.would_be == second.would_be
        and first.code == second.code
    )


def _ranks(report: GapReport) -> dict[str, tuple[str, int]]:
    return {
        one: (ranking.name, number)
        for ranking in report.rankings
        for number, one in enumerate(ranking.ranked, start=1)
    }


def _state(finding: Finding | None, ranks: dict[str, tuple[str, int]]) -> State | None:
    if finding is None:
        return None
    name, rank = ranks.get(finding.segment, ("", None))
    verdicts = finding.verdicts
    return State(
        code=finding.code,
        kinds=tuple(one.kind for one in verdicts),
        reasons=finding.reasons,
        would_be=finding.would_be,
        doubtful=finding.doubtful,
        makers=len(finding.makers),
        points=finding.score.points if finding.score else None,
        list=name or (finding.score.list if finding.score else ""),
        rank=rank,
        text="；".join(one.because.text for one in verdicts),
        unless=finding.unless,
        nodes=tuple(dict.fromkeys(n for one in verdicts for n in one.because.nodes)),
        links=tuple(dict.fromkeys(link for one in verdicts for link in one.because.links)),
    )


def _way(before: State | None, after: State | None) -> Way | None:
    if before is None or after is None:
        return "opened" if after is not None and after.is_gap else "other"
    if before.finding != after.finding:
        return _other_finding(before, after)
    points = abs((before.points or 0.0) - (after.points or 0.0)) > NEAR
    return "moved" if points or before.rank != after.rank else None


def _other_finding(before: State, after: State) -> Way:
    if not before.makers and after.makers:
        return "closed" if before.kinds[0] in WANTED else "other"
    if before.makers and not after.makers:
        return "opened"
    if before.is_gap != after.is_gap:
        return "closed" if before.is_gap else "opened"
    less = PROBLEMS & ({*before.kinds} - {*after.kinds})
    more = PROBLEMS & ({*after.kinds} - {*before.kinds})
    if bool(less) == bool(more):
        return "other"
    return "closed" if less else "opened"


def _mended(before: State | None, after: State | None, lost: bool) -> bool:
    """Say whether what is gone was mended: somebody makes it now, nothing else was lost."""
    if before is None or after is None:
        return False
    if not before.makers:
        return after.makers > 0
    return not lost and after.makers >= before.makers


def _causes(changed: Changed, touched: frozenset[str]) -> tuple[str, ...]:
    if changed.way == "moved":
        return ()
    seen = [state for state in (changed.after, changed.before) if state is not None]
    nodes = dict.fromkeys(node for state in seen for node in state.nodes)
    return tuple(one for one in nodes if one in touched)


def touched(before: Situation, after: Situation) -> frozenset[str]:
    """Return the ids of the segments and firms that differ between two situations.

    Segments whose makers, purchases or links are others count, and the firms by which
    they are.
    """
    found: set[str] = set()
    for segment in {*before.nodes} | {*after.nodes}:
        first, second = before.here.get(segment, ()), after.here.get(segment, ())
        if segment not in before.nodes or segment not in after.nodes:
            found.add(segment)
        if first is not second and first != second:
            found |= {segment, *({one.id for one in first} ^ {one.id for one in second})}
    for row in (*fewer(before, after), *fewer(after, before)):
        found |= {row.segment, row.supplier, row.buyer}
    if before.template is not after.template:
        edges = {(one.input, one.output, one.essential, one.cost_share) for one in before.edges}
        other = {(one.input, one.output, one.essential, one.cost_share) for one in after.edges}
        found |= {end for one in edges ^ other for end in one[:2]}
    return frozenset(found)


def fewer(before: Situation, after: Situation) -> list[Purchase]:
    """Return the purchases of a situation that another does not hold as they are."""
    if before.purchases is after.purchases:
        return []
    kept = {id(one) for one in after.purchases.rows}  # what did not change is the same row
    return [one for one in before.purchases.rows if id(one) not in kept]
