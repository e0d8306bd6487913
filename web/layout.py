"""Lays out a chain: its positions as columns, its segments as boxes, its links as curves.

All boxes stand on one grid of rows, so that a link runs in the gutters between
columns and in the gaps between rows and never under a box. A tall column is folded
into several lanes. The same chain always gives the same picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from liantu.web.ordering import Link, order
from liantu.web.wrapping import wrap

BOX_W, BOX_H = 186, 44
ROW_GAP = 10
GUTTER = 50  # between two positions
LANE_GUTTER = 30  # between two lanes of one position
MARGIN = 14
RIGHT = 34  # room for the links inside the last lane
HEAD = 58  # headings of one line,
HEAD_LINE = 16  # and what a second one adds
FOOT = 30
NAME_EMS = 8.4  # width of a name in its box, in its own font size
HEAD_EMS = 12.0
LEAST_W = 900  # room for the line below the picture
FOLD_ROWS = 18  # a column is folded above this,
LANES = 8  # into this many lanes over all columns,
LANE_ROWS = 60  # or into more, where lanes would get longer than this
PITCH = BOX_H + ROW_GAP


@dataclass(frozen=True)
class Segment:
    """What the layout needs to know of a segment."""

    id: str
    name: str
    position: str


@dataclass(frozen=True)
class Column:
    """A position: its heading in lines, where it stands, and its segments from top to bottom.

    ``position`` is empty for the column of segments whose position the chain does not name.
    """

    position: str
    lines: tuple[str, ...]
    x: int
    w: int
    segments: tuple[str, ...]


@dataclass(frozen=True)
class Box:
    """A segment's box; ``lines`` is its name, fitted."""

    id: str
    lines: tuple[str, ...]
    column: int
    lane: int
    row: int
    x: int
    y: int
    w: int
    h: int

    @property
    def middle(self) -> float:
        """The height at which links come and go."""
        return self.y + self.h / 2


@dataclass(frozen=True)
class Path:
    """A link from input to output as an SVG path; ``way`` is forward, side or back."""

    start: str
    end: str
    key: str
    way: str
    d: str


@dataclass(frozen=True)
class Panorama:
    """The whole picture; all lengths in px. Boxes begin at the height ``top``."""

    columns: tuple[Column, ...]
    boxes: tuple[Box, ...]
    paths: tuple[Path, ...]
    width: int
    height: int
    top: int

    def box(self, segment: str) -> Box:
        """Return the box of a segment."""
        return next(one for one in self.boxes if one.id == segment)


