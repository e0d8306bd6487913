"""Nodes and links for scripts: all of a kind, neighbours, paths, up and down, the schema."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, request

from liantu.graph.model import model
from liantu.queries import listing
from liantu.queries.explore.expanding import Expansion, expand
from liantu.queries.explore.paths import MOST_ENDS, MOST_STEPS, PathsAsked
from liantu.queries.explore.paths import paths as find_paths
from liantu.queries.explore.reach import DEEPEST, Way, reach
from liantu.queries.explore.reading import counts
from liantu.queries.profile import find_node, name_of
from liantu.refusing import unknown_value, wrong_count
from liantu.web.answers.listing import Listing, limit_of
from liantu.web.answers.paging import after, following, start, whole
from liantu.web.context import flag, lang, store
from liantu.web.published import in_force

bp = Blueprint("api_graph", __name__, url_prefix="/api/v1")
FURTHEST, MOST_NEIGHBOURS = 10**7, 500
WAYS = ("both", "out", "in")


def told(found: dict[str, Any]) -> Response:
    """Return an answer with the data version that it is of."""
    return jsonify({"data_version": store().data_version, **found})


@bp.get("/nodes")
def nodes() -> Response:
    """Return the nodes of a kind page by page; as a table all of them."""
    return _listed("nodes", listing.nodes_after, listing.node_key, model().nodes)


@bp.get("/links")
def links() -> Response:
    """Return the links of a kind page by page; as a table all of them."""
    return _listed("links", listing.links_after, listing.link_key, model().links)


def _listed(name: str, read: Any, key: Any, kinds: Any) -> Response:
    used, kind = store(), request.args.get("kind", "")
    columns = listing.columns(listing.known(kind, kinds))
    cited = flag("evidence")

    def more(begin: str, limit: int) -> list[listing.Record]:
        records: list[listing.Record] = read(used, kind, begin, limit)
        return listing.cite(used, records) if cited else records

    if cited:
        columns = [*columns, ("evidence", "string")]
    units = {"units": _units(kinds[kind])} if cited else {}
    head = {"data_version": used.data_version, "kind": kind, **units}
    return jsonify(Listing(name, head, columns, more, key, after(), limit_of()))


def _units(kind: Any) -> dict[str, str]:
    return {f"properties.{one.name}": one.unit for one in kind.properties.values() if one.unit}


@bp.get("/nodes/<path:node_id>/neighbours")
def neighbours(node_id: str) -> Response:
    """Return how many links of each kind a node has, and a page of its neighbours by name."""
    way = request.args.get("way", "") or "both"
    if way not in WAYS:
        raise unknown_value("way", way, WAYS)
    node = find_node(store(), node_id)
    begin, limit = start(FURTHEST), whole("limit", 50, 1, MOST_NEIGHBOURS)
    given = request.args.get("link", ""), request.args.get("other", "")
    asked = Expansion(node.id, given[0], way, given[1], begin, limit)  # type: ignore[arg-type]
    found = expand(store(), asked)
    around = found.pop("nodes")
    own = {"id": node.id, "kind": node.kind, "name": name_of(node)}
    return told(
        {
            **own,
            "counts": counts(store(), [node.id], lang())[node.id],
            "total": found["total"],
            "start": begin,
            "neighbours": around,
            "nodes": [own, *around],
            "links": found["links"],
            "next": following(begin, len(around), found["total"]),
        }
    )


@bp.get("/paths")
def paths() -> Response:
    """Return the paths between each two of 2 to 50 nodes, shortest first."""
    ids = list(dict.fromkeys(request.args.getlist("id")))
    if not 2 <= len(ids) <= MOST_ENDS:
        raise wrong_count("id", len(ids), 2, MOST_ENDS)
    asked = PathsAsked(
        ids,
        whole("most", 4, 1, MOST_STEPS),
        flag("all"),
        request.args.getlist("link"),
        flag("directed"),
        request.args.getlist("through"),
        kinds_named="link",
    )
    return told(find_paths(store(), asked))


@bp.get("/nodes/<path:node_id>/upstream")
def upstream(node_id: str) -> Response:
    """Return what lies before a node, to a depth: inputs of a segment, suppliers of a firm."""
    return _reached(node_id, "upstream")


@bp.get("/nodes/<path:node_id>/downstream")
def downstream(node_id: str) -> Response:
    """Return what lies behind a node, to a depth: consumers of a segment, customers of a firm."""
    return _reached(node_id, "downstream")


def _reached(node_id: str, way: Way) -> Response:
    depth = whole("depth", 3, 1, DEEPEST)
    return told(reach(store(), node_id, way, depth, request.args.get("link", "")))


@bp.get("/schema")
def schema() -> Response:
    """Return every property of every kind: type, unit, allowed values, whether published."""
    hidden = in_force().withheld
    kinds = (("node", model().nodes), ("link", model().links))
    rows = [
        {
            "of": of,
            "kind": kind.name,
            "property": spec.name,
            "type": spec.type,
            "unit": spec.unit or None,
            "label": spec.label.text(lang()),
            "required": spec.required,
            "allowed": list(spec.allowed),
            "published": (kind.name, spec.name) not in hidden,
        }
        for of, known in kinds
        for kind in known.values()
        for spec in kind.properties.values()
    ]
    return told(
        {
            "kinds": [
                {"kind": one.name, "prefix": one.prefix, "label": one.label.text(lang()),
                 "doc": one.doc.text(lang())}
                for one in model().nodes.values()
            ],
            "links": [
                {"kind": one.name, "label": one.label.text(lang()),
                 "reverse": one.reverse.text(lang()), "doc": one.doc.text(lang()),
                 "ends": [list(ends) for ends in one.ends]}
                for one in model().links.values()
            ],
            "properties": rows,
        }
    )  # fmt: skip
