"""The overview, the search and the page of any node."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, make_response, render_template, url_for

from liantu.errors import NotFound
from liantu.graph.stores import Node
from liantu.queries.overview import Overview
from liantu.queries.overview import overview as look_over
from liantu.queries.profile import LINK_LIMIT, profile
from liantu.queries.sheets import Book
from liantu.queries.sheets.lists import profile_book, search_book
from liantu.web import finding, timeline
from liantu.web.about import about, address
from liantu.web.context import home, lang, party, settings, store
from liantu.web.panorama import named
from liantu.web.rendering import kind_label

bp = Blueprint("pages", __name__)

FILE_LIMIT = 400  # hits of a file
REFERENCE = frozenset({"Region"})  # kinds that ship with the program
# What a reader looks for first; the other kinds follow in their own order.
FIRST_LINKS = (
    "MAKES",
    "LEADS",
    "UPSTREAM_OF",
    "SUPPLIES",
    "REPORTED_RELATION",
    "NEAR",
    "SHIPS_VIA",
)
LAST_LINKS = ("LOCATED_IN",)
IN_HEADING = frozenset({"name"})  # facts that the heading already says


@bp.get("/")
def overview() -> str:
    """Show what is loaded, from when, how complete; before the first load, what to do."""
    try:
        found = look_over(store(), settings(), lang(), lambda chain: party(chain, ""))
    except NotFound:
        if home().ledger.active() is not None:
            raise
        return render_template("empty.html", home=home().root)
    return render_template("overview.html", **_overview(found))


@bp.get("/search")
def search() -> str:
    """List the hits of a search, each with the word that was hit."""
    return render_template("search.html", **finding.view())


@bp.get("/nodes/<path:node_id>")
def node(node_id: str) -> Response:
    """Show a node: where it stands, facts with their rows, links by kind; 404 says what is near."""
    try:
        found = profile(store(), node_id, lang())
    except NotFound as error:
        return _unknown(node_id, error)
    page = render_template(
        "node.html",
        profile=found,
        groups=sorted(found.by_kind().items(), key=lambda one: _rank(one[0][1])),
        panorama=_panorama(found.node),
        facts=[fact for fact in found.facts if fact.name not in IN_HEADING or fact.also_reported],
        records=[fact.evidence for fact in found.facts if fact.name in IN_HEADING],
        limit=LINK_LIMIT,
        **about(found),
        former=node_id if node_id != found.node.id else "",
        json_url=address("api.node", node_id=found.node.id),
    )
    return make_response(page)


def _unknown(node_id: str, error: NotFound) -> Response:
    """Say of an id that is not in this version whether an older one held it, and what is near."""
    page = render_template(
        "unknown.html",
        id=node_id,
        error=error,
        gone=timeline.gone(node_id),
        near=timeline.meant(node_id),
        here=address,
    )
    return make_response(page, 404)


def search_book_of() -> Book:
    """Return the hits of a search with the rows that hold each."""
    found = finding.answered(0, FILE_LIMIT)
    told = {one.id: one.evidence for one in named(store(), [hit.id for hit in found.hits])}
    return search_book(found, store().data_version, store().as_of, lambda id_: told.get(id_, ()))


def node_book_of(node_id: str) -> Book:
    """Return the facts and links of a node."""
    found = profile(store(), node_id, lang())
    return profile_book(found, kind_label(found.node.kind), store().as_of)


def _overview(found: Overview) -> dict[str, Any]:
    version = home().ledger.version(found.data_version)
    return {
        "overview": found,
        "nodes": [one for one in found.nodes if one.kind not in REFERENCE],
        "reference": [one for one in found.nodes if one.kind in REFERENCE],
        "doubtful": {
            report.scope.chain: sum(one.doubtful for one in report.findings)
            for _, report in found.chains
        },
        "firm": {
            report.scope.chain: {one.kind for one in report.findings if not one.doubtful}
            for _, report in found.chains
        },
        "made_at": version.made_at,
        "json_url": url_for("api.overview"),
    }


def _rank(kind: str) -> int:
    if kind in LAST_LINKS:
        return len(FIRST_LINKS) + 1
    return FIRST_LINKS.index(kind) if kind in FIRST_LINKS else len(FIRST_LINKS)


def _panorama(found: Node) -> str:
    """Return where a chain or one of its segments stands on a panorama, or an empty text."""
    chain = str(found.properties.get("chain_id", ""))
    if found.kind == "Segment":
        segment = str(found.properties["segment_id"])
        return url_for("chains.segment", chain_id=chain, segment_id=segment)
    return url_for("chains.panorama", chain_id=chain) if found.kind == "Chain" else ""
