"""Complexity against the numbers of an independent implementation, and what is refused."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from liantu.errors import Incomputable
from liantu.queries.complexity import (
    Complexity,
    Table,
    complexity,
    density,
    density_nearest,
    from_rows,
    matrices,
    proximity,
)

GOLDEN = Path(__file__).parents[2] / "golden" / "complexity"


def rows(name: str) -> list[dict[str, str]]:
    with (GOLDEN / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def read(name: str, value: str = "val") -> Table:
    return from_rows((row["loc"], row["prod"], float(row[value])) for row in rows(name))


def same(found: Any, expected: Any) -> None:
    np.testing.assert_allclose(found, expected, rtol=1e-8, atol=1e-9)


def holds(found: Complexity, name: str) -> None:
    by_pair = {"rca": found.rca, "mcp": found.m, "density": found.density, "cog": found.cog}
    by_region = {"diversity": found.diversity, "eci": found.eci, "coi": found.coi}
    by_product = {"ubiquity": found.ubiquity, "pci": found.pci}
    golden = rows(name)
    assert len(golden) == found.m.size
    for row in golden:
        r, p = found.regions.index(row["loc"]), found.products.index(row["prod"])
        for key, matrix in by_pair.items():
            if not (name.startswith("nested") and key == "rca"):
                same(matrix[r, p], float(row[key]))
        for key, vector in by_region.items():
            same(vector[r], float(row[key]))
        for key, vector in by_product.items():
            same(vector[p], float(row[key]))


@pytest.mark.parametrize("name", ["mini6x8", "syn20x40"])
def test_a_table_gives_the_golden_numbers(name: str) -> None:
    found = complexity(read(f"{name}_input_long"))
    holds(found, f"{name}_pyecomplexity")
    for row in rows(f"{name}_pyecomplexity_loc"):
        index = found.regions.index(row["loc"])
        for key in ("eci", "coi", "diversity"):
            same(getattr(found, key)[index], float(row[key]))
    for row in rows(f"{name}_pyecomplexity_prod"):
        index = found.products.index(row["prod"])
        for key in ("pci", "ubiquity"):
            same(getattr(found, key)[index], float(row[key]))


def test_a_given_matrix_gives_the_golden_numbers() -> None:
    name = "nested5x5_pyecomplexity_manual"
    holds(complexity(read(name, "mcp"), measure="given"), name)


def test_proximity_is_golden() -> None:
    found = complexity(read("mini6x8_input_long"))
    for row in rows("mini6x8_proximity_pyecomplexity"):
        p = found.products.index(row["prod_1"])
        for name, expected in row.items():
            if name != "prod_1":
                same(found.phi[p, found.products.index(name)], float(expected))
    assert (np.diag(proximity(found.m, diagonal=0)) == 0).all()


def test_density_is_unknown_where_nothing_is_close() -> None:
    m = np.array([[1, 0, 1], [0, 1, 1]])
    m[:, 2] = 0
    omega = density(m, proximity(m, diagonal=0))
    assert np.isnan(omega).all()


def test_density_of_the_nearest_goes_by_proximity_then_by_id() -> None:
    m = np.array([[1, 0, 1, 0], [1, 1, 0, 0], [0, 1, 1, 1]])
    phi = proximity(m)
    # the three others are equally close (1/2) to product 0 but the last (0): two nearest are 1, 2
    assert density_nearest(m, phi, k=2)[0, 0] == 0.5
    assert density_nearest(m, phi, k=1)[:, 0].tolist() == [0.0, 1.0, 1.0]


def test_the_empty_are_dropped_and_named() -> None:
    x = np.array([[1, 0, 1, 0], [1, 1, 0, 0], [0, 1, 1, 0], [1, 0, 0, 0], [0, 0, 0, 0]])
    found = complexity(
        Table(x.astype(float), ("a", "b", "c", "d", "e"), ("p", "q", "r", "s")), measure="presence"
    )
    assert (found.dropped_regions, found.dropped_products) == (("e",), ("s",))
    assert found.regions == ("a", "b", "c", "d")


@pytest.mark.parametrize(
    ("x", "measure", "reason"),
    [
        (np.kron(np.eye(2), np.ones((2, 2))), "given", "complexity_disconnected"),
        (np.eye(4)[:, [0, 1, 2, 3]] + np.roll(np.eye(4), 1, 1), "given", "complexity_spread"),
        ([[1, -1], [1, 1]], "rca", "complexity_negative"),
        ([[1, np.inf], [1, 1]], "rca", "complexity_negative"),
        ([[1, np.nan], [1, 1]], "rca", "complexity_nan"),
        ([[1, 2], [1, 1]], "given", "complexity_given"),
        ([[1, 0], [0, 0]], "given", "complexity_small"),
        (np.ones((4, 4)), "given", "complexity_spread"),
    ],
)
def test_what_cannot_be_computed_is_refused_with_its_reason(
    x: Any, measure: Any, reason: str
) -> None:
    with pytest.raises(Incomputable) as caught:
        complexity(x, measure=measure)
    assert caught.value.key == reason
    assert caught.value.remedy


def test_a_pair_that_stands_twice_is_refused() -> None:
    with pytest.raises(Incomputable) as caught:
        from_rows([("a", "p", 1.0), ("a", "p", 2.0)])
    assert caught.value.where == "a × p"


def test_a_missing_value_is_absent_only_when_told() -> None:
    golden = read("mini6x8_input_long")
    holes = np.where(golden.values == 0, np.nan, golden.values)
    same(complexity(holes, nan_is_absent=True).eci, complexity(golden).eci)


@settings(max_examples=25, deadline=None)
@given(arrays.arrays(np.int64, (6, 9), elements=st.integers(0, 3)), st.permutations(range(6)))
def test_the_order_of_regions_changes_nothing(x: np.ndarray, order: list[int]) -> None:
    try:
        before = complexity(Table(x.astype(float), tuple("abcdef"), tuple("pqrstuvwx")))
    except Incomputable:
        return
    names = tuple("abcdef"[one] for one in order)
    after = complexity(Table(x[order].astype(float), names, tuple("pqrstuvwx")))
    assert after.lambda2 == pytest.approx(before.lambda2)
    np.testing.assert_allclose(after.pci, before.pci, rtol=1e-6, atol=1e-6)
    # a region's ECI is the mean PCI of what it makes, on either side of the eigenproblem
    mean = (before.m @ before.pci) / before.diversity
    np.testing.assert_allclose(before.eci, mean, rtol=1e-6, atol=1e-6)


def test_a_large_table_is_solved_as_a_small_one(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(5)
    ability, asked = random.normal(size=(150, 1)), random.normal(size=(1, 130))
    x = random.poisson(3 * np.exp(-((ability - asked) ** 2))).astype(float)
    fast = complexity(x)
    monkeypatch.setattr(matrices, "DENSE", 10_000)
    whole = complexity(x)
    for name in ("eci", "pci", "coi", "cog", "lambda2", "lambda3"):
        same(getattr(fast, name), getattr(whole, name))


def test_a_value_that_stands_twice_is_met_in_a_large_table_too() -> None:
    ring = np.eye(120) + np.roll(np.eye(120), 1, 1) + np.roll(np.eye(120), 7, 1)
    with pytest.raises(Incomputable) as caught:
        complexity(ring, measure="given")
    assert caught.value.key == "complexity_spread"
