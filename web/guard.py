"""Who may ask and who may write: host names, headers, the token that opens the forms."""

from __future__ import annotations

import hmac
import re
from ipaddress import ip_address
from typing import Any

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from werkzeug.wrappers import Response as BaseResponse

from liantu.errors import NotAllowed, UsageError

bp = Blueprint("guard", __name__)

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; worker-src 'self' blob:; font-src 'self'; frame-ancestors 'none'; "
    "base-uri 'none'; form-action 'self'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
ANY_HOST = frozenset({"0.0.0.0", "::"})  # noqa: S104 (compared, not listened on)
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# Endpoints whose POST only reads: what they are asked would not fit into an address.
READING = frozenset(
    {"explore_files.export"}
    | {f"explore_api.{name}_json" for name in ("expand", "graph", "group", "paths")}
)


def install(app: Flask) -> None:
    """Put the checks before, and the headers after, every request."""
    app.before_request(_check_host)
    app.before_request(_check_write)
    app.after_request(_headers)


def may_unlock() -> bool:
    """Say whether this request could open the forms: a token is set, and it is from here."""
    return bool(current_app.config["LIANTU_TOKEN"]) and _from_here()


def unlocked() -> bool:
    """Say whether this browser has opened the forms."""
    return may_unlock() and session.get("unlocked") is True


@bp.get("/unlock")
def unlock_form() -> str:
    """Show the form that takes the token."""
    return render_template("unlock.html", wrong=False)


@bp.post("/unlock")
def unlock() -> Any:
    """Open the forms to a browser on this machine that knows the token."""
    if not may_unlock():
        raise NotAllowed("read_only", where=request.path)
    given = request.form.get("token", "").strip()
    if not hmac.compare_digest(given.encode(), str(current_app.config["LIANTU_TOKEN"]).encode()):
        return render_template("unlock.html", wrong=True), 403
    session.clear()
    session.permanent = True
    session["unlocked"] = True
    return redirect(url_for("data.page"), 303)


@bp.post("/lock")
def lock() -> BaseResponse:
    """Close the forms again."""
    session.clear()
    return redirect(url_for("data.page"), 303)


def _from_here() -> bool:
    try:
        return ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def _check_host() -> None:
    allowed: frozenset[str] = current_app.config["LIANTU_HOSTS"]
    name = re.sub(r":[0-9]*\Z", "", request.headers.get("Host", "")).lower()
    if name not in allowed and not allowed & ANY_HOST:
        raise UsageError("host", where="Host")


def _check_write() -> None:
    open_to_all = request.endpoint in {None, "guard.unlock", *READING}
    if request.method not in SAFE and not open_to_all and not unlocked():
        raise NotAllowed("read_only", where=request.path)


def _headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint == "static" and response.status_code in (200, 304):
        return response
    if response.mimetype == "application/json":
        response.headers.setdefault("Cache-Control", "no-cache")
        if request.method in SAFE and response.status_code == 200:
            response.add_etag()
            response.make_conditional(request)
        return response
    response.headers.setdefault("Cache-Control", "no-store")
    return response
