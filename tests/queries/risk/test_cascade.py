from __future__ import annotations

import numpy as np
import pytest

from liantu.queries.risk.cascade import Flows, esri, losses
from tests.queries.risk import golden


@pytest.fixture(scope="module")
def flows() -> Flows:
    sectors = {row["firm"]: row["sector"] for row in golden.rows("cascade/fig1_nodes.csv")}
    return Flows.of(
        (seller.zfill(2), row["buyer"].zfill(2), float(row["w"]), sectors[seller])
        for row in golden.rows("cascade/fig1_edges.csv")
        for seller in [row["supplier"]]
    )


@pytest.mark.parametrize("form", ["linear", "leontief"])
def test_the_golden_index_is_reached(flows: Flows, form: str) -> None:
    table = golden.rows("cascade/fig1_ESRI_maxweights.csv")
    found = esri(flows, form)  # type: ignore[arg-type]
    assert found.settled
    assert flows.weights.tolist() == [float(row["weight"]) for row in table]
    for values, column in ((found.total, "ESRI"), (found.down, "ESRI_down"), (found.up, "ESRI_up")):
        expected = [float(row[f"{form}_{column}"]) for row in table]
        assert values == pytest.approx(expected, rel=1e-8, abs=1e-10)


@pytest.mark.parametrize(
    ("form", "file"),
    [
        ("linear", "hd_linear"),
        ("leontief", "hd_leontief"),
        ("up", "hu_linear"),
        ("up", "hu_leontief"),
    ],
)
def test_the_golden_levels_are_reached(flows: Flows, form: str, file: str) -> None:
    table = golden.rows(f"cascade/fig1_maxw_{file}.csv")
    expected = [[float(row[f"V{n}"]) for n in range(1, 12)] for row in table]
    found, settled = losses(flows, form, np.arange(len(flows.firms)))  # type: ignore[arg-type]
    assert settled
    assert found == pytest.approx(np.array(expected), rel=1e-8, abs=1e-10)


def test_a_cycle_settles_at_what_solving_gives() -> None:
    flows = Flows.of(
        [("a", "b", 3, "A"), ("b", "a", 1, "B"), ("x", "a", 1, "X"), ("x", "b", 1, "X")]
    )
    found, settled = losses(flows, "linear", np.array([0]))  # a stops
    # b buys 3/4 of a and 1/4 of x, x buys nothing
    assert settled
    assert found[:, 0] == pytest.approx([1.0, 0.75, 0.0])
    of_x, _ = losses(flows, "linear", np.array([2]))
    # a = b/2 + 1/2 and b = 3a/4 + 1/4: both stop, the circle only carries it on
    assert of_x[:, 0] == pytest.approx([1.0, 1.0, 1.0], rel=1e-9)
    assert esri(Flows.of([]), "linear").total.tolist() == []
