"""One node in full: every property with its sources, and its links by kind."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from liantu.errors import NotFound, UsageError
from liantu.graph.model import model
from liantu.graph.stores import Link, Node, Store
from liantu.queries.catalogue import run
from liantu.queries.evidence import Evidence, Reported, origins

LINK_LIMIT = 500
SIDES = (("out", "links_from", "link_counts_from"), ("in", "links_to", "link_counts_to"))


@dataclass(frozen=True)
class Other:
    """A value that is not the one in use, with the rows that report it."""

    value: Any
    evidence: tuple[Evidence, ...]
    sources: int  # how many sources, other than those of the value in use, say so

    def as_dict(self) -> dict[str, Any]:
        """Return the value with its rows."""
        rows = [one.as_dict() for one in self.evidence]
        return {"value": self.value, "sources": self.sources, "evidence": rows}


def others(also: Iterable[Reported], agreed: Iterable[Evidence]) -> tuple[Other, ...]:
    """Join what other rows report by value, in the order of the rows."""
    used = {one.source for one in agreed}
    found: list[tuple[Any, list[Evidence]]] = []
    for one in also:
        same = next((rows for value, rows in found if value == one.value), None)
        if same is None:
            found.append((one.value, [one.evidence]))
        else:
            same.append(one.evidence)
    return tuple(
        Other(value, tuple(rows), len({one.source for one in rows} - used)) for value, rows in found
    )


@dataclass(frozen=True)
class Fact:
    """A property: the value in use with its rows, and what other rows say instead."""

    name: str
    label: str
    unit: str
    value: Any
    evidence: tuple[Evidence, ...]
    also_reported: tuple[Reported, ...]

    @property
    def others(self) -> tuple[Other, ...]:
        """What is also reported, by value."""
        return others(self.also_reported, self.evidence)

    def as_dict(self) -> dict[str, Any]:
        """Return the fact by name, with its evidence."""
        return {
            "name": self.name,
            "label": self.label,
            "unit": self.unit,
            "value": self.value,
            "evidence": [one.as_dict() for one in self.evidence],
            "also_reported": [
                {"value": one.value, "evidence": one.evidence.as_dict()}
                for one in self.also_reported
            ],
        }


@dataclass(frozen=True)
class Neighbour:
    """A link seen from one of its ends."""

    direction: str
    kind: str
    label: str
    other: str
    other_kind: str
    other_name: str
    properties: tuple[tuple[str, str, Any, str], ...]
    evidence: tuple[Evidence, ...]
    key: str
    disputed: tuple[Fact, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the link and its other end, with its evidence."""
        return {
            "direction": self.direction,
            "kind": self.kind,
            "label": self.label,
            "key": self.key,
            "node": {"id": self.other, "kind": self.other_kind, "name": self.other_name},
            "properties": {name: value for name, _, value, _ in self.properties},
            "evidence": [one.as_dict() for one in self.evidence],
            "also_reported": {
                one.name: [other.as_dict() for other in one.others] for one in self.disputed
            },
        }


@dataclass(frozen=True)
class Profile:
    """A node with its facts and its links by kind; ``counts`` says how many links there are."""

    data_version: str
    node: Node
    name: str
    facts: tuple[Fact, ...]
    neighbours: tuple[Neighbour, ...]
    truncated: bool
    counts: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def by_kind(self) -> dict[tuple[str, str, str], list[Neighbour]]:
        """Return the links by direction, kind and label, in the order of the kinds."""
        found: dict[tuple[str, str, str], list[Neighbour]] = {}
        for one in sorted(self.neighbours, key=lambda n: (n.kind, n.direction)):
            found.setdefault((one.direction, one.kind, one.label), []).append(one)
        return found

    def as_dict(self) -> dict[str, Any]:
        """Return the stable JSON of a profile."""
        return {
            "data_version": self.data_version,
            "id": self.node.id,
            "kind": self.node.kind,
            "name": self.name,
            "facts": [one.as_dict() for one in self.facts],
            "links": [one.as_dict() for one in self.neighbours],
            "truncated": self.truncated,
            "counts": [
                {"direction": direction, "kind": kind, "links": count}
                for (direction, kind), count in sorted(self.counts.items())
            ],
        }


def name_of(node: Node) -> str:
    """Return what a node is called; its id where it has no name."""
    return str(node.properties.get("name") or node.id)


