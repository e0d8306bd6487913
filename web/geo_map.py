"""The map of places as a picture on the server: marks or hexagons, rings, scale bar, graticule.

The plane and every distance come from :mod:`liantu.queries.geo`; here km become px.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from liantu.map_pack import Pack
from liantu.queries.geo.bins import Bin, hexagons, stacks
from liantu.queries.geo.places import Place
from liantu.queries.geo.report import GeoReport
from liantu.queries.geo.sphere import DEGREES, Numbers, project, unproject
from liantu.web.geo_ground import Frame, H, Line, W, bar, borders, graticule
from liantu.web.wrapping import width

EDGE = 26  # px
MOST_MARKS = 1200  # with more places they are drawn as hexagons
HEX = 17.0  # px from the middle of a hexagon to its corner
NAMED = 60  # marks up to which names are drawn
LONGEST = 14  # em of a name
RINGS = (1, 2, 5, 10, 20, 30, 50, 100, 200, 500, 1000)
LEAST_KM = 4.0  # across: of one place alone


@dataclass(frozen=True)
class Mark:
    """One or more places on one spot, in px; ``stated`` is drawn where a source says it lies."""

    x: float
    y: float
    places: tuple[Place, ...]
    label: str = ""
    left: bool = False
    centre: bool = False
    name: str = ""
    id: str = ""

    @property
    def first(self) -> Place:
        """The place whose kind is drawn."""
        return self.places[0]


@dataclass(frozen=True)
class Hexagon:
    """A hexagon in px with its shade 1 … 5."""

    bin: Bin
    path: str
    x: float
    y: float
    shade: int
    hollow: bool


@dataclass(frozen=True)
class Ring:
    """A circle of some km around the chosen place, in px."""

    r: float
    km: float
    buffer: bool = False


@dataclass(frozen=True)
class GeoMap:
    """The picture, in px."""

    frame: Frame
    marks: tuple[Mark, ...] = ()
    stated: tuple[Mark, ...] = ()
    hexagons: tuple[Hexagon, ...] = ()
    rings: tuple[Ring, ...] = ()
    lines: tuple[Line, ...] = ()
    borders: tuple[str, ...] = field(default=(), repr=False)
    centre: tuple[float, float] | None = None
    bar: tuple[float, float] = (0.0, 0.0)  # px and km
    outside: int = 0  # places that lie beyond the edge
    w: int = W
    h: int = H


def geo_map(report: GeoReport, pack: Pack | None, density: bool, whole: bool) -> GeoMap | None:
    """Return the map of a report, None where there is nothing to draw."""
    around = report.around
    placed = report.selection.placed
    if around and (around.place or any(o.km is not None for o in around.stated)):
        frame = _frame_around(report)
    elif placed:
        frame = _frame(placed, whole or report.chosen.box is not None)
    else:
        return None
    x, y = project([o.lon for o in placed], [o.lat for o in placed], frame.lon, frame.lat)
    u, v = frame.px(x, y)
    inside = (u >= 0) & (u <= W) & (v >= 0) & (v <= H)
    if around and around.place is None:
        inside[:] = False  # the plane is that of the words of sources alone
    shown = [one for one, seen in zip(placed, inside, strict=True) if seen]
    binned = density or len(shown) > MOST_MARKS
    return GeoMap(
        frame,
        marks=() if binned else _marks(shown, frame, report),
        stated=_stated(report, frame),
        hexagons=_hexagons(shown, x[inside], y[inside], frame) if binned else (),
        rings=_rings(report, frame),
        lines=graticule(frame) if not around or around.place else (),
        borders=borders(pack, frame) if pack and (not around or around.place) else (),
        centre=(W / 2, H / 2) if around else None,
        bar=bar(frame.scale),
        outside=len(placed) - len(shown),
    )


def _frame(placed: Sequence[Place], whole: bool) -> Frame:
    """Return the frame around what lies in a division, or around all of it."""
    fitted = placed if whole else [one for one in placed if one.adcode] or placed
    lon, lat = [o.lon for o in fitted], [o.lat for o in fitted]
    middle = (min(lon) + max(lon)) / 2, (min(lat) + max(lat)) / 2
    x, y = project(lon, lat, *middle)
    centre = unproject((x.min() + x.max()) / 2, (y.min() + y.max()) / 2, *middle)
    wide, high = max(float(np.ptp(x)), LEAST_KM), max(float(np.ptp(y)), LEAST_KM)
    scale = min((W - 4 * EDGE) / wide, (H - 4 * EDGE) / high)
    return Frame(float(centre[0]), float(centre[1]), scale)


def _frame_around(report: GeoReport) -> Frame:
    around = report.around
    assert around
    if around.place:
        return Frame(around.place.lon, around.place.lat, (H / 2 - EDGE) / around.km)
    far = max((one.km for one in around.stated if one.km is not None), default=1.0)
    return Frame(0.0, 0.0, (H / 2 - 2.5 * EDGE) / max(far, 1.0))


def _marks(shown: Sequence[Place], frame: Frame, report: GeoReport) -> tuple[Mark, ...]:
    around = report.around
    groups = stacks(shown)
    u, v = frame.of([o[0].lon for o in groups], [o[0].lat for o in groups])
    marks = []
    free = _Room(zip(u, v, strict=True))
    for group, at_x, at_y in sorted(zip(groups, u, v, strict=True), key=lambda one: one[2]):
        centre = bool(around and any(one.id == around.node.id for one in group))
        label, left = "", False
        if len(groups) <= NAMED or centre:
            told = group[0].name if len(group) == 1 else f"{group[0].basis or group[0].name}"
            label, left = free.place(told, float(at_x), float(at_y))
        x, y = round(float(at_x), 1), round(float(at_y), 1)
        marks.append(Mark(x, y, group, label, left, centre))
    return tuple(marks)


class _Room:
    """Finds room for names: to the right of a mark, else to the left, else none."""

    def __init__(self, marks: Iterable[tuple[float, float]] = ()) -> None:
        self.marks = [(float(x), float(y)) for x, y in marks]
        self.taken: list[tuple[float, float, float]] = []

    def place(self, name: str, x: float, y: float) -> tuple[str, bool]:
        shown = name
        while width(shown) > LONGEST:
            shown = shown[:-1]
        shown = shown if shown == name else shown[:-1] + "…"
        wide = width(shown) * 12 + 14
        for left in (False, True):
            start = x - wide - 2 if left else x + 9
            if start >= 0 and start + wide <= W and self._free(start, start + wide - 9, y):
                self.taken.append((start, start + wide, y))
                return shown, left
        return "", False

    def _free(self, start: float, end: float, y: float) -> bool:
        clear = all(end < a or b < start or abs(y - at) > 14 for a, b, at in self.taken)
        return clear and not any(
            start < at_x + 6 and at_x - 6 < end and abs(y - at_y) < 10 for at_x, at_y in self.marks
        )


def _stated(report: GeoReport, frame: Frame) -> tuple[Mark, ...]:
    """Place what sources say lies so far in such a direction; the other half is in the list."""
    around = report.around
    told = [o for o in (around.stated if around else ()) if o.km is not None and o.bearing]
    found: list[Mark] = []
    free = _Room()
    seen: dict[tuple[float, str], int] = {}
    for one in told:
        assert one.km is not None
        number = seen[one.km, one.bearing] = seen.get((one.km, one.bearing), -1) + 1
        turn = math.radians(DEGREES[one.bearing] + 7 * number)  # side by side, not one over another
        x, y = (np.asarray(one.km * part) for part in (math.sin(turn), math.cos(turn)))
        u, v = (float(part) for part in frame.px(x, y))
        label, left = free.place(one.name, u, v)
        found.append(
            Mark(round(u, 1), round(v, 1), (), label, left, name=one.name, id=one.id)
        )  # fmt: skip
    return tuple(found)


def _hexagons(shown: Sequence[Place], x: Numbers, y: Numbers, frame: Frame) -> tuple[Hexagon, ...]:
    bins = hexagons(shown, x, y, HEX / frame.scale, (frame.lon, frame.lat))
    most = max((one.total for one in bins), default=1)
    found = []
    for one in bins:
        u, v = (float(part) for part in frame.px(np.asarray(one.x), np.asarray(one.y)))
        corners = [
            (u + HEX * math.sin(math.radians(60 * n)), v - HEX * math.cos(math.radians(60 * n)))
            for n in range(6)
        ]
        path = "M" + "L".join(f"{a:.1f},{b:.1f}" for a, b in corners) + "Z"
        shade = max(1, min(5, math.ceil(5 * math.log1p(one.total) / math.log1p(most))))
        found.append(Hexagon(one, path, round(u, 1), round(v, 1), shade, not one.counts[0]))
    return tuple(found)


def _rings(report: GeoReport, frame: Frame) -> tuple[Ring, ...]:
    around = report.around
    if not around:
        return ()
    far = math.hypot(W, H) / 2 / frame.scale
    span = around.km if around.place else far
    drawn = [km for km in RINGS if span / 12 <= km <= min(far, 1.3 * span) and km != around.km]
    found = [Ring(round(km * frame.scale, 1), km) for km in drawn]
    if around.place:
        found.append(Ring(round(around.km * frame.scale, 1), around.km, buffer=True))
    return tuple(found)
