"""What every template has at hand: texts, labels, links to rows, the version in use."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, g, request, url_for
from jinja2 import StrictUndefined, select_autoescape

from liantu.errors import LiantuError
from liantu.graph.model import model
from liantu.ingest.sources import all_sources
from liantu.locale import LANGUAGES, catalogue, language
from liantu.queries.evidence import Evidence
from liantu.web import context, guard

YEAR = 365 * 24 * 3600
BOUNDS = {"不少于": "at_most", "不多于": "at_least", "约": "about"}  # values of the data
# What is here first, then what is not, then what nobody knows.
GRADES = (
    "PRESENT", "STRENGTH", "WEAK", "FRAGILE", "UNMATCHED", "SUPPORT", "PARTY",
    "BREAK", "MISSING_INPUT", "EXTENSION", "BLANK", "UNKNOWN",
)  # fmt: skip
LONGEST_LIST = 500  # rows of a list on a page; its JSON has all
NAV_CHAINS = 3  # as many chains as the header names; with more it leads to the list


def install(app: Flask) -> None:
    """Set up templates, JSON and the language of each request."""
    app.jinja_env.autoescape = select_autoescape(("html", "svg", "xml"), default=True)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_env.globals.update(
        t=context.words,
        lang=context.lang,
        kind_label=kind_label,
        kind_color=kind_color,
        link_label=link_label,
        evidence_url=evidence_url,
        node_url=node_url,
        switch_url=switch_url,
        current=current,
        nav_chains=nav_chains,
        bound_of=bound_of,
        GRADES=GRADES,
        LONGEST_LIST=LONGEST_LIST,
        row_url=row_url,
        source_label=source_label,
    )
    app.jinja_env.filters["shown"] = shown
    app.jinja_env.filters["moment"] = moment
    app.before_request(_set_language)
    app.after_request(_keep_language)
    app.teardown_request(_reset_language)


def kind_label(kind: str) -> str:
    """Return what a kind of node is called; the kind itself where it is not known."""
    found = model().nodes.get(kind)
    return found.label.text(context.lang()) if found else kind


def kind_color(kind: str) -> str:
    """Return the colour that the vocabulary gives a kind of node."""
    found = model().nodes.get(kind)
    return found.color if found else "#6b7280"


def link_label(kind: str) -> str:
    """Return what a kind of link is called; the kind itself where it is not known."""
    found = model().links.get(kind)
    return found.label.text(context.lang()) if found else kind


def evidence_url(evidence: Evidence) -> str:
    """Return the address of the row as its file held it."""
    return row_url(evidence.batch, evidence.file, evidence.sheet, evidence.row)


def row_url(batch: str, file: str, sheet: str, row: int | None) -> str:
    """Return the address of a row by batch, file, sheet and number."""
    return url_for("rows.page", batch=batch, file=file, sheet=sheet or None, row=row)


def source_label(source: str) -> str:
    """Return what a source is called; its id where it is not known any more."""
    return source_labels().get(source, source)


def source_labels() -> dict[str, str]:
    """Return what each source is called, by id."""
    if "source_labels" not in g:
        sources = all_sources(context.home().root)
        g.source_labels = {one.id: one.label.text(context.lang()) for one in sources.values()}
    found: dict[str, str] = g.source_labels
    return found


def bound_of(qualifier: str) -> str:
    """Return what a share is where its divisor has this qualifier: at most, at least, about."""
    return BOUNDS.get(qualifier, "exact")


def node_url(node_id: str) -> str:
    """Return the address of a node's page."""
    return url_for("pages.node", node_id=node_id)


def switch_url(lang: str) -> str:
    """Return this very address in another language."""
    return same_page(lang=lang, version=context.version() or None)


def same_page(**changed: str | None) -> str:
    """Return this very address with parameters changed, None taking one out.

    Of what cannot be asked for again, the address of the overview.
    """
    if request.endpoint is None or request.method not in guard.SAFE:
        return url_for("pages.overview", **changed)  # type: ignore[arg-type]
    values: dict[str, Any] = dict(request.view_args or {})
    values |= {name: request.args.getlist(name) for name in request.args if name not in values}
    return url_for(request.endpoint, **(values | changed))


def current() -> dict[str, str]:
    """Return the data version and its date; empty where nothing can be read."""
    try:
        found = context.store()
        return {"version": found.data_version, "as_of": found.as_of}
    except LiantuError:
        return {"version": "", "as_of": ""}


def nav_chains() -> list[tuple[str, str]]:
    """Return id and name of the chains for the header; none where there are too many."""
    try:
        found = list(context.chain_names().items())
    except LiantuError:
        return []
    return found if len(found) <= NAV_CHAINS else []


def shown(value: Any) -> str:
    """Return a value as people read it: lists joined, yes or no, no needless zeros, in words."""
    if isinstance(value, bool):
        return context.words("web.yes" if value else "web.no")
    if isinstance(value, (list, tuple)):
        return "；".join(shown(item) for item in value)
    if isinstance(value, float):
        return f"{value:,.0f}" if value.is_integer() else f"{value:,.10g}"
    if isinstance(value, int):
        return f"{value:,d}"
    key = f"web.value.{value}"
    return context.words(key) if key in catalogue() else "" if value is None else str(value)


def moment(at: datetime) -> str:
    """Return a moment of the ledger in the time of this machine."""
    return aware(at).astimezone().strftime("%Y-%m-%d %H:%M")


def aware(at: datetime) -> datetime:
    """Return a moment of the ledger, which keeps UTC, with its zone."""
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _set_language() -> None:
    g.request_id = secrets.token_hex(4)
    g.previous_language = language.get()
    language.set(context.lang())


def _reset_language(_error: BaseException | None = None) -> None:
    if "previous_language" in g:
        language.set(g.previous_language)


def _keep_language(response: Response) -> Response:
    wanted = request.args.get("lang")
    if wanted in LANGUAGES and response.mimetype == "text/html":
        response.set_cookie("lang", wanted, max_age=YEAR, samesite="Lax", httponly=True)
    return response
