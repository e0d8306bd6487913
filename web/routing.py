"""Draws the links of a laid-out chain: in the gutters between lanes and the gaps between rows.

Where many run between the same two lanes they share channels: links from neighbouring rows
to neighbouring rows come together in the gutter, run as one, and part again. A bundle is made
of links only, each still a path of its own that can be lit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from liantu.web.ordering import Link

if TYPE_CHECKING:
    from liantu.web.layout import Box

ROW_GAP = 10
LANE_GUTTER = 30  # between two lanes of one position
MANY = 60  # links between the same two lanes, from which on they are bundled
TOGETHER = 3  # links that make a bundle
BAND = 5  # rows at either end that share one
Key = tuple[int, int, int, int]


@dataclass(frozen=True)
class Path:
    """A link from input to output as an SVG path; ``way`` is forward, side or back.

    ``bundled`` says that a part of it is shared with others.
    """

    start: str
    end: str
    key: str
    way: str
    d: str
    bundled: bool = False


@dataclass(frozen=True)
class Channel:
    """Where a bundle begins and ends to run as one: heights in px."""

    start: float
    end: float


def route(
    links: Sequence[Link], boxes: Mapping[str, Box], lefts: Sequence[int], width: int
) -> tuple[Path, ...]:
    """Return the links as paths; ``lefts`` are the left edges of the lanes, ``width`` theirs."""
    channels = _channels(links, boxes)
    found = []
    for index, (start, end, key) in enumerate(links):
        a, b = boxes[start], boxes[end]
        if a.lane == b.lane:
            found.append(Path(start, end, key, "side", _side(a, b)))
            continue
        way = "forward" if a.lane < b.lane else "back"
        channel = channels.get(_band(a, b))
        d = _across(a, b, lefts, width, index, channel)
        found.append(Path(start, end, key, way, d, channel is not None))
    return tuple(found)


def _band(a: Box, b: Box) -> Key:
    return a.lane, b.lane, a.row // BAND, b.row // BAND


def _channels(links: Sequence[Link], boxes: Mapping[str, Box]) -> dict[Key, Channel]:
    """Return the channels of a picture by lanes and bands of rows."""
    ends: dict[Key, list[tuple[Box, Box]]] = {}
    between: dict[tuple[int, int], int] = {}
    for start, end, _ in links:
        a, b = boxes[start], boxes[end]
        if a.lane != b.lane:
            ends.setdefault(_band(a, b), []).append((a, b))
            between[a.lane, b.lane] = between.get((a.lane, b.lane), 0) + 1
    return {
        key: Channel(
            sum(a.middle for a, _ in pairs) / len(pairs),
            sum(b.middle for _, b in pairs) / len(pairs),
        )
        for key, pairs in ends.items()
        if len(pairs) >= TOGETHER and between[key[0], key[1]] >= MANY
    }


def _side(a: Box, b: Box) -> str:
    """Draw a link inside a lane as an arc at its right."""
    if a.id == b.id:
        y1, y2 = a.middle - 9, a.middle + 9
    else:
        y1, y2 = a.middle, b.middle
    bulge = min(LANE_GUTTER - 4, 14 + 3 * abs(a.row - b.row))
    x = max(a.x + a.w, b.x + b.w)
    return f"M{a.x + a.w},{n(y1)}C{x + bulge},{n(y1)} {x + bulge},{n(y2)} {b.x + b.w},{n(y2)}"


def _across(
    a: Box, b: Box, lefts: Sequence[int], width: int, index: int, channel: Channel | None
) -> str:
    """Draw a link between lanes: a curve in the gutter, and along a gap where lanes lie between."""
    step = 1 if a.lane < b.lane else -1
    x1 = a.x + a.w if step > 0 else a.x
    x2 = b.x if step > 0 else b.x + b.w
    y1, y2 = a.middle, b.middle
    if a.lane + step == b.lane:
        if channel is None:
            return f"M{x1},{n(y1)}{_bend(x1, y1, x2, y2)}"
        third = (x2 - x1) / 3
        near, far = x1 + third, x2 - third
        gather, part = _bend(x1, y1, near, channel.start), _bend(far, channel.end, x2, y2)
        return f"M{x1},{n(y1)}{gather}{_bend(near, channel.start, far, channel.end)}{part}"
    first, last = lefts[a.lane + step], lefts[b.lane - step]
    first, last = (first, last + width) if step > 0 else (first + width, last)
    if channel is None:
        above = y1 <= y2
        spread = (index % 5 - 2) * 1.4  # neighbours in one gap stay apart
        gap = (b.y - ROW_GAP / 2 if above else b.y + b.h + ROW_GAP / 2) + spread
    else:  # the gap in the middle of the rows that the bundle goes to
        pitch = b.h + ROW_GAP
        gap = b.y - ROW_GAP / 2 + pitch * round((channel.end - b.middle) / pitch)
    return f"M{x1},{n(y1)}{_bend(x1, y1, first, gap)}H{n(last)}{_bend(last, gap, x2, y2)}"


def _bend(x1: float, y1: float, x2: float, y2: float) -> str:
    middle = n((x1 + x2) / 2)
    return f"C{middle},{n(y1)} {middle},{n(y2)} {n(x2)},{n(y2)}"


def n(value: float) -> str:
    """Return a number of a path, with one decimal at most."""
    return f"{value:.1f}".rstrip("0").rstrip(".")
