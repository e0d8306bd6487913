"""No error shows a traceback, and each says what to do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from liantu.graph.stores.remote import is_remote
from liantu.home import Home
from liantu.web.access import Line, matrix
from liantu.web.app import MAX_BODY
from tests import factories
from tests.conftest import serving


@pytest.fixture
def broken(demo_home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[FlaskClient]:
    """An application with an address that fails in a way nobody thought of."""
    for name in ("broken", "api_broken"):
        monkeypatch.setitem(matrix(), name, Line("read", "free"))
    for app in serving(demo_home):
        app.add_url_rule("/broken", "broken", lambda: 1 / 0)
        app.add_url_rule("/api/v1/broken", "api_broken", lambda: 1 / 0)
        yield app.test_client()


def test_an_unexpected_error_is_logged_and_not_shown(
    broken: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = broken.get("/broken")
    assert answer.status_code == 500
    assert "程序内部出错" in answer.text
    assert "ZeroDivisionError" not in answer.text
    said = capsys.readouterr()
    assert said.out == ""
    logged = json.loads(said.err)
    assert "ZeroDivisionError" in logged["exception"]
    assert logged["request_id"] in answer.text


def test_an_unexpected_error_of_the_api_is_json(broken: FlaskClient) -> None:
    answer = broken.get("/api/v1/broken")
    assert answer.status_code == 500
    assert answer.json["error"]["code"] == "internal"
    assert "division" not in answer.text


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("/nope", 404),
        ("/nodes/ent:nobody", 404),
        ("/nodes/", 404),
        ("/rows/x/y.csv?row=1", 404),
        ("/rows/x/y.csv?row=one", 400),
        ("/?version=nope", 404),
        ("/static/nope.css", 404),
        ("/nodes/ent:nobody/neighbourhood.html", 404),
        ("/nodes/reg:370614/neighbourhood.html?steps=3", 400),
    ],
)
def test_an_error_of_a_page_is_a_page(client: FlaskClient, url: str, status: int) -> None:
    answer = client.get(url)
    assert answer.status_code == status
    assert answer.mimetype == "text/html"
    assert "怎么办" in answer.text


def test_a_wrong_method_keeps_allow(client: FlaskClient) -> None:
    answer = client.put("/data")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_a_body_that_is_too_large_is_refused(client: FlaskClient) -> None:
    answer = client.post("/unlock", data={"token": "x" * (MAX_BODY + 1)})
    assert answer.status_code == 413
    assert "提交的内容太大" in answer.text


def test_a_missing_snapshot_is_unavailable(tmp_path: Path) -> None:
    home = factories.copy_of_demo(tmp_path)
    (next(home.snapshots.iterdir()) / "graph.lbug").unlink()
    for app in serving(home):
        _check_unavailable(app)
    home.ledger.close()


def _check_unavailable(app: Flask) -> None:
    answer = app.test_client().get("/")
    if is_remote():  # which needs no snapshot
        assert answer.status_code == 200
        return
    assert answer.status_code == 503
    assert "liantu rollback" in answer.text
    assert app.test_client().get("/api/v1/overview").json["error"]["code"] == "store"
