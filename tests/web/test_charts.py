"""The page of charts, its JSON and its files, on the demo and with recorded supplies."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from liantu.home import Home
from tests.conftest import serving
from tests.places import HOSTILE, placed_home
from tests.web.test_hostile import tags_of

pytestmark = pytest.mark.no_graph
NAMES = ("heat", "flows", "quadrant", "spread")


@pytest.fixture(scope="module")
def supplied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application over firms with recorded deliveries."""
    home = Home(shutil.copytree(placed_home(), tmp_path_factory.mktemp("charts") / "home"))
    yield from serving(home)
    home.ledger.close()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "query", ["", "&measure=employees&by=region&level=county", "&assume_complete=1"]
)
def test_each_chart_has_its_table_without_scripts(
    client: FlaskClient, query: str, lang: str
) -> None:
    answer = client.get(f"/charts?chain=offshore-wind&lang={lang}{query}")
    assert answer.status_code == 200
    for name in NAMES:
        assert f'data-chart="{name}"' in answer.text
    assert re.findall(r"<script(?![^>]*\bsrc=)|\sstyle=", answer.text) == []
    words = re.findall(r"data-words='([^']*)'", answer.text)
    assert all(json.loads(one)["failed"] for one in words)
    assert len(words) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_json_table_and_file_hold_the_same_rows(client: FlaskClient, name: str) -> None:
    said = client.get(f"/api/v1/charts/{name}?assume_complete=1").json
    assert said["data_version"]
    rows = csv.reader(
        io.StringIO(client.get(f"/charts/{name}.csv?assume_complete=1").data.decode("utf-8-sig"))
    )
    table = [row for row in rows if row and not row[0].startswith("#")]
    assert len(table) == len(said["rows"]) + 1
    assert said["rows"]
    whole = client.get("/api/v1/charts?assume_complete=1").json["charts"]
    assert said["rows"] in [one["rows"] for one in whole]


def test_the_demo_shows_something_in_each_chart_or_says_why(client: FlaskClient) -> None:
    shown = client.get("/charts").text
    assert "其中 26 个只见于候选企业名单" in shown
    assert "不是供货" in shown
    assert "没有登记到的环节都待查" in shown
    assert "34 家不知道" in client.get("/charts?measure=output").text


def test_supplies_name_their_rows(supplied: Flask) -> None:
    client = supplied.test_client()
    page = client.get("/charts").text
    assert "会首尾成环的 1 条没有画" in page
    assert tags_of(page).bad == []
    assert HOSTILE not in page
    book = load_workbook(io.BytesIO(client.get("/charts/flows.xlsx").data))
    cited = [row[7].value for row in book["供货流向"].iter_rows(min_row=2)]
    assert all("供货清单.csv" in one for one in cited)


@pytest.mark.parametrize(
    ("url", "status"),
    [("/charts?chain=none", 404), ("/charts?level=street", 400), ("/charts?by=name", 400),
     ("/charts?measure=height", 400), ("/charts/none.csv", 404), ("/api/v1/charts/none", 404),
     ("/charts/heat.docx", 400)],
)  # fmt: skip
def test_what_is_not_there_is_said_in_words(client: FlaskClient, url: str, status: int) -> None:
    assert client.get(url).status_code == status
