"""Tokens for scripts: one's own, and for the administrator everybody's."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for

from liantu.errors import LiantuError, UsageError
from liantu.ledger.accounts import account
from liantu.ledger.tokens import LONGEST, MOST_DAYS, Token, add_token, revoke, tokens
from liantu.rights import SCOPES
from liantu.web import access
from liantu.web.context import home
from liantu.web.regions import name_of_region, region_known

bp = Blueprint("tokens", __name__)

FIELDS = ("name", "region", "days")
DAYS = 90  # that a token holds unless another number is asked for


@bp.get("/account/tokens")
def page() -> str:
    """List one's own tokens, with the form that makes another."""
    return _page()


@bp.post("/account/tokens")
def add() -> Any:
    """Make a token and show its text, this once."""
    try:
        made = _made()
    except UsageError as error:
        return _page(error=error), error.status
    return _page(made=made), 201


@bp.post("/account/tokens/<id>/revoke")
def end(id: str) -> Any:
    """End one of one's own tokens."""
    revoke(home().ledger, access.principal().who(), id, _mine())
    return redirect(url_for("tokens.page"), 303)


@bp.get("/api/v1/account/tokens")
def as_json() -> Response:
    """Return one's own tokens, without their secrets."""
    return jsonify([one.as_dict() for one in tokens(home().ledger, _mine())])


@bp.get("/admin/tokens")
def every() -> str:
    """List the tokens of all accounts."""
    rows = tokens(home().ledger)
    return render_template(
        "tokens_all.html", rows=rows, places=_places(rows), json_url=url_for("tokens.every_json")
    )


@bp.post("/admin/tokens/<id>/revoke")
def end_any(id: str) -> Any:
    """End anybody's token."""
    revoke(home().ledger, access.principal().who(), id)
    return redirect(url_for("tokens.every"), 303)


@bp.get("/api/v1/admin/tokens")
def every_json() -> Response:
    """Return the tokens of all accounts: the JSON of ``liantu token list --json``."""
    return jsonify([one.as_dict() for one in tokens(home().ledger)])


def _made() -> tuple[Token, str]:
    form, who = request.form, access.principal()
    given = form.get("days", "").strip()
    if not (given.isascii() and given.isdigit() and len(given) < 6):
        raise UsageError("token_days", where=given[:20], most=MOST_DAYS)
    region = form.get("region", "").strip()
    if region and not region_known(region):
        raise UsageError("token_region_form", where=region[:20])
    return add_token(
        home().ledger,
        who.who(),
        account(home().ledger, who.name),
        form.get("name", ""),
        form.getlist("scope"),
        region=region,
        days=int(given),
    )


def _page(made: tuple[Token, str] | None = None, error: LiantuError | None = None) -> str:
    rows = tokens(home().ledger, _mine())
    rights = access.principal().rights
    return render_template(
        "tokens.html",
        rows=rows,
        places=_places(rows),
        scopes=[one for one in SCOPES if one in rights],
        typed={name: request.form.get(name, "") if error else "" for name in FIELDS},
        chosen=request.form.getlist("scope") if error else ["read"],
        made=made,
        error=error,
        days=DAYS,
        most_days=MOST_DAYS,
        longest=LONGEST,
        json_url=url_for("tokens.as_json"),
    )


def _places(rows: list[Token]) -> dict[str, str]:
    return {code: name_of_region(code) for code in {one.row.region for one in rows} if code}


def _mine() -> int:
    return int(access.principal().id)
