"""Times the removal of each firm of a seeded chain beside recomputing the fixpoint each time.

The subgraph has ``firms`` firms and ``links`` links: half of them say which firm is a
source of which product, half which product is an input of which. Chains have cycles:
some inputs run backwards, most of these useful only.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import time
from typing import Any

import networkx as nx
import psutil

from liantu.queries.risk.andor import Sources, Supplier, points_of

SEED = 20240607


def made(firms: int, links: int) -> tuple[nx.DiGraph[str], list[Supplier]]:
    """Return a chain of ``firms`` / 2 products with ``links`` links in all."""
    drawn = random.Random(SEED)
    products = [f"p{n}" for n in range(firms // 2)]
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(products)
    drawn_links: dict[tuple[int, int], str] = {}
    while len(drawn_links) < links // 2:
        a, b = drawn.randrange(len(products)), drawn.randrange(len(products))
        backward = drawn.random() < 0.03
        start, end = (max(a, b), min(a, b)) if backward else (min(a, b), max(a, b))
        need = "essential" if drawn.random() < (0.02 if backward else 0.5) else "useful"
        if a != b:
            drawn_links.setdefault((start, end), need)
    for (start, end), need in drawn_links.items():
        graph.add_edge(products[start], products[end], need=need)
    raw = len(products) // 5  # the first fifth is bought in, the rest nearly all made here
    found: dict[tuple[int, int], Supplier] = {}
    while len(found) < links - links // 2:
        # few products have many sources, many have one or two; every firm is one of something
        number = len(found) if len(found) < firms else drawn.randrange(firms)
        place = number if number == len(found) < len(products) else _head(drawn, len(products))
        away = place < raw or drawn.random() < 0.02
        one = Supplier(products[place], f"f{number}", "outside" if away else "local")
        found.setdefault((place, number), one)
    return graph, list(found.values())


def _head(drawn: random.Random, count: int) -> int:
    return int(count * drawn.random() ** 12)


class Naive:
    """The fixpoint by a worklist from nothing, over lists that are made once."""

    def __init__(self, graph: nx.DiGraph[str], suppliers: list[Supplier], free: set[str]) -> None:
        self.suppliers, self.free = suppliers, free
        needs = [(a, b) for a, b, need in graph.edges(data="need") if need == "essential"]
        self.users: dict[str, list[str]] = {p: [] for p in graph}
        self.missing = dict.fromkeys(graph, 0)
        for a, b in needs:
            self.users[a].append(b)
            self.missing[b] += 1

    def without(self, gone: str) -> set[str]:
        """Return what is available without a firm."""
        local: set[str] = set()
        found = set(self.free)
        for one in self.suppliers:
            if one.firm != gone:
                (found if one.where == "outside" else local).add(one.product)
        missing = dict(self.missing)
        found |= {p for p in local if not missing[p]}
        waiting = list(found)
        while waiting:
            for q in self.users[waiting.pop()]:
                missing[q] -= 1
                if not missing[q] and q in local and q not in found:
                    found.add(q)
                    waiting.append(q)
        return found


def run(firms: int = 10_000, links: int = 100_000, sample: int = 40) -> dict[str, Any]:
    """Return the seconds of both ways; raises AssertionError where a sampled firm differs."""
    graph, suppliers = made(firms, links)
    began = time.perf_counter()
    sources = Sources(graph, suppliers)
    points = points_of(sources)
    andor = time.perf_counter() - began
    lost = {one.firm: set(one.lost) for one in points}
    naive = Naive(graph, suppliers, set(sources.unknown))
    base = set(sources.available)
    names = list(sources.firms)
    chosen = random.Random(SEED).sample(names, sample // 2)
    chosen += random.Random(SEED).sample(sorted(lost), min(len(lost), sample - len(chosen)))
    began = time.perf_counter()
    for firm in chosen:
        assert base - naive.without(firm) == lost.get(firm, set()), firm
    each = (time.perf_counter() - began) / len(chosen)
    return {
        "firms": len(names),
        "links": graph.number_of_edges() + len(suppliers),
        "products": graph.number_of_nodes(),
        "available": len(base),
        "single_points": len(points),
        "lost_together": sum(map(len, lost.values())),
        "andor_s": round(andor, 2),
        "naive_sample": len(chosen),
        "naive_each_s": round(each, 3),
        "naive_all_s_extrapolated": round(each * len(names)),
        "cores": os.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30),
        "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--firms", type=int, default=10_000)
    parser.add_argument("--links", type=int, default=100_000)
    given = parser.parse_args()
    print(json.dumps(run(given.firms, given.links)))


if __name__ == "__main__":
    main()
