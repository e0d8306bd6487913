"""The page of what-if, its JSON, and scenarios that are saved, shown again and compared."""

from __future__ import annotations

import json
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from liantu.graph.snapshots import Snapshots
from liantu.home import Home
from liantu.ledger.scenarios import scenarios
from liantu.queries.gaps import gap_settings
from liantu.queries.whatif.saved import again
from tests.web.test_guard import csrf_of, unlock

pytestmark = pytest.mark.no_graph

PAGE = "/chains/offshore-wind/what-if"


def segment(client: FlaskClient) -> str:
    """Return a segment that nobody makes here, by the last part of its id."""
    found = client.get("/api/v1/gaps?chain=offshore-wind&assume_complete=1").get_json()
    return str(
        next(
            one["segment"]["id"].rpartition("/")[2]
            for one in found["findings"]
            if one["kind"] == "MISSING_INPUT"
        )
    )


def change(client: FlaskClient) -> str:
    made = {"do": "add_firm", "firm": "新厂", "makes": [{"segment": segment(client)}]}
    return json.dumps(made, ensure_ascii=False)


def test_a_form_adds_a_change_and_the_answer_is_a_sentence(client: FlaskClient) -> None:
    where = f"{PAGE}?assume_complete=1&do=add_firm&firm=新厂&segment={segment(client)}&employees=80"
    moved = client.get(where)
    assert moved.status_code == 303
    page = client.get(moved.headers["Location"])
    assert page.status_code == 200
    assert re.search(r"推演结果：缺口 18 → 17", page.text)
    assert "招引“新厂”" in page.text
    box = r'<a class="seg [^"]*has-difference way-(\w+)" href="(#changed-[^"]+)"'
    assert ("better", f"#changed-{segment(client)}") in re.findall(box, page.text)
    assert f'id="changed-{segment(client)}"' in page.text


def test_a_change_that_makes_no_sense_says_where(client: FlaskClient) -> None:
    wrong = json.dumps({"do": "remove_firm", "firm": "没有"}, ensure_ascii=False)
    page = client.get(PAGE, query_string={"c": [wrong]})
    assert page.status_code == 400
    assert "第 1 项变动" in page.text
    answer = client.get("/api/v1/chains/offshore-wind/what-if", query_string={"c": "{"})
    assert answer.status_code == 400
    assert answer.get_json()["error"]["code"] == "usage"


def test_asking_by_post_needs_the_token_and_the_same_protection(own: Flask) -> None:
    client = own.test_client()
    body = {"changes": [json.loads(change(client))], "assume_complete": True, "save": "招一家"}
    url = "/api/v1/chains/offshore-wind/what-if"
    assert client.post(url, json=body).status_code == 403
    unlock(client)
    assert client.post(url, json=body).status_code == 400  # no CSRF token
    token = csrf_of(client, f"{PAGE}?assume_complete=1&c={change(client)}")
    found = client.post(url, json=body, headers={"X-CSRFToken": token})
    assert found.status_code == 200
    assert found.get_json()["after"]["gaps"] == 17
    number = found.get_json()["saved"]["id"]
    again_ = client.get(f"{url}/saved/{number}").get_json()
    assert again_["reproduced"] is True
    assert again_["answer"]["changed"] == found.get_json()["changed"]


def test_scenarios_are_saved_compared_and_deleted(clerk: FlaskClient, home: Home) -> None:
    where = f"{PAGE}?assume_complete=1&c={change(clerk)}"
    for name in ("甲案", "乙案"):
        form = {"csrf_token": csrf_of(clerk, where), "c": change(clerk), "name": name}
        assert clerk.post(f"{PAGE}/save", data=form | {"assume_complete": "1"}).status_code == 303
    taken = clerk.post(f"{PAGE}/save", data=form)
    assert taken.status_code == 400
    rows = scenarios(home.ledger, "offshore-wind")
    assert [(one.name, one.assume_complete) for one in rows] == [("乙案", True), ("甲案", True)]
    page = clerk.get(f"{PAGE}/compare", query_string={"scenario": [one.id for one in rows]})
    assert "甲案" in page.text
    assert page.text.count("18 → ") >= 2
    assert page.text.count('<svg class="panorama pair-map"') == 2
    form = {"csrf_token": csrf_of(clerk, where), "scenario": str(rows[0].id)}
    assert clerk.post(f"{PAGE}/delete", data=form).status_code == 303
    assert len(scenarios(home.ledger)) == 1


def test_a_version_that_is_gone_is_answered_on_the_present_one(
    clerk: FlaskClient, home: Home
) -> None:
    form = {"csrf_token": csrf_of(clerk, f"{PAGE}?c={change(clerk)}"), "c": change(clerk)}
    clerk.post(f"{PAGE}/save", data=form | {"name": "旧案"})
    (row,) = scenarios(home.ledger)
    snapshots = Snapshots(home)
    assert again(snapshots, row, gap_settings()).reproduced
    row.data_version = "0" * 16
    found = again(snapshots, row, gap_settings())
    snapshots.close()
    assert (found.kept, found.reproduced) == (False, False)
    assert found.answer is not None
    assert "0" * 16 in found.notes[0]
