"""Party coverage in the page, its twin and its file; exceptions behind the token."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.test_guard import csrf_of

pytestmark = pytest.mark.no_graph

URL = "/coverage?region=370614"


def found(client: FlaskClient) -> Any:
    return client.get("/api/v1/coverage?region=370614").get_json()


def test_the_page_says_the_rates_first_and_opens_every_unit(own: Flask) -> None:
    client = own.test_client()
    page = client.get(URL).text.split("<main")[1]
    assert "正常经营的 9 家单位中：组织覆盖 3/9（33.3%）" in page
    assert "应建已建算不出（没有登记）" in page
    assert page.index("组织覆盖 3/9") < page.index("四个比率")
    report = found(client)
    assert report["counts"] == {"PB10_NOT_UNDER_CHAIN": 2}
    for one in (*report["open"], *report["unknown"]):
        assert f"/nodes/{one['unit']['id']}" in page
        assert one["evidence"]
    assert client.get("/coverage?as_of=soon").status_code == 400
    head = client.get("/chains/offshore-wind").text
    assert 'href="/coverage?chain=offshore-wind&amp;region=370614"' in head


def test_an_exception_needs_the_token_and_can_be_taken_back(own: Flask, clerk: FlaskClient) -> None:
    first = found(clerk)["open"][0]
    form = {"unit": first["unit"]["id"], "code": first["code"], "reason": "=并购交接期", **SCOPE}
    assert own.test_client().post("/coverage/exceptions", data=form).status_code == 403
    assert clerk.post("/coverage/exceptions", data=form).status_code == 400  # no CSRF token
    form["csrf_token"] = csrf_of(clerk, URL)
    empty = clerk.post("/coverage/exceptions", data=form | {"reason": " "})
    assert empty.status_code == 400
    answer = clerk.post("/coverage/exceptions", data=form)
    assert answer.headers["Location"] == "/coverage?region=370614#exceptions"
    after = found(clerk)
    assert [len(after[name]) for name in ("open", "excepted")] == [1, 1]
    number = after["excepted"][0]["exception"]["id"]
    rows = list(csv.reader(io.StringIO(clerk.get("/coverage/list.csv").data.decode("utf-8-sig"))))
    assert [row[6] for row in rows if row[0] == "因工作需要"] == ["'=并购交接期"]
    assert clerk.get("/coverage/list.xlsx").data[:2] == b"PK"
    clerk.post(f"/coverage/exceptions/{number}/remove", data=form)
    assert len(found(clerk)["open"]) == 2
    assert "已撤销" in clerk.get(URL).text


SCOPE = {"region": "370614"}
