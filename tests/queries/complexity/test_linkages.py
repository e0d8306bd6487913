"""Linkages, quotients and balances against hand-made numbers, and a real table of 402 sectors."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import numpy as np
import pytest

from liantu.errors import Incomputable, InputError
from liantu.queries.complexity.linkages import Balance, balance, flq, from_edges, linkages
from liantu.queries.complexity.requirements import NEEDED, of_rows

ROOT = Path(__file__).parents[3]
GOLDEN = ROOT / "tests" / "golden" / "linkages"
BEA = Path(os.environ.get("LIANTU_SHARED", ROOT.parent / "shared")) / "data/public/bea_io_2017"


def square(name: str) -> tuple[list[str], np.ndarray]:
    with (GOLDEN / name).open(encoding="utf-8") as file:
        _, *sectors = next(reader := csv.reader(file))
        rows = list(reader)
    assert [row[0] for row in rows] == sectors
    return sectors, np.array([[float(cell) for cell in row[1:]] for row in rows])


def toy() -> tuple[Balance, list[dict[str, str]]]:
    sectors, a = square("toy_national_A.csv")
    with (GOLDEN / "toy_region_gap_spec.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["product"] for row in rows] == sectors
    x, nation, y = ([float(row[name]) for row in rows] for name in ("x_reg", "x_nat", "y_reg"))
    return balance(a, sectors, x, nation, y), rows


def test_need_balance_and_leakage_are_golden() -> None:
    found, rows = toy()
    names = {
        "intermediate_need": found.need,
        "commodity_balance": found.balance,
        "self_sufficiency": found.self_sufficiency,
        "SLQ": found.slq,
        "import_leakage_FLQ": found.leakage,
    }
    for name, figures in names.items():
        np.testing.assert_allclose(figures, [float(row[name]) for row in rows], rtol=1e-8)
    _, expected = square("toy_region_FLQ_delta0.3.csv")
    np.testing.assert_allclose(found.flq, expected, rtol=1e-8)
    assert found.share.max() == 1


def test_linkages_are_the_sums_of_all_rounds() -> None:
    sectors, a = square("toy_national_A.csv")
    x = np.array([400.0, 600.0, 800.0, 1000.0])
    found = linkages(a, sectors, x)
    rounds = [np.linalg.matrix_power(a, one) for one in range(60)]
    backward = sum(one.sum(axis=0) for one in rounds)
    forward = sum((one * x[None, :] / x[:, None]).sum(axis=1) for one in rounds)
    np.testing.assert_allclose(found.backward, backward / backward.mean(), rtol=1e-8)
    assert found.forward is not None
    np.testing.assert_allclose(found.forward, forward / forward.mean(), rtol=1e-8)
    assert (found.links, found.largest_part) == (12, 4)


def test_what_a_region_lacks_entirely_is_all_bought_in() -> None:
    quotients = flq([0.0, 5.0], [10.0, 10.0])
    assert quotients[0].tolist() == [0, 0]
    assert quotients[1, 0] == 0  # no buyer there


def test_requirements_of_one_or_more_are_refused() -> None:
    with pytest.raises(Incomputable) as caught:
        linkages([[0.6, 0.5], [0.5, 0.6]], ["a", "b"])
    assert caught.value.key == "linkages_radius"


@pytest.mark.shared
@pytest.mark.skipif(not BEA.exists(), reason="the shared data folder is not at hand")
def test_the_table_of_2017_runs_and_ends() -> None:
    with (BEA / "nodes.csv").open(encoding="utf-8") as file:
        output = {
            row["code"]: float(row["industry_output_musd_2017"] or 0)
            for row in csv.DictReader(file)
        }
    with (BEA / "edges_use_2017.csv").open(encoding="utf-8") as file:
        edges = [
            (row["commodity_code"], row["industry_code"], float(row["direct_requirement"]))
            for row in csv.DictReader(file)
            if float(row["direct_requirement"]) >= 0.01
        ]
    a, outside = from_edges(edges, list(output))
    found = linkages(a, list(output), list(output.values()), least=0.01)
    assert (len(edges), outside, found.links, found.largest_part) == (4223, (), 4223, 246)
    assert found.radius < 1
    assert found.forward is not None
    assert found.backward.mean() == pytest.approx(1)
    assert np.nanmean(found.forward) == pytest.approx(1)


def test_a_table_of_rows_is_read_by_its_columns() -> None:
    sectors, a = square("toy_national_A.csv")
    edges = [
        dict(zip(NEEDED, (i, j, str(a[p, q])), strict=True))
        for p, i in enumerate(sectors)
        for q, j in enumerate(sectors)
    ]
    outputs = [{"code": one, "industry_output_2017": "100"} for one in sectors[:3]]
    found = of_rows(edges, [*outputs, {"code": sectors[3]}], least=0.05)
    assert (found.linkages.links, found.left_out) == (8, 8)
    assert next(one for one in found.rows if one.sector == sectors[3]).output is None
    assert [one.backward for one in found.rows] == sorted(
        (one.backward for one in found.rows), reverse=True
    )
    with pytest.raises(InputError) as caught:
        of_rows([edges[0] | {NEEDED[2]: "viel"}], outputs)
    assert caught.value.key == "linkages_number"
    with pytest.raises(InputError) as caught:
        of_rows(edges, outputs[:1])
    assert caught.value.key == "linkages_sector"
