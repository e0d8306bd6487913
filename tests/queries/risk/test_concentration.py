from __future__ import annotations

import pytest

from liantu.queries.risk.concentration import concentration
from tests.queries.risk import golden


def test_the_golden_purchases_are_as_concentrated_as_printed() -> None:
    bought = golden.rows("network/purchases.csv")
    for row in golden.rows("network/purchases_concentration.csv"):
        of_input = [one for one in bought if one["input"] == row["input"]]
        found = concentration(
            {one["supplier"]: float(one["value"]) for one in of_input},
            {one["supplier"] for one in of_input if one["where"] == "external"},
        )
        figures = (found.hhi, found.n_eff, found.outside_share, found.top_share)
        expected = (row["hhi"], row["n_eff"], row["external_share"], row["top1"])
        assert figures == pytest.approx([float(one) for one in expected], rel=1e-8, abs=1e-10)
        assert found.recorded == len(of_input)


def test_unknown_amounts_are_counted_and_make_no_share() -> None:
    found = concentration({"A": None, "B": None}, {"A"})
    assert (found.hhi, found.n_eff, found.top_share, found.outside_share) == (None,) * 4
    assert (found.recorded, found.without_amount) == (0, 2)
    assert concentration({"A": 3.0, "B": None}, {"A"}).outside_share == 1
