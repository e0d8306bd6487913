"""The administrator's pages: accounts, and the audit that is only added to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, update

from liantu.errors import Unavailable
from liantu.home import Home
from liantu.ledger import AuditRow
from liantu.ledger.accounts import account
from liantu.web import create_app
from tests.conftest import serving
from tests.factories import copy_of_demo
from tests.web.logins import PASSWORD, browser, demo_with_accounts, form_of, log_in
from tests.web.test_guard import unlock

pytestmark = pytest.mark.no_graph


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    yield from demo_with_accounts(tmp_path_factory.mktemp("accounts"))


@pytest.fixture(scope="module")
def own(home: Home) -> Iterator[Flask]:
    yield from serving(home)


@pytest.fixture
def admin(own: Flask) -> FlaskClient:
    return browser(own, "administrator")


def send(client: FlaskClient, url: str, **form: str) -> tuple[int, str]:
    sign = {"csrf_token": form_of(client, "/admin/accounts")}
    answer = client.post(url, data=form | sign, follow_redirects=True)
    return answer.status_code, answer.text


def test_an_account_is_added_and_changed_in_the_page(
    own: Flask, admin: FlaskClient, home: Home
) -> None:
    said = send(admin, "/admin/accounts", name="王 审", role="clerk", password=PASSWORD)
    assert said[0] == 400 and "账号名须由" in said[1]
    assert send(admin, "/admin/accounts", name="王审", role="clerk", password="short")[0] == 400
    assert send(admin, "/admin/accounts", name="王审", role="boss", password=PASSWORD)[0] == 400
    status, text = send(admin, "/admin/accounts", name="王审", role="clerk", password=PASSWORD)
    assert status == 200 and "已添加账号 王审" in text
    assert send(admin, "/admin/accounts", name="王审", role="clerk", password=PASSWORD)[0] == 400
    client = own.test_client()
    assert log_in(client, "王审") == 303 and client.get("/").status_code == 200
    assert send(admin, "/admin/accounts/王审/role", role="analyst")[0] == 200
    assert account(home.ledger, "王审").role == "analyst"
    assert send(admin, "/admin/accounts/王审/disable")[0] == 200
    assert client.get("/").status_code == 302
    assert send(admin, "/admin/accounts/王审/enable")[0] == 200
    assert send(admin, "/admin/accounts/王审/password", password="another four words")[0] == 200
    assert log_in(client, "王审", "another four words") == 303
    assert send(admin, "/admin/accounts/王审/delete")[0] == 400
    assert send(admin, "/admin/accounts/nobody/disable")[0] == 404
    assert PASSWORD not in text
    listed = admin.get("/api/v1/admin/accounts").json
    assert {"id", "name", "role", "disabled"} < set(listed[0]) and "password" not in listed[0]


def test_the_last_administrator_stays(admin: FlaskClient) -> None:
    for url, form in (("disable", {}), ("role", {"role": "viewer"})):
        status, text = send(admin, f"/admin/accounts/administrator/{url}", **form)
        assert status == 400 and "最后一个能登录的管理员" in text


def test_the_first_account_is_made_in_the_page_by_the_token_of_serve(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    home = copy_of_demo(tmp_path_factory.mktemp("first"))
    for app in serving(home):
        client = app.test_client()
        unlock(client)
        assert 'value="viewer"' not in client.get("/admin/accounts").text
        form = {"name": "first", "role": "administrator", "password": PASSWORD}
        form["csrf_token"] = form_of(client, "/admin/accounts")
        assert client.post("/admin/accounts", data=form).status_code == 303
        assert client.get("/admin/accounts").status_code == 302
        assert log_in(client, "first") == 303
        told = [
            (one["event"], one["kind"])
            for one in client.get("/api/v1/admin/audit").json["lines"]
            if one["event"] in ("login", "account.add", "unlock")  # the demo may have been exported
        ]
        assert told == [("login", "user"), ("account.add", "machine"), ("unlock", "machine")]
    home.ledger.close()


def test_the_demo_says_that_it_is_one_and_only_read(home: Home) -> None:
    folder = copy_of_demo(home.root / "demo")
    app = create_app(folder, token="t", demo=True)
    client = app.test_client()
    for lang, word in (("zh", "只读，不用登录"), ("en", "Read-only, without login")):
        assert word in client.get(f"/data?lang={lang}").text
    assert client.post("/data/rollback").status_code == 403
    app.extensions["liantu"].close()
    folder.ledger.close()


def test_writes_and_exports_are_written_down_with_who_and_what(
    own: Flask, admin: FlaskClient
) -> None:
    clerk = browser(own, "clerk")
    assert clerk.get("/screen.csv?text=风").status_code == 200
    form = {"name": "=1+1", "csrf_token": form_of(clerk, "/screen")}
    assert clerk.post("/screen/save", data=form).status_code == 303
    assert clerk.post("/screen/save", data={"name": "x"}).status_code == 400  # not done, not noted
    found = admin.get("/api/v1/admin/audit?name=clerk&limit=2").json["lines"]
    assert [(one["event"], one["subject"]) for one in found] == [
        ("write", "/screen/save"),
        ("export", "/screen.csv?text=风"),
    ]
    assert found[0]["detail"] == {"endpoint": "screen.save", "method": "POST"}


def test_the_audit_as_page_json_and_file(own: Flask, admin: FlaskClient) -> None:
    form = {"name": "=cmd|x", "password": "y", "csrf_token": form_of(own.test_client(), "/login")}
    own.test_client().post("/login", data=form)
    for lang, word in (("zh", "只增不改"), ("en", "only added")):
        page = admin.get(f"/admin/audit?lang={lang}&since=2020-01-01&until=2999-01-01&event=login")
        assert page.status_code == 200 and word in page.text
    assert admin.get("/api/v1/admin/audit?until=2020-01-01").json["total"] == 0
    for wrong in ("since=yesterday", "until=2026-13-01", "start=-1", "limit=0"):
        assert admin.get(f"/api/v1/admin/audit?{wrong}").status_code == 400, wrong
    assert admin.get("/api/v1/admin/audit?text=%25").json["total"] >= 0
    file = admin.get("/admin/audit.csv")
    assert file.mimetype == "text/csv" and file.text.startswith("\ufeffTime,As,Who")
    assert admin.get("/api/v1/admin/audit").json["lines"][0]["event"] == "export"


def test_no_line_of_the_audit_can_be_changed_or_taken_away(home: Home) -> None:
    for act in (delete(AuditRow), update(AuditRow).values(name="nobody")):
        with pytest.raises(Unavailable), home.ledger.session() as session:
            session.execute(act)


def test_without_an_audit_nothing_is_taken_away(own: Flask, home: Home) -> None:
    clerk = browser(own, "clerk")
    with home.ledger.engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
    try:
        answer = clerk.get("/screen.csv")
        assert answer.status_code == 503 and "企业" not in answer.text.splitlines()[-1]
        assert clerk.get("/screen").status_code == 200
    finally:
        with home.ledger.engine.begin() as connection:
            connection.exec_driver_sql("DROP TRIGGER full")
