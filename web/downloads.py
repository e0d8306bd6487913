"""What a page shows as files: tables as CSV and XLSX, a chain's map as SVG, PNG and PDF too.

A page's file has the page's own address with a suffix and the same parameters, so that
filters, region, assumption and version hold. The links are one line in a template:
``{{ downloads("gaps", chain_id=view.id) }}``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple
from urllib.parse import quote

from flask import Blueprint, Response, render_template, request, url_for
from markupsafe import Markup

from liantu.errors import UsageError
from liantu.queries.sheets import Book, Head, head_of
from liantu.web import (
    chains,
    charts,
    complexity,
    coverage,
    gap_pages,
    geo,
    history,
    linkages,
    pages,
    risk,
    screen,
    targets,
    whatif,
)
from liantu.web.context import store, words
from liantu.web.converting import as_pdf, as_png
from liantu.web.export import UNSAFE
from liantu.web.map_view import only
from liantu.web.picture import picture
from liantu.web.sheets_out import as_csv, as_xlsx

bp = Blueprint("downloads", __name__)
bp.context_processor(chains.tools)  # for the map
TABLES: dict[str, Callable[[Book], bytes]] = {"xlsx": as_xlsx, "csv": as_csv}
PICTURES: dict[str, Callable[[str, str], bytes]] = {
    "svg": lambda svg, _: svg.encode(),
    "png": lambda svg, _: as_png(svg),
    "pdf": as_pdf,
}
MIME = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "svg": "image/svg+xml",
    "png": "image/png",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "graphml": "application/graphml+xml; charset=utf-8",
    "gexf": "application/gexf+xml; charset=utf-8",
}
DRAWN = frozenset({"panorama", "geo"})  # pages of which a picture is made here
# What belongs to a page, not to what it shows.
NOT_KEPT = frozenset({"start", "fragment", "saved_now", "tour", "theme"})
LONGEST = 60  # characters of each part of a file name


class Page(NamedTuple):
    """A page with files: its address without suffix, and what makes its book."""

    rule: str
    book: Callable[..., Book]


OF_CHAIN = "/chains/<chain_id>"
PAGES = {
    "panorama": Page(f"{OF_CHAIN}/panorama", chains.panorama_book_of),
    "gaps": Page(f"{OF_CHAIN}/gaps", chains.gaps_book_of),
    "targets": Page(f"{OF_CHAIN}/targets", targets.book_of),
    "segment_targets": Page(f"{OF_CHAIN}/segments/<segment_id>/targets", targets.book_of),
    "compare": Page(f"{OF_CHAIN}/compare", gap_pages.compare_book_of),
    "honesty": Page(f"{OF_CHAIN}/honesty", gap_pages.honesty_book_of),
    "history": Page(f"{OF_CHAIN}/history", history.book_of),
    "risk": Page(f"{OF_CHAIN}/risk", risk.book_of),
    "whatif": Page(f"{OF_CHAIN}/what-if", whatif.book_of),
    "complexity": Page("/complexity", complexity.book_of),
    "linkages": Page("/linkages", linkages.book_of),
    "screen": Page("/screen", screen.book_of),
    "coverage": Page("/coverage/list", coverage.book_of),
    "charts": Page("/charts/<which>", charts.book_of),
    "geo": Page("/map", geo.book_of),
    "search": Page("/search", pages.search_book_of),
    "node": Page("/nodes/<path:node_id>/facts", pages.node_book_of),
}


def _view(name: str) -> Callable[..., Response]:
    """Return the view that gives a page's files."""

    def give(form: str, **given: str) -> Response:
        if name in DRAWN and form in PICTURES:
            return _map(form) if name == "geo" else _picture(form, **given)
        if form not in TABLES:
            known = ", ".join((*TABLES, *(PICTURES if name in DRAWN else ())))
            raise UsageError("download_form", where=f".{form}", known=known)
        book = PAGES[name].book(**given)
        book = replace(book, head=replace(book.head, address=request.full_path.rstrip("?")))
        return kept(TABLES[form](book), form, book.head)

    return give


for _name, _page in PAGES.items():
    bp.add_url_rule(f"{_page.rule}.<form>", _name, _view(_name))


def _picture(form: str, chain_id: str) -> Response:
    view = chains.view_of(chain_id)
    title = words("picture.title", chain=view.name)
    svg = picture(view, only())
    head = head_of(view.report, words("sheet.panorama"), view.name)
    return kept(PICTURES[form](svg, title), form, head)


def _map(form: str) -> Response:
    svg, title = geo.picture_of()
    return kept(PICTURES[form](svg, title), form, Head(title, store().data_version))


def kept(content: bytes, form: str, head: Head) -> Response:
    """Return a file to keep, named after what it shows, where, and of which version."""
    parts = (head.title, head.chain, head.region, head.data_version)
    safe = [UNSAFE.sub("_", part)[:LONGEST].strip(" _-") for part in parts if part]
    answer = Response(content, content_type=MIME[form])
    name = "_".join(dict.fromkeys(one for one in safe if one)) or "liantu"
    answer.headers["Content-Disposition"] = (
        f"attachment; filename=\"liantu.{form}\"; filename*=UTF-8''{quote(name)}.{form}"
    )
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def download_urls(name: str, **given: str) -> dict[str, str]:
    """Return the addresses of a page's files by form, with the parameters of this request."""
    asked: dict[str, Any] = {
        key: request.args.getlist(key)
        for key in request.args
        if key not in NOT_KEPT and key not in given and key != "form"
    }
    forms = (*PICTURES, *TABLES) if name in DRAWN else tuple(TABLES)
    asked |= given
    return {form: url_for(f"downloads.{name}", form=form, **asked) for form in forms}


def downloads(name: str, **given: str) -> Markup:
    """Return the links to a page's files."""
    urls: dict[str, Any] = download_urls(name, **given)
    return Markup(render_template("_downloads.html", urls=urls))  # noqa: S704 (a template's own)
