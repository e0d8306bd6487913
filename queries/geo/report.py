"""What the map of a choice says: counts, what lies around a place, what has no place."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import Any
from weakref import WeakKeyDictionary

from liantu.graph.stores import Node, Store
from liantu.queries.geo.around import Near, Nearest, Stated, by_kind, nearest, stated, within
from liantu.queries.geo.choosing import Chosen, Selection, choose
from liantu.queries.geo.places import Centres, Place, Places, places
from liantu.queries.geo.tiles import Tiles, tiles
from liantu.queries.profile import find_node, name_of

KEPT = 6  # choices of one data version; the least lately asked for goes first
LISTED = 500  # places of a list in one answer; the files have all


@dataclass(frozen=True)
class Around:
    """What lies within ``km`` of a node: by coordinates, and in the words of sources."""

    node: Node
    place: Place | None
    km: float
    near: tuple[Near, ...]
    stated: tuple[Stated, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the node, its place, counts by kind and the list, nearest first."""
        return {
            "id": self.node.id,
            "name": name_of(self.node),
            "place": self.place.as_dict() if self.place else None,
            "km": self.km,
            "count": len(self.near),
            "by_kind": by_kind(self.near),
            "near": [one.as_dict() for one in self.near[:LISTED]],
            "stated": [one.as_dict() for one in self.stated],
        }


@dataclass(frozen=True)
class GeoReport:
    """The places of a choice in a data version."""

    data_version: str
    as_of: str
    chosen: Chosen
    places: Places
    selection: Selection
    tiles: Tiles
    nearest: tuple[Nearest, ...]
    stated: tuple[Stated, ...]
    around: Around | None = None

    @property
    def located(self) -> int:
        """How many things of the choice have a place."""
        return len(self.selection.placed)

    def starts(self) -> list[tuple[str, str, int]]:
        """Return id, name and count of what sources state distances or bearings from."""
        counted: dict[tuple[str, str], int] = {}
        for one in self.stated:
            counted[one.start, one.start_name] = counted.get((one.start, one.start_name), 0) + 1
        found = [(id, name, count) for (id, name), count in counted.items()]
        return sorted(found, key=lambda one: (-one[2], one[0]))

    def as_dict(self) -> dict[str, Any]:
        """Return the stable JSON of the map's page."""
        chosen = self.chosen
        return {
            "data_version": self.data_version,
            "as_of": self.as_of or None,
            "chosen": {
                "kinds": list(chosen.kinds),
                "chain": chosen.chain or None,
                "segment": chosen.segment or None,
                "region": chosen.region or None,
                "category": chosen.category or None,
                "box": list(chosen.box) if chosen.box else None,
            },
            "counts": self.selection.counts(),
            "unplaced_because": self.selection.reasons(),
            "closed": self.places.closed,
            "tiles": self.tiles.as_dict(),
            "nearest": [one.as_dict() for one in self.nearest[:LISTED]],
            "nearest_count": len(self.nearest),
            "stated_from": [
                {"id": id, "name": name, "count": count} for id, name, count in self.starts()
            ],
            "around": self.around.as_dict() if self.around else None,
        }


_kept: WeakKeyDictionary[Store, OrderedDict[tuple[Chosen, str], GeoReport]] = WeakKeyDictionary()


def geo_report(
    store: Store,
    chosen: Chosen,
    at: str = "",
    km: float = 0.0,
    centres: Centres | None = None,
    pack: str = "",
) -> GeoReport:
    """Return the places of a choice; ``at`` names a node around which ``km`` are looked at.

    ``centres`` of divisions come from the map pack of that name. Raises NotFound for an
    unknown node, chain, segment or division.
    """
    kept = _kept.setdefault(store, OrderedDict())
    report = kept.pop((chosen, pack), None) or _whole(store, chosen, places(store, centres, pack))
    kept[chosen, pack] = report
    while len(kept) > KEPT:
        kept.popitem(last=False)
    return replace(report, around=_around(store, report, at, km)) if at else report


def _whole(store: Store, chosen: Chosen, found: Places) -> GeoReport:
    selection = choose(store, found, chosen)
    told = stated(store)
    firms = [one for one in selection.placed if one.kind == "Enterprise"]
    facilities = Chosen(kinds=("Facility",), category=chosen.category)
    reached = choose(store, found, facilities).placed if firms else ()
    return GeoReport(
        store.data_version,
        store.as_of,
        chosen,
        found,
        selection,
        tiles(found, choose(store, found, replace(chosen, box=None))),
        nearest([*firms, *reached]),
        told,
    )


def _around(store: Store, report: GeoReport, at: str, km: float) -> Around:
    node = find_node(store, at)
    place = report.places.find(node.id)
    near = within(report.selection.placed, place, km) if place else ()
    return Around(node, place, km, near, tuple(o for o in report.stated if o.start == node.id))
