"""Lays out a chain: its positions as columns, its segments as boxes, its links as curves.

All boxes stand on one grid of rows, so that a link runs in the gutters between
columns and in the gaps between rows and never under a box (see ``routing``). A tall
column is folded into several lanes. The same chain always gives the same picture.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from liantu.web.ordering import Link, order
from liantu.web.routing import LANE_GUTTER, ROW_GAP, Path, route
from liantu.web.wrapping import ELLIPSIS, fill, wrap

__all__ = ["Box", "Column", "Link", "Panorama", "Path", "Segment", "lay_out"]

BOX_W, BOX_H = 186, 44
INDENT = 12  # of what lies in another segment, for each level
DEPTH = 2  # levels that are indented
GUTTER = 50  # between two positions
WIDEST = 110  # a gutter that many links run through
MARGIN = 14
RIGHT = 34  # room for the links inside the last lane
HEAD = 58  # headings of one line,
HEAD_LINE = 16  # and what a second one adds
FOOT = 30
NAME_EMS = 8.1  # width of a name in its box, in its own font size
NAME_PX = 13  # which is this
SMALL_PX = 11  # a long name is written so,
SMALL_LINES = 3  # on up to three lines
HEAD_EMS = 12.0
LEAST_W = 900  # room for the line below the picture
FOLD_ROWS = 18  # a column is folded above this,
FEW_ROWS = 12  # or above this while there are only
FEW_LANES = 5  # so many lanes: a sheet is wider than high,
LANES = 8  # into this many lanes over all columns,
LANE_ROWS = 40  # or into more, where lanes would get longer than this
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
    """A segment's box; ``lines`` is its name, fitted, ``long`` is it in small where that is cut."""

    id: str
    lines: tuple[str, ...]
    column: int
    lane: int
    row: int
    x: int
    y: int
    w: int
    h: int
    depth: int = 0  # how many others of its column hold it
    long: tuple[str, ...] = ()

    @property
    def middle(self) -> float:
        """The height at which links come and go."""
        return self.y + self.h / 2


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
    positions: Sequence[str],
    segments: Sequence[Segment],
    inputs: Sequence[Link],
    holders: Mapping[str, str] | None = None,
    *,
    ordered: bool = True,
) -> Panorama:
    """Return the picture of a chain.

    ``inputs`` are (input, output, key); those with an end outside ``segments`` are left
    out. ``holders`` names for a segment the one that it lies in: it stands below that one,
    indented. Unless ``ordered``, segments stay in the order given, whatever links cross.
    Cycles are drawn. Boxes are in the order of the columns, then from top to bottom.
    """
    known = {one.id: one for one in segments}
    links = [link for link in inputs if link[0] in known and link[1] in known]
    given = _stacks(positions, segments)
    tree = Tree.of(given, holders or {})
    tops = tree.tops(given)
    stacks = tree.unfolded(order(tops, tree.lifted(links)) if ordered else tops)
    lanes = _lanes([len(stack) for _, stack in stacks])
    top = HEAD + HEAD_LINE * any(len(wrap(name, HEAD_EMS)) > 1 for name, _ in stacks)
    columns: list[Column] = []
    boxes: dict[str, Box] = {}
    x, lane, gutter = MARGIN, 0, _gutter(len(links), sum(lanes))
    for index, ((position, stack), count) in enumerate(zip(stacks, lanes, strict=True)):
        w = count * BOX_W + (count - 1) * LANE_GUTTER
        columns.append(Column(position, wrap(position, HEAD_EMS), x, w, tuple(stack)))
        rows = -(-len(stack) // count) or 1
        for place, segment in enumerate(stack):
            at, row = divmod(place, rows)
            left = x + at * (BOX_W + LANE_GUTTER)
            boxes[segment] = _box(known[segment], index, (lane + at, row), (left, top), tree)
        x += w + gutter
        lane += count
    width = max(LEAST_W, x - gutter + RIGHT)
    rows = 1 + max((box.row for box in boxes.values()), default=0)
    paths = route(links, boxes, _lefts(columns, lanes), BOX_W)
    height = top + rows * PITCH + FOOT
    return Panorama(tuple(columns), tuple(boxes.values()), paths, width, height, top)


def _box(
    segment: Segment, column: int, place: tuple[int, int], corner: tuple[int, int], tree: Tree
) -> Box:
    """Return the box of a segment in a lane and row; ``corner`` is the left top of its lane."""
    depth = min(tree.depth.get(segment.id, 0), DEPTH)
    indent = INDENT * depth
    lines = wrap(segment.name, NAME_EMS - indent / NAME_PX)
    long: tuple[str, ...] = ()
    if any(line.endswith(ELLIPSIS) for line in lines):
        long = fill(segment.name, (NAME_PX * NAME_EMS - indent) / SMALL_PX, SMALL_LINES)
    left, y = corner[0] + indent, corner[1] + place[1] * PITCH
    return Box(segment.id, lines, column, *place, left, y, BOX_W - indent, BOX_H, depth, long)


def _gutter(links: int, lanes: int) -> int:
    """Return how wide the gutters are: wider where many links run between the lanes."""
    return int(min(WIDEST, GUTTER + max(0, links / max(1, lanes - 1) - 40) * 0.6))


@dataclass(frozen=True)
class Tree:
    """Which segment of a column lies in which; those that lie in none are its tops."""

    inner: Mapping[str, tuple[str, ...]]
    top: Mapping[str, str]
    depth: Mapping[str, int]

    @classmethod
    def of(cls, stacks: Sequence[tuple[str, list[str]]], holders: Mapping[str, str]) -> Tree:
        """Return the tree of some columns; what lies in a segment of another column is a top."""
        inner: dict[str, list[str]] = {}
        top: dict[str, str] = {}
        depth: dict[str, int] = {}
        for _, stack in stacks:
            here = {*stack}
            for one in stack:
                way = [one]
                while (outer := holders.get(way[-1])) in here and outer:
                    if outer in way:  # a circle: none of them holds the others
                        way = [one]
                        break
                    way.append(outer)
                top[one], depth[one] = way[-1], len(way) - 1
                if len(way) > 1:
                    inner.setdefault(way[1], []).append(one)
        return cls({one: tuple(others) for one, others in inner.items()}, top, depth)

    def tops(self, stacks: Sequence[tuple[str, list[str]]]) -> list[tuple[str, list[str]]]:
        """Return the columns without what lies in others."""
        return [(name, [one for one in stack if self.top[one] == one]) for name, stack in stacks]

    def lifted(self, links: Sequence[Link]) -> list[Link]:
        """Return links between tops in place of what lies in them."""
        return [(self.top[start], self.top[end], key) for start, end, key in links]

    def unfolded(self, stacks: Sequence[tuple[str, list[str]]]) -> list[tuple[str, list[str]]]:
        """Return columns of tops with what lies in each below it."""
        return [(name, [one for top in stack for one in self._all(top)]) for name, stack in stacks]

    def _all(self, one: str) -> list[str]:
        return [one, *(below for other in self.inner.get(one, ()) for below in self._all(other))]


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
        rows = FEW_ROWS if sum(lanes) < FEW_LANES else FOLD_ROWS
        if sizes[tallest] <= rows * lanes[tallest]:
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
