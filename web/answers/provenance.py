"""The rows of delivered files behind what an answer tells: ``evidence=1``.

A record of an answer opens to rows by what it carries or names: its own ``records``; a node's
``id``; the two ends and the ``key`` of a link; the nodes and links of a path, or of what makes
a finding true (``because``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from liantu.graph.model import model
from liantu.graph.stores import Store
from liantu.queries.evidence import Origins, origins
from liantu.queries.explore.reading import joined, read_nodes
from liantu.web.answers.tables import Record


class Behind(NamedTuple):
    """What a record tells of: keys of rows, ids of nodes, keys of links and their ends."""

    rows: tuple[str, ...] = ()
    nodes: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()


def behind(record: Mapping[str, Any]) -> Behind:
    """Return what a record tells of; nothing for one that names nothing of the graph."""
    given = record.get("properties")
    rows = record.get("records") or (given.get("records") if isinstance(given, dict) else None)
    if rows:
        return Behind(rows=tuple(rows))
    because = record.get("because")
    whole = because if isinstance(because, dict) else record
    nodes, links = whole.get("nodes"), whole.get("links")
    if isinstance(nodes, list) and isinstance(links, list) and _ids(nodes):
        return Behind(nodes=_ids(nodes), links=tuple(map(str, links)), ends=_ids(nodes))
    if "key" in record and "from" in record and "to" in record:
        ends = _ids((record["from"], record["to"]))
        return Behind(links=(str(record["key"]),), ends=ends)
    return Behind(nodes=_ids((record.get("id"),)))


def _ids(found: Iterable[Any]) -> tuple[str, ...]:
    return tuple(one for one in found if isinstance(one, str) and model().kind_of(one))


def with_rows(opened: Callable[[], Store], *tables: list[Record]) -> list[list[Record]]:
    """Return tables whose records have ``evidence``, all that is needed read at once.

    A record that has its evidence, or that names nothing of the graph, stays as it is; where
    all do, no store is ``opened``.
    """
    told = [[Behind() if "evidence" in one else behind(one) for one in rows] for rows in tables]
    every = [one for rows in told for one in rows if any(one)]
    if not every:
        return list(tables)
    store = opened()
    nodes = read_nodes(store, (id_ for one in every for id_ in one.nodes))
    rows = {id_: node.properties.get("records", ()) for id_, node in nodes.items()}
    if any(one.links for one in every):
        ends = list(dict.fromkeys(id_ for one in every if one.links for id_ in one.ends))
        for _, _, link in joined(store, ends, ends, both=False):
            rows[link.key] = link.properties.get("records", ())
    read = origins(store)
    return [
        [_opened(*one, rows, read) for one in zip(records, found, strict=True)]
        for records, found in zip(tables, told, strict=True)
    ]


def _opened(
    record: Record, told: Behind, rows: Mapping[str, Iterable[str]], read: Origins
) -> Record:
    if not any(told):
        return record
    named = (*told.links, *told.nodes)
    keys = [*told.rows, *(key for one in named for key in rows.get(one, ()))]
    found = [one.as_dict() for one in read.of_records(dict.fromkeys(keys))]
    return {**record, "evidence": found}
