"""The input–output table of the United States, 2017: a real network full of cycles."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from liantu.queries.risk.andor import Sources, Supplier, points_of
from liantu.queries.risk.cascade import Flows, esri
from liantu.queries.risk.cuts import minimal_cuts
from liantu.queries.risk.template import metrics

ROOT = Path(__file__).parents[3]
SHARED = Path(os.environ.get("LIANTU_SHARED", ROOT.parent / "shared"))
LEAST = 0.01


@pytest.mark.shared
def test_risk_runs_and_ends_on_a_network_with_a_circle_of_246() -> None:
    file = SHARED / "data" / "public" / "bea_io_2017" / "edges_use_2017.csv"
    if not file.is_file():
        pytest.skip(f"{file} is missing")
    with file.open(encoding="utf-8", newline="") as text:
        rows = [
            (row["commodity_code"], row["industry_code"], float(row["direct_requirement"]))
            for row in csv.DictReader(text)
            if float(row["direct_requirement"] or 0) >= LEAST
        ]
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_edges_from((a, b) for a, b, _ in rows)
    assert len(rows) == 4223
    circles = [one for one in nx.strongly_connected_components(graph) if len(one) > 1]
    assert max(map(len, circles)) == 246
    inside = set().union(*circles)

    own = [Supplier(node, f"maker of {node}", "local") for node in graph]
    closed = Sources(graph, own)
    assert inside <= {*closed.circular}  # with nobody outside no circle can begin
    outside = [Supplier(node, f"importer of {node}", "outside") for node in sorted(inside)]
    opened = Sources(graph, [*own, *outside])
    assert opened.circular == ()
    assert {one.firm for one in points_of(opened)} == {
        f"maker of {node}" for node in graph if node not in inside
    }
    final = opened.finals[0]
    assert (f"maker of {final}",) in minimal_cuts(opened, final)

    flows = Flows.of((a, b, weight, a) for a, b, weight in rows)
    for form in ("linear", "leontief"):
        found = esri(flows, form, flows.firms[::8])
        assert found.settled
        assert np.all((found.total > 0) & (found.total <= 1 + 1e-12))
    assert len(metrics(graph).segments) == len(graph)
