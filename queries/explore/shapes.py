"""Nodes and links as the explorer has them: properties without the system's columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from liantu.graph.model import LinkKind, NodeKind, model
from liantu.graph.stores import Link, Node, Store
from liantu.queries.evidence import origins
from liantu.queries.profile import name_of

Json = dict[str, Any]
# How far what is known of a node goes, best first.
CONFIDENCE = ("registered", "candidate", "unsourced", "stub")


def schema(lang: str) -> Json:
    """Return kinds of nodes and links with labels, colours and properties, in the model's order."""
    vocabulary = model()
    return {
        "kinds": {
            name: {
                "label": kind.label.text(lang),
                "colour": kind.color,
                "icon": kind.icon,
                "properties": _properties(kind, lang),
            }
            for name, kind in vocabulary.nodes.items()
        },
        "links": {
            name: {
                "label": link.label.text(lang),
                "reverse": link.reverse.text(lang),
                "pairs": [list(ends) for ends in link.ends],
                "properties": _properties(link, lang),
            }
            for name, link in vocabulary.links.items()
        },
    }


def _properties(kind: NodeKind | LinkKind, lang: str) -> Json:
    return {
        name: {"label": spec.label.text(lang), "type": spec.type, "unit": spec.unit}
        for name, spec in kind.properties.items()
    }


def node_json(store: Store, node: Node, degree: int) -> Json:
    """Return a node with the ids of its sources; ``degree`` is how many links it has in all."""
    where = origins(store)
    given = node.properties
    records = given.get("records", [])
    found: Json = {
        "id": node.id,
        "kind": node.kind,
        "name": name_of(node),
        "properties": _own(given, model().nodes[node.kind].properties),
        "sources": [*given.get("sources", [])],
        "confidence": confidence(store, node),
        "observed_on": where.last_observed(records) or None,
        "degree": degree,
    }
    if given.get("lon") is not None and given.get("lat") is not None:
        found |= {"lon": given["lon"], "lat": given["lat"]}
    return found


def link_json(store: Store, start: str, end: str, link: Link) -> Json:
    """Return a link with its ends and the ids of its sources."""
    given = link.properties
    return {
        "key": link.key,
        "kind": link.kind,
        "from": start,
        "to": end,
        "properties": _own(given, model().links[link.kind].properties),
        "sources": [*given.get("sources", [])],
        "inferred": given.get("basis") == "inferred",
        "observed_on": origins(store).last_observed(given.get("records", [])) or None,
    }


def confidence(store: Store, node: Node) -> str:
    """Return what a node is known from: a register, lists of candidates, hearsay, others' lists."""
    if node.properties.get("stub"):
        return "stub"
    where, sources = origins(store), node.properties.get("sources", [])
    if where.registered(sources):
        return "registered"
    return "candidate" if where.candidates & set(sources) else "unsourced"


def _own(given: Mapping[str, Any], specs: Mapping[str, Any]) -> Json:
    return {name: given[name] for name in specs if given.get(name) is not None}


def unique(ids: Sequence[str]) -> list[str]:
    """Return ids without repeats, in their order."""
    return list(dict.fromkeys(ids))
