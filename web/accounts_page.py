"""The administrator's page of accounts: add, give a role, set a password, disable."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for

from liantu.errors import LiantuError, UsageError
from liantu.ledger import Ledger
from liantu.ledger.accounts import (
    accounts,
    add_account,
    change_password,
    change_role,
    disable,
    enable,
)
from liantu.ledger.audit import Who
from liantu.passwords import LONGEST, SHORTEST
from liantu.refusing import unknown_value
from liantu.rights import ROLES
from liantu.web import access
from liantu.web.context import home

bp = Blueprint("accounts", __name__)

# What is done to an account: ledger, who does it, its name, what the form says.
ACTS: dict[str, Callable[[Ledger, Who, str], object]] = {
    "role": lambda ledger, who, name: change_role(ledger, who, name, _field("role")),
    "password": lambda ledger, who, name: change_password(ledger, who, name, _field("password")),
    "disable": disable,
    "enable": enable,
}


@bp.get("/admin/accounts")
def page() -> str:
    """List the accounts, with the forms that change them."""
    return _page(None)


@bp.get("/api/v1/admin/accounts")
def as_json() -> Response:
    """Return the accounts: the JSON of ``liantu user list --json``."""
    return jsonify([one.as_dict() for one in accounts(home().ledger)])


@bp.post("/admin/accounts")
def add() -> Any:
    """Add an account."""
    name = _field("name")
    return _done(
        lambda: add_account(home().ledger, _who(), name, _field("role"), _field("password")),
        "added",
        name,
    )


@bp.post("/admin/accounts/<name>/<act>")
def change(name: str, act: str) -> Any:
    """Change an account: its role, its password, disabled or enabled."""
    if act not in ACTS:
        raise unknown_value("act", act, ACTS)
    return _done(lambda: ACTS[act](home().ledger, _who(), name), act, name)


def _done(work: Callable[[], object], act: str, name: str) -> Any:
    try:
        work()
    except UsageError as error:
        return _page(error), error.status
    return redirect(url_for("accounts.page", done=act, name=name.strip().lower()), 303)


def _page(error: LiantuError | None) -> str:
    rows = accounts(home().ledger)
    done, name = request.args.get("done", ""), request.args.get("name", "")
    known = done in ("added", *ACTS) and name in {row.name for row in rows}
    return render_template(
        "accounts.html",
        rows=rows,
        roles=tuple(ROLES),
        error=error,
        done=done if known else "",
        name=name,
        typed=request.form.get("name", "") if error else "",
        least=SHORTEST,
        most=LONGEST,
        json_url=url_for("accounts.as_json"),
    )


def _field(name: str) -> str:
    return request.form.get(name, "")


def _who() -> Who:
    return access.principal().who()
