"""Makers of a segment, and enterprises or regions beside one another."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from liantu.queries import comparing, listing, making
from liantu.queries.profile import name_of
from liantu.web.answers.listing import Listing, limit_of
from liantu.web.answers.paging import after
from liantu.web.context import flag, lang, settings, store

bp = Blueprint("api_firms", __name__, url_prefix="/api/v1")


@bp.get("/segments/<path:segment_id>/makers")
def makers(segment_id: str) -> Response:
    """Return who is recorded to make a segment, in a region or everywhere, page by page."""
    used, cited = store(), flag("evidence")
    segment = making.segment_node(used, segment_id)
    area = making.area_of(used, request.args.get("region", ""))

    def read(key: str, limit: int) -> list[listing.Record]:
        records = making.makers_after(used, segment.id, area, key, limit)
        return listing.cite(used, records) if cited else records

    columns = [*making.COLUMNS, *([("evidence", "string")] if cited else [])]
    head = {
        "data_version": used.data_version,
        "segment": {"id": segment.id, "name": name_of(segment)},
        "region": request.args.get("region", "") or None,
        "total": making.makers_count(used, segment.id, area),
    }
    if cited:
        head["units"] = {"output": "万元", "capital": "万元", "employees": "人"}
    return jsonify(Listing("makers", head, columns, read, making.maker_key, after(), limit_of()))


@bp.get("/compare/enterprises")
def enterprises() -> Response:
    """Return what is known of 2 to 6 enterprises beside one another, and what they share."""
    found = comparing.enterprises(store(), request.args.getlist("id"), lang())
    if not flag("evidence"):
        found["properties"] = [
            {name: value for name, value in one.items() if name != "evidence"}
            for one in found["properties"]
        ]
    return jsonify({"data_version": store().data_version, **found})


@bp.get("/compare/regions")
def regions() -> Response:
    """Return how 2 to 6 regions stand in a chain, segment by segment."""
    given = request.args.getlist("region")
    found = comparing.regions(store(), request.args.get("chain", ""), given, settings())
    return jsonify({"data_version": store().data_version, **found})
