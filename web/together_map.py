"""The canvas of several chains: a band for each, lines between what is shared or bought across."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from liantu.queries.side_by_side import SideBySide
from liantu.queries.together import Together, chain_of
from liantu.web.addresses import segment_address
from liantu.web.layout import Box
from liantu.web.pair_map import Map, drawn, joint
from liantu.web.panorama import ChainView

TOP = 30  # px above each band: its name, and room for the lines between bands
GAP = 26


@dataclass(frozen=True)
class Band:
    """One chain on the canvas; its map begins at the height ``y``."""

    view: ChainView
    map: Map
    y: int

    @property
    def height(self) -> int:
        """How high its map is, in px."""
        return self.map.picture.height


@dataclass(frozen=True)
class Line:
    """A line between two bands; ``kind`` is same or between."""

    kind: str
    start: str
    end: str
    d: str


@dataclass(frozen=True)
class Canvas:
    """Bands from top to bottom with the lines between them, all lengths in px."""

    bands: tuple[Band, ...]
    lines: tuple[Line, ...]
    width: int
    height: int


def canvas(views: Sequence[ChainView], found: Together) -> Canvas:
    """Return the picture of several chains."""
    bands: list[Band] = []
    y = 0
    for view in views:
        y += TOP
        picture = joint((view.situation,), (view.report,), wide=False)
        alone = SideBySide(view.report, view.report, ())
        map_ = drawn(
            view.id, view.name, picture, view.report, alone, partial(segment_address, view)
        )
        bands.append(Band(view, map_, y))
        y += picture.height + GAP
    width = max(one.map.picture.width for one in bands)
    return Canvas(tuple(bands), _lines(bands, found), width, y)


def _lines(bands: Sequence[Band], found: Together) -> tuple[Line, ...]:
    """Return a line from each shared segment to the next chain that has it, and inputs across."""
    ends = [
        ("same", first.segment, second.segment)
        for one in found.shared
        for first, second in zip(one.findings, one.findings[1:], strict=False)
        if chain_of(first.segment) != chain_of(second.segment)
    ]
    ends += [("between", one.input.segment, one.output.segment) for one in found.across]
    places = {box.box.id: (band, box.box) for band in bands for box in band.map.boxes}
    return tuple(
        Line(kind, start, end, _route(places[start], places[end], number))
        for number, (kind, start, end) in enumerate(ends)
    )


def _route(start: tuple[Band, Box], end: tuple[Band, Box], number: int) -> str:
    """Draw a line in the gutters: out at the right, along the lower band's gap, in at the left.

    Lines of one gutter or gap are kept apart by their number.
    """
    (above, a), (below, b) = start, end
    lower = max((above, below), key=lambda one: one.y)
    out = a.x + a.w + 4 + number * 3 % 9
    into = b.x - 4 - number * 2 % 7
    along = lower.y - TOP - 4 - number * 4 % 17
    y1, y2 = above.y + a.middle, below.y + b.middle
    return f"M{a.x + a.w},{y1:g}H{out}V{along}H{into}V{y2:g}H{b.x}"
