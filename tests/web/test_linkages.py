"""The page of input–output linkages: a loaded table, its JSON and its workbook; and without one."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from liantu.home import Home
from liantu.ingest.load import load
from liantu.queries.complexity.linkages import linkages
from liantu.web import create_app
from tests.factories import table

pytestmark = pytest.mark.no_graph
SHARED = Path(os.environ.get("LIANTU_SHARED", Path(__file__).parents[3] / "shared"))
BEA = SHARED / "data" / "public" / "bea_io_2017"
EDGES = ("commodity_code", "industry_code", "use_musd_2017", "direct_requirement")
NODES = ("code", "commodity_name", "industry_name", "industry_output_musd_2017")
PAIRS = ("产业链编号", "环节编号", "投入产出表", "行业代码")
# steel of 100, boats of 50 that take 10 of steel and 5 of paint, paint of 20 that takes 2 of steel
USED = [("S", "B", 10, 0.2), ("P", "B", 5, 0.1), ("S", "P", 2, 0.1), ("B", "S", 10, 0.1)]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("linkages")
    inbox = folder / "in"
    inbox.mkdir()
    table(inbox / "edges.csv", EDGES, [[*map(str, one)] for one in USED])
    sectors = [("S", "Steel", "钢", "100"), ("B", "Boats", "船", "50"), ("P", "Paint", "漆", "20")]
    table(inbox / "nodes.csv", NODES, sectors)
    home = Home(folder / "home")
    load(home, [inbox])
    with create_app(home).test_client() as client:
        yield client
    home.ledger.close()


def test_a_loaded_table_gives_its_linkages_with_their_rows(asked: FlaskClient) -> None:
    found = asked.get("/api/v1/linkages").json
    a = [[0, 0.2, 0.1], [0.1, 0, 0], [0, 0.1, 0]]
    whole = linkages(a, ["s", "b", "p"], [100.0, 50.0, 20.0])
    assert whole.forward is not None
    assert (found["table"], found["links"], found["largest_part"]) == ("bea-2017", 4, 3)
    rows = {one["id"].rpartition("/")[2]: one for one in found["sectors"]}
    for place, one in enumerate("sbp"):
        assert rows[one]["backward"] == pytest.approx(whole.backward[place])
        assert rows[one]["forward"] == pytest.approx(whole.forward[place])
    assert {one: row["output"] for one, row in rows.items()} == pytest.approx(
        {"s": 100, "b": 50, "p": 20}
    )
    assert [(one["file"], one["row"]) for one in found["evidence"]] == [("edges.csv", 2)]
    assert rows["b"]["inputs"] == 2


def test_the_page_says_who_pulls_most_and_leads_to_the_rows(asked: FlaskClient) -> None:
    shown = asked.get("/linkages?least=0.15").text
    assert "3 个行业之间有 1 条直接消耗" in shown
    assert "拉动上游最强的是船" in shown
    assert "低于下限 0.15 的 3 条未计" in shown
    assert 'href="/nodes/prod:bea-2017/b"' in shown
    assert "edges.csv" in shown
    assert "boats" not in asked.get("/nodes/prod:bea-2017/b").text.lower()
    english = asked.get("/linkages?lang=en").text
    assert "pulls its upstream most" in english


def test_the_workbook_holds_the_same_figures(asked: FlaskClient) -> None:
    answer = asked.get("/linkages.xlsx?lang=zh")
    book = load_workbook(io.BytesIO(answer.data), read_only=True)
    cells = [row for sheet in book for row in sheet.iter_rows(values_only=True)]
    (boats,) = [row for row in cells if "船" in row]
    found = asked.get("/api/v1/linkages").json["sectors"][0]
    told = [found[name] for name in ("backward", "forward", "output", "inputs")]
    assert list(boats[2:6]) == pytest.approx(told)


@pytest.mark.parametrize("asks", ["least=2", "least=x", "least=-1"])
def test_a_least_requirement_is_a_share(asked: FlaskClient, asks: str) -> None:
    answer = asked.get(f"/api/v1/linkages?{asks}")
    assert answer.status_code == 400
    assert "least" in answer.json["error"]["where"]
    assert asked.get(f"/linkages?{asks}").status_code == 400


def test_a_table_that_is_not_loaded_is_named_with_those_that_are(asked: FlaskClient) -> None:
    answer = asked.get("/api/v1/linkages?table=none")
    assert answer.status_code == 404
    assert "bea-2017" in answer.json["error"]["message"]


def test_without_a_table_it_says_how_to_load_one(client: FlaskClient) -> None:
    found = client.get("/api/v1/linkages").json
    assert (found["tables"], found["sectors"], found["table"]) == ([], [], None)
    assert found["refused"]["code"] == "incomputable"
    shown = client.get("/linkages").text
    assert "还没有载入投入产出表" in shown
    assert "direct_requirement" in shown
    assert 'href="/linkages' in client.get("/complexity").text


@pytest.mark.shared
def test_the_table_of_2017_is_loaded_and_asked(tmp_path: Path) -> None:
    if not BEA.is_dir():
        pytest.skip(f"{BEA} is missing")
    home = Home(tmp_path / "home")
    load(home, [BEA])
    with create_app(home).test_client() as client:
        found = client.get("/api/v1/linkages?least=0.01").json
    home.ledger.close()
    with (BEA / "edges_use_2017.csv").open(encoding="utf-8") as stream:
        stated = [row for row in csv.DictReader(stream) if float(row["direct_requirement"]) >= 0.01]
    own = sum(row["commodity_code"] == row["industry_code"] for row in stated)
    assert (len(stated), found["links"]) == (4223, 4223 - own)
    assert found["largest_part"] == 246
    assert 0 < found["spectral_radius"] < 1
    with (BEA / "nodes.csv").open(encoding="utf-8") as stream:
        outputs = {
            f"prod:bea-2017/{row['code'].lower()}": float(row["industry_output_musd_2017"] or 0)
            for row in csv.DictReader(stream)
        }
    near = [
        abs(one["output"] / outputs[one["id"]] - 1) for one in found["sectors"] if one["output"]
    ]
    assert len(near) > 390
    assert max(near) < 0.01
