"""What the explorer reads, as JSON under ``/api/v1/explore``: kinds, nodes, counts, expansions.

Each POST here only reads: what it is asked would not fit into an address. It needs neither
the token nor a form (:data:`liantu.web.access`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, jsonify, request

from liantu.graph.stores import Node
from liantu.queries.explore.ended import ended_in
from liantu.queries.explore.expanding import Expansion, expand, graph
from liantu.queries.explore.grouping import grouped
from liantu.queries.explore.paths import PathsAsked, paths
from liantu.queries.explore.reading import MOST_COUNTED, counts, nodes_json, read_nodes, renamed
from liantu.queries.explore.shapes import CONFIDENCE, schema
from liantu.web import timeline
from liantu.web.context import lang, store, words
from liantu.web.explore_asked import ExpandAsked, GroupAsked, IdsAsked, PathsBody, body, few
from liantu.web.rendering import source_labels

bp = Blueprint("explore_api", __name__, url_prefix="/api/v1/explore")


def told(found: dict[str, Any]) -> Response:
    """Return an answer with the data version that it is of."""
    return jsonify({"data_version": store().data_version, **found})


@bp.get("/schema")
def schema_json() -> Response:
    """Return kinds of nodes and links, sources and confidences, with what each is called."""
    sure = {name: words(f"explore_api.confidence.{name}") for name in CONFIDENCE}
    return told({**schema(lang()), "confidence": sure, "sources": source_labels()})


@bp.get("/node")
def node() -> Response:
    """Return some nodes by ``id``, and of those that are not here in which version they ended."""
    known, others = _known()
    return told({"nodes": nodes_json(store(), [*known.values()]), **others})


@bp.get("/counts")
def counts_json() -> Response:
    """Return how many links each ``id`` has, by kind, way and kind of the other end."""
    known, others = _known()
    return told({"counts": counts(store(), [*known], lang()), **others})


def _known() -> tuple[dict[str, Node], dict[str, Any]]:
    """Return the nodes of the address by id, and what became of the ids that are not here."""
    ids = few(request.args.getlist("id"), MOST_COUNTED)
    known = read_nodes(store(), ids)
    lost = [one for one in ids if one not in known]
    moved = renamed(store(), lost)
    known |= read_nodes(store(), moved.values())
    lost = [one for one in lost if moved.get(one, "") not in known]
    return known, {"renamed": moved, "unknown": unknown(lost)}


@bp.post("/expand")
def expand_json() -> Response:
    """Return one page of the neighbours of a node and the links that they bring."""
    asked = body(ExpandAsked)
    wanted = Expansion(
        asked.id,
        asked.link,
        asked.way or "both",
        asked.other,
        asked.start,
        asked.limit,
        tuple(asked.shown),
    )
    return told(expand(store(), wanted))


@bp.post("/graph")
def graph_json() -> Response:
    """Return nodes by their ids with all links among them."""
    found = graph(store(), body(IdsAsked).ids)
    return told({**found, "unknown": unknown(found.pop("missing"))})


@bp.post("/group")
def group_json() -> Response:
    """Return nodes put together by kind, region, park or chain, with the links between groups."""
    asked = body(GroupAsked)
    found = grouped(store(), asked.ids, asked.by, lang())
    return told({**found, "rule": words(f"explore_api.rule.{asked.by}")})


@bp.post("/paths")
def paths_json() -> Response:
    """Return the shortest paths, or all up to a length, between each two of some nodes."""
    asked = body(PathsBody)
    wanted = PathsAsked(
        asked.ids, asked.most, asked.all, asked.kinds, asked.directed, asked.through
    )
    return told(paths(store(), wanted))


def unknown(ids: Sequence[str]) -> list[dict[str, str | None]]:
    """Return ids that are not in this version, each with the version in which it ended."""
    if not ids:
        return []
    versions = timeline.kept()
    names = [one.version for one in versions]
    here = store().data_version
    until = versions[: names.index(here) + 1] if here in names else versions
    return [{"id": one, "ended_in": told} for one, told in ended_in(until, ids).items()]
