"""Nodes, numbers of links and links of sets of ids, each set asked kind by kind.

A query of one kind begins at the index of that kind (ADR "Expand from what is bound").
``x IN list`` goes through the list for each link: above a thousand other ends it is
quicker to read the ends of all links and to keep those wanted here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from liantu.graph.model import model
from liantu.graph.stores import Link, Node, Store
from liantu.queries.catalogue import run
from liantu.queries.explore.shapes import Json, link_json, node_json, unique

MOST_IDS = 20_000  # of one question
MOST_COUNTED = 200
FEW = 1000  # other ends, up to which the store picks them out itself
PART = 100  # nodes whose links are fetched at once where the ends are many
WAYS = (("out", "from"), ("in", "to"))


def by_kind(ids: Iterable[str]) -> dict[str, list[str]]:
    """Return ids by the kind that they name; those of no kind are left out."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for one in unique([*ids]):
        if kind := model().kind_of(one):
            found[kind].append(one)
    return dict(found)


def read_nodes(store: Store, ids: Iterable[str]) -> dict[str, Node]:
    """Return those of some nodes that there are, by id, in the order of the ids."""
    wanted = unique([*ids])
    found: dict[str, Node] = {}
    for same in by_kind(wanted).values():
        found |= {node.id: node for (node,) in run(store, "explore_nodes", ids=same).rows}
    return {one: found[one] for one in wanted if one in found}


def renamed(store: Store, ids: Sequence[str]) -> dict[str, str]:
    """Return to which ids some ids of old lead."""
    rows = run(store, "explore_former", ids=list(ids)).rows if ids else ()
    return dict(rows)


def groups(store: Store, ids: Sequence[str]) -> dict[str, list[tuple[str, str, str, int]]]:
    """Return for each id how many links it has by way, kind of link and kind of the other end."""
    found: dict[str, list[tuple[str, str, str, int]]] = {one: [] for one in ids}
    for same in by_kind(ids).values():
        for way, text in WAYS:
            for id_, link, other, count in run(store, f"explore_counts_{text}", ids=same).rows:
                found[id_].append((way, link, other, count))
    return found


def degrees(store: Store, ids: Sequence[str]) -> dict[str, int]:
    """Return how many links each of some nodes has in all."""
    return {one: sum(row[3] for row in rows) for one, rows in groups(store, ids).items()}


def counts(store: Store, ids: Sequence[str], lang: str) -> Json:
    """Return the numbers of links of some nodes, by kind, before any of them is loaded."""
    links = model().links
    told = {}
    for id_, rows in groups(store, ids).items():
        said = [
            {
                "link": link,
                "label": (links[link].label if way == "out" else links[link].reverse).text(lang),
                "way": way,
                "other": other,
                "count": count,
            }
            for way, link, other, count in rows
        ]
        told[id_] = {"total": sum(row[3] for row in rows), "groups": said}
    return told


def nodes_json(store: Store, nodes: Sequence[Node]) -> list[Json]:
    """Return nodes with their numbers of links."""
    many = degrees(store, [one.id for one in nodes])
    return [node_json(store, one, many[one.id]) for one in nodes]


def links_between(
    store: Store, ids: Sequence[str], others: Sequence[str], both: bool
) -> list[Json]:
    """Return the links of :func:`joined` as JSON."""
    return [link_json(store, *one) for one in joined(store, ids, others, both)]


def joined(
    store: Store, ids: Sequence[str], others: Sequence[str], both: bool
) -> list[tuple[str, str, Link]]:
    """Return the links from some nodes to others, with ``both`` those from the others as well.

    Each with its ends, each once, sorted by ends and key.
    """
    found: dict[tuple[str, str, str, str], tuple[str, str, Link]] = {}
    for way, text in WAYS if both else WAYS[:1]:
        for id_, other, link in _links(store, text, ids, others):
            start, end = (id_, other) if way == "out" else (other, id_)
            found.setdefault((start, end, link.kind, link.key), (start, end, link))
    return [found[key] for key in sorted(found)]


def _links(
    store: Store, text: str, ids: Sequence[str], others: Sequence[str]
) -> Iterator[tuple[str, str, Link]]:
    for same in by_kind(ids).values():
        if len(others) <= FEW:
            yield from run(store, f"explore_links_{text}", ids=same, others=list(others)).rows
            continue
        wanted = set(others)
        ends: defaultdict[str, list[str]] = defaultdict(list)
        for id_, other in run(store, f"explore_ends_{text}", ids=same).rows:
            if other in wanted:
                ends[id_].append(other)
        joined = sorted(ends)
        for at in range(0, len(joined), PART):
            some = joined[at : at + PART]
            theirs = sorted({other for id_ in some for other in ends[id_]})
            yield from run(store, f"explore_links_{text}", ids=some, others=theirs).rows
