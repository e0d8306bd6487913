"""The risk page of a chain and its JSON twin, on the demo district."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

pytestmark = pytest.mark.no_graph

PAGE = "/chains/offshore-wind/risk"


def test_the_page_says_first_what_is_not_known(client: FlaskClient) -> None:
    page = client.get(PAGE).text
    said = page.partition('id="said"')[2].partition("</div>")[0]
    assert "没有登记到一笔写明本链环节的采购" in said
    assert "登记了 9 家，公布不少于 70 家" in said
    points = page.partition('<section id="points">')[2].partition("</section>")[0]
    first = re.search(r'<a class="node" href="([^"]+)"', points)
    assert first and client.get(first[1]).status_code == 200
    row = re.search(r'<a class="source" href="([^"]+)"', points)
    assert row and client.get(row[1].replace("&amp;", "&")).status_code == 200
    assert PAGE in client.get("/chains/offshore-wind").text


def test_the_json_holds_what_the_page_shows(client: FlaskClient) -> None:
    found = client.get(f"/api/v1{PAGE}?final=tower").json
    assert found["finals"] == {
        "basis": "named",
        "segments": ["seg:offshore-wind/tower"],
        "furthest": [],
    }
    assert len(found["single_points"]) == 7
    assert found["concentration"] == [] and found["cascade"] is None
    assert found == client.get(f"/api/v1{PAGE}?final=tower").json


def test_an_unknown_final_product_is_refused_by_name(client: FlaskClient) -> None:
    answer = client.get(f"/api/v1{PAGE}?final=nothing")
    assert answer.status_code == 404
    assert answer.json["error"]["where"] == "seg:offshore-wind/nothing"
