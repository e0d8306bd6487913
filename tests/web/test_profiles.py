"""A profile answers first, says what changed, and an unknown id leads on."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from tests.web.test_pages import text_of

KINDS = ("大金重工", "海上风电", "蓬莱区", "塔筒")


def first(client: FlaskClient, text: str) -> str:
    return str(client.get(f"/api/v1/search?q={quote(text)}").json["hits"][0]["id"])


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("text", KINDS)
def test_a_profile_opens_with_what_it_is(client: FlaskClient, text: str, lang: str) -> None:
    page = client.get(f"/nodes/{first(client, text)}?lang={lang}")
    assert page.status_code == 200
    assert 'class="standing"' in page.text


def test_an_enterprise_stands_on_its_chain(client: FlaskClient) -> None:
    page = client.get(f"/nodes/{first(client, '大金重工')}").text
    assert 'href="/chains/offshore-wind/segments/tower"' in page
    assert "能补上哪些缺口" in page


def test_an_unknown_id_leads_to_what_is_near(client: FlaskClient) -> None:
    page = client.get("/nodes/seg:offshore-wind/towr")
    assert page.status_code == 404
    assert 'href="/nodes/seg:offshore-wind/tower"' in page.text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_changes_of_a_node(client: FlaskClient, lang: str) -> None:
    found = first(client, "大金重工")
    page = client.get(f"/changes/{found}?lang={lang}")
    assert page.status_code == 200
    steps = client.get(f"/api/v1/changes/{found}?lang=zh").json["steps"]
    assert steps[-1]["state"] == "new"
    assert {one["label"] for one in steps[-1]["links"]} >= {"生产"}
    assert client.get("/changes/ent:none").status_code == 404


def test_a_search_is_narrowed_in_its_address(client: FlaskClient) -> None:
    page = client.get("/search?q=蓬莱&kind=Region").text
    assert "行政区" in page
    assert client.get("/search?q=a&kind=Nothing").status_code == 400
    every = client.get("/api/v1/search?q=蓬莱").json
    some = client.get("/api/v1/search?q=蓬莱&kind=Region").json
    assert some["total"] == next(one["hits"] for one in every["kinds"] if one["id"] == "Region")
    assert {one["kind"] for one in some["hits"]} == {"Region"}
    assert every["kinds"] == some["kinds"]
    near = client.get("/api/v1/search?q=重工&region=370600").json
    assert 0 < near["total"] < client.get("/api/v1/search?q=重工").json["total"]


@pytest.mark.parametrize("text", ["大金重公", "大重金工", "大金重重工", "dajinzhonggon"])
def test_one_slip_is_forgiven(client: FlaskClient, text: str) -> None:
    found = client.get(f"/api/v1/search?q={quote(text)}").json["hits"][0]
    assert found["name"].startswith("大金重工")
    assert found["level"] in ("similar", "beginning")
    assert "大金重工" in text_of(client, f"/search?q={quote(text)}")
