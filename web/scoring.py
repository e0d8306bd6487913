"""Pictures of scores: points as stacked bars, gaps by feasibility and value."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from liantu.queries.evidence import Evidence, origins
from liantu.queries.gaps.ranks import Ranking
from liantu.queries.gaps.reports import Finding
from liantu.queries.gaps.score import Part, Score
from liantu.web.context import words
from liantu.web.panorama import ChainView

BAR_W, BAR_H = 360, 20
WRITTEN = 22  # px; from this width on a stretch of a bar holds its part's name
SIDE = 440  # px, the square of the quadrant
MARGIN = 44
LEAST, MOST = 13, 44  # px, the size of a mark by need
PITCH, GAP = 46, 54  # px between columns of the strip, and from it to the field
FOLLOW = {  # which neighbours a part is worked out of
    "N1": "consumers", "N2": "consumers", "N4": "consumers", "F2": "inputs", "F3": "both",
}  # fmt: skip


@dataclass(frozen=True)
class Stretch:
    """One part of a bar, in px."""

    part: Part
    axis: str
    x: float
    w: float

    @property
    def short(self) -> str:
        """What stands in it, where there is room."""
        return self.part.name.replace("V_", "V")[:3] if self.w >= WRITTEN else ""


@dataclass(frozen=True)
class Gap:
    """A gap of a ranked list with its bar; ``rank`` is None where it is to be checked first."""

    finding: Finding
    score: Score
    rank: int | None
    bar: tuple[Stretch, ...]


@dataclass(frozen=True)
class Moved:
    """A ranked list with one part left out: its first three, and who changed place."""

    part: str
    first: tuple[Finding, ...]
    moved: tuple[Finding, ...]


@dataclass(frozen=True)
class RankedList:
    """A ranked list as a page shows it; ``scale`` is the points at a bar's full width."""

    ranking: Ranking
    gaps: tuple[Gap, ...]
    check: tuple[Gap, ...]
    scale: int

    @property
    def total(self) -> int:
        """How many gaps are ranked, those that a filter hides too."""
        return len(self.ranking.ranked)


