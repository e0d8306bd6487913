"""What lies around a node: its nodes and links up to some steps, as a networkx graph."""

from __future__ import annotations

import networkx as nx

from liantu.errors import UsageError
from liantu.graph.stores import Node, Store
from liantu.graph.subgraph import as_networkx
from liantu.queries.catalogue import run
from liantu.queries.profile import LINK_LIMIT, find_node
from liantu.refusing import out_of_range

MAX_NODES = 2000
# Kinds that join nearly everything; the walk shows them and does not go on through them.
DEAD_ENDS = frozenset({"Region", "Chain"})


def neighbourhood(store: Store, node_id: str, steps: int = 1) -> nx.MultiDiGraph[str]:
    """Return the graph within ``steps`` (1 to 3) links of a node, at most 2,000 nodes.

    Raises NotFound for an unknown id and UsageError for too many steps or nodes.
    """
    if not 1 <= steps <= 3:
        raise out_of_range("steps", steps, 1, 3, whole=True)
    start = find_node(store, node_id)
    nodes: dict[str, Node] = {start.id: start}
    edge = [start]
    for _ in range(steps):
        found: dict[str, Node] = {}
        through = [n.id for n in edge if n.kind not in DEAD_ENDS or n.id == start.id]
        for name in ("links_out", "links_in"):
            for row in run(store, name, ids=through, limit=LINK_LIMIT * 10).dicts():
                found[row["node"].id] = row["node"]
        edge = [node for key, node in sorted(found.items()) if key not in nodes]
        nodes |= {node.id: node for node in edge}
        if len(nodes) > MAX_NODES:
            raise UsageError("too_large", where=node_id, count=len(nodes), limit=MAX_NODES)
    links = run(store, "links_among", ids=sorted(nodes)).rows
    return as_networkx(nodes.values(), links)
