"""The JSON twins: one shape of errors, the same answers as the command line."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient

from liantu.graph.snapshots import Snapshots
from liantu.home import Home
from liantu.queries import catalogue
from liantu.queries.catalogue import queries

SHANGHAI = "ent:n-3a02c4d2832edf09"


@pytest.mark.parametrize(
    ("url", "status", "code"),
    [
        ("/api/v1/nothing", 404, "not_found"),
        ("/api/v1/nodes/ent:nobody", 404, "not_found"),
        ("/api/v1/nodes/nothing-at-all", 404, "not_found"),
        ("/api/v1/queries/nothing", 404, "not_found"),
        ("/api/v1/queries/node", 400, "usage"),
        ("/api/v1/queries/node?id=a&other=b", 400, "usage"),
        ("/api/v1/queries/search?text=a&limit=many", 400, "usage"),
        ("/api/v1/search?q=a&limit=0", 400, "usage"),
        ("/api/v1/search?q=a&limit=9999", 400, "usage"),
        ("/api/v1/search?q=a&limit=x", 400, "usage"),
        (f"/api/v1/nodes/{SHANGHAI}/neighbourhood?steps=9", 400, "usage"),
        ("/api/v1/rows/../ledger.sqlite?row=1", 404, "not_found"),
        ("/api/v1/rows/..%2F../x?row=1", 404, "not_found"),
        ("/api/v1/rows/0123456789abcdef/x.csv?row=1", 404, "not_found"),
        ("/api/v1/rows/0123456789abcdef/x.csv", 400, "usage"),
        ("/api/v1/overview?version=ffff0000", 404, "not_found"),
    ],
)
def test_errors_have_one_shape(client: FlaskClient, url: str, status: int, code: str) -> None:
    answer = client.get(url)
    assert answer.status_code == status
    assert answer.mimetype == "application/json"
    error = answer.json["error"]
    assert sorted({*error} - {"near"}) == ["code", "message", "remedy", "where"]
    assert error["code"] == code
    assert error["message"] and error["remedy"]


@pytest.mark.parametrize(
    ("url", "id", "name"),
    [
        ("nodes/seg:offshore-wind/towr", "seg:offshore-wind/tower", "塔筒"),
        ("nodes/大金", "ent:n-879c236e0a28c8dc", "大金重工(蓬莱)"),
        ("nodes/ent:n-879c236e0a28c8d", "ent:n-879c236e0a28c8dc", "大金重工(蓬莱)"),
        ("nodes/ent:n-897c236e0a28c8dc", "ent:n-879c236e0a28c8dc", "大金重工(蓬莱)"),
        ("nodes/ent:n-8O9c236e0a28c8dd", "ent:n-879c236e0a28c8dc", "大金重工(蓬莱)"),
        ("changes/ent:n-879C236E0A28C8DC", "ent:n-879c236e0a28c8dc", "大金重工(蓬莱)"),
        ("chains/offshore-wind/segments/towr", "tower", "塔筒"),
        ("chains/offshor-wind/panorama", "offshore-wind", "海工装备(海上风电)产业链"),
        ("chains/offshore-wind/panorama?region=370615", "370611", "福山区"),
        ("queries/serch", "search", "名称、代码、拼音或首字母含有一段文字的节点。"),
    ],
)
def test_an_unknown_id_is_answered_with_those_near_it(
    client: FlaskClient, url: str, id: str, name: str
) -> None:
    answer = client.get(f"/api/v1/{url}")
    assert answer.status_code == 404
    assert {"id": id, "name": name} in answer.json["error"]["near"]


def test_what_is_near_is_told_of_unknown_ids_alone(client: FlaskClient) -> None:
    assert client.get("/api/v1/nodes/ent:zzzz9999").json["error"]["near"] == []
    assert "near" not in client.get("/api/v1/nothing").json["error"]
    assert "near" not in client.get("/api/v1/search?limit=x").json["error"]


def test_a_wrong_method_keeps_allow(client: FlaskClient) -> None:
    answer = client.post("/api/v1/overview")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert answer.json["error"]["code"] == "usage"


def test_a_query_answers_like_the_command_line(client: FlaskClient, demo_home: Home) -> None:
    snapshots = Snapshots(demo_home)
    store = snapshots.store()
    found = catalogue.query("search")
    bound = catalogue.bind(found, {"text": "大金"})
    table = catalogue.run(store, "search", **bound)
    expected = catalogue.answer(store, found, bound, table)
    assert client.get("/api/v1/queries/search?text=大金").json == json.loads(json.dumps(expected))
    snapshots.close()


def test_queries_are_listed_with_parameters_and_columns(client: FlaskClient) -> None:
    listed = client.get("/api/v1/queries").json
    assert [one["name"] for one in listed] == list(catalogue.queries())
    assert {"name", "doc", "params", "columns"} <= set(listed[0])


def test_the_search_says_why_it_hit(client: FlaskClient) -> None:
    found = client.get("/api/v1/search?q=djzg&limit=5").json
    assert found["hits"][0]["name"] == "大金重工(蓬莱)"
    assert found["hits"][0]["matched"] == "djzg"
    assert found["more"] is False


def test_a_neighbourhood_holds_both_ends_of_every_link(client: FlaskClient) -> None:
    found = client.get(f"/api/v1/nodes/{SHANGHAI}/neighbourhood?steps=2").json
    ids = {node["id"] for node in found["nodes"]}
    assert SHANGHAI in ids
    assert all({link["from"], link["to"]} <= ids for link in found["links"])


def test_the_data_twin_counts_the_rows(client: FlaskClient) -> None:
    found = client.get("/api/v1/data").json
    assert found["rows"] == {"read": 194, "accepted": 193, "set_aside": 1, "waiting": 1}
    assert found["set_aside"][0]["row"] == 5
    assert found["waiting"][0]["file"] == "供需与邻近关系.csv"
    assert len(found["indicators"]) == 79
    assert found["refused"] == []


def test_versions_are_listed_newest_first(client: FlaskClient) -> None:
    (only,) = client.get("/api/v1/versions").json
    assert only["active"] is True
    assert only["data_version"] == client.get("/api/v1/overview").json["data_version"]


def test_json_is_not_sent_twice(client: FlaskClient) -> None:
    first = client.get("/api/v1/overview")
    again = client.get("/api/v1/overview", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_same_version_gives_the_same_bytes(client: FlaskClient) -> None:
    for url in ("/api/v1/overview", "/api/v1/data", f"/nodes/{SHANGHAI}/neighbourhood.html"):
        assert client.get(url).data == client.get(url).data


def test_an_empty_list_is_a_list_of_nothing_for_every_query(client: FlaskClient) -> None:
    plainly = {"integer": "1", "number": "1", "boolean": "true", "list": ""}
    asked = 0
    for name, query in queries().items():
        if any(one.type == "list" for one in query.params):
            given = {
                one.name: plainly.get(one.type, "x")
                for one in query.params
                if one.type == "list" or one.default is None
            }
            answer = client.get(f"/api/v1/queries/{name}", query_string=given)
            assert answer.status_code == 200, (name, answer.json)
            asked += 1
    assert asked > 10