@dataclass(frozen=True)
class Backing:
    """What a part's figure was worked out of: segments, rows, or what words say."""

    segments: tuple[Finding, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    text: str = ""


@dataclass(frozen=True)
class Mark:
    """The gaps at one place of the quadrant; ``x``, ``y`` and ``size`` in px."""

    x: float
    y: float
    size: float
    gaps: tuple[Gap, ...]

    @property
    def first(self) -> Gap:
        """The one whose shape is drawn: the largest."""
        return self.gaps[0]


@dataclass(frozen=True)
class Quadrant:
    """The picture of feasibility and value: its field begins at ``left`` px.

    ``aside`` are gaps of which no part of feasibility is known, in a strip ``strip`` px wide.
    """

    marks: tuple[Mark, ...]
    aside: tuple[Mark, ...]
    left: int
    strip: int

    @property
    def kinds(self) -> tuple[str, ...]:
        """The grades that are drawn, each once."""
        gaps = (gap for mark in (*self.marks, *self.aside) for gap in mark.gaps)
        return tuple(dict.fromkeys(gap.finding.kind for gap in gaps))

    @property
    def count(self) -> int:
        """How many gaps are drawn."""
        return sum(len(mark.gaps) for mark in (*self.marks, *self.aside))


def ranked_lists(view: ChainView, kind: str = "", position: str = "") -> tuple[RankedList, ...]:
    """Return the ranked lists of a chain, narrowed to a kind and a position."""
    found = []
    for one in view.report.rankings:
        most = max((score.points for score in one.scores.values()), default=0.0)
        scale = max(10, math.ceil(most / 10) * 10)
        ranked = _gaps(view, one, one.ranked, kind, position, scale)
        check = _gaps(view, one, one.unranked, kind, position, scale)
        found.append(RankedList(one, ranked, check, scale))
    return tuple(found)


def _gaps(
    view: ChainView,
    ranking: Ranking,
    segments: Iterable[str],
    kind: str,
    position: str,
    scale: int,
) -> tuple[Gap, ...]:
    found = []
    for segment in segments:
        one, score = view.findings[segment], ranking.scores[segment]
        if one.is_of(kind) and position in ("", one.position):
            found.append(Gap(one, score, ranking.rank(segment), bar(score, scale)))
    return tuple(found)


def bar(score: Score, scale: int) -> tuple[Stretch, ...]:
    """Return the parts of a score that have points, side by side, ``scale`` points full width."""
    found: list[Stretch] = []
    at = 0.0
    for axis in score.axes:
        for part in axis.parts:
            wide = part.points / scale * BAR_W
            if wide > 0:
                found.append(Stretch(part, axis.name, round(at, 2), round(wide, 2)))
            at += wide
    return tuple(found)


def without(view: ChainView, ranking: Ranking) -> tuple[Moved, ...]:
    """Return for each part how the order changes without it."""
    found = []
    for part, order in ranking.without.items():
        moved = tuple(
            view.findings[one] for number, one in enumerate(order) if ranking.ranked[number] != one
        )
        found.append(Moved(part, tuple(view.findings[one] for one in order[:3]), moved))
    return tuple(found)


def backing(view: ChainView, finding: Finding, part: str) -> Backing:
    """Return what the figure of one part was worked out of."""
    situation = view.situation
    if part == "N3":
        rows = [key for one in situation.purchases.of(finding.segment) for key in one.records]
        evidence = origins(situation.store).of_records(rows) if situation.store else ()
        return Backing(evidence=tuple(evidence), text=words("ranked.purchases", count=len(rows)))
    side = FOLLOW.get(part, "")
    if side:
        near = situation.consumers(finding.segment) if side != "inputs" else []
        if side != "consumers":
            near = [*near, *situation.present(situation.inputs(finding.segment))]
        return Backing(tuple(view.findings[one] for one in dict.fromkeys(near)))
    if part == "V_reach":
        return Backing(text=words("ranked.template"))
    return Backing(text=words("ranked.regions", count=situation.space.regions))


def quadrant(lists: Iterable[RankedList]) -> Quadrant:
    """Return the gaps of all lists as marks: feasibility to the right, value upwards, size need.

    Gaps that fall on one place are one mark; larger marks come first, so that small ones
    lie on top. Gaps without any part of feasibility stand in a strip of their own.
    """
    gaps = [gap for one in lists for gap in (*one.gaps, *one.check)]
    aside = _aside([gap for gap in gaps if gap.score.axes[1].empty])
    strip = max((mark.x + PITCH / 2 for mark in aside), default=0.0)
    left = MARGIN + (strip + GAP if aside else 0)
    places: dict[tuple[int, int], list[Gap]] = {}
    for gap in gaps:
        if not gap.score.axes[1].empty:
            _, feasible, value = gap.score.values
            at = (round(left + feasible * SIDE), round(MARGIN + (1 - value) * SIDE))
            places.setdefault(at, []).append(gap)
    marks = []
    for (x, y), here in places.items():
        here.sort(key=lambda gap: -gap.score.values[0])
        marks.append(Mark(x, y, _size(here[0]), tuple(here)))
    ordered = tuple(sorted(marks, key=lambda mark: -mark.size))
    moved = tuple(replace(mark, x=mark.x + MARGIN) for mark in aside)
    return Quadrant(ordered, moved, round(left), round(strip))


def _size(gap: Gap) -> float:
    return round(LEAST + (MOST - LEAST) * math.sqrt(gap.score.values[0]), 1)


def _aside(gaps: list[Gap]) -> list[Mark]:
    """Place gaps by value alone, in the first column where they hide no more than half."""
    found: list[Mark] = []
    columns: list[tuple[float, float]] = []  # the last mark of each: its place and size
    for gap in sorted(gaps, key=lambda gap: -gap.score.values[2]):
        y, size = MARGIN + (1 - gap.score.values[2]) * SIDE, _size(gap)
        free = (n for n, (at, wide) in enumerate(columns) if y - at >= (size + wide) / 4)
        column = next(free, len(columns))
        if column == len(columns):
            columns.append((y, size))
        columns[column] = (y, size)
        found.append(Mark(PITCH * (column + 0.5), round(y), size, (gap,)))
    return found
