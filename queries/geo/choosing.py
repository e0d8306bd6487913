"""Which places are looked at: by kind, chain or segment, division, category and frame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from liantu.errors import NotFound
from liantu.graph.stores import Store
from liantu.queries.catalogue import run
from liantu.queries.geo.places import KINDS, Place, Places, Unplaced
from liantu.queries.scope import chain_node, region_node
from liantu.refusing import unknown_value

OF_CHAINS = frozenset({"Enterprise", "Project"})  # the others belong to no chain and stay
FIRST = KINDS[:4]  # what is shown unless asked otherwise
Box = tuple[float, float, float, float]  # west, south, east, north in degrees
_members: WeakKeyDictionary[Store, dict[str, Mapping[str, frozenset[str]]]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Chosen:
    """What is asked for; an empty chain, segment, region or category is any."""

    kinds: tuple[str, ...] = FIRST
    chain: str = ""
    segment: str = ""
    region: str = ""
    category: str = ""  # of facilities
    box: Box | None = None

    def __post_init__(self) -> None:
        for kind in self.kinds:
            if kind not in KINDS:
                raise unknown_value("kind", kind, KINDS)


@dataclass(frozen=True)
class Selection:
    """The places that were chosen, and those of the same choice that have none."""

    placed: tuple[Place, ...]
    unplaced: tuple[Unplaced, ...]

    def counts(self) -> dict[str, int]:
        """Return how many are known, unstated, estimated and unplaced."""
        found = dict.fromkeys(("known", "unstated", "estimated"), 0)
        for one in self.placed:
            found[one.accuracy] += 1
        return found | {"unplaced": len(self.unplaced)}

    def reasons(self) -> dict[str, int]:
        """Return why things have no place, with how many."""
        found: dict[str, int] = {}
        for one in self.unplaced:
            found[one.reason] = found.get(one.reason, 0) + 1
        return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))


def choose(store: Store, found: Places, chosen: Chosen) -> Selection:
    """Return what is chosen; raises NotFound for an unknown chain, segment or division."""
    members = _chosen_members(store, chosen)
    area = ""
    if chosen.region:
        area = str(region_node(store, chosen.region).properties.get("path", ""))

    def keeps(one: Place | Unplaced) -> bool:
        if one.kind not in chosen.kinds:
            return False
        if members is not None and one.kind in OF_CHAINS and one.id not in members:
            return False
        if area:
            path = found.path(one.adcode)
            return path == area or path.startswith(f"{area}/")
        return True

    placed = [one for one in found.placed if keeps(one)]
    if chosen.category:
        placed = [
            one for one in placed if one.kind != "Facility" or one.category == chosen.category
        ]
    if chosen.box:
        west, south, east, north = chosen.box
        placed = [o for o in placed if west <= o.lon <= east and south <= o.lat <= north]
    return Selection(tuple(placed), tuple(filter(keeps, found.unplaced)))


def _chosen_members(store: Store, chosen: Chosen) -> frozenset[str] | None:
    if not chosen.chain:
        return None
    members = members_of(store, chosen.chain)
    if not chosen.segment:
        return frozenset().union(*members.values())
    segment = f"seg:{chosen.chain}/{chosen.segment}"
    known = run(store, "chain_segments", chain=f"chain:{chosen.chain}").dicts()
    if segment not in {row["segment"].id for row in known}:
        raise NotFound("node_unknown", where=segment)
    return members.get(segment, frozenset())


def members_of(store: Store, chain: str) -> Mapping[str, frozenset[str]]:
    """Return which enterprises and projects belong to each segment of a chain, read once."""
    chain_node(store, chain)
    kept = _members.setdefault(store, {})
    if chain not in kept:
        found: dict[str, set[str]] = {}
        for row in run(store, "geo_chain", chain_id=chain).dicts():
            found.setdefault(row["segment"], set()).add(row["id"])
        kept[chain] = {segment: frozenset(ids) for segment, ids in found.items()}
    return kept[chain]


def categories(found: Places) -> list[str]:
    """Return the categories of the facilities that have a place."""
    return sorted({one.category for one in found.placed if one.kind == "Facility" and one.category})
