"""Saved views: kept, listed, changed, deleted and had back; reopened on a newer version."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from liantu.home import Home
from liantu.ingest.load import load
from tests import factories
from tests.conftest import serving
from tests.web.test_guard import csrf_of, unlock
from tests.web.test_hostile import CORPUS, tags_of

pytestmark = pytest.mark.no_graph
API = "/api/v1/explore/views"
EMPTY = {"format": 1, "data_version": "v", "nodes": []}
TOWER, BLADE = "seg:offshore-wind/tower", "seg:offshore-wind/blade"


def snapshot(version: str, ids: list[str], **more: Any) -> dict[str, Any]:
    nodes = [{"id": one, "x": 10 * at, "y": 0.5, "pinned": at == 0} for at, one in enumerate(ids)]
    return {"format": 1, "data_version": version, "nodes": nodes, **more}


def version_of(client: FlaskClient) -> str:
    return str(client.get("/api/v1/overview").json["data_version"])


def write(client: FlaskClient, method: str, path: str, given: Any = None) -> Any:
    """Ask for a write as the page does: with the token of its form in a header."""
    token = {"X-CSRFToken": csrf_of(client, "/data")}
    return client.open(path, method=method, json=given, headers=token)


def saved(client: FlaskClient, name: str = "码头", **more: Any) -> str:
    body = snapshot(version_of(client), [TOWER, "reg:370614"], notes={TOWER: "看这里"})
    answer = write(client, "POST", API, {"name": name, "body": body, **more})
    assert answer.status_code == 201, answer.text
    return str(answer.json["id"])


def test_a_view_is_kept_whole_and_reopened(clerk: FlaskClient) -> None:
    view = saved(clerk, note="给局里看", bookmark=True)
    found = clerk.get(f"{API}/{view}").json
    assert (found["name"], found["note"], found["bookmark"]) == ("码头", "给局里看", True)
    assert found["snapshot"]["nodes"][1] == {
        "id": "reg:370614", "x": 10.0, "y": 0.5, "pinned": False, "hidden": False,
    }  # fmt: skip
    assert found["snapshot"]["notes"] == {TOWER: "看这里"}
    since = found["changes"]
    assert not since["withdrawn"]
    assert [since[one] for one in ("links", "gone", "changed", "ended")] == [[], [], [], []]
    assert clerk.get(f"/explore?view={view}").status_code == 200


def test_views_are_listed_changed_deleted_and_had_back(clerk: FlaskClient) -> None:
    first, second = saved(clerk, "甲"), saved(clerk, "乙")
    assert write(clerk, "PUT", f"{API}/{first}", {"bookmark": True}).json["bookmark"]
    names = [one["name"] for one in clerk.get(API).json["views"]]
    assert names.index("甲") < names.index("乙")
    body = snapshot(version_of(clerk), [BLADE])
    told = write(clerk, "PUT", f"{API}/{second}", {"name": "丙", "note": "n", "body": body}).json
    assert (told["name"], told["note"], told["nodes"]) == ("丙", "n", 1)
    assert write(clerk, "DELETE", f"{API}/{second}").status_code == 200
    ids = [one["id"] for one in clerk.get(API).json["views"]]
    assert first in ids
    assert second not in ids
    assert clerk.get(f"{API}?deleted=1").json["views"][0]["id"] == second
    gone = clerk.get(f"{API}/{second}")
    assert (gone.status_code, gone.json["error"]["where"]) == (404, second)
    assert write(clerk, "PUT", f"{API}/{second}", {"name": "x"}).status_code == 404
    assert write(clerk, "POST", f"{API}/{second}/restore", {}).json["name"] == "丙"
    assert clerk.get(f"{API}/{second}").json["snapshot"]["nodes"][0]["id"] == BLADE
    assert write(clerk, "POST", f"{API}/{second}/restore", {}).status_code == 404


def test_only_an_unlocked_browser_writes(own: Flask, clerk: FlaskClient) -> None:
    view = saved(clerk)
    other = own.test_client()
    body = snapshot(version_of(other), [TOWER])
    for method, path in (("POST", API), ("PUT", f"{API}/{view}"), ("DELETE", f"{API}/{view}")):
        answer = other.open(path, method=method, json={"name": "x", "body": body})
        assert (answer.status_code, answer.json["error"]["code"]) == (403, "not_allowed")
    assert other.get(f"{API}/{view}").json["snapshot"]["nodes"]  # to look at it needs no token
    unforged = clerk.post(API, json={"name": "x", "body": body})
    assert (unforged.status_code, len(clerk.get(API).json["views"])) == (400, 1)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_of_views_does_the_same_by_forms(clerk: FlaskClient, lang: str) -> None:
    view = saved(clerk, CORPUS[0], note=CORPUS[4])
    page = clerk.get(f"/views?lang={lang}").text
    assert tags_of(page).bad == []
    assert f"/explore?view={view}" in page.replace("&amp;", "&")
    form = {"csrf_token": csrf_of(clerk, "/views")}
    assert clerk.post(f"/views/{view}/change", data={**form, "bookmark": "1"}).status_code == 303
    named = {**form, "name": "新名", "note": ""}
    assert clerk.post(f"/views/{view}/change", data=named).status_code == 303
    (row,) = clerk.get(API).json["views"]
    assert (row["name"], row["note"], row["bookmark"]) == ("新名", "", True)
    assert clerk.post(f"/views/{view}/delete", data=form).status_code == 303
    assert "新名" in clerk.get("/views").text.partition('id="deleted"')[2]
    assert clerk.post(f"/views/{view}/restore", data=form).status_code == 303
    assert len(clerk.get(API).json["views"]) == 1


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"name": " ", "body": {}}, "body.format"),
        ({"name": "x", "body": {**EMPTY, "format": 2}}, "body.format"),
        ({"name": "x", "body": {**EMPTY, "nodes": [{"id": "a"}]}}, "body.nodes.0.x"),
        ({"name": "", "body": EMPTY}, "name"),
        ({"name": "x" * 101, "body": EMPTY}, "name"),
        ({"name": "x", "note": "y" * 1001, "body": EMPTY}, "note"),
    ],
)
def test_what_is_no_view_is_refused_with_its_place(
    clerk: FlaskClient, given: Any, where: str
) -> None:
    answer = write(clerk, "POST", API, given)
    assert (answer.status_code, answer.json["error"]["where"]) == (400, where)
    assert clerk.get(API).json["views"] == []


def test_a_view_of_over_a_mebibyte_is_refused(clerk: FlaskClient) -> None:
    body = snapshot(version_of(clerk), [TOWER], notes={TOWER: "长" * (1 << 20)})
    assert write(clerk, "POST", API, {"name": "x", "body": body}).status_code == 413


@pytest.fixture(scope="module")
def two(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[FlaskClient, str, dict[str, str]]]:
    """A browser over two versions of a register: one firm changed, one gone, one link new."""
    folder = tmp_path_factory.mktemp("two")
    home = Home(folder / "home")
    chain = factories.demo_file("海工装备产业链.yaml")
    firms = [
        factories.firm("甲公司", 备注="旧"),
        factories.firm("乙公司"),
        factories.firm("丙公司"),
    ]
    factories.register(folder / "in", *firms)
    load(home, [folder / "in", chain])
    old = home.ledger.active()
    firms = [
        factories.firm("甲公司", 备注="新", segment="叶片"),
        factories.firm("乙公司"),
    ]
    factories.register(folder / "in", *firms)
    load(home, [folder / "in"])
    assert old is not None
    for app in serving(home):
        client = app.test_client()
        unlock(client)
        hits = client.get(f"/api/v1/search?q=公司&version={old.id}").json["hits"]
        yield client, old.id, {one["name"]: one["id"] for one in hits}
    home.ledger.close()


def test_a_view_of_an_older_version_says_what_changed(
    two: tuple[FlaskClient, str, dict[str, str]],
) -> None:
    client, old, ids = two
    new = version_of(client)
    assert old != new
    body = snapshot(old, [*ids.values(), TOWER, BLADE])
    view = write(client, "POST", API, {"name": "旧图", "body": body}).json["id"]
    since = client.get(f"{API}/{view}").json["changes"]
    assert (since["from"], since["to"], since["withdrawn"]) == (old, new, False)
    assert since["ended"] == [{"id": ids["丙公司"], "ended_in": new}]
    assert [(one["from"], one["to"]) for one in since["links"]] == [(ids["甲公司"], BLADE)]
    assert {(one["from"], one["to"]) for one in since["gone"]} >= {
        (ids["甲公司"], TOWER), (ids["丙公司"], TOWER),
    }  # fmt: skip
    (changed,) = since["changed"]
    assert changed["id"] == ids["甲公司"]
    told = {one["name"]: (one["before"], one["after"]) for one in changed["properties"]}
    assert told["notes"] == (["旧"], ["新"])
    english = client.get(f"{API}/{view}?lang=en").json["changes"]["changed"]
    assert "Notes" in {one["label"] for one in english[0]["properties"]}


def test_a_view_of_a_withdrawn_version_opens_and_says_so(
    two: tuple[FlaskClient, str, dict[str, str]],
) -> None:
    client, old, ids = two
    home = client.application.extensions["liantu"].home
    for name, version in (("没有的", "f" * 16), ("撤下的", old)):
        body = snapshot(version, [*ids.values(), TOWER])
        view = write(client, "POST", API, {"name": name, "body": body}).json["id"]
        if version == old:
            shutil.move(home.snapshot(old) / "graph.lbug", home.root / "away")
        found = client.get(f"{API}/{view}").json
        assert found["changes"]["withdrawn"] is True
        assert found["snapshot"]["data_version"] == version
        assert [one["id"] for one in found["changes"]["ended"]] == [ids["丙公司"]]
    page = client.get("/views?lang=en").text
    shutil.move(home.root / "away", home.snapshot(old) / "graph.lbug")
    assert "not known any more" in page
    assert "is gone" in page
