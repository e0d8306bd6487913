"""Many places as few marks: those on one spot as a stack, thousands of them as hexagons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from liantu.queries.geo.places import ACCURACIES, Place
from liantu.queries.geo.sphere import Numbers, unproject


@dataclass(frozen=True)
class Bin:
    """A hexagon of the plane: its centre and half its height in km, and what lies in it.

    ``box`` holds west, south, east and north in degrees.
    """

    x: float
    y: float
    radius: float
    counts: tuple[int, int, int]  # known, unstated, estimated
    lon: float
    lat: float
    box: tuple[float, float, float, float]

    @property
    def total(self) -> int:
        """How many places lie in it."""
        return sum(self.counts)

    def as_dict(self) -> dict[str, Any]:
        """Return the hexagon with its counts by accuracy."""
        return {
            "lon": round(self.lon, 5),
            "lat": round(self.lat, 5),
            "radius_km": round(self.radius, 3),
            "count": self.total,
            **dict(zip(ACCURACIES, self.counts, strict=True)),
            "box": [round(one, 5) for one in self.box],
        }


def hexagons(
    found: Sequence[Place], x: Numbers, y: Numbers, radius: float, centre: tuple[float, float]
) -> tuple[Bin, ...]:
    """Return the hexagons of ``radius`` km that hold any of some places, by row and column.

    ``x`` and ``y`` are km on the plane around ``centre``. A point belongs to the nearer of two
    rectangular lattices, one shifted by half a cell: Carr, D. B. et al. (1987), Scatterplot
    matrix techniques for large N, JASA 82(398), doi:10.1080/01621459.1987.10478445.
    """
    if not found:
        return ()
    wide, high = radius * np.sqrt(3), radius * 3  # of a cell of each lattice
    u, v = x / wide, y / high
    first = np.round(u), np.round(v)
    second = np.floor(u) + 0.5, np.floor(v) + 0.5
    near_first = (u - first[0]) ** 2 + 3 * (v - first[1]) ** 2
    near_second = (u - second[0]) ** 2 + 3 * (v - second[1]) ** 2
    take = near_first <= near_second
    cell = np.column_stack(
        (np.where(take, first[0], second[0]), np.where(take, first[1], second[1]))
    )
    cells, at = np.unique(cell, axis=0, return_inverse=True)
    at = at.reshape(-1)
    levels = np.fromiter((ACCURACIES.index(one.accuracy) for one in found), int, len(found))
    counts = np.zeros((len(cells), len(ACCURACIES)), int)
    np.add.at(counts, (at, levels), 1)
    return tuple(
        _bin(float(cx) * wide, float(cy) * high, radius, counts[number], centre)
        for number, (cx, cy) in enumerate(cells)
    )


def _bin(x: float, y: float, radius: float, counts: Any, centre: tuple[float, float]) -> Bin:
    half = radius * np.sqrt(3) / 2
    corners = unproject(
        [x - half, x + half, x, x, x], [y, y, y - radius, y + radius, y], *centre
    )  # fmt: skip
    lon, lat = corners
    west, east = (float(one) for one in np.clip((lon.min(), lon.max()), -180, 180))
    box = (west, float(lat.min()), east, float(lat.max()))
    known, unstated, estimated = (int(one) for one in counts)
    return Bin(x, y, radius, (known, unstated, estimated), float(lon[4]), float(lat[4]), box)


def stacks(found: Sequence[Place]) -> list[tuple[Place, ...]]:
    """Return places grouped by their exact coordinates and accuracy, the first of each by id."""
    groups: dict[tuple[float, float, str], list[Place]] = {}
    for one in found:
        groups.setdefault((one.lon, one.lat, one.accuracy), []).append(one)
    return [tuple(group) for group in groups.values()]
