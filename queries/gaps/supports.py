"""The institutions that enterprises of a region work with, and whether they lie near it.

Near is the region itself or its parent. An institution whose place is recorded nowhere
counts as near: unknown is not missing.
"""

from __future__ import annotations

from collections.abc import Iterable

from liantu.graph.model import model
from liantu.graph.stores import Node, Store
from liantu.queries.catalogue import run
from liantu.queries.gaps.situation import Support
from liantu.queries.purchases import inside

# What a segment may need (Segment.needs), and the kinds of node that give it.
NEEDS = {
    "Bank": "金融机构",
    "University": "高校院所",
    "ResearchPlatform": "研发平台",
    "Park": "园区",
}
HEAVY = ("码头", "港口")  # facilities that make what is needed as 重型设施


def supports(store: Store, path: str, *, needed: bool) -> tuple[Support, ...]:
    """Return the institutions that enterprises of a region work with.

    Where they lie is read where some segment of the chain needs one (``needed``).
    """
    rows = [
        row
        for name in ("support_from", "support_to")
        for row in run(store, name, area=path).dicts()
    ]
    found = {row["institution"].id: row["institution"] for row in rows}
    paths = paths_of(store, found) if needed else {}
    around = path.rpartition("/")[0] or path
    return tuple(
        Support(
            row["enterprise"],
            (one := row["institution"]).kind,
            one.id,
            str(one.properties.get("name", "")),
            row["link"].key,
            need_of(one),
            any(inside(each, around) for each in paths[one.id]) if paths.get(one.id) else True,
        )
        for row in rows
    )


def need_of(institution: Node) -> str:
    """Return which need of a segment an institution meets; empty for none."""
    heavy = institution.properties.get("category") in HEAVY
    return NEEDS.get(institution.kind, "重型设施" if heavy else "")


def paths_of(store: Store, ids: Iterable[str]) -> dict[str, set[str]]:
    """Return the paths of the regions that nodes lie in, by themselves or in a park."""
    places = _places(store, ids)
    parks = _places(store, {park for found in places.values() for park in found if not found[park]})
    return {
        one: {
            path
            for place, own in found.items()
            for path in ([own] if own else parks.get(place, {}).values())
            if path
        }
        for one, found in places.items()
    }


def _places(store: Store, ids: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return the regions with their paths, and the parks, that nodes lie in."""
    by_kind: dict[str, list[str]] = {}
    for one in sorted(ids):
        by_kind.setdefault(str(model().kind_of(one)), []).append(one)
    found: dict[str, dict[str, str]] = {}
    for same in by_kind.values():
        for one, place, path in run(store, "paths_of", ids=same).rows:
            found.setdefault(one, {})[place] = path or ""
    return found
