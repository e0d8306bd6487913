"""What lies under a map's marks: the frame, the scale bar, the graticule and a pack's borders."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from liantu.map_pack import Pack
from liantu.queries.geo.sphere import Numbers, project, unproject

W, H = 960, 620  # px
STEPS = (1, 2, 5)
DETAIL = 0.6  # px: points of a border that lie closer together are left out


@dataclass(frozen=True)
class Frame:
    """What the picture shows: the middle in degrees and px a km."""

    lon: float
    lat: float
    scale: float

    def px(self, x: Numbers, y: Numbers) -> tuple[Numbers, Numbers]:
        """Return px of km east and north of the middle."""
        return W / 2 + x * self.scale, H / 2 - y * self.scale

    def of(self, lon: Iterable[float], lat: Iterable[float]) -> tuple[Numbers, Numbers]:
        """Return px of degrees."""
        return self.px(*project(list(lon), list(lat), self.lon, self.lat))


@dataclass(frozen=True)
class Line:
    """A line of the graticule with what it is called."""

    path: str
    text: str
    x: float
    y: float


def bar(scale: float) -> tuple[float, float]:
    """Return the longest of 1, 2, 5 … km that is at most 180 px."""
    power = math.floor(math.log10(180 / scale))
    km = max(step * 10.0**power for step in STEPS if step * 10.0**power * scale <= 180)
    return round(km * scale, 1), km


def graticule(frame: Frame) -> tuple[Line, ...]:
    """Return a few meridians and parallels, so that a map without borders has a hold."""
    corners = unproject(
        np.array([-1, 0, 1, -1, 1, -1, 0, 1]) * (W / 2 / frame.scale),
        np.array([1, 1, 1, 0, 0, -1, -1, -1]) * (H / 2 / frame.scale),
        frame.lon, frame.lat,
    )  # fmt: skip
    if float(np.ptp(corners[0])) > 170:
        return ()  # half the world: meridians would cross the picture
    found = []
    west, east = float(corners[0].min()), float(corners[0].max())
    south, north = float(corners[1].min()), float(corners[1].max())
    for degree in _degrees(west, east):
        lat = np.linspace(south, north, 25)
        found.append(_line(*frame.of(np.full(25, degree), lat), f"{degree:g}°E", True))
    for degree in _degrees(south, north):
        lon = np.linspace(west, east, 25)
        found.append(_line(*frame.of(lon, np.full(25, degree)), f"{degree:g}°N", False))
    return tuple(found)


def _degrees(low: float, high: float) -> list[float]:
    span = max(high - low, 1e-6) / 5
    power = 10.0 ** math.floor(math.log10(span))
    step = next((s * power for s in (1, 2, 5, 10) if s * power >= span), 10 * power)
    return [round(n * step, 6) for n in range(math.ceil(low / step), math.floor(high / step) + 1)]


def _line(u: Numbers, v: Numbers, text: str, upright: bool) -> Line:
    path = "M" + "L".join(f"{a:.1f},{b:.1f}" for a, b in zip(u, v, strict=True))
    edge = v if upright else u
    at = int(np.argmin(np.abs(edge - (H - 6 if upright else 6))))
    return Line(path, text, round(float(u[at]), 1), round(float(v[at]), 1))


def borders(pack: Pack, frame: Frame) -> tuple[str, ...]:
    """Return the paths of a pack's shapes that reach into the frame, finer points left out."""
    found = []
    for shape in pack.shapes:
        parts = [_ring(ring, frame.of) for polygon in shape.polygons for ring in polygon]
        path = "".join(part for part in parts if part)
        if path:
            found.append(path)
    return tuple(found)


def _ring(
    ring: Sequence[tuple[float, float]],
    of: Callable[[Iterable[float], Iterable[float]], tuple[Numbers, Numbers]],
) -> str:
    u, v = of([one[0] for one in ring], [one[1] for one in ring])
    if u.max() < 0 or u.min() > W or v.max() < 0 or v.min() > H:
        return ""
    cells = np.column_stack((np.round(u / DETAIL), np.round(v / DETAIL)))
    kept = np.append(True, np.any(np.diff(cells, axis=0) != 0, axis=1))
    pairs = zip(u[kept], v[kept], strict=True)
    return "M" + "L".join(f"{a:.1f},{b:.1f}" for a, b in pairs) + "Z"
