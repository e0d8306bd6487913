"""The explorer: a page that starts from nodes, and what it says without script."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_wtf.csrf import generate_csrf

from liantu.errors import NotFound
from liantu.locale import catalogue
from liantu.queries.profile import Profile, profile
from liantu.web import finding
from liantu.web.access import may
from liantu.web.context import lang, store, version

bp = Blueprint("explore", __name__)

PANELS = ("details", "legend", "filters", "styles", "groups", "paths", "views", "export", "notes")
LAYOUTS = ("force", "layered", "radial", "geo", "timeline")
LIMITS = (20, 50, 100, 200, 500)  # nodes that one expansion loads
KEYS = (
    ("Ctrl+Z", "undo"),
    ("Ctrl+Y", "redo"),
    ("E", "expand"),
    ("C", "collapse"),
    ("P", "pin"),
    ("H", "hide"),
    ("Delete", "remove"),
    ("L", "lasso"),
    ("F", "fit"),
    ("+", "in"),
    ("-", "out"),
    ("M", "menu"),
)


@bp.get("/explore")
def page() -> str:
    """Show the explorer; without script the links of its node as tables, and the search."""
    here = store().data_version  # before the first load this says what to do
    ids = request.args.getlist("id")
    found = _profile(ids[0]) if ids else None
    asked = request.args.get("q", "").strip()
    return render_template(
        "explore.html",
        profile=found,
        hits=finding.answered(0, 20).hits if asked else (),
        asked=asked,
        words=_words(),
        panels=PANELS,
        layouts=LAYOUTS,
        limits=LIMITS,
        keys=KEYS,
        settings=_settings(here, ids),
        modules=modules(),
    )


def _profile(node_id: str) -> Profile | None:
    try:
        return profile(store(), node_id, lang())
    except NotFound:
        return None  # the canvas says so, and when it ended


def _words() -> dict[str, str]:
    """Return the texts of the explorer in the language of this request."""
    return {key: texts[lang()] for key, texts in catalogue().items() if key.startswith("explore.")}


@cache
def modules() -> tuple[str, ...]:
    """Return the page's modules, so that the browser need not find them one after the other."""
    folder = files("liantu.web") / "static" / "explorer"
    inner = [f"panels/{one.name}" for one in (folder / "panels").iterdir()]
    names = [one.name for one in folder.iterdir()]
    return tuple(sorted(f"explorer/{one}" for one in names + inner if one.endswith(".js")))


def _settings(data_version: str, ids: list[str]) -> dict[str, Any]:
    """Return what the modules of the page ask and load."""
    return {
        "ids": ids,
        "painter": request.args.get("painter", ""),
        "view": request.args.get("view", ""),
        "csrf": generate_csrf() if may("screen") else "",
        "data_version": data_version,
        "version": version(),
        "lang": lang(),
        "api": "/api/v1/explore/",
        "limits": LIMITS,
        "search": url_for("api.search"),
        "node": url_for("pages.node", node_id="ID"),
        "sigma": url_for("static", filename="vendor/sigma/sigma.min.js"),
    }
