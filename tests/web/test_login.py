"""Logging in and out: sessions, limits, and what an attacker would try."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from liantu.home import Home
from liantu.ledger import AttemptRow, SessionRow, now
from liantu.ledger.accounts import change_password, change_role, disable, enable
from liantu.ledger.attempts import ADDRESS, PAIR, WINDOW
from liantu.ledger.audit import Asked, lines
from tests.conftest import serving
from tests.web.logins import PASSWORD, TEST, browser, demo_with_accounts, form_of, log_in

pytestmark = pytest.mark.no_graph


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    yield from demo_with_accounts(tmp_path_factory.mktemp("login"))


@pytest.fixture
def own(home: Home) -> Iterator[Flask]:
    yield from serving(home)


def events(home: Home) -> list[tuple[str, str]]:
    return [(row.event, row.subject) for row in lines(home.ledger, Asked())]


def test_who_logs_in_goes_on_and_who_logs_out_is_out_for_good(own: Flask, home: Home) -> None:
    client = own.test_client()
    to = client.get("/chains?lang=en").headers["Location"]
    assert to == "/login?next=/chains?lang%3Den&lang=en"
    assert log_in(client, "Viewer ") == 303
    page = client.get("/")
    assert page.status_code == 200 and "viewer" in page.text
    cookie = client.get_cookie("liantu_session")
    assert cookie is not None
    answer = client.post("/logout", data={"csrf_token": form_of(client, "/")})
    assert answer.headers["Location"] == "/login"
    assert client.get("/").status_code == 302
    client.set_cookie("liantu_session", cookie.value)  # somebody kept it
    assert client.get("/").status_code == 302
    assert events(home)[:2] == [("logout", ""), ("login", "viewer")]


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("viewer", "wrong words of course"),
        ("nobody", PASSWORD),
        ("", ""),
        ("viewer", ""),
        ("' OR 1=1 --", "x" * 5000),
        ("<b>", "控\x00制"),
    ],
)
def test_what_does_not_fit_is_told_the_same(
    own: Flask, home: Home, name: str, password: str
) -> None:
    client = own.test_client()
    form = {"name": name, "password": password, "csrf_token": form_of(client, "/login")}
    answer = client.post("/login", data=form)
    assert answer.status_code == 401
    assert "账号或密码不对，或账号已停用。" in answer.text
    assert "<b>" not in answer.text
    known = name if name == "viewer" else "?"  # what is not a name may be a password
    assert events(home)[0] == ("login.failed", known)


def test_a_login_starts_a_new_session(own: Flask) -> None:
    client = own.test_client()
    form_of(client, "/login")
    before = client.get_cookie("liantu_session")
    assert log_in(client, "viewer") == 303
    after = client.get_cookie("liantu_session")
    assert before is not None and after is not None and before.value != after.value
    stale = own.test_client()
    stale.set_cookie("liantu_session", before.value)
    assert stale.get("/").status_code == 302


def test_a_login_needs_its_form(own: Flask) -> None:
    form = {"name": "viewer", "password": PASSWORD}
    assert own.test_client().post("/login", data=form).status_code == 400
    other = own.test_client()
    sign = form_of(own.test_client(), "/login")  # of another browser
    assert other.post("/login", data=form | {"csrf_token": sign}).status_code == 400


@pytest.mark.parametrize(
    ("target", "goes"),
    [
        ("/chains?lang=en", "/chains?lang=en"),
        ("//evil.example/", "/"),
        ("https://evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("\\\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/nowhere", "/"),
        ("/logout", "/"),
        ("/chains\r\nSet-Cookie: a=b", "/"),
        ("/" + "a" * 5000, "/"),
    ],
)
def test_after_the_login_one_stays_on_this_server(own: Flask, target: str, goes: str) -> None:
    with own.test_request_context("/login"):
        from liantu.web.login import wanted

        assert wanted(target) == goes


def test_too_many_failures_wait_for_everybody_alike(own: Flask, home: Home) -> None:
    client = own.test_client()
    for name in ("viewer", "nobody"):
        for _ in range(PAIR):
            assert log_in(client, name, "not the password") == 401
        form = {"name": name, "password": PASSWORD, "csrf_token": form_of(client, "/login")}
        answer = client.post("/login", data=form)
        assert answer.status_code == 429
        assert 0 < int(answer.headers["Retry-After"]) <= WINDOW.total_seconds()
    assert log_in(client, "clerk") == 303  # others go on
    with home.ledger.session() as session:  # some time later
        session.execute(update(AttemptRow).values(at=now() - WINDOW))
    assert log_in(own.test_client(), "viewer") == 303


def test_a_new_password_of_an_administrator_opens_a_locked_account(own: Flask, home: Home) -> None:
    client = own.test_client()
    for _ in range(PAIR):
        log_in(client, "viewer", "not the password")
    change_password(home.ledger, TEST, "viewer", "another four words")
    assert log_in(client, "viewer", "another four words") == 303


def test_one_address_tries_many_names_in_vain(own: Flask, home: Home) -> None:
    with home.ledger.session() as session:
        for number in range(ADDRESS):
            session.add(AttemptRow(account=f"{number}", address="127.0.0.1", at=now()))
    assert log_in(own.test_client(), "viewer") == 429


def test_a_session_ends_with_its_account_password_or_time(own: Flask, home: Home) -> None:
    def inside(client: FlaskClient) -> bool:
        return client.get("/").status_code == 200

    first = browser(own, "viewer")
    disable(home.ledger, TEST, "viewer")
    assert not inside(first)
    assert log_in(own.test_client(), "viewer") == 401
    enable(home.ledger, TEST, "viewer")
    assert not inside(first)  # what has ended does not come back
    second = browser(own, "viewer")
    change_password(home.ledger, TEST, "viewer", "another four words")
    assert not inside(second)
    third = browser(own, "clerk")
    with home.ledger.session() as session:
        session.execute(update(SessionRow).values(started_at=now() - timedelta(hours=13)))
    assert not inside(third)


def test_a_lower_role_holds_at_once(own: Flask, home: Home) -> None:
    client = browser(own, "clerk")
    assert client.post("/data/rollback").status_code == 400  # a form is missing, not the right
    change_role(home.ledger, TEST, "clerk", "viewer")
    answer = client.post("/data/rollback")
    assert answer.status_code == 403
    assert "ingest" in answer.text


def test_ones_own_password_ends_every_other_session(own: Flask, home: Home) -> None:
    here, elsewhere = browser(own, "analyst"), browser(own, "analyst")
    new = "four new words there"
    form = {"old": "wrong", "new": new, "again": new, "csrf_token": form_of(here, "/account")}
    assert here.post("/account/password", data=form).status_code == 400
    assert "现在的密码不对" in here.post("/account/password", data=form).text
    form["old"] = PASSWORD
    assert "两次输入" in here.post("/account/password", data=form | {"again": "x"}).text
    assert (
        here.post("/account/password", data=form | {"new": "短", "again": "短"}).status_code == 400
    )
    assert here.post("/account/password", data=form).status_code == 303
    assert here.get("/account?changed=1").status_code == 200
    assert elsewhere.get("/").status_code == 302
    assert log_in(own.test_client(), "analyst") == 401
    assert log_in(own.test_client(), "analyst", new) == 303
    assert ("account.password", "analyst") in events(home)


def test_pages_show_only_buttons_that_work(own: Flask) -> None:
    viewer, clerk = browser(own, "viewer"), browser(own, "clerk")
    for client, shown in ((viewer, False), (clerk, True)):
        assert ('action="/data/incoming"' in client.get("/data").text) is shown
        assert ('action="/screen/save"' in client.get("/screen").text) is shown
        assert ("/admin/audit" in client.get("/").text) is False
    assert "须有“载入数据”权限" in viewer.get("/data").text
    assert "/admin/audit" in browser(own, "administrator").get("/").text


def test_the_login_works_over_tls_too(own: Flask) -> None:
    client, base = own.test_client(), "https://localhost"
    sign = re.search(r'csrf_token" value="([^"]+)', client.get("/login", base_url=base).text)
    assert sign is not None
    form = {"name": "viewer", "password": PASSWORD, "csrf_token": sign[1]}
    assert client.post("/login", data=form, base_url=base).status_code == 303
    assert client.get("/", base_url=base).status_code == 200


def test_cookies_are_secure_where_the_request_was(own: Flask) -> None:
    for scheme, secure in (("http", False), ("https", True)):
        client = own.test_client()
        cookie = client.get("/login", base_url=f"{scheme}://localhost").headers["Set-Cookie"]
        assert ("Secure" in cookie) is secure
        assert "HttpOnly" in cookie and "SameSite=Strict" in cookie
