"""Predicted links: paths of length three, weighted against the well connected.

Kovács et al. 2019, doi 10.1038/s41467-019-09177-y: two firms are likely partners
where one is similar to the partners of the other, which paths of three links count.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np
import scipy.sparse as sp


def scores(
    edges: Iterable[tuple[str, str]], among: Collection[str] | None = None
) -> dict[tuple[str, str], float]:
    """Return ``Σ_u Σ_v a_xu a_uv a_vy / sqrt(k_u k_v)`` of each unlinked pair where it is not 0.

    The graph is undirected and simple: direction, repetition and loops of ``edges``
    are dropped. Keys are pairs (x, y) with x < y; a pair that is not there has 0.
    With ``among`` only pairs with an end in it are computed. A, of shape n × n, is the
    adjacency and k its row sums: A · K^-1/2 A K^-1/2 · A at the pairs off A.
    """
    pairs = sorted({(min(a, b), max(a, b)) for a, b in edges if a != b})
    names = sorted({name for pair in pairs for name in pair})
    if not names:
        return {}
    place = {name: index for index, name in enumerate(names)}
    start = np.array([place[a] for a, _ in pairs])
    end = np.array([place[b] for _, b in pairs])
    rows, columns = np.concatenate([start, end]), np.concatenate([end, start])
    size = len(names)
    adjacency = sp.csr_array((np.ones(len(rows)), (rows, columns)), shape=(size, size))
    scale = sp.diags_array(1 / np.sqrt(adjacency.sum(axis=1)))
    wanted = np.array([place[name] for name in names if among is None or name in among], dtype=int)
    product = sp.coo_array(adjacency[wanted] @ (scale @ adjacency @ scale) @ adjacency)
    linked = set(zip(rows.tolist(), columns.tolist(), strict=True))
    found: dict[tuple[str, str], float] = {}
    for row, y, value in zip(
        wanted[product.row].tolist(), product.col.tolist(), product.data.tolist(), strict=True
    ):
        if row != y and (row, y) not in linked and value:
            found[(names[min(row, y)], names[max(row, y)])] = float(value)
    return dict(sorted(found.items()))
