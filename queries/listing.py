"""All nodes or links of a kind, read on from a key, so that no list is too long."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from liantu.errors import UsageError
from liantu.graph.model import LinkKind, NodeKind, model
from liantu.graph.stores import Link, Node, Store
from liantu.queries.catalogue import run
from liantu.queries.evidence import origins
from liantu.queries.explore.reading import read_nodes
from liantu.queries.profile import name_of
from liantu.refusing import unknown_value

Record = dict[str, Any]
AT_ONCE = 200  # nodes that are read at once, or whose links are


def nodes_after(store: Store, kind: str, after: str, limit: int) -> list[Record]:
    """Return the next nodes of a kind by id.

    Raises UsageError for a kind that there is not.
    """
    begin = after or f"{known(kind, model().nodes).prefix}:"
    ids = ids_after(store, begin, limit)
    found: list[Record] = []
    for at in range(0, len(ids), AT_ONCE):
        nodes = read_nodes(store, ids[at : at + AT_ONCE])
        found += [node_record(node) for node in nodes.values()]
    return found


def ids_after(store: Store, after: str, limit: int) -> list[str]:
    """Return the next ids of the kind that an id, or the prefix of ids, names."""
    own = after.partition(":")[0]
    rows = run(store, "node_ids_page", after=after, limit=limit).rows
    return [one for (one,) in rows if one.partition(":")[0] == own]


def node_key(record: Record) -> str:
    """Return the key behind which the next nodes begin."""
    return str(record["id"])


def links_after(store: Store, kind: str, after: str, limit: int) -> list[Record]:
    """Return the next links of a kind by the ids of their ends and key."""
    link: LinkKind = known(kind, model().links)
    start = _read(after)
    told: list[Record] = []
    for own in sorted({model().nodes[one].prefix for one, _ in link.ends}):
        if start and start[0].partition(":")[0] > own:
            continue
        inside = start is not None and start[0].startswith(f"{own}:")
        ids = [start[0]] if start and inside else []
        begin = start[0] if start and inside else f"{own}:"
        while len(told) < limit:
            ids += (more := ids_after(store, begin, max(limit, AT_ONCE)))
            told += _links(store, kind, ids, start, limit - len(told))
            if not more:
                break
            begin, ids = more[-1], []
    return sorted(told, key=lambda one: (one["from"], one["to"], one["key"]))[:limit]


def _links(
    store: Store, kind: str, ids: Sequence[str], start: tuple[str, str, str] | None, wanted: int
) -> list[Record]:
    """Return the links that go out of some nodes, of as many of them as ``wanted`` needs."""
    told: list[Record] = []
    for at in range(0, len(ids), AT_ONCE):
        rows = run(store, "links_of_kind", ids=ids[at : at + AT_ONCE], kind=kind).rows
        told += [
            link_record(one, other, found)
            for one, other, found in rows
            if start is None or (one, other, found.key) > start
        ]
        if len(told) >= wanted:
            break
    return told


def _read(after: str) -> tuple[str, str, str] | None:
    if not after:
        return None
    try:
        found = json.loads(after)
        start, end, key = (str(one) for one in found)
    except (ValueError, TypeError):
        raise UsageError("cursor_none", where="cursor") from None
    return start, end, key


def link_key(record: Record) -> str:
    """Return the key behind which the next links begin."""
    return json.dumps([record["from"], record["to"], record["key"]], ensure_ascii=False)


def known(kind: str, kinds: Any) -> Any:
    """Return a kind by name; raises UsageError naming those there are."""
    if kind not in kinds:
        raise unknown_value("kind", kind, kinds)
    return kinds[kind]


def node_record(node: Node) -> Record:
    """Return a node as a record: its properties, and from which sources and rows it is."""
    return {
        "id": node.id,
        "kind": node.kind,
        "name": name_of(node),
        "properties": _own(node.properties, model().nodes[node.kind]),
        "sources": list(node.properties.get("sources") or ()),
        "records": list(node.properties.get("records") or ()),
    }


def link_record(start: str, end: str, link: Link) -> Record:
    """Return a link as a record, with its ends."""
    return {
        "from": start,
        "to": end,
        "key": link.key,
        "kind": link.kind,
        "properties": _own(link.properties, model().links[link.kind]),
        "sources": list(link.properties.get("sources") or ()),
        "records": list(link.properties.get("records") or ()),
    }


def columns(kind: NodeKind | LinkKind) -> list[tuple[str, str]]:
    """Return the columns of the records of a kind with their types."""
    own = ("id", "kind", "name") if isinstance(kind, NodeKind) else ("from", "to", "key", "kind")
    found = [(name, "string") for name in own]
    found += [(f"properties.{one.name}", one.type) for one in kind.properties.values()]
    return [*found, ("sources", "list"), ("records", "list")]


def cite(store: Store, records: Sequence[Record]) -> list[Record]:
    """Return records with the rows of files that they were read from."""
    where = origins(store)
    return [
        {**one, "evidence": [row.as_dict() for row in where.of_records(one["records"])]}
        for one in records
    ]


def _own(given: Any, kind: NodeKind | LinkKind) -> Record:
    return {name: given[name] for name in kind.properties if given.get(name) is not None}
