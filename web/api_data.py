"""What is published, recorded, known and thin in the data, and what differs between versions."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, request

from liantu.errors import UsageError
from liantu.queries.changes import changed, counted
from liantu.queries.complexity.counts import LEVELS
from liantu.queries.declared import indicators as published_figures
from liantu.queries.statistics import THIN
from liantu.queries.statistics import statistics as know
from liantu.queries.versions import since
from liantu.refusing import out_of_range
from liantu.web.answers.paging import following, start, whole
from liantu.web.context import home, lang, settings, snapshots, store

bp = Blueprint("api_data", __name__, url_prefix="/api/v1")
PAGE, MOST, FURTHEST = 100, 1000, 10**7


@bp.get("/indicators")
def indicators() -> Response:
    """Return the published figures, with what is recorded beside them."""
    chain, region = request.args.get("chain", ""), request.args.get("region", "")
    found = published_figures(store(), settings(), chain=chain, region=region)
    return jsonify({"data_version": store().data_version, "indicators": found})


@bp.get("/statistics")
def statistics() -> Response:
    """Return how much is known of what, by kind, region and source: where the data is thin."""
    level = request.args.get("level", "") or "city"
    if level not in LEVELS:
        raise UsageError("complexity_level", where=level, known=", ".join(LEVELS))
    found = know(store(), level, share("below", THIN), lang())
    return jsonify({"data_version": store().data_version, **found})


def share(name: str, default: float) -> float:
    """Return a share that the address asks for; raises UsageError unless it is 0 … 1."""
    given = request.args.get(name, "")
    try:
        found = float(given) if given else default
    except ValueError:
        found = -1.0
    if not 0 <= found <= 1:
        raise out_of_range(name, given, 0, 1)
    return found


@bp.get("/changes")
def changes() -> Response:
    """Return what differs between two versions: counts by kind, and of one ``kind`` each thing."""
    if not (given := request.args.get("before", "")):
        raise UsageError("changes_before", where="before")
    before = home().ledger.version(given)
    after = snapshots().version(request.args.get("after", "") or request.args.get("version", ""))
    folders = home().snapshot(before.id), home().snapshot(after.id)
    told: dict[str, Any] = {
        "data_version": after.id,
        **since(before, after).as_dict(),
        "as_of": {"before": before.as_of or None, "after": after.as_of or None},
        "counts": counted(*folders),
    }
    kind = request.args.get("kind", "")
    begin, limit = start(FURTHEST), whole("limit", PAGE, 1, MOST)
    rows, total = (
        changed(*folders, kind, request.args.get("state", ""), begin, limit) if kind else ([], 0)
    )
    more = following(begin, len(rows), total)
    return jsonify(told | {"kind": kind or None, "total": total, "changes": rows, "next": more})
