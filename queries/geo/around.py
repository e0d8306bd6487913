"""What lies around a place: within some km, nearest to each firm, and what sources say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from liantu.graph.stores import Store
from liantu.queries.catalogue import run
from liantu.queries.evidence import Evidence, origins
from liantu.queries.geo.places import ACCURACIES, Place
from liantu.queries.geo.sphere import bearing, distance, of_chord, unit
from liantu.refusing import out_of_range

LEAST_KM, MOST_KM, USUAL_KM = 5, 50, 30  # of a buffer
Point = tuple[float, float]  # longitude and latitude


@dataclass(frozen=True, slots=True)
class Near:
    """A place with its distance in km; ``sure`` says that both coordinates are known."""

    place: Place
    km: float
    bearing: str
    sure: bool

    def as_dict(self) -> dict[str, Any]:
        """Return the place with distance and bearing."""
        return self.place.as_dict() | {
            "km": round(self.km, 3),
            "bearing": self.bearing or None,
            "both_known": self.sure,
        }


@dataclass(frozen=True, slots=True)
class Nearest:
    """A firm and the facility that lies nearest to it."""

    firm: Place
    facility: Place
    km: float

    @property
    def sure(self) -> bool:
        """Whether both coordinates are known."""
        return self.firm.accuracy == self.facility.accuracy == "known"

    def as_dict(self) -> dict[str, Any]:
        """Return both places and the distance."""
        return {
            "firm": self.firm.as_dict(),
            "facility": self.facility.as_dict(),
            "km": round(self.km, 3),
            "both_known": self.sure,
        }


@dataclass(frozen=True)
class Stated:
    """A distance or bearing as a source states it; None and empty for what it leaves out."""

    id: str
    name: str
    kind: str
    km: float | None
    bearing: str
    start: str
    start_name: str
    evidence: tuple[Evidence, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return it by name with its rows."""
        return {
            "from": {"id": self.start, "name": self.start_name},
            "to": {"id": self.id, "name": self.name},
            "link": self.kind,
            "km": self.km,
            "bearing": self.bearing or None,
            "evidence": [one.as_dict() for one in self.evidence],
        }


def buffer_km(asked: float) -> float:
    """Return the radius of a buffer; raises UsageError beyond 5 … 50 km."""
    if not LEAST_KM <= asked <= MOST_KM:
        raise out_of_range("km", asked, LEAST_KM, MOST_KM)
    return asked


def within(found: Sequence[Place], centre: Place, km: float) -> tuple[Near, ...]:
    """Return the places within ``km`` of a place, itself left out, nearest first."""
    others = [one for one in found if one.id != centre.id]
    if not others:
        return ()
    lon = np.fromiter((one.lon for one in others), float, len(others))
    lat = np.fromiter((one.lat for one in others), float, len(others))
    far = distance(lon, lat, centre.lon, centre.lat)
    inside = [(float(far[at]), others[at]) for at in np.flatnonzero(far <= km)]
    inside.sort(key=lambda pair: (pair[0], pair[1].id))
    return tuple(
        Near(
            one,
            away,
            bearing(one.lon, one.lat, centre.lon, centre.lat),
            one.accuracy == centre.accuracy == "known",
        )
        for away, one in inside
    )


def by_kind(found: Sequence[Near]) -> dict[str, dict[str, int]]:
    """Return how many of each kind lie there, by how well their place is known."""
    counted: dict[str, dict[str, int]] = {}
    for one in found:
        kind = counted.setdefault(one.place.kind, dict.fromkeys(ACCURACIES, 0))
        kind[one.place.accuracy] += 1
    return counted


def nearest(found: Sequence[Place]) -> tuple[Nearest, ...]:
    """Return for each firm among some places the facility nearest to it, nearest pair first."""
    firms = [one for one in found if one.kind == "Enterprise"]
    facilities = sorted((one for one in found if one.kind == "Facility"), key=lambda o: o.id)
    if not firms or not facilities:
        return ()
    tree = cKDTree(unit([o.lon for o in facilities], [o.lat for o in facilities]))
    chords, at = tree.query(unit([o.lon for o in firms], [o.lat for o in firms]))
    pairs = zip(firms, np.atleast_1d(at), of_chord(chords), strict=True)
    listed = [Nearest(firm, facilities[int(index)], float(km)) for firm, index, km in pairs]
    return tuple(sorted(listed, key=lambda one: (one.km, one.firm.id)))


def stated(store: Store) -> tuple[Stated, ...]:
    """Return every distance and bearing that a source states."""
    known = origins(store)
    return tuple(
        Stated(
            row["id"],
            str(row["name"]),
            row["link"].kind,
            None if row["distance"] is None else float(row["distance"]),
            str(row["bearing"] or ""),
            row["start"],
            str(row["start_name"]),
            tuple(known.of(row["link"])),
        )
        for row in run(store, "geo_stated").dicts()
    )
