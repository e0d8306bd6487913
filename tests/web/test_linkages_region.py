"""A region by a loaded input–output table: an office's outputs against the golden table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from liantu.home import Home
from liantu.ingest.load import load
from liantu.queries.complexity.linkages import balance
from liantu.web import create_app
from tests.factories import chain, messages, table
from tests.web.test_linkages import EDGES, NODES, PAIRS

pytestmark = pytest.mark.no_graph
GOLDEN = Path(__file__).parents[1] / "golden" / "linkages"
FIRMS = ("企业名称", "经营范围", "所在地")
OUTPUTS = ("企业", "产业链编号", "环节编号", "产值(万元)", "来源")
HERE, THERE = "烟台市蓬莱区", "烟台市龙口市"


def golden(name: str) -> list[dict[str, str]]:
    """Return the rows of a golden file."""
    with (GOLDEN / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


SPEC = golden("toy_region_gap_spec.csv")
TOY = [one["product"] for one in SPEC]
A = [[float(row[one]) for one in TOY] for row in golden("toy_national_A.csv")]


def office(folder: Path, *, paired: int = 4, without: str = "") -> Home:
    """Return a home with the toy table and firms that make its outputs in two regions."""
    folder = folder / "in"
    edges = [
        [one, other, "0", str(A[at][to])]
        for at, one in enumerate(TOY) for to, other in enumerate(TOY) if A[at][to] and at != to
    ]  # fmt: skip
    table(folder / "edges.csv", EDGES, edges)
    table(folder / "nodes.csv", NODES, [[one, one, one, ""] for one in TOY])
    chain(folder, "toy", "玩具链", {one: [] for one in TOY})
    pairs = [["toy", one, "bea-2017", one] for one in TOY[:paired]]
    if pairs:
        table(folder / "投入产出对照.csv", PAIRS, pairs)
    firms, made = [], []
    for row in SPEC:
        own, whole = float(row["x_reg"]), float(row["x_nat"])
        for place, output in ((HERE, own), (THERE, whole - own)):
            if output:
                name = f"{place[3:5]}{row['product']}有限公司"
                firms.append([name, "制造", place])
                told = "" if name == without else f"{output:g}"
                made.append([name, "toy", row["product"], told, "report-penglai"])
    table(folder / "登记名单.csv", FIRMS, firms)
    table(folder / "环节产值.csv", OUTPUTS, made)
    home = Home(folder.parent / "home")
    report = load(home, [folder])
    assert messages(report) == []
    return home


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    home = office(tmp_path_factory.mktemp("regional"))
    with create_app(home).test_client() as client:
        yield client
    home.ledger.close()


def test_a_region_is_told_what_it_needs_makes_and_buys_elsewhere(asked: FlaskClient) -> None:
    found = asked.get("/api/v1/linkages?region=370614").json["regional"]
    direct = np.array(A) * (1 - np.eye(4))  # what a sector uses of its own is not in the graph
    x, nation = ([float(row[name]) for row in SPEC] for name in ("x_reg", "x_nat"))
    want = balance(direct, TOY, x, nation)
    assert (found["makers"], found["with_output"], found["unknown_sectors"]) == (3, 3, 0)
    assert (found["refused"], found["not_compared"], found["unit"]) == (None, None, "万元")
    rows = {one["name"]: one for one in found["sectors"]}
    for at, row in enumerate(SPEC):
        told = rows[row["product"]]
        assert told["output"] == float(row["x_reg"])
        assert told["need"] == pytest.approx(want.need[at])
        assert told["balance"] == pytest.approx(want.balance[at])
        assert told["slq"] == pytest.approx(float(row["SLQ"]))
        assert told["leakage"] == pytest.approx(want.leakage[at])
        shown = told["self_sufficiency"]
        assert shown == pytest.approx(want.self_sufficiency[at])
        assert [one["file"] for one in told["evidence"]] == ["环节产值.csv"] * told["makers"]
    lacks = [one["balance"] for one in found["sectors"]]
    assert lacks == sorted(lacks)


def test_the_page_and_the_workbook_hold_the_same(asked: FlaskClient) -> None:
    shown = asked.get("/linkages?region=370614").text
    assert "蓬莱区：需要与产出" in shown
    assert "缺得最多的是parts" in shown
    assert "环节产值.csv" in shown
    assert 'id="here"' not in asked.get("/linkages").text
    found = asked.get("/api/v1/linkages?region=370614").json["regional"]["sectors"][0]
    book = load_workbook(io.BytesIO(asked.get("/linkages.xlsx?region=370614").data), read_only=True)
    cells = [row for sheet in book for row in sheet.iter_rows(values_only=True)]
    told = [found[name] for name in ("makers", "output", "need", "balance")]
    assert any(list(row[2:6]) == pytest.approx(told) for row in cells if found["name"] in row)


def test_an_output_that_nobody_knows_is_not_none(tmp_path: Path) -> None:
    for without, paired, key, said in (
        ("龙口steel有限公司", 4, "not_compared", "6"),
        ("蓬莱steel有限公司", 4, "refused", "2"),
        ("", 0, "refused", "bea-2017"),
    ):
        home = office(tmp_path / f"{without}{paired}", paired=paired, without=without)
        with create_app(home).test_client() as client:
            found = client.get("/api/v1/linkages?region=370614").json["regional"]
            page = client.get("/linkages?region=370614").text
        home.ledger.close()
        assert said in found[key]["message"]
        assert found[key]["message"] in page
        assert all(one["leakage"] is None for one in found["sectors"])
        assert bool(found["sectors"]) == (key == "not_compared")


def test_a_sector_that_no_segment_stands_for_is_unknown(tmp_path: Path) -> None:
    home = office(tmp_path, paired=2)  # ore and steel: parts and vehicles are unknown
    with create_app(home).test_client() as client:
        found = client.get("/api/v1/linkages?region=370614").json["regional"]
        page = client.get("/linkages?region=370614").text
    home.ledger.close()
    rows = {one["name"]: one for one in found["sectors"]}
    assert found["unknown_sectors"] == 2
    assert rows["parts"]["need"] == pytest.approx(A[2][1] * 20)
    assert (rows["parts"]["output"], rows["parts"]["balance"]) == (None, None)
    assert rows["ore"]["need"] == pytest.approx(A[0][1] * 20)
    assert "不知" in page


def test_a_region_that_there_is_not_is_refused(asked: FlaskClient) -> None:
    answer = asked.get("/api/v1/linkages?region=999999")
    assert (answer.status_code, answer.json["error"]["where"]) == (404, "999999")
