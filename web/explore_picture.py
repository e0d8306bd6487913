"""A view as one picture to keep: its nodes where they stood, names, legend, scope, citations.

The picture is as large as its names need room, up to what programs open. A name stands
below its node, or above or beside it where another name is in the way.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from flask import render_template
from scipy.spatial import cKDTree

from liantu.queries.explore.scene import Dot, Scene
from liantu.web.context import words
from liantu.web.explore_words import Key, legend, scope
from liantu.web.picture import cited, lines_of
from liantu.web.rendering import link_label
from liantu.web.styling import ILLEGAL
from liantu.web.wrapping import width, wrap

MARGIN, LEAST_W, LEAST_H = 24, 760.0, 320.0
MOST_SIDE, MOST_AREA = 12_000.0, 36_000_000.0  # px, px²: above it names of a PNG are too small
ROOM = 7000  # px² for each node with its name
APART = 74.0  # px between a node and its nearest, of half of all nodes, where there is room
EMS, SIGN = 9.0, 12  # width of a name in em, and its px
SMALL_EMS, SMALL_SIGN = 8.0, 9  # where it stands in the way of others
LINE, SMALL = 20, 16
KEY_GAP = 24
MANY_LINKS = 300  # from which on they are drawn faintly
NAMED_LINKS = 40  # with more links their kinds are not written along them
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Name:
    """Where the lines of a name begin, and how high its signs are, in px."""

    text: tuple[str, ...]
    x: float
    y: float
    anchor: str
    sign: int


@dataclass(frozen=True)
class Mark:
    """A node as it is drawn, in px, with the lines of its name."""

    dot: Dot
    x: float
    y: float
    name: Name


@dataclass(frozen=True)
class Stroke:
    """A link as it is drawn: a path from border to border."""

    d: str
    colour: str
    size: float
    dash: str
    label: str
    x: float
    y: float


def picture(scene: Scene) -> str:
    """Return a view as an SVG that needs nothing else."""
    places, wide, high = _places(scene.dots)
    inner = max(wide, LEAST_W)
    head = [one for text in scope(scene) for one in lines_of(text, inner, 13)]
    keys, keys_high = _keys(legend(scene), inner)
    top = 58 + len(head) * LINE + keys_high + 14
    foot = [one for text in cited(scene.rows()) for one in lines_of(text, inner, 11)]
    bottom = top + high
    marks = _marks(scene.dots, places, MARGIN + (inner - wide) / 2, top)
    drawn = render_template(
        "_explore_picture.svg",
        title=words("explore_api.title"),
        w=math.ceil(inner + 2 * MARGIN),
        h=math.ceil(bottom + len(foot) * SMALL + MARGIN),
        margin=MARGIN,
        head=[(text, 58 + at * LINE) for at, text in enumerate(head)],
        keys=[(key, x + MARGIN, 58 + len(head) * LINE + y) for key, x, y in keys],
        foot=[(text, bottom + (at + 1) * SMALL) for at, text in enumerate(foot)],
        marks=marks,
        strokes=list(_strokes(scene, {one.dot.id: one for one in marks})),
        faint=len(scene.lines) > MANY_LINKS,
    )
    return ILLEGAL.sub("", drawn)


def _places(dots: Sequence[Dot]) -> tuple[list[tuple[float, float]], float, float]:
    """Return places in px from the left and the top, and how large their room is."""
    if not dots:
        return [], LEAST_W, LEAST_H
    left, top = min(one.x for one in dots), min(one.y for one in dots)
    wide = max(one.x for one in dots) - left or 1.0
    high = max(one.y for one in dots) - top or 1.0
    thin = max(wide, high) / 8  # of nodes in one row, too, each needs room
    scale = math.sqrt(max(len(dots), 12) * ROOM / (max(wide, thin) * max(high, thin)))
    scale = max(scale, APART / _near(dots) if len(dots) > 2 else 0)
    scale = min(scale, MOST_SIDE / max(wide, high), math.sqrt(MOST_AREA / (wide * high)))
    edge = EMS * SIGN / 2 + 8
    found = [((one.x - left) * scale + edge, (one.y - top) * scale + 30) for one in dots]
    return found, wide * scale + 2 * edge, max(high * scale + 90, 120)


def _marks(
    dots: Sequence[Dot], places: Sequence[tuple[float, float]], left: float, top: float
) -> list[Mark]:
    taken = _Taken()
    marks = []
    for dot, (x, y) in zip(dots, places, strict=True):
        taken.add((x - dot.size, y - dot.size, x + dot.size, y + dot.size))
    # those with most links get the best places
    order = sorted(range(len(dots)), key=lambda at: (-int(dots[at].node["degree"]), dots[at].id))
    for at in order:
        dot, (x, y) = dots[at], places[at]
        spots = list(_spots(dot, x, y))
        box, name = next((one for one in spots if taken.free(one[0])), spots[-1])
        taken.add(box)
        name = replace(name, x=name.x + left, y=name.y + top)
        marks.append(Mark(dot, x + left, y + top, name))
    return marks


def _near(dots: Sequence[Dot]) -> float:
    """Return how far a node is from its nearest, of half of all nodes."""
    places = np.array([(one.x, one.y) for one in dots])
    found = np.sort(np.asarray(cKDTree(places).query(places, k=2)[0])[:, 1])
    return max(float(found[len(found) // 2]), 1e-3)


def _spots(dot: Dot, x: float, y: float) -> Iterator[tuple[Box, Name]]:
    """Yield where a name may stand, best first: its box, and its lines."""
    gap = dot.size + 3
    for sign, ems in ((SIGN, EMS), (SMALL_SIGN, SMALL_EMS)):
        text = tuple(wrap(dot.name, ems))
        wide, step = max(map(width, text)) * sign, sign + 2
        high = len(text) * step
        # the last one is taken where none is free: below
        for y1 in (y + gap, y - gap - high):
            box = (x - wide / 2, y1, x + wide / 2, y1 + high)
            yield box, Name(text, x, y1 + sign - 1, "middle", sign)
        y1 = y - high / 2
        right, left = x + gap, x - gap
        yield (right, y1, right + wide, y1 + high), Name(text, right, y1 + sign - 1, "start", sign)
        yield (left - wide, y1, left, y1 + high), Name(text, left, y1 + sign - 1, "end", sign)
    box = (x - wide / 2, y + gap, x + wide / 2, y + gap + high)
    yield box, Name(text, x, y + gap + sign - 1, "middle", sign)


class _Taken:
    """The boxes that something stands in, by squares of a grid."""

    CELL = 120.0

    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], list[Box]] = {}

    def _over(self, box: Box) -> Iterator[tuple[int, int]]:
        for x in range(int(box[0] // self.CELL), int(box[2] // self.CELL) + 1):
            for y in range(int(box[1] // self.CELL), int(box[3] // self.CELL) + 1):
                yield x, y

    def add(self, box: Box) -> None:
        for cell in self._over(box):
            self.cells.setdefault(cell, []).append(box)

    def free(self, box: Box) -> bool:
        return not any(
            box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]
            for cell in self._over(box)
            for other in self.cells.get(cell, ())
        )


def _strokes(scene: Scene, marks: dict[str, Mark]) -> Iterator[Stroke]:
    """Yield the links as paths: several between the same two nodes are bent apart."""
    between: dict[frozenset[str], int] = {}
    for line in scene.lines:
        a, b = marks[line.link["from"]], marks[line.link["to"]]
        pair = frozenset((a.dot.id, b.dot.id))
        turn = between[pair] = between.get(pair, -1) + 1
        away = math.hypot(b.x - a.x, b.y - a.y)
        if away <= a.dot.size + b.dot.size:
            continue
        ux, uy = (b.x - a.x) / away, (b.y - a.y) / away
        x1, y1 = a.x + ux * a.dot.size, a.y + uy * a.dot.size
        x2, y2 = b.x - ux * (b.dot.size + 3), b.y - uy * (b.dot.size + 3)
        bend = (turn + 1) // 2 * 14 * (1 if turn % 2 else -1)
        if a.dot.id > b.dot.id:
            bend = -bend
        cx, cy = (x1 + x2) / 2 - uy * bend, (y1 + y2) / 2 + ux * bend
        d = f"M{x1:.1f},{y1:.1f}Q{cx:.1f},{cy:.1f} {x2:.1f},{y2:.1f}"
        named = len(scene.lines) <= NAMED_LINKS
        label = link_label(str(line.link["kind"])) if named else ""
        half_x, half_y = (x1 + x2 + 2 * cx) / 4, (y1 + y2 + 2 * cy) / 4
        yield Stroke(d, line.colour, line.size, line.dash, label, half_x, half_y)


def _keys(keys: Sequence[Key], room: float) -> tuple[list[tuple[Key, float, float]], float]:
    """Return the entries of the legend in rows, and how high they are."""
    found: list[tuple[Key, float, float]] = []
    x, y = 0.0, 0.0
    for key in keys:
        wide = 22 + width(f"{key.text} {key.count}") * 13 + KEY_GAP
        if x and x + wide > room:
            x, y = 0.0, y + LINE + 2
        found.append((key, round(x, 1), y))
        x += wide
    return found, y + LINE if found else 0.0
