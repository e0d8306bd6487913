"""The JSON twin of every page, and the named queries, under ``/api/v1``."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, request

from liantu.graph.stores import Link, Node
from liantu.ingest.wording import question_json
from liantu.ledger.questions import questions
from liantu.queries import catalogue
from liantu.queries.neighbourhood import neighbourhood
from liantu.queries.overview import overview as look_over
from liantu.queries.profile import profile
from liantu.queries.saved import query_of
from liantu.queries.standing import chains_of, standing
from liantu.web import named
from liantu.web.about import filled
from liantu.web.answers.paging import following, start, whole
from liantu.web.context import flag, home, lang, party, settings, store
from liantu.web.data import data_view, versions_json
from liantu.web.finding import FURTHEST, answered
from liantu.web.review import GROUPS, chosen
from liantu.web.review import view as question_view
from liantu.web.rows import view
from liantu.web.spec.parameters import Every

bp = Blueprint("api", __name__, url_prefix="/api/v1")

MOST_HITS = 100
OWN = frozenset(Every.model_fields)  # parameters of every address, not of a query


@bp.get("/overview")
def overview() -> Response:
    """Return what is loaded, from when, how complete."""
    return jsonify(look_over(store(), settings(), lang(), lambda chain: party(chain, "")).as_dict())


@bp.get("/search")
def search() -> Response:
    """Return the best hits of a search."""
    begin = start(FURTHEST)
    found = answered(begin, whole("limit", 20, 1, MOST_HITS))
    more = following(begin, len(found.hits), min(found.total, FURTHEST))
    return jsonify({"data_version": store().data_version, **found.as_dict(), "next": more})


@bp.get("/nodes/<path:node_id>/neighbourhood")
def around(node_id: str) -> Response:
    """Return the nodes and links within some steps of a node."""
    steps = whole("steps", 1, 1, 3)
    graph = neighbourhood(store(), node_id, steps)
    nodes = [
        catalogue.plain(Node(key, graph.nodes[key]["kind"], _without(graph.nodes[key], "kind")))
        for key in sorted(graph)
    ]
    links = [
        {
            "from": start,
            "to": end,
            **catalogue.plain(Link(key, data["kind"], _without(data, "kind"))),
        }
        for start, end, key, data in sorted(graph.edges(keys=True, data=True), key=lambda e: e[:3])
    ]
    return jsonify(
        {
            "data_version": store().data_version,
            "steps": steps,
            "nodes": nodes,
            "links": links,
        }
    )


@bp.get("/nodes/<path:node_id>")
def node(node_id: str) -> Response:
    """Return a node: where it stands, facts, links; with ``more=1`` the gaps it would fill."""
    found = profile(store(), node_id, lang())
    said = {**found.as_dict(), "standing": [one.as_dict() for one in standing(found, lang())]}
    if found.node.kind == "Enterprise" and flag("more"):
        said["fills"] = [one.as_dict() for one in filled(found.node.id, list(chains_of(found)))]
    return jsonify(said)


@bp.get("/rows/<batch>/<path:file>")
def row(batch: str, file: str) -> Response:
    """Return a row as its file held it."""
    return jsonify(view(batch, file).as_dict())


@bp.get("/review")
def review() -> Response:
    """Return the questions of a group in a state, best score first."""
    group, state = chosen()
    begin, limit = start(10**9), whole("limit", 100, 1, 1000)
    found = questions(home().ledger, GROUPS[group], (state,), begin, limit)
    rows = [question_json(row) for row in found.rows]
    more = following(begin, limit, found.counts[state])
    return jsonify({"counts": found.counts, "questions": rows, "next": more})


@bp.get("/review/<name>")
def question(name: str) -> Response:
    """Return a question with both records and its answers."""
    return jsonify(question_view(name).as_dict())


@bp.get("/data")
def data() -> Response:
    """Return batches, rejects, waiting links, refused files and published figures."""
    return jsonify(data_view().as_dict())


@bp.get("/versions")
def versions() -> Response:
    """Return every data version, newest first: the JSON of ``liantu versions --json``."""
    return jsonify(versions_json())


@bp.get("/queries")
def queries() -> Response:
    """Return the queries of ``liantu query --json``, then the saved ones."""
    return jsonify([*(one.as_dict() for one in catalogue.queries().values()), *named.listed()])


@bp.get("/queries/<name>")
def query(name: str) -> Response:
    """Return the answer of a named query: the JSON of ``liantu query NAME --json``."""
    row = None if name in catalogue.queries() else named.saved_row(name)
    found = catalogue.query(name) if row is None else query_of(row)
    known = {param.name for param in found.params}
    given = {key: text for key, text in request.args.items() if key in known or key not in OWN}
    bound = catalogue.bind(found, given)
    if row is None:
        table = catalogue.run(store(), name, **bound)
        return jsonify(catalogue.answer(store(), found, bound, table))
    answer = named.run(row, bound)
    said = {"name": name, "params": bound, "data_version": store().data_version}
    rows = {"columns": list(answer.columns), "rows": answer.rows, "cut": answer.cut}
    return jsonify({**said, "version": row.version, **rows})


def _without(data: dict[str, Any], *names: str) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key not in names}
