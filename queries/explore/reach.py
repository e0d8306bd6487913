"""What lies before or behind a node along one kind of link, step by step.

segment     (input)-[:UPSTREAM_OF]->(consumer)
enterprise  (seller)-[:SUPPLIES]->(buyer), or (owner)-[:OWNS]->(owned)
"""

from __future__ import annotations

from typing import Literal

from liantu.errors import UsageError
from liantu.graph.model import model
from liantu.graph.stores import Store
from liantu.queries.catalogue import run
from liantu.queries.explore.reading import joined, read_nodes
from liantu.queries.explore.shapes import Json
from liantu.queries.listing import link_record, node_record
from liantu.queries.profile import find_node

USUAL = {"Segment": "UPSTREAM_OF", "Enterprise": "SUPPLIES"}
DEEPEST, MOST = 20, 5_000  # steps, nodes
Way = Literal["upstream", "downstream"]


def reach(store: Store, node_id: str, way: Way, depth: int, link: str = "") -> Json:
    """Return the nodes within some steps up or down, nearest first, and the links among them.

    ``level`` is the least number of steps from the node, which is level 0. Links are those
    of the kind between any two of the nodes. ``cut`` says that there are more than 5,000.
    Raises NotFound for an unknown node, UsageError for a kind of link that does not join
    two nodes of its kind.
    """
    start = find_node(store, node_id)
    kind = _kind(start.kind, link)
    side, _ = ("to", "from") if way == "upstream" else ("from", "to")
    level = {start.id: 0}
    edge, cut = [start.id], False
    for step in range(1, depth + 1):
        rows = run(store, f"explore_steps_{side}", ids=edge, kinds=[kind]).rows
        new = sorted({other for _, other, _, _ in rows} - set(level))
        cut = len(level) + len(new) > MOST
        new = new[: MOST - len(level)]
        level |= dict.fromkeys(new, step)
        edge = new
        if not edge or cut:
            break
    nodes = read_nodes(store, level)
    told = [{**node_record(node), "level": level[one]} for one, node in nodes.items()]
    told.sort(key=lambda one: (one["level"], one["name"], one["id"]))
    ids = [*nodes]
    links = [
        link_record(*one) for one in joined(store, ids, ids, False) if one[2].kind == kind
    ]  # fmt: skip
    counts = [
        {"level": step, "nodes": sum(one == step for one in level.values())}
        for step in range(1, max(level.values()) + 1)
    ]
    return {
        "id": start.id, "way": way, "link": kind, "depth": depth, "counts": counts, "cut": cut,
        "nodes": told, "links": links,
    }  # fmt: skip


def _kind(own: str, given: str) -> str:
    joins = [one.name for one in model().links.values() if one.joins(own, own)]
    kind = given or USUAL.get(own, "")
    if kind not in joins:
        raise UsageError("reach_link", where="link", kind=own, known=", ".join(joins) or "–")
    return kind
