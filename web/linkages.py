"""The page of input–output linkages: how strongly sectors pull upstream and push downstream."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, render_template, request, url_for

from liantu.queries.complexity.linkages import FORMULA_VERSION
from liantu.queries.complexity.recorded import Recorded, recorded
from liantu.queries.sheets import Book
from liantu.queries.sheets.studies import linkages_book
from liantu.web.api_data import share
from liantu.web.context import settings, store

bp = Blueprint("linkages", __name__)
KEPT = ("version", "lang")


@bp.get("/linkages")
def page() -> str:
    """Show the linkages of a loaded table, a sentence first; without one, how to load it."""
    return render_template(
        "linkages.html",
        found=_found(),
        formula_version=FORMULA_VERSION,
        kept={name: request.args[name] for name in KEPT if request.args.get(name)},
        json_url=url_for("linkages.as_json", **request.args.to_dict()),  # type: ignore[arg-type]
    )


@bp.get("/api/v1/linkages")
def as_json() -> Response:
    """Give the linkages of a loaded input–output table, or why there are none."""
    return jsonify(_found().as_dict())


def book_of() -> Book:
    """Return the sectors with their linkages."""
    return linkages_book(_found(), FORMULA_VERSION)


def _found() -> Recorded:
    asked = request.args
    return recorded(
        store(),
        asked.get("table", ""),
        least=share("least", 0.0),
        region=asked.get("region", ""),
        settings=settings(),
    )
