"""The review queue in the page: side by side, answered behind the token, taken back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from liantu.home import Home
from tests.factories import copy_of_review
from tests.web.test_guard import csrf_of, unlock

pytestmark = pytest.mark.no_graph  # what it asks is asked of the ledger and of files


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    found = copy_of_review(tmp_path)
    yield found
    found.ledger.close()


def first(client: FlaskClient, group: str = "identity") -> str:
    found = client.get(f"/api/v1/review?group={group}").get_json()
    walked, more = [], f"/api/v1/review?group={group}&limit=1"
    while more:
        page = client.get(more).get_json()
        walked += page["questions"]
        more = page["next"]
    assert walked == found["questions"]
    return str(found["questions"][0]["id"])


def test_the_queue_lists_what_is_open(own: Flask) -> None:
    page = own.test_client().get("/data/review").text
    assert "是否同一家 <b>5</b>" in page
    assert "从事哪个环节 <b>8</b>" in page
    assert "煙臺魯恆海洋裝備有限公司" in page
    assert "建议：是同一家" in page
    assert 'method="post"' not in page.split("<main")[1].split("</main>")[0]


def test_both_records_stand_side_by_side_with_their_rows(own: Flask) -> None:
    client = own.test_client()
    page = client.get(f"/data/review/{first(client)}").text
    assert page.count("企业登记名单.csv · 第 3 行") >= 2
    assert page.count("企业登记名单.csv · 第 2 行") >= 2
    assert "名称相同：烟台鲁恒海洋装备有限公司" in page
    found = client.get(f"/api/v1/review/{first(client)}").get_json()
    assert found["records"]["a"]["record"]["name"] == "煙臺魯恆海洋裝備有限公司"


def test_an_answer_needs_the_token(own: Flask, home: Home) -> None:
    client = own.test_client()
    url = f"/data/review/{first(client)}"
    assert client.post(url, data={"state": "same"}).status_code == 403
    unlock(client)
    assert client.post(url, data={"state": "same"}).status_code == 400  # no CSRF token
    assert len(home.ledger.versions()) == 1


def test_an_answer_goes_on_to_the_next_and_can_be_taken_back(
    clerk: FlaskClient, home: Home
) -> None:
    name = first(clerk)
    url = f"/data/review/{name}"
    form = {"state": "same", "note": "同一张执照", "csrf_token": csrf_of(clerk, url)}
    answer = clerk.post(url, data=form)
    assert answer.status_code == 303
    page = clerk.get(answer.location).text
    assert "已记下：煙臺魯恆海洋裝備有限公司" in page
    assert len(home.ledger.versions()) == 2
    assert "是否同一家 <b>3</b>" in clerk.get("/data/review").text  # the branch is asked no more
    shown = clerk.get(url).text
    assert "同一张执照" in shown
    assert "撤回决定" in shown
    late = clerk.post(url, data=form | {"state": "different", "was": "open"})  # of another window
    assert late.status_code == 400
    assert "这一页已经过时" in late.text
    assert len(home.ledger.versions()) == 2
    form = {"state": "open", "csrf_token": csrf_of(clerk, url)}
    assert clerk.post(url, data=form).location == url
    active = home.ledger.active()
    assert active is not None
    assert active.id == home.ledger.versions()[0][0].id


def test_a_suggestion_shows_word_and_row(own: Flask) -> None:
    client = own.test_client()
    page = client.get(f"/data/review/{first(client, 'segment')}").text
    assert "<mark>塔筒</mark>" in page
    assert re.search(r'href="/rows/[0-9a-f]{16}/[^"]+row=2"', page)


@pytest.mark.parametrize("query", ["group=nope", "state=nope"])
def test_an_unknown_group_or_state_is_told(own: Flask, query: str) -> None:
    answer = own.test_client().get(f"/api/v1/review?{query}")
    assert answer.status_code == 400
    assert answer.get_json()["error"]["remedy"]


def test_an_unknown_question_is_not_found(own: Flask) -> None:
    assert own.test_client().get("/data/review/ffffffff").status_code == 404


def test_the_data_page_says_how_exact_matching_is(client: FlaskClient) -> None:
    page = client.get("/data").text
    assert "准确率 <b>99.6%</b>" in page
    assert "召回率 <b>" in page
