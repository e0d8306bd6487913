"""Files of a view: a picture, tables, a graph for other programs, one HTML file."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, g

from liantu.errors import NotFound, UsageError
from liantu.locale import language
from liantu.queries.explore.scene import Scene, scene
from liantu.web.context import store
from liantu.web.converting import as_png
from liantu.web.downloads import kept
from liantu.web.explore_asked import ExportAsked, body
from liantu.web.explore_html import page
from liantu.web.explore_picture import picture
from liantu.web.explore_tables import book, gexf, graphml, head
from liantu.web.sheets_out import as_csv

bp = Blueprint("explore_files", __name__, url_prefix="/api/v1/explore/export")

MOST_DRAWN = 5000  # nodes of a picture


def _drawn(found: Scene) -> str:
    if len(found.dots) > MOST_DRAWN:
        raise UsageError("explore_many", where="view", count=len(found.dots), limit=MOST_DRAWN)
    return picture(found)


FORMS: dict[str, Callable[[Scene], bytes]] = {
    "png": lambda found: as_png(_drawn(found)),
    "svg": lambda found: _drawn(found).encode(),
    "csv": lambda found: as_csv(book(found)),
    "graphml": graphml,
    "gexf": gexf,
    "html": lambda found: page(found).encode(),
}


@bp.post("/<form>")
def export(form: str) -> Response:
    """Return what a view shows as a file: png, svg, csv, graphml, gexf or html."""
    if form not in FORMS:
        raise NotFound("explore_form", where=form[:20], known=", ".join(FORMS))
    asked = body(ExportAsked)
    if asked.lang:
        g.lang = asked.lang
        language.set(asked.lang)
    found = scene(store(), asked.view.model_dump())
    return kept(FORMS[form](found), form, head(found))
