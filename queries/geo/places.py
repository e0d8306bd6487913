"""Places of a data version: where each thing lies, how well that is known, and what has none.

A coordinate that a source gives and says how it was got is ``known``; one that a source
gives without saying how is ``unstated``; a geocoded one, the coordinate of the park and
the centre of the division are ``estimated``. What has none of these, and a coordinate
that cannot be right (0,0, out of range, far from the country of its division), is
unplaced with its reason: it is never drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from liantu.graph.model import model
from liantu.graph.stores import Store
from liantu.queries.catalogue import run
from liantu.queries.geo.sphere import Numbers
from liantu.queries.keeping import Kept

KINDS = ("Enterprise", "Facility", "Park", "Project", "University", "Bank")
ACCURACIES = ("known", "unstated", "estimated")
REASONS = ("none", "half", "zero", "range", "outside")  # why something has no place
# Words of 坐标来历 that say that a coordinate was not measured.
GUESSED = (
    "估", "推算", "概略", "大致", "大约", "地理编码", "地址解析", "中心", "质心",
    "estimat", "geocod", "approx", "centroid", "centre", "center",
)  # fmt: skip
WEST, SOUTH, EAST, NORTH = 73.0, 3.0, 136.0, 54.0  # degrees within which every division lies
LEVELS = {"县": "county", "市": "city", "省": "province"}
Centres = Mapping[str, tuple[float, float]]  # longitude and latitude by division code


@dataclass(frozen=True, slots=True)
class Place:
    """One thing with a place; ``basis`` says in what words, ``level`` of which division it is."""

    id: str
    kind: str
    name: str
    lon: float
    lat: float
    accuracy: str
    basis: str = ""
    level: str = ""  # park, county, city, province; empty for a coordinate of its own
    adcode: str = ""
    category: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return the place by name; what is not known is null."""
        return {
            "id": self.id,
            "kind": self.kind,
            "name": self.name,
            "lon": round(self.lon, 6),
            "lat": round(self.lat, 6),
            "accuracy": self.accuracy,
            "basis": self.basis or None,
            "centre_of": self.level or None,
            "adcode": self.adcode or None,
            "category": self.category or None,
        }


@dataclass(frozen=True, slots=True)
class Unplaced:
    """One thing without a place, and why."""

    id: str
    kind: str
    name: str
    reason: str
    adcode: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return it by name."""
        return {
            "id": self.id,
            "kind": self.kind,
            "name": self.name,
            "reason": self.reason,
            "adcode": self.adcode or None,
        }


@dataclass(frozen=True)
class Division:
    """One division of the tree, with its centre where one is known."""

    adcode: str
    name: str
    level: str
    path: str
    centre: tuple[float, float] | None


@dataclass(frozen=True)
class Places:
    """All places of a data version, by id; ``closed`` counts firms that no longer operate."""

    placed: tuple[Place, ...]
    unplaced: tuple[Unplaced, ...]
    divisions: Mapping[str, Division] = field(repr=False)
    closed: int = 0

    @property
    def total(self) -> int:
        """How many things there are."""
        return len(self.placed) + len(self.unplaced)

    def find(self, id: str) -> Place | None:
        """Return the place of a node, None where it has none."""
        return next((one for one in self.placed if one.id == id), None)

    def lonlat(self) -> tuple[Numbers, Numbers]:
        """Return longitudes and latitudes in the order of ``placed``."""
        return (
            np.fromiter((one.lon for one in self.placed), float, len(self.placed)),
            np.fromiter((one.lat for one in self.placed), float, len(self.placed)),
        )

    def path(self, adcode: str) -> str:
        """Return the path of a division from the province down; empty where it is not known."""
        found = self.divisions.get(adcode)
        return found.path if found else ""


_kept: Kept[Places] = Kept(1)  # another map pack: what was read with the one before goes


def places(store: Store, centres: Centres | None = None, name: str = "") -> Places:
    """Return the places of a store, read once; ``centres`` of divisions go by their ``name``."""
    return _kept.of(store, name, lambda: _read(store, centres or {}))


def _read(store: Store, centres: Centres) -> Places:
    divisions = _divisions(store, centres)
    parks = {row["id"]: row for row in reversed(run(store, "geo_parks").dicts())}
    placed: list[Place] = []
    unplaced: list[Unplaced] = []
    closed = 0
    for row in run(store, "geo_places").dicts():
        if row["operating"] is False:
            closed += 1
            continue
        found = _place(row, parks, divisions)
        if isinstance(found, Place):
            placed.append(found)
        else:
            unplaced.append(found)
    return Places(tuple(placed), tuple(unplaced), divisions, closed)


def _divisions(store: Store, centres: Centres) -> dict[str, Division]:
    found = {}
    for row in run(store, "geo_regions").dicts():
        code = str(row["adcode"])
        centre = centres.get(code)
        if row["lon"] is not None and row["lat"] is not None:
            centre = (float(row["lon"]), float(row["lat"]))
        path, level = str(row["path"] or code), LEVELS.get(str(row["level"]), "")
        found[code] = Division(code, str(row["name"]), level, path, centre)
    return found


def _place(
    row: dict[str, Any], parks: Mapping[str, dict[str, Any]], divisions: Mapping[str, Division]
) -> Place | Unplaced:
    id, name, adcode = str(row["id"]), str(row["name"]), str(row["adcode"] or "")
    kind = model().kind_of(id) or ""
    category, how = str(row["category"] or ""), str(row["located_by"] or "").strip()
    lon, lat = row["lon"], row["lat"]
    if lon is not None or lat is not None:
        reason = _wrong(lon, lat, adcode in divisions)
        if reason:
            return Unplaced(id, kind, name, reason, adcode)
        told = accuracy(how)
        return Place(id, kind, name, float(lon), float(lat), told, how, "", adcode, category)
    if id in parks:
        one = parks[id]
        at = float(one["lon"]), float(one["lat"])
        if not _wrong(*at, False):
            park = str(one["name"])
            return Place(id, kind, name, *at, "estimated", park, "park", adcode, category)
    centre = _centre(adcode, divisions)
    if centre is None or centre.centre is None:
        return Unplaced(id, kind, name, "none", adcode)
    told = centre.level
    return Place(
        id, kind, name, *centre.centre, "estimated", centre.name, told, adcode, category
    )  # fmt: skip


def accuracy(how: str) -> str:
    """Return what 坐标来历 says of a coordinate: known, unstated or estimated."""
    said = how.casefold()
    if not said:
        return "unstated"
    return "estimated" if any(word in said for word in GUESSED) else "known"


def _wrong(lon: float | None, lat: float | None, here: bool) -> str:
    """Return why a coordinate cannot be right; empty where it can."""
    if lon is None or lat is None:
        return "half"
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        return "range"
    if lon == 0 and lat == 0:
        return "zero"
    return "outside" if here and not (WEST <= lon <= EAST and SOUTH <= lat <= NORTH) else ""


def _centre(adcode: str, divisions: Mapping[str, Division]) -> Division | None:
    """Return the smallest division with a known centre that a code lies in."""
    found = divisions.get(adcode)
    for code in reversed(found.path.split("/") if found else []):
        one = divisions.get(code)
        if one is not None and one.centre is not None:
            return one
    return None
