"""Nodes put together by kind, region, park or chain, and how many links join the groups.

A node is in one group at most. Of several places or chains the rule says which is taken:
the first by id of places; of chains the one with most of its segments, then the first by
id, and before those that it is linked to in another way.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal

from liantu.graph.model import model
from liantu.graph.stores import Store
from liantu.queries.catalogue import run
from liantu.queries.explore.reading import by_kind, read_nodes
from liantu.queries.explore.shapes import Json, unique
from liantu.queries.profile import name_of

By = Literal["kind", "region", "park", "chain"]
MOST_GROUPS = 60  # of regions: more are joined on the level above
Named = Mapping[str, str]


def grouped(store: Store, ids: Sequence[str], by: By, lang: str) -> Json:
    """Return the groups, largest first, the links between them, and the ids that are in none.

    A link's end is the key of a group or the id of a node that is in none; links within a
    group are counted by it as ``inside``. ``several`` says how many nodes are in another
    group as well. Ids that are not in this version are left out and counted as ``missing``.
    """
    known = read_nodes(store, ids)
    own = [*known]
    groups, several = GROUPERS[by](store, own)
    place = {one: f"{by}={group}" for one, group in groups.items()}
    members: defaultdict[str, list[str]] = defaultdict(list)
    for one in own:
        if one in place:
            members[place[one]].append(one)
    between, inside = _links(store, own, place)
    names = _names(store, by, {*groups.values()}, lang)
    rows = [
        {
            "key": key,
            "label": names.get(key.partition("=")[2], key.partition("=")[2]),
            "count": len(some),
            "inside": inside[key],
            "ids": some,
        }
        for key, some in members.items()
    ]
    return {
        "by": by,
        "groups": sorted(rows, key=lambda one: (-len(one["ids"]), one["key"])),
        "links": between,
        "ungrouped": [one for one in own if one not in place],
        "several": several,
        "missing": len(unique(ids)) - len(own),
    }


def _of_kind(_store: Store, ids: Sequence[str]) -> tuple[dict[str, str], int]:
    return {one: kind for kind, same in by_kind(ids).items() for one in same}, 0


def _of_park(store: Store, ids: Sequence[str]) -> tuple[dict[str, str], int]:
    parks = {
        one: [place for place in places if model().kind_of(place) == "Park"]
        for one, places in _places(store, ids).items()
    }
    parks |= {one: [one] for one in ids if model().kind_of(one) == "Park"}
    found = {one: min(places) for one, places in parks.items() if places}
    return found, sum(len(places) > 1 for places in parks.values())


def _of_region(store: Store, ids: Sequence[str]) -> tuple[dict[str, str], int]:
    """Return the region of each node: counties, or the level above where they are too many."""
    places = _places(store, ids)
    parks = {one for some in places.values() for one in some if model().kind_of(one) == "Park"}
    of_parks = _places(store, sorted(parks))
    regions: dict[str, set[str]] = {}
    for one in ids:
        direct = [*places.get(one, ()), *([one] if model().kind_of(one) == "Region" else ())]
        over = [far for place in direct for far in of_parks.get(place, ())]
        regions[one] = {place for place in [*direct, *over] if model().kind_of(place) == "Region"}
    nodes = read_nodes(store, sorted({one for some in regions.values() for one in some}))
    paths = {one: str(node.properties.get("path") or "") for one, node in nodes.items()}
    finest = {one: _finest(paths[place] for place in some) for one, some in regions.items()}
    chosen = {one: min(some) for one, some in finest.items() if some}
    several = sum(len(some) > 1 for some in finest.values())
    cut: dict[str, str] = {}
    for depth in (3, 2, 1):
        cut = {one: "/".join(path.split("/")[:depth]) for one, path in chosen.items()}
        if len({*cut.values()}) <= MOST_GROUPS:
            break
    return {one: f"reg:{path.rpartition('/')[2]}" for one, path in cut.items() if path}, several


def _finest(paths: Iterable[str]) -> set[str]:
    """Return paths without those that another of them goes on from."""
    given = {*paths}
    return {one for one in given if not any(two.startswith(f"{one}/") for two in given)}


def _of_chain(store: Store, ids: Sequence[str]) -> tuple[dict[str, str], int]:
    found: dict[str, str] = {one: one for one in ids if model().kind_of(one) == "Chain"}
    made: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    linked: defaultdict[str, list[str]] = defaultdict(list)
    for same in by_kind(ids).values():
        for one, chain, segments in run(store, "explore_chains_by_segment", ids=same).rows:
            made[one].append((-segments, chain))
        for one, chain in run(store, "explore_chains", ids=same).rows:
            linked[one].append(chain)
    several = 0
    for one in ids:
        chains = {chain for _, chain in made[one]} | {*linked[one]}
        several += len(chains) > 1
        if one not in found and chains:
            found[one] = min(made[one])[1] if made[one] else min(linked[one])
    return found, several


GROUPERS: dict[By, Callable[[Store, Sequence[str]], tuple[dict[str, str], int]]] = {
    "kind": _of_kind,
    "region": _of_region,
    "park": _of_park,
    "chain": _of_chain,
}


def _places(store: Store, ids: Sequence[str]) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for same in by_kind(ids).values():
        for one, place in run(store, "explore_places", ids=same).rows:
            found[one].append(place)
    return dict(found)


def _names(store: Store, by: By, ids: set[str], lang: str) -> Named:
    if by == "kind":
        return {kind: model().nodes[kind].label.text(lang) for kind in ids}
    return {one: name_of(node) for one, node in read_nodes(store, sorted(ids)).items()}


def _links(
    store: Store, ids: Sequence[str], place: Mapping[str, str]
) -> tuple[list[Json], Counter[str]]:
    """Return the numbers of links between groups by kind, and within each group."""
    here = {*ids}
    between: Counter[tuple[str, str, str]] = Counter()
    inside: Counter[str] = Counter()
    for same in by_kind(ids).values():
        for one, other, kind, _ in run(
            store, "explore_steps_from", ids=same, kinds=[*model().links]
        ).rows:
            if other in here:
                start, end = place.get(one, one), place.get(other, other)
                if start == end:
                    inside[start] += 1
                else:
                    between[start, end, kind] += 1
    rows = [
        {"from": start, "to": end, "kind": kind, "count": count}
        for (start, end, kind), count in sorted(between.items())
    ]
    return rows, inside