def lay_out(
    positions: Sequence[str], segments: Sequence[Segment], inputs: Sequence[Link]
) -> Panorama:
    """Return the picture of a chain.

    ``inputs`` are (input, output, key); those with an end outside ``segments`` are left
    out. Cycles are drawn. Boxes are in the order of the columns, then from top to bottom.
    """
    known = {one.id: one for one in segments}
    links = [link for link in inputs if link[0] in known and link[1] in known]
    stacks = order(_stacks(positions, segments), links)
    lanes = _lanes([len(stack) for _, stack in stacks])
    top = HEAD + HEAD_LINE * any(len(wrap(name, HEAD_EMS)) > 1 for name, _ in stacks)
    columns: list[Column] = []
    boxes: dict[str, Box] = {}
    x, lane = MARGIN, 0
    for index, ((position, stack), count) in enumerate(zip(stacks, lanes, strict=True)):
        w = count * BOX_W + (count - 1) * LANE_GUTTER
        columns.append(Column(position, wrap(position, HEAD_EMS), x, w, tuple(stack)))
        rows = -(-len(stack) // count) or 1
        for place, segment in enumerate(stack):
            at, row = divmod(place, rows)
            left = x + at * (BOX_W + LANE_GUTTER)
            name = wrap(known[segment].name, NAME_EMS)
            y = top + row * PITCH
            boxes[segment] = Box(segment, name, index, lane + at, row, left, y, BOX_W, BOX_H)
        x += w + GUTTER
        lane += count
    width = max(LEAST_W, x - GUTTER + RIGHT)
    rows = 1 + max((box.row for box in boxes.values()), default=0)
    paths = _paths(links, boxes, _lefts(columns, lanes))
    height = top + rows * PITCH + FOOT
    return Panorama(tuple(columns), tuple(boxes.values()), paths, width, height, top)


def _stacks(positions: Sequence[str], segments: Sequence[Segment]) -> list[tuple[str, list[str]]]:
    """Return the segments of each position, in the order of the chain file."""
    stacks: dict[str, list[str]] = {position: [] for position in positions if position}
    other: list[str] = []
    for one in segments:
        stacks.get(one.position, other).append(one.id)
    return [*stacks.items(), *([("", other)] if other else [])]


def _lanes(sizes: list[int]) -> list[int]:
    """Return into how many lanes each column is folded: the tallest first, while there is room."""
    lanes = [1] * len(sizes)
    most = max(LANES, -(-sum(sizes) // LANE_ROWS))
    while sizes and sum(lanes) < most:
        tallest = max(range(len(sizes)), key=lambda i: -(-sizes[i] // lanes[i]))
        if sizes[tallest] <= FOLD_ROWS * lanes[tallest]:
            break
        lanes[tallest] += 1
    return lanes


def _lefts(columns: Sequence[Column], lanes: Sequence[int]) -> list[int]:
    """Return the left edge of each lane, from left to right."""
    return [
        column.x + at * (BOX_W + LANE_GUTTER)
        for column, count in zip(columns, lanes, strict=True)
        for at in range(count)
    ]


def _paths(links: Sequence[Link], boxes: dict[str, Box], lefts: Sequence[int]) -> tuple[Path, ...]:
    found = []
    for index, (start, end, key) in enumerate(links):
        a, b = boxes[start], boxes[end]
        if a.lane == b.lane:
            found.append(Path(start, end, key, "side", _side(a, b)))
        else:
            way = "forward" if a.lane < b.lane else "back"
            found.append(Path(start, end, key, way, _across(a, b, lefts, index)))
    return tuple(found)


def _side(a: Box, b: Box) -> str:
    """Draw a link inside a lane as an arc at its right."""
    if a.id == b.id:
        y1, y2 = a.middle - 9, a.middle + 9
    else:
        y1, y2 = a.middle, b.middle
    bulge = min(LANE_GUTTER - 4, 14 + 3 * abs(a.row - b.row))
    x = a.x + a.w
    return f"M{x},{_n(y1)}C{x + bulge},{_n(y1)} {x + bulge},{_n(y2)} {x},{_n(y2)}"


def _across(a: Box, b: Box, lefts: Sequence[int], index: int) -> str:
    """Draw a link between lanes: a curve in the gutter, and along a gap where lanes lie between."""
    step = 1 if a.lane < b.lane else -1
    x1 = a.x + a.w if step > 0 else a.x
    x2 = b.x if step > 0 else b.x + b.w
    y1, y2 = a.middle, b.middle
    if a.lane + step == b.lane:
        return f"M{x1},{_n(y1)}{_bend(x1, y1, x2, y2)}"
    first, last = lefts[a.lane + step], lefts[b.lane - step]
    first, last = (first, last + BOX_W) if step > 0 else (first + BOX_W, last)
    above = y1 <= y2
    spread = (index % 5 - 2) * 1.4  # neighbours in one gap stay apart
    gap = (b.y - ROW_GAP / 2 if above else b.y + b.h + ROW_GAP / 2) + spread
    return f"M{x1},{_n(y1)}{_bend(x1, y1, first, gap)}H{last}{_bend(last, gap, x2, y2)}"


def _bend(x1: float, y1: float, x2: float, y2: float) -> str:
    middle = _n((x1 + x2) / 2)
    return f"C{middle},{_n(y1)} {middle},{_n(y2)} {_n(x2)},{_n(y2)}"


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
