"""What the data holds and where it is thin: of how many things each property is known."""

from __future__ import annotations

from typing import Any

from liantu.graph.model import model
from liantu.graph.stores import Store
from liantu.locale import text
from liantu.queries.catalogue import run
from liantu.queries.complexity.counts import LEVELS
from liantu.queries.explore.reading import read_nodes
from liantu.queries.profile import name_of

OF = {"Enterprise": "enterprises", "MAKES": "makes", "SUPPLIES": "supplies"}
OWN_ROW = "own_row"
THIN = 0.5  # share known, below which a property is called thin
Json = dict[str, Any]


def statistics(store: Store, level: str, thin: float, lang: str) -> Json:
    """Return counts by kind, the share known of each property, by region, and by source.

    ``thin`` lists the properties, and the regions' shares, that are known of a share below
    it. A property that is withheld from the one who asks is known of nobody.
    """
    properties = [row for kind in OF for row in _properties(store, kind, lang)]
    regions = _regions(store, LEVELS[level])
    return {
        "level": level,
        "thin_below": thin,
        "kinds": _counts(store, "count_nodes", model().nodes, lang),
        "links": _counts(store, "count_links", model().links, lang),
        "properties": properties,
        "regions": regions,
        "sources": _sources(store),
        "thin": {
            "properties": [
                f"{one['kind']}.{one['property']}"
                for one in sorted(properties, key=lambda each: (each["share"] or 0.0))
                if one["share"] is not None and one["share"] < thin
            ],
            "regions": [
                {"region": one["region"], "name": one["name"], "enterprises": one["enterprises"],
                 "below": [name for name, share in one["shares"].items() if share < thin]}
                for one in regions
                if any(share < thin for share in one["shares"].values())
            ],
        },
    }  # fmt: skip


def _counts(store: Store, query: str, kinds: Any, lang: str) -> list[Json]:
    return [
        {"kind": row["kind"], "label": kinds[row["kind"]].label.text(lang), "count": row["count"]}
        for row in run(store, query).dicts()
    ]


def _properties(store: Store, kind: str, lang: str) -> list[Json]:
    (found,) = run(store, f"statistics_{OF[kind]}").dicts()
    total = found.pop("total")
    if "stub" in found:  # what is known of by a row of its own
        found["stub"] = total - found["stub"]
    specs = (model().nodes.get(kind) or model().links[kind]).properties
    return [
        {
            "kind": kind,
            "property": OWN_ROW if name == "stub" else name,
            "label": text("statistics.own_row") if name == "stub" else specs[name].label.text(lang),
            "total": total,
            "known": known,
            "share": known / total if total else None,
        }
        for name, known in found.items()
    ]


def _regions(store: Store, length: int) -> list[Json]:
    rows = run(store, "statistics_regions", length=length).dicts()
    names = read_nodes(store, [f"reg:{_code(row['place'])}" for row in rows])
    found = []
    for row in rows:
        code, many = _code(row["place"]), row["enterprises"]
        node = names.get(f"reg:{code}")
        known = {name[5:]: row[name] for name in row if name.startswith("with_")}
        found.append(
            {
                "region": code,
                "name": str(node.properties.get("full_name") or name_of(node)) if node else code,
                "enterprises": many,
                "stubs": row["stubs"],
                "known": known,
                "shares": {name: count / many for name, count in known.items()},
            }
        )
    return sorted(found, key=lambda one: (-one["enterprises"], one["region"]))


def _code(place: str) -> str:
    return place.rpartition("/")[2]


def _sources(store: Store) -> list[Json]:
    found: dict[str, Json] = {}
    for row in run(store, "origins").dicts():
        of = found.setdefault(
            row["source"],
            {"source": row["source"], "role": row["role"], "files": 0, "undated": 0,
             "first": None, "last": None},
        )  # fmt: skip
        day = str(row["observed_on"] or "") or None
        of["files"] += 1
        of["undated"] += day is None
        if day:
            of["first"] = min(of["first"] or day, day)
            of["last"] = max(of["last"] or day, day)
    return [found[one] for one in sorted(found)]
