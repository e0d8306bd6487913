"""Who may ask: host names, headers, and whether a browser knows the token that serve printed."""

from __future__ import annotations

import re
from ipaddress import ip_address

from flask import Flask, Response, current_app, g, request, session
from flask.sessions import SecureCookieSessionInterface

from liantu.errors import UsageError

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


class Cookies(SecureCookieSessionInterface):
    """Sessions whose cookie is for TLS only where the request came by TLS."""

    def get_cookie_secure(self, app: Flask) -> bool:
        """Say whether the browser shall send the cookie by TLS only."""
        return super().get_cookie_secure(app) or request.is_secure


def install(app: Flask) -> None:
    """Put the check of names before, and the headers after, every request."""
    app.session_interface = Cookies()
    app.before_request(_check_host)
    app.after_request(_headers)


def may_unlock() -> bool:
    """Say whether this request could open the forms: a token is set, and it is from here."""
    return bool(current_app.config["LIANTU_TOKEN"]) and _from_here()


def unlocked() -> bool:
    """Say whether this browser has opened the forms."""
    return may_unlock() and session.get("unlocked") is True


def _from_here() -> bool:
    try:
        return ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def _check_host() -> None:
    allowed: frozenset[str] = current_app.config["LIANTU_HOSTS"]
    name = re.sub(r":[0-9]*\Z", "", request.headers.get("Host", "")).lower()
    if name not in allowed and not allowed & ANY_HOST:
        g.stranger = True  # whoever asks so is told nothing, whatever they bring along
        raise UsageError("host", where="Host")


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
