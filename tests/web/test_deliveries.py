"""The data page: how fresh sources are, and the rows set aside as a file."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.web.test_pages import text_of

pytestmark = pytest.mark.no_graph  # asked of the ledger and of files


def test_the_data_page_says_which_sources_are_overdue(client: FlaskClient) -> None:
    text = text_of(client, "/data?day=2100-01-01")
    assert "个来源逾期" in text
    assert "登记注册名单 registration 从未交付 全量 – – – 31" in text
    found = client.get("/api/v1/data?day=2100-01-01").json["freshness"]
    assert {one["source"]: one["state"] for one in found}["register"] == "overdue"
    assert client.get("/data?day=x").status_code == 400


def test_the_rows_set_aside_can_be_taken_away_as_a_file(client: FlaskClient) -> None:
    links = re.findall(r'href="(/data/rejects[^"]+)"', client.get("/data").text)
    assert [one.rpartition(".")[2] for one in links] == ["xlsx", "xlsx", "csv"]
    for link in links:
        answer = client.get(link)
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "党员先锋队" in client.get(links[-1]).data.decode("utf-8-sig")
    assert client.get("/data/rejects/0123456789abcdef.csv").status_code == 404
    assert client.get("/data/rejects.pdf").status_code == 400
