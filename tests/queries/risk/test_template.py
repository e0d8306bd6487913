from __future__ import annotations

import networkx as nx
import pytest

from liantu.queries.risk.template import metrics
from tests.queries.risk import golden


def test_the_golden_metrics_are_reached() -> None:
    found = metrics(golden.template(), ("vehicle", "ess"))
    table = {row["node"]: row for row in golden.rows("network/template_metrics_networkx.csv")}
    assert {one.segment for one in found.segments} == set(table)
    for one in found.segments:
        row = table[one.segment]
        counts = (one.in_degree, one.out_degree, one.descendants, one.ancestors)
        expected = [int(row[name]) for name in ("in_deg", "out_deg", "descendants", "ancestors")]
        assert list(counts) == expected
        assert one.betweenness == pytest.approx(float(row["betweenness"]), rel=1e-8)
        assert (str(one.articulation), one.idom, one.post_idom) == (
            row["articulation"],
            row["idom"],
            row["post_idom"],
        )
    bridges = [(row["u"], row["v"]) for row in golden.rows("network/template_bridges.csv")]
    assert list(found.bridges) == bridges


def test_a_cycle_that_nothing_enters_or_leaves_has_no_dominators() -> None:
    found = metrics(nx.DiGraph([("a", "b"), ("b", "a"), ("c", "d"), ("d", "d")]))
    by_id = {one.segment: (one.idom, one.post_idom) for one in found.segments}
    assert by_id == {"a": ("", ""), "b": ("", ""), "c": ("SOURCE", "d"), "d": ("c", "SINK")}
