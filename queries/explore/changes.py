"""What became of the nodes of a view between the version it was kept of and another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from liantu.graph.model import model
from liantu.graph.stores import Node, Store
from liantu.queries.explore.reading import links_between, read_nodes, renamed
from liantu.queries.explore.shapes import Json, unique
from liantu.queries.profile import name_of


def changes(before: Store, after: Store, ids: Sequence[str], lang: str) -> Json:
    """Return the links among some nodes that are new or gone, and the properties that changed.

    An id that leads to another one now is compared with that one (``renamed``).
    """
    own = unique(ids)
    was, now = read_nodes(before, own), read_nodes(after, own)
    moved = renamed(after, [one for one in own if one not in now])
    now |= read_nodes(after, moved.values())
    names = {one: moved.get(one, one) for one in own}
    old = links_between(before, list(was), list(was), False)
    new = links_between(after, list(now), list(now), False)
    keys = {one["key"] for one in old}, {one["key"] for one in new}
    # a link's key is made of its ends: those of renamed ones are told by kind and ends
    ends = {_ends(one, names) for one in old if _renamed(one, moved)}, {_ends(one) for one in new}
    return {
        "links": [one for one in new if one["key"] not in keys[0] and _ends(one) not in ends[0]],
        "gone": [
            one
            for one in old
            if one["key"] not in keys[1]
            and not (_renamed(one, moved) and _ends(one, names) in ends[1])
        ],
        "changed": [
            told
            for one, node in was.items()
            if names[one] in now and (told := _changed(node, now[names[one]], lang))["properties"]
        ],
        "renamed": {old: new for old, new in moved.items() if new in now},
    }


def _ends(link: Json, names: Mapping[str, str] | None = None) -> tuple[str, str, str]:
    known = names or {}
    start, end = str(link["from"]), str(link["to"])
    return str(link["kind"]), known.get(start, start), known.get(end, end)


def _renamed(link: Json, moved: Mapping[str, str]) -> bool:
    return link["from"] in moved or link["to"] in moved


def _changed(was: Node, now: Node, lang: str) -> Json:
    properties: list[dict[str, Any]] = [
        {
            "name": name,
            "label": spec.label.text(lang),
            "unit": spec.unit,
            "before": was.properties.get(name),
            "after": now.properties.get(name),
        }
        for name, spec in model().nodes[now.kind].properties.items()
        if was.properties.get(name) != now.properties.get(name)
    ]
    return {"id": now.id, "name": name_of(now), "properties": properties}