def profile(store: Store, node_id: str, lang: str = "zh") -> Profile:
    """Return the profile of a node; raises NotFound for an unknown id.

    An id of old (before a decision or a code) leads to the node it became. At most
    500 links go out and 500 come in; ``truncated`` says when there are more.
    """
    node = find_node(store, node_id)
    neighbours: list[Neighbour] = []
    counts: dict[tuple[str, str], int] = {}
    truncated = False
    for direction, links, counted in SIDES:
        rows = run(store, links, id=node.id, limit=LINK_LIMIT + 1).dicts()
        neighbours += [_neighbour(store, direction, row, lang) for row in rows[:LINK_LIMIT]]
        if len(rows) > LINK_LIMIT:
            truncated = True
            for row in run(store, counted, id=node.id).dicts():
                counts[direction, row["kind"]] = row["count"]
        else:
            for row in rows:
                key = (direction, row["link"].kind)
                counts[key] = counts.get(key, 0) + 1
    facts = _facts(store, node, lang)
    version, name = store.data_version, name_of(node)
    return Profile(version, node, name, facts, tuple(neighbours), truncated, counts)


def find_node(store: Store, node_id: str) -> Node:
    """Return a node by its id or an id of old; raises NotFound."""
    found = _held(store, node_id) or _held(store, _former(store, node_id))
    if found is None:
        raise NotFound("node_unknown", where=node_id)
    return found


def enterprise_node(store: Store, node_id: str) -> Node:
    """Return an enterprise by its id or an id of old; raises NotFound, UsageError for others."""
    found = find_node(store, node_id)
    if found.kind != "Enterprise":
        raise UsageError("not_enterprise", where=found.id, name=name_of(found))
    return found


def _held(store: Store, node_id: str) -> Node | None:
    """Return a node by the id that it has now; an id of old is a node of a kind of its own."""
    rows = run(store, "node", id=node_id).dicts() if model().kind_of(node_id) else []
    found: Node | None = rows[0]["node"] if rows else None
    return found if found is not None and found.kind in model().nodes else None


def _former(store: Store, node_id: str) -> str:
    rows = run(store, "former_id", id=node_id).dicts()
    return str(rows[0]["id"]) if rows else ""


def disputed_facts(
    store: Store, ids: Iterable[str], names: Container[str] = (), lang: str = "zh"
) -> dict[str, tuple[Fact, ...]]:
    """Return for each of some nodes the facts of which other rows report another value.

    ``names`` are the properties asked for (empty: every); nodes without such a fact are left out.
    """
    wanted = sorted(set(ids))
    rows = run(store, "nodes", ids=wanted).rows if wanted else ()
    found = {}
    for (node,) in rows:
        facts = [one for one in _facts(store, node, lang) if one.also_reported]
        if told := tuple(one for one in facts if not names or one.name in names):
            found[node.id] = told
    return found


def _facts(store: Store, thing: Node | Link, lang: str) -> tuple[Fact, ...]:
    said = origins(store).reported(thing)
    vocabulary = model()
    kind = vocabulary.links[thing.kind] if isinstance(thing, Link) else vocabulary.nodes[thing.kind]
    facts = []
    for name, spec in kind.properties.items():
        value = thing.properties.get(name)
        if value is None:
            continue
        agree: list[Reported] = []
        differ: list[Reported] = []
        for one in said.get(name, []):
            same = set(one.value) <= set(value) if isinstance(value, list) else one.value == value
            (agree if same else differ).append(one)
        facts.append(
            Fact(
                name,
                spec.label.text(lang),
                spec.unit,
                value,
                tuple(one.evidence for one in agree),
                tuple(differ),
            )
        )
    return tuple(facts)


def _neighbour(store: Store, direction: str, row: Mapping[str, Any], lang: str) -> Neighbour:
    link: Link = row["link"]
    kind = model().links[link.kind]
    label = kind.label if direction == "out" else kind.reverse
    shown = tuple(
        (name, spec.label.text(lang), link.properties[name], spec.unit)
        for name, spec in kind.properties.items()
        if link.properties.get(name) is not None
    )
    return Neighbour(
        direction,
        link.kind,
        label.text(lang),
        row["other"],
        row["kind"],
        str(row["name"] or row["other"]),
        shown,
        tuple(origins(store).of(link)),
        link.key,
        tuple(one for one in _facts(store, link, lang) if one.also_reported),
    )
