"""Saving and removing named queries; ``/api/v1/queries`` lists and runs them."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from liantu.ledger.named import mark
from liantu.refusing import missing_value, unknown_field, wrong_value
from liantu.web import named
from liantu.web.context import home, words

bp = Blueprint("queries_api", __name__, url_prefix="/api/v1/queries")

FIELDS = ("name", "doc", "params", "query")


@bp.post("")
def save() -> tuple[Response, int]:
    """Save ``{name, doc, params, query}`` as a new version of its name."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise wrong_value("body", body, words("queries.allowed.body"))
    if unknown := sorted(set(body) - set(FIELDS)):
        raise unknown_field(unknown[0], FIELDS)
    params = body.get("params", [])
    for name in ("name", "doc", "query"):
        if not isinstance(body.get(name), str):
            raise missing_value(name, words("spec.allowed.text"))
    if not isinstance(params, list):
        raise wrong_value("params", params, words("queries.allowed.params"))
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
