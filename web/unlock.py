"""The token that serve printed: the way in on this machine until there is an account."""

from __future__ import annotations

import hmac
from typing import Any

from flask import Blueprint, current_app, g, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as BaseResponse

from liantu.errors import NotAllowed
from liantu.web import access

bp = Blueprint("guard", __name__)


@bp.get("/unlock")
def unlock_form() -> Any:
    """Show the form that takes the token; where there are accounts, lead to the login."""
    if access.accounts_exist():
        return redirect(url_for("login.form"), 303)
    return render_template("unlock.html", wrong=False)


@bp.post("/unlock")
def unlock() -> Any:
    """Open the forms to a browser on this machine that knows the token."""
    if not access.may_unlock():
        raise NotAllowed(
            "unlock_closed" if access.accounts_exist() else "read_only", where="/unlock"
        )
    given = request.form.get("token", "").strip()
    if not hmac.compare_digest(given.encode(), str(current_app.config["LIANTU_TOKEN"]).encode()):
        access.write("unlock.failed")
        return render_template("unlock.html", wrong=True), 403
    session.clear()
    session.permanent = True
    session["unlocked"] = True
    g.pop("principal", None)
    access.write("unlock")
    return redirect(url_for("data.page"), 303)


@bp.post("/lock")
def lock() -> BaseResponse:
    """Close the forms again."""
    session.clear()
    return redirect(url_for("data.page"), 303)
