"""The matrix of rights: a line for each endpoint, and every endpoint asked as everybody."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from liantu.home import Home
from liantu.rights import ROLES, SCOPES
from liantu.web.access import matrix
from tests.conftest import serving
from tests.web.logins import add_accounts, browser, home_of, token_of
from tests.web.test_guard import unlock

pytestmark = pytest.mark.no_graph
SAFE = {"GET", "HEAD", "OPTIONS"}
WITHOUT_LOGIN = {"login.enter_", "login.leave", "guard.unlock", "guard.lock"}
VALUES = {"form": "csv", "number": 1, "filename": "base.css"}


def rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def asked(app: Flask, client: FlaskClient, rule: Rule, method: str, **more: object) -> int:
    """Ask one endpoint for a version that is not there: nothing is worked out or written."""
    with app.test_request_context():
        given = {name: VALUES.get(name, "none") for name in rule.arguments}
        url = app.url_map.bind("localhost").build(rule.endpoint, given, method=method)
    return client.open(f"{url}?version=nope", method=method, **more).status_code  # type: ignore[arg-type]


def test_every_endpoint_has_its_line_and_every_line_its_endpoint(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert endpoints - set(matrix()) == set(), "no line in web/access.yml"
    assert set(matrix()) - endpoints == set(), "no such endpoint"


def test_what_writes_needs_more_than_reading(app: Flask) -> None:
    writing = {one.endpoint for one in rules(app) if (one.methods or set()) - SAFE}
    open_to_all = {
        name
        for name in writing
        if matrix()[name].right in ("open", "read") and not matrix()[name].reads
    }
    assert open_to_all == WITHOUT_LOGIN
    assert {name for name, line in matrix().items() if line.reads} <= writing


@pytest.mark.parametrize("role", [*ROLES, "anonymous"])
def test_every_endpoint_asked_as_every_role(guarded: Flask, role: str) -> None:
    client = guarded.test_client() if role == "anonymous" else browser(guarded, role)
    rights = ROLES.get(role, frozenset())
    wrong = []
    for rule in rules(guarded):
        right = matrix()[rule.endpoint].right
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}):
            if rule.endpoint == "login.leave":
                continue  # it would
            status = asked(guarded, client, rule, method)
            if right == "open":
                refused = status in (401, 403)
                may = True
            elif role == "anonymous":
                at_login = method == "GET" and not rule.rule.startswith("/api/")
                refused, may = status == (302 if at_login else 401), False
            else:
                refused, may = status == 403, right in rights
            if refused is may:
                wrong.append((role, method, rule.rule, status))
    assert wrong == []


@pytest.mark.parametrize("scope", SCOPES)
def test_every_endpoint_asked_with_a_token_of_one_scope(guarded: Flask, scope: str) -> None:
    client = guarded.test_client()
    headers = token_of(home_of(guarded), "administrator", [scope])
    wrong = []
    for rule in rules(guarded):
        right = matrix()[rule.endpoint].right
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}):
            if right in ("open", scope):
                continue  # what it may do it would do
            status = asked(guarded, client, rule, method, headers=headers)
            if status != 403:
                wrong.append((method, rule.rule, status))
    assert wrong == []


def test_the_browser_with_the_token_of_serve_may_all_until_there_is_an_account(
    own: Flask, home: Home
) -> None:
    client = own.test_client()
    assert unlock(client) == 303
    assert client.get("/admin/accounts").status_code == 200
    add_accounts(home)
    assert client.get("/admin/accounts").status_code == 302
    assert client.post("/data/rollback").status_code == 401
    assert client.get("/unlock").headers["Location"] == "/login"
    token = {"token": "the token that serve printed"}
    assert own.test_client().post("/unlock", data=token).status_code in (400, 403)


def test_nobody_is_told_anything_before_the_login(guarded: Flask) -> None:
    client = guarded.test_client()
    version = home_of(guarded).ledger.active()
    assert version is not None
    for url in ("/", "/nope", "/login", "/login?version=nope", "/api/v1/nope"):
        answer = client.get(url, follow_redirects=True)
        for told in (version.id, "葡萄", "/chains/", 'role="search"'):
            assert told not in answer.text, (url, told)


def test_an_endpoint_that_nobody_gave_a_line_is_denied_to_all(home: Home) -> None:
    for app in serving(home):
        app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
        client = app.test_client()
        unlock(client)
        answer = client.get("/forgotten")
        assert answer.status_code == 403
        assert "secret" not in answer.text


def test_anonymous_reading_is_a_setting(guarded: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    from liantu.settings import settings

    monkeypatch.setenv("LIANTU_ANONYMOUS", "read")
    settings.cache_clear()
    client = guarded.test_client()
    assert client.get("/").status_code == 200
    assert client.post("/data/rollback").status_code == 401
    assert client.get("/login").status_code == 200
