"""Distances, bearings and a plane on the sphere; degrees in, kilometres and degrees out.

The Earth is a sphere of the mean radius R₁ = 6371.0088 km (Moritz 2000, Geodetic
Reference System 1980, J. Geodesy 74, doi:10.1007/s001900050278); against the ellipsoid a
distance is wrong by 0.6 % at most. Coordinates are taken as they were delivered: where a
file has GCJ-02 and another WGS 84, the two differ by up to some 0.7 km.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

RADIUS = 6371.0088  # km
Numbers = npt.NDArray[np.float64]
BEARINGS = ("北", "东北", "东", "东南", "南", "西南", "西", "西北")  # values of the vocabulary
DEGREES = {name: at * 45.0 for at, name in enumerate(BEARINGS)}


def unit(lon: Any, lat: Any) -> Numbers:
    """Return unit vectors, shape (n, 3): their chords order points as great circles do."""
    lam, phi = np.radians(np.asarray(lon, float)), np.radians(np.asarray(lat, float))
    return np.column_stack((np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)))


def of_chord(chord: Any) -> Numbers:
    """Return the great-circle distance of chords of the unit sphere, in km."""
    return np.asarray(2 * RADIUS * np.arcsin(np.clip(np.asarray(chord, float) / 2, 0, 1)))


def distance(lon: Any, lat: Any, lon0: float, lat0: float) -> Numbers:
    """Return the great-circle distances to one point, in km, by the haversine.

    Sinnott, R. W. (1984), Virtues of the haversine, Sky and Telescope 68(2), 159.
    """
    lam, phi = np.radians(np.asarray(lon, float)), np.radians(np.asarray(lat, float))
    lam0, phi0 = np.radians(lon0), np.radians(lat0)
    half = np.sin((phi - phi0) / 2) ** 2
    half += np.cos(phi) * np.cos(phi0) * np.sin((lam - lam0) / 2) ** 2
    return np.asarray(2 * RADIUS * np.arcsin(np.sqrt(np.clip(half, 0, 1))))


def project(lon: Any, lat: Any, lon0: float, lat0: float) -> tuple[Numbers, Numbers]:
    """Return km east and north of a centre: azimuthal equidistant, true from the centre.

    Snyder, J. P. (1987), Map Projections: A Working Manual, USGS Professional Paper 1395,
    p. 195, doi:10.3133/pp1395.
    """
    lam, phi = np.radians(np.asarray(lon, float) - lon0), np.radians(np.asarray(lat, float))
    phi0 = np.radians(lat0)
    cos_c = np.sin(phi0) * np.sin(phi) + np.cos(phi0) * np.cos(phi) * np.cos(lam)
    c = np.arccos(np.clip(cos_c, -1, 1))
    k = np.where(c > 1e-9, c / np.where(c > 1e-9, np.sin(c), 1), 1.0)
    x = RADIUS * k * np.cos(phi) * np.sin(lam)
    y = RADIUS * k * (np.cos(phi0) * np.sin(phi) - np.sin(phi0) * np.cos(phi) * np.cos(lam))
    return np.asarray(x), np.asarray(y)


def unproject(x: Any, y: Any, lon0: float, lat0: float) -> tuple[Numbers, Numbers]:
    """Return longitude and latitude of km east and north of a centre; the reverse of project."""
    x, y = np.asarray(x, float), np.asarray(y, float)
    rho = np.hypot(x, y)
    safe = np.where(rho > 1e-9, rho, 1.0)
    c, phi0 = rho / RADIUS, np.radians(lat0)
    lat = np.arcsin(np.clip(np.cos(c) * np.sin(phi0) + y * np.sin(c) * np.cos(phi0) / safe, -1, 1))
    lon = np.arctan2(x * np.sin(c), safe * np.cos(phi0) * np.cos(c) - y * np.sin(phi0) * np.sin(c))
    near = rho <= 1e-9
    return np.where(near, lon0, lon0 + np.degrees(lon)), np.where(near, lat0, np.degrees(lat))


def bearing(lon: float, lat: float, lon0: float, lat0: float) -> str:
    """Return where a point lies, seen from another, as one of eight bearings; empty for none."""
    x, y = project(lon, lat, lon0, lat0)
    if np.hypot(x, y) < 0.001:
        return ""
    return BEARINGS[round(float(np.degrees(np.arctan2(x, y))) % 360 / 45) % 8]
