"""A store's subgraph as a networkx graph: a chain's template, or what lies around a node."""

from __future__ import annotations

from collections.abc import Iterable

import networkx as nx

from liantu.graph.stores import Link, Node


def as_networkx(
    nodes: Iterable[Node], links: Iterable[tuple[str, str, Link]]
) -> nx.MultiDiGraph[str]:
    """Return nodes and links as a directed multigraph.

    Node attributes are ``kind`` and the properties; link attributes likewise, under
    the link's own key. Links whose ends are not among the nodes are left out.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node in nodes:
        graph.add_node(node.id, kind=node.kind, **dict(node.properties))
    for start, end, link in links:
        if start in graph and end in graph:
            graph.add_edge(start, end, key=link.key, kind=link.kind, **dict(link.properties))
    return graph
