"""Light or dark: what the reader chose, kept in a cookie; else what the system says.

Chosen by a link (``?theme=dark``), as the language is, so that it works without script.
"""

from __future__ import annotations

from flask import Flask, Response, request

from liantu.web import context
from liantu.web.rendering import YEAR, same_page

THEMES = ("auto", "light", "dark")


def install(app: Flask) -> None:
    """Give templates the theme, and keep a choice."""
    app.jinja_env.globals.update(theme=theme, theme_url=theme_url, THEMES=THEMES)
    app.after_request(_keep)


def theme() -> str:
    """Return the theme of this request: ``?theme=``, else the cookie, else ``auto``."""
    wanted = request.args.get("theme") or request.cookies.get("theme", "")
    return wanted if wanted in THEMES else "auto"


def theme_url(name: str) -> str:
    """Return this very address in another theme."""
    return same_page(theme=name, version=context.version() or None)


def _keep(response: Response) -> Response:
    wanted = request.args.get("theme")
    if wanted in THEMES and response.mimetype == "text/html":
        response.set_cookie("theme", wanted, max_age=YEAR, samesite="Lax", httponly=True)
    return response
