"""How strongly a segment pulls others, by a loaded input–output table that its products are in."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from liantu.errors import Incomputable
from liantu.graph.stores import Store
from liantu.queries.catalogue import run
from liantu.queries.complexity.linkages import from_edges, linkages
from liantu.queries.keeping import Kept

_kept: Kept[Mapping[str, float]] = Kept(1)


def pulls(store: Store, chain: str) -> dict[str, float]:
    """Return by segment of a chain the percentile of its total backward linkage, 0 … 1.

    The mean over its products that a table knows; segments without one are left out.
    ``chain`` is a node id.
    """
    rows = run(store, "products_of_chain", chain=chain).dicts()
    if not rows:
        return {}
    known = _kept.of(store, "", lambda: _percentiles(store))
    found: dict[str, list[float]] = {}
    for row in rows:
        if row["product"] in known:
            found.setdefault(row["segment"], []).append(known[row["product"]])
    return {segment: sum(values) / len(values) for segment, values in found.items()}


def _percentiles(store: Store) -> dict[str, float]:
    """Return the share of other sectors whose linkage is lower, of every table in the store.

    A product's table is the chain that it is named after; one whose rounds of inputs never
    end, or that states a pair twice, is left out.
    """
    tables: dict[str, list[tuple[str, str, float]]] = {}
    for row in run(store, "io_requirements").dicts():
        edge = (row["input"], row["output"], float(row["requirement"]))
        tables.setdefault(edge[0].rpartition("/")[0], []).append(edge)
    found: dict[str, float] = {}
    for edges in tables.values():
        sectors = sorted({end for edge in edges for end in edge[:2]})
        try:
            backward = linkages(from_edges(edges, sectors)[0], sectors).backward
        except Incomputable:
            continue
        below = np.searchsorted(np.sort(backward), backward, side="left") / max(len(sectors) - 1, 1)
        found |= dict(zip(sectors, below.tolist(), strict=True))
    return found
