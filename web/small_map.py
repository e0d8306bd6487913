"""Draws a laid-out chain small: the same columns, lanes and rows with narrow boxes.

Two or more such pictures fit beside or under each other and stay readable; what stands
where is decided by :mod:`liantu.web.layout` alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from liantu.web.layout import Box, Column, Panorama, Path
from liantu.web.wrapping import wrap

BOX_W, BOX_H = 116, 36
ROW_GAP = 9
GUTTER, LANE_GUTTER = 22, 14
MARGIN = 12
HEAD, HEAD_LINE = 34, 14
FOOT = 8
NAME_EMS, HEAD_EMS = 7.4, 9.6
PITCH = BOX_H + ROW_GAP


def shrink(picture: Panorama, names: Mapping[str, str]) -> Panorama:
    """Return a picture with small boxes; ``names`` are those of its segments, all lengths in px."""
    lanes = _lanes(picture)
    heads = [wrap(one.position, HEAD_EMS) for one in picture.columns]
    top = HEAD + HEAD_LINE * any(len(lines) > 1 for lines in heads)
    columns: list[Column] = []
    lefts: list[int] = []
    x = MARGIN
    for one, lines, count in zip(picture.columns, heads, lanes, strict=True):
        w = count * BOX_W + (count - 1) * LANE_GUTTER
        columns.append(Column(one.position, lines, x, w, one.segments))
        lefts += [x + at * (BOX_W + LANE_GUTTER) for at in range(count)]
        x += w + GUTTER
    boxes = tuple(
        Box(
            one.id, wrap(names.get(one.id, one.id), NAME_EMS), one.column, one.lane, one.row,
            lefts[one.lane], top + one.row * PITCH, BOX_W, BOX_H,
        )
        for one in picture.boxes
    )  # fmt: skip
    rows = 1 + max((one.row for one in boxes), default=0)
    placed = {one.id: one for one in boxes}
    paths = tuple(_path(one, placed) for one in picture.paths)
    return Panorama(
        tuple(columns), boxes, paths, x - GUTTER + MARGIN, top + rows * PITCH + FOOT, top
    )


def _lanes(picture: Panorama) -> list[int]:
    """Return how many lanes each column has; one without boxes has one."""
    last = [0] * len(picture.columns)
    for one in picture.boxes:
        last[one.column] = max(last[one.column], one.lane + 1)
    found, before = [], 0
    for lane in last:
        count = max(1, lane - before)
        found.append(count)
        before += count
    return found


def _path(path: Path, boxes: Mapping[str, Box]) -> Path:
    """Return a link between small boxes: an arc inside a lane, else a curve from side to side."""
    a, b = boxes[path.start], boxes[path.end]
    if a.lane == b.lane:
        x, y2 = a.x + a.w, b.middle + (8 if a is b else 0)
        d = f"M{x},{a.middle:g}C{x + 12},{a.middle:g} {x + 12},{y2:g} {x},{y2:g}"
    else:
        x1, x2 = (a.x + a.w, b.x) if a.lane < b.lane else (a.x, b.x + b.w)
        half = (x1 + x2) / 2
        d = f"M{x1},{a.middle:g}C{half:g},{a.middle:g} {half:g},{b.middle:g} {x2},{b.middle:g}"
    return Path(path.start, path.end, path.key, path.way, d)
