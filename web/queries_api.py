"""Saving and removing named queries; ``/api/v1/queries`` lists and runs them."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from liantu.errors import UsageError
from liantu.ledger.named import mark
from liantu.web import named
from liantu.web.context import home

bp = Blueprint("queries_api", __name__, url_prefix="/api/v1/queries")

FIELDS = ("name", "doc", "params", "query")


@bp.post("")
def save() -> tuple[Response, int]:
    """Save ``{name, doc, params, query}`` as a new version of its name."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise UsageError("bad_request", where="body", problem=", ".join(FIELDS))
    if unknown := sorted(set(body) - set(FIELDS)):
        raise UsageError("bad_request", where=unknown[0], problem=", ".join(FIELDS))
    params = body.get("params", [])
    for name in ("name", "doc", "query"):
        if not isinstance(body.get(name), str):
            raise UsageError("bad_request", where=name, problem=name)
    if not isinstance(params, list):
        raise UsageError("bad_request", where="params", problem="[…]")
    row = named.keep(body["name"], body["doc"], params, body["query"])
    return jsonify(named.told(row)), 201


@bp.delete("/<name>")
def remove(name: str) -> Response:
    """Remove a saved query; its versions are kept, and the removal can be undone."""
    row = named.saved_row(name)
    mark(home().ledger, row.name, True)
    return jsonify({"removed": row.name, "version": row.version})


@bp.post("/<name>/restore")
def restore(name: str) -> Response:
    """Undo the removal of a saved query."""
    mark(home().ledger, name.replace("\x00", ""), False)
    return jsonify(named.told(named.saved_row(name)))
