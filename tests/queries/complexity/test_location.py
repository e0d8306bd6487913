"""The shrunken location quotient against golden numbers, and where its strength has no peak."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from liantu.errors import Incomputable
from liantu.queries.complexity import shrunken_lq

GOLDEN = Path(__file__).parents[2] / "golden" / "shrunken_lq"


def test_quotients_and_intervals_are_golden() -> None:
    with (GOLDEN / "firm_counts.csv").open(encoding="utf-8") as file:
        _, *regions = next(reader := csv.reader(file))
        rows = list(reader)
    products = [row[0] for row in rows]
    found = shrunken_lq(np.array([[float(cell) for cell in row[1:]] for row in rows]).T)
    assert found.a == pytest.approx(2.0808305, rel=1e-6)
    names = {
        "expected": found.expected,
        "LQ": found.lq,
        "LQ_EB": found.lq_eb,
        "LQ_EB_p05": found.low,
        "LQ_EB_p95": found.high,
        "p_zero_if_average": found.p_zero,
    }
    with (GOLDEN / "eb_lq.csv").open(encoding="utf-8") as file:
        golden = list(csv.DictReader(file))
    assert len(golden) == found.lq.size
    for row in golden:
        cell = regions.index(row["region"]), products.index(row["product"])
        for name, matrix in names.items():
            assert matrix[cell] == pytest.approx(float(row[name]), rel=1e-6)


def test_counts_without_more_scatter_than_chance_go_to_one() -> None:
    found = shrunken_lq([[10, 10], [10, 10]])
    assert found.at_edge
    np.testing.assert_allclose(found.lq_eb, 1)


def test_a_likelihood_that_is_flat_to_its_last_digit_has_its_peak_at_the_end() -> None:
    """Each region makes one of twenty products, each as often as the other: no scatter at all."""
    counts = [
        [float((region + product) % 20 == 0) for product in range(20)] for region in range(100)
    ]
    found = shrunken_lq(counts)
    assert found.at_edge
    np.testing.assert_allclose(found.lq_eb, 1, atol=1e-4)


def test_where_nothing_is_expected_nothing_is_said() -> None:
    found = shrunken_lq([[8, 1, 0], [1, 9, 0], [0, 0, 0]])
    assert np.isnan(found.lq_eb[2]).all()
    assert np.isnan(found.high[:, 2]).all()
    assert (found.low[:2, :2] < found.lq_eb[:2, :2]).all()


@pytest.mark.parametrize("counts", [[[0, 0], [0, 0]], [[1.5, 2], [3, 4]]])
def test_what_is_no_count_is_refused(counts: list[list[float]]) -> None:
    with pytest.raises(Incomputable):
        shrunken_lq(counts)
