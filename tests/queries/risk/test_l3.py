from __future__ import annotations

import csv

import pytest

from liantu.queries.risk.l3 import scores
from tests.queries.risk import golden


def test_the_golden_pairs_have_their_scores() -> None:
    with (golden.FOLDER / "network/l3_edges.csv").open(encoding="utf-8") as file:
        edges = [(row[0], row[1]) for row in csv.reader(file)]
    found = scores([*edges, ("s1", "s1"), ("b1", "s1")])
    expected = {
        (row["x"], row["y"]): float(row["L3"]) for row in golden.rows("network/l3_scores.csv")
    }
    assert set(found) <= set(expected)
    assert {pair: found.get(pair, 0.0) for pair in expected} == pytest.approx(expected, rel=1e-8)
    only = {pair: value for pair, value in found.items() if "b3" in pair}
    assert scores(edges, {"b3"}) == only
    assert scores([]) == {}
