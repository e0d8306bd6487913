"""Accounts, tokens and the audit by the command line."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from liantu.home import Home
from liantu.ledger import Ledger
from liantu.ledger.accounts import accounts, add_account
from liantu.ledger.attempts import attempt
from liantu.ledger.audit import Asked, Who, lines, write
from liantu.ledger.entering import enter
from tests.core.conftest import Liantu

pytestmark = pytest.mark.no_graph
PASSWORD = "four unrelated words here"


def typed(monkeypatch: pytest.MonkeyPatch, password: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))


def test_accounts_are_added_listed_and_changed(
    liantu: Liantu, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, PASSWORD)
    first = liantu(home.root, "user", "add", "First", "--role", "viewer")
    assert first.code == 2 and "第一个账号必须是管理员" in first.err
    assert liantu(home.root, "user", "add", "First", "--role", "administrator").code == 0
    for wrong in ("short", "", "second" * 4, "1234567890", "aaaaaaaaaaaa", "x" * 300):
        typed(monkeypatch, wrong)
        assert liantu(home.root, "user", "add", "second").code == 2
    typed(monkeypatch, PASSWORD)
    assert liantu(home.root, "user", "add", "王审", "--role", "clerk").code == 0
    assert liantu(home.root, "user", "role", "王审", "analyst").code == 0
    assert liantu(home.root, "user", "role", "王审", "boss").code == 2
    assert liantu(home.root, "user", "disable", "first").code == 2  # the last administrator
    assert liantu(home.root, "user", "disable", "王审").code == 0
    assert liantu(home.root, "user", "disable", "nobody").code == 2
    rows = liantu(home.root, "user", "list", "--json").json
    assert [(one["name"], one["role"], one["disabled"]) for one in rows] == [
        ("first", "administrator", False),
        ("王审", "analyst", True),
    ]
    assert not any("argon2" in str(one) for one in rows)
    kept = accounts(home.ledger)[0].password
    assert kept.startswith("$argon2id$") and PASSWORD not in kept


def test_a_new_password_is_read_from_standard_input(
    liantu: Liantu, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_account(home.ledger, Who("command"), "first", "administrator", PASSWORD)
    typed(monkeypatch, "another four words")
    assert liantu(home.root, "user", "password", "first").code == 0
    assert enter(home.ledger, "first", PASSWORD, Who("anonymous")) == ""
    assert enter(home.ledger, "first", "another four words", Who("anonymous")) != ""


def test_tokens_are_made_listed_and_revoked(liantu: Liantu, home: Home) -> None:
    add_account(home.ledger, Who("command"), "first", "administrator", PASSWORD)
    said = liantu(
        home.root, "token", "add", "first", "weekly", "-s", "read", "--region", "370614", "--json"
    )
    assert said.json["scopes"] == ["read"] and said.json["token"].startswith("lt_")
    assert liantu(home.root, "token", "add", "first", "weekly", "-s", "everything").code == 2
    assert liantu(home.root, "token", "add", "nobody", "weekly").code == 2
    (one,) = liantu(home.root, "token", "list", "--json").json
    assert (one["region"], one["state"], "token" in one) == ("370614", "live", False)
    assert liantu(home.root, "token", "revoke", one["id"]).code == 0
    assert (
        liantu(home.root, "token", "list", "--user", "first", "--json").json[0]["state"]
        == "revoked"
    )
    assert liantu(home.root, "token", "revoke", "nothing").code == 2


def test_commands_that_write_or_export_are_in_the_audit(
    liantu: Liantu, home: Home, tmp_path: Path
) -> None:
    add_account(home.ledger, Who("command"), "first", "administrator", PASSWORD)
    out = tmp_path / "firms.csv"
    assert liantu(home.root, "export", "screen", "-o", str(out)).code == 0  # with accounts too
    assert liantu(home.root, "screen", "-w", "text=风", "--save", "wind").code == 0
    assert liantu(home.root, "screen", "--saved").code == 0
    found = liantu(home.root, "audit", "--json", "--limit", "2").json["lines"]
    assert [(one["kind"], one["event"], one["subject"]) for one in found] == [
        ("command", "write", "screen -w text=风 --save wind"),
        ("command", "export", "/screen.csv?lang=zh"),
    ]
    assert liantu(home.root, "audit", "--event", "account.add").out.count("first") == 1
    assert liantu(home.root, "audit", "--since", "yesterday").code == 2
    file = tmp_path / "audit.csv"
    assert liantu(home.root, "audit", "-o", str(file)).code == 0
    assert file.read_text("utf-8-sig").splitlines()[0].startswith("时间,")
    assert liantu(home.root, "audit", "-o", str(tmp_path)).code == 2


def test_the_audit_and_the_limits_hold_on_both_databases(url: str) -> None:
    ledger = Ledger(url)
    try:
        add_account(ledger, Who("command"), "first", "administrator", PASSWORD)
        write(ledger, Who("user", "=x\x1b[2J"), "write", "a%b_c")
        assert lines(ledger, Asked(text="%b_"))[0].name == "=x�[2J"
        assert lines(ledger, Asked(text="%c_")) == []
        for statement in ("UPDATE audit SET name='x'", "DELETE FROM audit"):
            with pytest.raises(Exception, match="only added"), ledger.engine.begin() as connection:
                connection.exec_driver_sql(statement)
        assert enter(ledger, "first", PASSWORD, Who("anonymous", address="::1")) != ""
        for _ in range(5):
            attempt(ledger, "first", "::1")
        with pytest.raises(Exception, match="登录失败次数太多"):
            attempt(ledger, "FIRST ", "::1")
        with pytest.raises(Exception, match="登录失败次数太多"):
            attempt(ledger, "first", "::2")  # of the same network
        attempt(ledger, "first", "2001:db8::1")
    finally:
        ledger.close()
