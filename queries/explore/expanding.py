"""One expansion of a node: a page of its neighbours with every link that they bring.

As many questions whatever the number of neighbours: how many there are, one page of them
by name, the nodes of the page, their numbers of links, and the links.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from liantu.graph.model import model
from liantu.graph.stores import Store
from liantu.queries.catalogue import run
from liantu.queries.explore.reading import (
    links_between,
    nodes_json,
    read_nodes,
    renamed,
)
from liantu.queries.explore.shapes import Json, unique
from liantu.queries.profile import find_node
from liantu.refusing import unknown_value

Way = Literal["both", "out", "in"]
LIMIT, MOST = 50, 500  # nodes of one expansion


@dataclass(frozen=True)
class Expansion:
    """What is asked: the node, which of its links, which page, and what is shown already."""

    id: str
    link: str = ""
    way: Way = "both"
    other: str = ""
    start: int = 0
    limit: int = LIMIT
    shown: Sequence[str] = field(default_factory=tuple)


def expand(store: Store, asked: Expansion) -> Json:
    """Return one page of the neighbours of a node, by name and id, and the links they bring.

    Those are the links between the node and the page, within the page, and between the page
    and what is ``shown``. Raises NotFound for an unknown node, UsageError for an unknown kind.
    """
    every = (("link", asked.link, model().links), ("other", asked.other, model().nodes))
    for name, kind, known in every:
        if kind and kind not in known:
            raise unknown_value(name, kind, known)
    node = find_node(store, asked.id)
    scope = {"id": node.id, "link": asked.link, "other": asked.other}
    ((total,),) = run(store, f"explore_neighbour_count_{asked.way}", **scope).rows
    page = run(
        store, f"explore_neighbours_{asked.way}", **scope, start=asked.start, limit=asked.limit
    )
    ids = [row[0] for row in page.rows]
    nodes = [*read_nodes(store, ids).values()]
    around = unique([node.id, *ids, *asked.shown])
    return {
        "id": node.id,
        "total": total,
        "start": asked.start,
        "limit": asked.limit,
        "order": ["name", "id"],
        "nodes": nodes_json(store, nodes),
        "links": links_between(store, ids, around, True),
    }


def graph(store: Store, ids: Sequence[str]) -> Json:
    """Return nodes by their ids and all links among them.

    ``renamed`` says to which ids some of old lead, ``missing`` which are not in this version.
    """
    known = read_nodes(store, ids)
    lost = [one for one in unique(ids) if one not in known]
    moved = renamed(store, lost)
    known |= read_nodes(store, moved.values())
    nodes = [*known.values()]
    own = [*known]
    return {
        "nodes": nodes_json(store, nodes),
        "links": links_between(store, own, own, False),
        "renamed": {old: new for old, new in moved.items() if new in known},
        "missing": [one for one in lost if moved.get(one, "") not in known],
    }
