"""Scripts deliver files and rows over HTTP, follow their job and read what was set aside."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from liantu.home import Home
from liantu.ledger.jobs import DONE, LIVE
from tests.conftest import serving
from tests.factories import firm
from tests.web.logins import demo_with_accounts, token_of

pytestmark = pytest.mark.no_graph
TO = "/api/v1/sources/register/deliveries"
ROW = {**firm("海上新塔筒有限公司"), "企业类型": "民营"}
BAD = {**ROW, "企业名称": "", "简称": '甲,"乙"'}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    yield from demo_with_accounts(tmp_path_factory.mktemp("deliver"))


@pytest.fixture(scope="module")
def own(home: Home) -> Iterator[Flask]:
    yield from serving(home)


@pytest.fixture(scope="module")
def clerk(home: Home) -> dict[str, str]:
    return token_of(home, "clerk", ["read", "ingest"])


@pytest.fixture
def client(own: Flask) -> FlaskClient:
    return own.test_client()


def ended(client: FlaskClient, header: dict[str, str], url: str) -> dict[str, Any]:
    for _ in range(300):
        found: dict[str, Any] = client.get(url, headers=header).get_json()
        if found["state"] not in LIVE:
            return found
        time.sleep(0.1)
    raise AssertionError(found)


def test_rows_are_loaded_once_and_what_is_set_aside_can_be_read(
    client: FlaskClient, clerk: dict[str, str]
) -> None:
    header = {**clerk, "Idempotency-Key": "monday"}
    body = {"rows": [ROW, BAD], "delivery": "changes", "observed_on": "2026-11-20"}
    first = client.post(TO, json=body, headers=header)
    assert first.status_code == 202, first.text
    said = first.get_json()
    assert first.headers["Location"] == said["job_url"]
    job = ended(client, clerk, said["job_url"])
    assert job["state"] == DONE, job
    assert job["report"]["rows"]["read"] == 2

    found = client.get(said["rejects_url"], headers=clerk).get_json()
    assert (found["total"], found["ended"], found["refused"]) == (1, True, [])
    assert found["rejects"][0]["cells"]["简称"] == BAD["简称"]
    text = client.get(f"{said['rejects_url']}.csv", headers=clerk).data.decode("utf-8-sig")
    (line,) = csv.DictReader(io.StringIO(text))
    assert line["简称"] == BAD["简称"]
    again = client.post(TO, json=body, headers=header)
    assert again.status_code == 202 and again.get_json() == said
    assert again.headers["Idempotency-Replayed"] == "true"
    other = client.post(TO, json=[ROW], headers=header)
    assert other.status_code == 422
    assert client.get("/api/v1/incoming", headers=clerk).get_json() == []
    hits = client.get("/api/v1/search", query_string={"q": "海上新塔筒"}, headers=clerk)
    assert "海上新塔筒有限公司" in hits.text


def test_a_file_of_another_source_is_refused_and_waits(
    client: FlaskClient, clerk: dict[str, str]
) -> None:
    file = (io.BytesIO("起点,终点\r\n甲,乙\r\n".encode()), "关系.csv")
    answer = client.post(TO, data={"file": file}, headers=clerk)
    said = answer.get_json()
    job = ended(client, clerk, said["job_url"])
    assert job["state"] == "failed"
    found = client.get(said["rejects_url"], headers=clerk).get_json()
    assert found["refused"][0]["error"]["remedy"]
    waiting = client.get("/api/v1/incoming", headers=clerk).get_json()
    assert [one["name"] for one in waiting] == [said["arrival"]]


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"rows": 3}', "application/json", 422),
        (b'{"rows": [], "who": 1}', "application/json", 422),
        (b"[]", "application/json", 422),
        (b"[3]", "application/json", 422),
        (b'[{"a": {"b": 1}}]', "application/json", 422),
        (b'[{"a": "\\ud800"}]', "application/json", 422),
        (b"{}\n{", "application/jsonl", 422),
        (json.dumps({"rows": [ROW], "observed_on": "tomorrow"}).encode(), "application/json", 400),
        (json.dumps({"rows": [ROW], "delivery": "some"}).encode(), "application/json", 400),
        (b"<a/>", "application/xml", 415),
        (b"", "multipart/form-data; boundary=x", 422),
    ],
)
def test_what_cannot_be_taken_is_told_with_a_remedy(
    client: FlaskClient, clerk: dict[str, str], body: bytes, kind: str, status: int
) -> None:
    before = client.get("/api/v1/incoming", headers=clerk).get_json()
    for lang in ("zh", "en"):
        answer = client.post(
            f"{TO}?lang={lang}", data=body, headers={**clerk, "Content-Type": kind}
        )
        assert answer.status_code == status, answer.text
        assert answer.get_json()["error"]["remedy"]
    assert client.get("/api/v1/incoming", headers=clerk).get_json() == before


def test_keys_sources_and_rights_are_looked_at(
    client: FlaskClient, clerk: dict[str, str], home: Home, tmp_path: Path
) -> None:
    unknown = client.post("/api/v1/sources/regster/deliveries", json=[ROW], headers=clerk)
    assert unknown.status_code == 404 and "register" in unknown.get_json()["error"]["remedy"]
    key = {**clerk, "Idempotency-Key": "x" * 201}
    assert client.post(TO, json=[ROW], headers=key).status_code == 400
    reader = token_of(home, "clerk", ["read"])
    answer = client.post(TO, json=[ROW], headers=reader)
    assert answer.status_code == 403 and "ingest" in answer.get_json()["error"]["message"]
    assert client.post(TO, json=[ROW]).status_code == 401
    assert client.get("/api/v1/jobs/999999/rejects", headers=clerk).status_code == 404
    listed = client.get("/api/v1/sources", headers=clerk).get_json()["sources"]
    known = {one["id"]: one for one in listed}
    assert "企业名称" in known["register"]["tables"][0]["columns"]
    assert "divisions" not in known


@pytest.mark.parametrize(
    ("body", "where", "says"),
    [
        ({"rows": [{"foo": "bar"}]}, "rows", "企业名称, 所在地, 主营环节"),
        ({"rows": [{**ROW, "简称": "a\0b"}]}, "rows[1].简称", "空字符"),
        ({"rows": "x"}, "rows", '{"rows": […]}'),
        ({"rows": [1]}, "rows[1]", '{"企业名称": "…"}'),
    ],
)
def test_rows_that_no_load_could_take_are_refused_at_once(
    client: FlaskClient, clerk: dict[str, str], body: dict[str, Any], where: str, says: str
) -> None:
    answer = client.post(TO, json=body, headers=clerk)
    told = answer.get_json()["error"]
    assert (answer.status_code, told["where"]) == (422, where)
    assert says in told["message"] + told["remedy"]


def test_a_form_is_refused_for_an_empty_file_and_for_a_field_that_is_not_known(
    client: FlaskClient, clerk: dict[str, str]
) -> None:
    """A slip in delivery= would otherwise deliver in full what are changes."""
    before = client.get("/api/v1/incoming", headers=clerk).get_json()
    empty = client.post(TO, data={"file": (io.BytesIO(b""), "企业名录.csv")}, headers=clerk)
    assert (empty.status_code, empty.get_json()["error"]["where"]) == (422, "企业名录.csv")
    file = (io.BytesIO("企业名称,所在地,主营环节\r\n".encode()), "企业名录.csv")
    slip = client.post(TO, data={"file": file, "delivry": "changes"}, headers=clerk)
    assert (slip.status_code, slip.get_json()["error"]["where"]) == (422, "delivry")
    assert client.get("/api/v1/incoming", headers=clerk).get_json() == before


def test_a_day_too_far_ahead_is_refused_and_ages_nothing(
    client: FlaskClient, clerk: dict[str, str]
) -> None:
    body = {"rows": [ROW], "delivery": "changes", "observed_on": "2999-01-01"}
    answer = client.post(TO, json=body, headers=clerk)
    told = answer.get_json()["error"]
    assert (answer.status_code, told["where"]) == (400, "observed_on")
    assert "2999-01-01" in told["message"]
    overview = client.get("/api/v1/overview", headers=clerk).get_json()
    assert overview["as_of"] < "2999"


def test_a_load_without_rejects_gives_a_header_and_names_no_folder(
    client: FlaskClient, clerk: dict[str, str], home: Home
) -> None:
    body = {"rows": [{**ROW, "简称": "新塔"}], "delivery": "changes", "observed_on": "2026-11-21"}
    said = client.post(TO, json=body, headers=clerk).get_json()
    job = ended(client, clerk, said["job_url"])
    assert job["state"] == DONE
    assert [one["path"] for one in job["report"]["files"]] == [said["files"][0]["name"]]
    listed = client.get("/api/v1/jobs", headers=clerk).text
    assert str(home.root) not in listed + client.get(said["job_url"], headers=clerk).text
    text = client.get(f"{said['rejects_url']}.csv", headers=clerk)
    assert text.status_code == 200
    assert text.data.decode("utf-8-sig").count("\r\n") == 1
    assert client.get(f"{said['rejects_url']}.xlsx", headers=clerk).data[:2] == b"PK"


@pytest.mark.parametrize("number", [2**31, 2**63, 10**30])
def test_a_number_beyond_all_jobs_is_of_none(
    client: FlaskClient, clerk: dict[str, str], number: int
) -> None:
    for rest in ("", "/rejects", "/rejects.csv"):
        answer = client.get(f"/api/v1/jobs/{number}{rest}", headers=clerk)
        assert (answer.status_code, answer.get_json()["error"]["code"]) == (404, "not_found")
