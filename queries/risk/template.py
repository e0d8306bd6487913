"""Metrics of a chain's template: what the drawing alone says, without who makes what.

They see only links: the sole outside supplier of a segment, which producibility
finds, is not among them. Computed by networkx; dominators after Cooper, Harvey and
Kennedy 2001 (A Simple, Fast Dominance Algorithm).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any

import networkx as nx

SOURCE, SINK = "SOURCE", "SINK"


@dataclass(frozen=True)
class SegmentMetrics:
    """The metrics of one segment.

    ``betweenness`` is unnormalised, over directed shortest paths. ``idom`` is the last
    segment that every way from the chain's beginnings to this one passes (SOURCE
    where there is none), ``post_idom`` the first that every way from here to a final
    product passes (SINK where there is none); empty where no such way exists, as in a
    cycle that nothing enters or leaves.
    """

    segment: str
    in_degree: int
    out_degree: int
    descendants: int
    ancestors: int
    betweenness: float
    articulation: bool
    idom: str
    post_idom: str

    def as_dict(self) -> dict[str, Any]:
        """Return the metrics by name."""
        return asdict(self)


@dataclass(frozen=True)
class TemplateMetrics:
    """The metrics of all segments in the order of the template, and its bridges."""

    segments: tuple[SegmentMetrics, ...]
    bridges: tuple[tuple[str, str], ...]


def metrics(template: nx.DiGraph[str], finals: Collection[str] | None = None) -> TemplateMetrics:
    """Return the metrics of a template input → output; parallel links and loops are dropped.

    ``finals`` are the final products, by default the segments without a consumer.
    """
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(template.nodes)
    graph.add_edges_from((a, b) for a, b in template.edges() if a != b)
    ends = [p for p in graph if (p in finals if finals is not None else not graph.out_degree(p))]
    starts = [p for p in graph if not graph.in_degree(p)]
    drawn = graph.to_undirected()
    cut = set(nx.articulation_points(drawn))
    between = nx.betweenness_centrality(graph, normalized=False)
    before = _dominators(graph, SOURCE, starts)
    after = _dominators(graph.reverse(), SINK, ends)
    return TemplateMetrics(
        tuple(
            SegmentMetrics(
                segment=p,
                in_degree=int(graph.in_degree(p)),
                out_degree=int(graph.out_degree(p)),
                descendants=len(nx.descendants(graph, p)),
                ancestors=len(nx.ancestors(graph, p)),
                betweenness=float(between[p]),
                articulation=p in cut,
                idom=before.get(p, ""),
                post_idom=after.get(p, ""),
            )
            for p in graph
        ),
        tuple(sorted((min(pair), max(pair)) for pair in nx.bridges(drawn))),
    )


def _dominators(graph: nx.DiGraph[str], root: str, first: Collection[str]) -> dict[str, str]:
    start = f"\0{root}"  # no segment's id can be taken for it
    inside = nx.DiGraph(graph)
    inside.add_node(start)
    inside.add_edges_from((start, p) for p in first)
    found = nx.immediate_dominators(inside, start)
    return {
        p: root if above == start else above
        for p, above in found.items()
        if p != start and above is not None
    }
