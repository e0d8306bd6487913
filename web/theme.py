"""Light or dark: what the reader chose, kept in a cookie; else what the system says.

Chosen by a link (``?theme=dark``), as the language is, so that it works without script.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, request, url_for

from liantu.web import context, guard

THEMES = ("auto", "light", "dark")
YEAR = 365 * 24 * 3600


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
    if request.endpoint is None or request.method not in guard.SAFE:
        return url_for("pages.overview", theme=name)
    values: dict[str, Any] = dict(request.view_args or {})
    values |= {one: request.args.getlist(one) for one in request.args if one not in values}
    return url_for(request.endpoint, **(values | {"theme": name, "version": context.version()}))


def _keep(response: Response) -> Response:
    wanted = request.args.get("theme")
    if wanted in THEMES and response.mimetype == "text/html":
        response.set_cookie("theme", wanted, max_age=YEAR, samesite="Lax", httponly=True)
    return response
