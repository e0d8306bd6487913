"""Who may ask and who may write."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from liantu.home import Home
from liantu.ingest.load import load
from liantu.web import create_app
from tests import factories
from tests.conftest import TOKEN, serving

pytestmark = pytest.mark.no_graph  # what it asks is asked of the ledger and of files

PATHS = ["/", "/nope", "/api/v1/overview", "/api/v1/nope", "/static/base.css", "/data"]


@pytest.fixture(scope="module")
def two_versions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with two versions of a small register, to be copied."""
    folder = tmp_path_factory.mktemp("two")
    home = Home(folder / "home")
    factories.chain(folder / "in", "toys", "玩具链", {"doll": [], "shop": ["doll"]})
    load(home, [folder / "in"])
    factories.chain(folder / "in", "toys", "玩具链", {"doll": [], "shop": ["doll"], "more": []})
    load(home, [folder / "in"])
    assert len(home.ledger.versions()) == 2
    home.ledger.close()
    return home.root


@pytest.fixture
def own_home(two_versions: Path, tmp_path: Path) -> Iterator[Home]:
    home = Home(shutil.copytree(two_versions, tmp_path / "home"))
    yield home
    home.ledger.close()


@pytest.fixture
def own_app(own_home: Home) -> Iterator[Flask]:
    yield from serving(own_home)


def csrf_of(client: FlaskClient, url: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(url).text)
    assert found is not None
    return found[1]


def unlock(client: FlaskClient, token: str = TOKEN) -> int:
    form = {"token": token, "csrf_token": csrf_of(client, "/unlock")}
    return client.post("/unlock", data=form).status_code


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_the_headers(client: FlaskClient, path: str) -> None:
    with client.get(path) as answer:
        headers = answer.headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self';")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_pages_are_not_stored_and_static_files_are(client: FlaskClient) -> None:
    assert client.get("/").headers["Cache-Control"] == "no-store"
    with client.get("/static/base.css") as answer:
        assert "max-age=3600" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8710", "localhost:8710", "[::1]:8710"])
def test_loopback_names_are_served(client: FlaskClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8710", "localhost.evil", ""])
def test_other_names_get_nothing(client: FlaskClient, host: str) -> None:
    answer = client.get("/api/v1/overview", headers={"Host": host})
    assert answer.status_code == 400
    assert "nodes" not in answer.json
    page = client.get("/", headers={"Host": host})
    assert page.status_code == 400 and "/chains/" not in page.text


def test_a_server_answers_by_the_host_that_it_was_started_with(demo_home: Home) -> None:
    client = create_app(demo_home, hosts=frozenset({"links.example"})).test_client()
    assert client.get("/unlock", headers={"Host": "links.example:80"}).status_code == 200
    assert client.get("/unlock", headers={"Host": "localhost"}).status_code == 400
    anyone = create_app(demo_home, hosts=frozenset({"0.0.0.0"})).test_client()
    assert anyone.get("/unlock", headers={"Host": "whatever"}).status_code == 200


def test_without_the_token_nothing_is_written(own_app: Flask, own_home: Home) -> None:
    old = own_home.ledger.versions()[-1][0].id
    answer = own_app.test_client().post("/data/rollback", data={"version": old})
    assert answer.status_code == 403
    assert "目前只能查看，不能改动" in answer.text
    assert own_home.ledger.versions()[0][0].id != old


def test_a_wrong_token_opens_nothing(own_app: Flask) -> None:
    client = own_app.test_client()
    assert unlock(client, "guess") == 403
    assert client.post("/data/rollback", data={"version": "x"}).status_code == 403


def test_an_empty_token_opens_nothing(own_home: Home) -> None:
    client = create_app(own_home, token="").test_client()
    assert client.post("/unlock", data={"token": ""}).status_code == 400  # no form, no csrf token
    assert "这里不能解锁" in client.get("/unlock").text


def test_the_token_is_not_taken_from_another_machine(own_app: Flask) -> None:
    client = own_app.test_client()
    assert unlock(client) == 303
    far = {"REMOTE_ADDR": "192.0.2.7"}
    answer = client.post("/data/rollback", data={"version": "x"}, environ_base=far)
    assert answer.status_code == 403
    assert "这里不能解锁" in client.get("/unlock", environ_base=far).text


def test_unlocking_needs_the_form(own_app: Flask) -> None:
    answer = own_app.test_client().post("/unlock", data={"token": TOKEN})
    assert answer.status_code == 400
    assert "表单已过期" in answer.text


def test_the_session_cookie_is_kept_from_scripts_and_other_sites(own_app: Flask) -> None:
    client = own_app.test_client()
    form = {"token": TOKEN, "csrf_token": csrf_of(client, "/unlock")}
    cookie = client.post("/unlock", data=form).headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie


def test_once_unlocked_an_older_version_can_be_gone_back_to(own_app: Flask, own_home: Home) -> None:
    client = own_app.test_client()
    new, old = (row.id for row, _ in own_home.ledger.versions())
    assert unlock(client) == 303
    assert client.post("/data/rollback", data={"version": old}).status_code == 400  # no csrf token
    form = {"version": old, "csrf_token": csrf_of(client, "/data")}
    answer = client.post("/data/rollback", data=form)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/data#versions")
    assert client.get("/api/v1/overview").json["data_version"] == old
    assert client.get(f"/api/v1/overview?version={new}").json["data_version"] == new
    missing = client.post("/data/rollback", data=form | {"version": "ffffffff"})
    assert missing.status_code == 404


def test_the_forms_can_be_closed_again(own_app: Flask) -> None:
    client = own_app.test_client()
    unlock(client)
    client.post("/lock", data={"csrf_token": csrf_of(client, "/data")})
    assert client.post("/data/rollback", data={"version": "x"}).status_code == 403


def test_a_new_process_knows_no_session(own_app: Flask, own_home: Home) -> None:
    client = own_app.test_client()
    unlock(client)
    cookie = client.get_cookie("liantu_session")
    assert cookie is not None
    other = create_app(own_home, token=TOKEN).test_client()
    other.set_cookie("liantu_session", cookie.value)
    assert other.post("/data/rollback", data={"version": "x"}).status_code == 403
