"""The screening page: a form of filters, the enterprises that pass, filters saved by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from liantu.graph.model import model
from liantu.ledger.screens import drop_screen, save_screen, saved_screen, saved_screens
from liantu.queries.profile import name_of
from liantu.queries.screening import MOST, PAGE, Screen, Screened, screen_of, screening
from liantu.queries.sheets import Book
from liantu.queries.sheets.lists import screen_book
from liantu.web.answers.paging import following, start, whole
from liantu.web.context import home, store, words
from liantu.web.panorama import chains

bp = Blueprint("screen", __name__)

CHECKS = ("supplies", "size", "listed", "closed")
MARKS = (("above_size", "size"), ("listed", "listed"))
NUMBERS = ("employees_from", "employees_to", "capital_from", "output_from", "signals")
FARTHEST = 10**7  # rows that can be left out


@bp.get("/screen")
def page() -> str:
    """Show the form and the enterprises that pass its filters."""
    wanted = _wanted()
    found = screening(store(), wanted, whole("start", 0, 0, FARTHEST), PAGE)
    given = _given(wanted)
    return render_template(
        "screen.html",
        found=found,
        screen=wanted,
        given=given,
        checks=CHECKS,
        numbers=NUMBERS,
        ownerships=model().nodes["Enterprise"].properties["ownership"].allowed,
        chains=[(str(one.properties["chain_id"]), name_of(one)) for one in chains(store())],
        saved=saved_screens(home().ledger),
        pages=_pages(found, given),
        page_size=PAGE,
        standing=_standing,
        json_url=url_for("screen.json", **given),
    )


@bp.get("/api/v1/screen")
def json() -> Response:
    """Give one page of the enterprises that pass: the JSON of ``liantu screen --json``."""
    begin, limit = start(FARTHEST), whole("limit", PAGE, 1, MOST)
    found = screening(store(), _wanted(), begin, limit)
    return jsonify({**found.as_dict(), "next": following(begin, len(found.rows), found.total)})


@bp.get("/api/v1/screens")
def saved_json() -> Response:
    """List the saved filters: the JSON of ``liantu screen --saved --json``."""
    rows = saved_screens(home().ledger)
    return jsonify([{"name": row.name, "filters": row.filters} for row in rows])


def book_of() -> Book:
    """Return the enterprises that pass the filters of the address, ten thousand at most."""
    return screen_book(screening(store(), _wanted(), 0, MOST))


@bp.post("/screen/save")
def save() -> Redirect:
    """Keep the filters of the form under a name."""
    wanted = screen_of(_read(request.form))
    name = request.form.get("name", "")
    save_screen(home().ledger, name, wanted.given())
    return redirect(url_for("screen.page", use=name.strip()), 303)


@bp.post("/screen/drop")
def drop() -> Redirect:
    """Forget saved filters."""
    drop_screen(home().ledger, request.form.get("name", ""))
    return redirect(url_for("screen.page"), 303)


def _wanted() -> Screen:
    """Return the filters of the address; ``use`` names saved ones that lie under them."""
    use = request.args.get("use", "")
    under: dict[str, Any] = dict(saved_screen(home().ledger, use).filters) if use else {}
    return screen_of(under | _read(request.args))


def _read(values: Any) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: values[name].strip()
        for name in Screen.model_fields
        if name != "ownership" and values.get(name, "").strip()
    }
    chosen = [one for part in values.getlist("ownership") for one in part.split(",") if one]
    return found | ({"ownership": chosen} if chosen else {})


def _given(wanted: Screen) -> dict[str, Any]:
    given = {name: value for name, value in wanted.given().items() if name != "ownership"}
    given = {name: "1" if value is True else value for name, value in given.items()}
    more = {"ownership": list(wanted.ownership)} if wanted.ownership else {}
    kept = {name: request.args[name] for name in ("version", "lang") if request.args.get(name)}
    return kept | given | more


def _pages(found: Screened, given: dict[str, Any]) -> dict[str, str]:
    pages = {}
    if found.start > 0:
        pages["previous"] = url_for("screen.page", **given, start=max(0, found.start - PAGE))
    if found.start + len(found.rows) < found.total:
        pages["next"] = url_for("screen.page", **given, start=found.start + PAGE)
    return pages


def _standing(known: Mapping[str, Any]) -> str:
    """Return size, listing and tags of a firm in one line."""
    told = [words(f"screen.field.{name}") for key, name in MARKS if known[key]]
    return "、".join([*told, *(known["tags"] or ())])
