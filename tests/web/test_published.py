"""What an office does not publish: the same everywhere, on both stores, and switched on a page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from liantu.errors import UsageError
from liantu.home import Home
from liantu.queries.publish import Published, save, switchable, switches

FIRM = "Enterprise.capital"


def capital(client: FlaskClient) -> list[Any]:
    rows = client.get("/api/v1/nodes?kind=Enterprise&limit=100").json["nodes"]
    return [one["properties"].get("capital") for one in rows]


def known(client: FlaskClient) -> int:
    told = client.get("/api/v1/statistics").json["properties"]
    return next(int(one["known"]) for one in told if one["property"] == "ownership")


def test_what_is_withheld_is_as_if_it_were_not_recorded(
    home: Home, own: Flask, clerk: FlaskClient
) -> None:
    reader = own.test_client()
    before = known(reader)
    assert before > 0
    rows = reader.get("/api/v1/screen").json["enterprises"]
    one = next(row for row in rows if row["ownership"])
    profile = f"/api/v1/nodes/{one['id']}"
    save(home.root, ["Enterprise.ownership", "MAKES.note"])
    assert known(reader) == 0
    assert all(row["ownership"] is None for row in reader.get("/api/v1/screen").json["enterprises"])
    assert reader.get(f"/api/v1/screen?ownership={one['ownership']}").json["total"] == 0
    assert "ownership" not in {fact["name"] for fact in reader.get(profile).json["facts"]}
    assert one["ownership"] not in reader.get(f"{profile}.csv").get_data(as_text=True)
    node = reader.get(f"/api/v1/queries/node?id={one['id']}").get_data(as_text=True)
    assert "ownership" not in node
    hidden = [
        row for row in reader.get("/api/v1/schema").json["properties"] if not row["published"]
    ]
    assert {f"{row['kind']}.{row['property']}" for row in hidden} == {
        "Enterprise.ownership",
        "MAKES.note",
    }
    steps = reader.get(f"/api/v1/changes/{one['id']}").get_data(as_text=True)
    assert one["ownership"] not in steps
    assert known(clerk) == before  # who loads data sees it
    assert "ownership" in {fact["name"] for fact in clerk.get(profile).json["facts"]}


def test_a_view_made_by_who_sees_all_tells_a_reader_no_more(
    home: Home, own: Flask, clerk: FlaskClient
) -> None:
    """What a view asks about is withheld from its reader: no node tells it by being shown."""
    reader = own.test_client()
    rows = clerk.get("/api/v1/screen").json["enterprises"]
    ids = [one["id"] for one in rows]
    own_by = next(one["ownership"] for one in rows if one["ownership"])
    asked = {"field": "prop:Enterprise.ownership", "op": "in", "value": [own_by]}
    view = {
        "format": 1,
        "data_version": "f" * 16,
        "nodes": [{"id": one, "x": 0.0, "y": 0.0} for one in ids],
        "filters": [asked],
        "styles": [{**asked, "colour": "#d55e00"}],
    }

    def listed(client: FlaskClient) -> int:
        answer = client.post("/api/v1/explore/export/csv", json={"view": view, "lang": "zh"})
        text = answer.data.decode("utf-8-sig")
        return sum(f"{one}," in text for one in ids)

    assert 0 < listed(reader) < len(ids)
    save(home.root, ["Enterprise.ownership"])
    told = reader.post("/api/v1/explore/graph", json={"ids": ids}).json["nodes"]
    assert len(told) == len(ids)
    assert all("ownership" not in one["properties"] for one in told)
    assert listed(reader) == 0
    assert 0 < listed(clerk) < len(ids)


def test_rows_of_files_are_shown_to_those_who_see_all(
    home: Home, own: Flask, clerk: FlaskClient
) -> None:
    reader = own.test_client()
    row = reader.get("/api/v1/screen?limit=1").json["enterprises"][0]["evidence"][0]
    addresses = [
        f"{root}rows/{row['batch']}/{row['file']}?row={row['row']}" for root in ("/", "/api/v1/")
    ]
    assert [reader.get(one).status_code for one in addresses] == [200, 200]
    save(home.root, [FIRM])
    assert [reader.get(one).status_code for one in addresses] == [403, 403]
    assert [clerk.get(one).status_code for one in addresses] == [200, 200]


def test_a_switch_changes_the_tag(home: Home, own: Flask) -> None:
    reader = own.test_client()
    tag = reader.get("/api/v1/overview").headers["ETag"]
    save(home.root, [FIRM])
    assert reader.get("/api/v1/overview", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "Enterprise.name",
        "Enterprise.adcode",
        "Segment.position",
        "Nothing.x",
        "x",
        "",
        "LOCATED_IN.note",
    ],
)
def test_what_everything_is_made_of_cannot_be_withheld(home: Home, name: str) -> None:
    with pytest.raises(UsageError):
        save(home.root, [name])
    assert not switches(home.root).withheld


def test_a_file_that_makes_no_sense_withholds_nothing_quietly(home: Home, own: Flask) -> None:
    (home.root / "publish.yml").write_text("withheld: [Enterprise.nothing]\n", encoding="utf-8")
    answer = own.test_client().get("/api/v1/overview")
    assert answer.status_code == 400
    assert answer.json["error"]["remedy"]


def test_the_page_puts_switches_in_force(home: Home, own: Flask, clerk: FlaskClient) -> None:
    for lang in ("zh", "en"):
        text = clerk.get(f"/settings/publish?lang={lang}").get_data(as_text=True)
        assert text.count("checked") == sum(map(len, switchable().values()))
    sign = re.search(r'name="csrf_token" value="([^"]+)"', text)
    every = [f"{kind}.{one.name}" for kind, free in switchable().items() for one in free]
    kept = [one for one in every if one != FIRM]
    form = {"csrf_token": sign[1] if sign else "", "published": kept}
    assert clerk.post("/settings/publish", data=form).status_code == 303
    assert switches(home.root).withheld == {("Enterprise", "capital")}
    assert own.test_client().post("/settings/publish", data=form).status_code in (400, 401, 403)


def test_only_the_kind_that_is_switched_is_withheld(home: Home) -> None:
    class Asked:
        dialect, data_version, as_of = "neo4j", "", ""

    store = Published(Asked(), frozenset({("MAKES", "output")}))  # type: ignore[arg-type]
    text = "MATCH (e:Enterprise)-[m:MAKES]->(s) RETURN e.output AS output, m.output AS made"
    assert store.without(text).endswith("RETURN e.output AS output, null AS made")
    assert store.without("MATCH (n) RETURN n.output").endswith("RETURN null")


def test_every_question_is_answered_with_everything_withheld(home: Home, own: Flask) -> None:
    save(home.root, [f"{kind}.{one.name}" for kind, free in switchable().items() for one in free])
    reader = own.test_client()
    questions = reader.get("/api/v1").json["questions"]
    asked = [one["example"] for one in questions if one["right"] == "read"]
    failed = {one: reader.get(one).json for one in asked if reader.get(one).status_code != 200}
    assert failed == {}
    assert set(capital(reader)) == {None}
