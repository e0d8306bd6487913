"""Logging in and out, and an account's own password."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    current_app,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response

from liantu.errors import LiantuError, UsageError
from liantu.ledger.accounts import end_session
from liantu.ledger.audit import Who
from liantu.ledger.entering import change_own, enter
from liantu.passwords import LONGEST, SHORTEST
from liantu.web import access
from liantu.web.context import home

bp = Blueprint("login", __name__)

LONGEST_ADDRESS = 2000  # characters of the page to go back to
CONTROL = re.compile(r"[\x00-\x20\x7f\\]")


@bp.get("/login")
def form() -> Any:
    """Show the form for name and password; who has logged in goes on."""
    if access.principal().kind == "user":
        return redirect(wanted(request.args.get("next", "")), 303)
    return _form("")


@bp.post("/login")
def enter_() -> Any:
    """Log in: a fresh session, whatever the browser held before."""
    name, password = request.form.get("name", ""), request.form.get("password", "")
    secret = enter(home().ledger, name, password, _from())
    if not secret:
        return _form(name), 401
    _begin(secret)
    return redirect(wanted(request.form.get("next", "")), 303)


@bp.post("/logout")
def leave() -> Response:
    """Log out: the session ends here and in the ledger."""
    secret = session.get(access.KEPT)
    if secret:
        access.write("logout")
        end_session(home().ledger, str(secret))
    session.clear()
    return redirect(url_for("login.form"), 303)


@bp.get("/account")
def page() -> str:
    """Show the own account: role, rights, the form for another password."""
    return _account(None, "changed" in request.args)


@bp.post("/account/password")
def password() -> Any:
    """Change the own password; every session but this one ends."""
    old, new, again = (request.form.get(one, "") for one in ("old", "new", "again"))
    try:
        if new != again:
            raise UsageError("password_again", where="again")
        secret = change_own(home().ledger, access.principal().name, old, new, _from())
    except UsageError as error:
        return _account(error, False), error.status
    _begin(secret)
    return redirect(url_for("login.page", changed=1), 303)


def wanted(target: str) -> str:
    """Return where to go after login: an address of this very server, else the overview."""
    usual = url_for("pages.overview")
    if not target.startswith("/") or target.startswith("//") or len(target) > LONGEST_ADDRESS:
        return usual
    parts = urlsplit(target)
    if CONTROL.search(target) or parts.scheme or parts.netloc:
        return usual
    try:
        endpoint, _ = current_app.create_url_adapter(request).match(parts.path, "GET")  # type: ignore[union-attr]
    except (HTTPException, RequestRedirect):
        return usual
    return usual if endpoint.startswith(("login.", "guard.")) else target


def _form(name: str) -> str:
    return render_template(
        "login.html", name=name[:100], wrong=request.method == "POST", next=_next()
    )


def _next() -> str:
    given = request.values.get("next", "")
    return given if wanted(given) == given else ""


def _account(error: LiantuError | None, changed: bool) -> str:
    return render_template(
        "account.html", error=error, changed=changed, least=SHORTEST, most=LONGEST
    )


def _begin(secret: str) -> None:
    """Start this browser's session anew: nothing that was in it before stays."""
    session.clear()
    session.permanent = True
    session[access.KEPT] = secret
    g.pop("principal", None)


def _from() -> Who:
    return Who("anonymous", address=(request.remote_addr or "")[:64])
