"""What hangs on whom, one question at a time."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from liantu.queries.risk.disruption import concentrations, single_sources
from liantu.queries.risk.disruption import disruption as stop
from liantu.queries.risk.report import RiskReport
from liantu.queries.risk.study import risk
from liantu.web.context import settings, store

bp = Blueprint("api_risk", __name__, url_prefix="/api/v1/chains/<chain_id>")


@bp.get("/disruption")
def disruption(chain_id: str) -> Response:
    """Return what cannot be had any more when each ``firm`` stops, all of them at once."""
    found = stop(
        store(),
        chain_id,
        request.args.getlist("firm"),
        region=request.args.get("region", ""),
        finals=_finals(),
        settings=settings(),
    )
    return jsonify(found)


@bp.get("/single-sources")
def single_sources_(chain_id: str) -> Response:
    """Return the firms on which segments hang alone, and inputs of which no source is known."""
    return jsonify(single_sources(_report(chain_id)))


@bp.get("/concentration")
def concentration(chain_id: str) -> Response:
    """Return how concentrated the recorded purchases of each segment are."""
    return jsonify(concentrations(_report(chain_id)))


def _finals() -> list[str]:
    return [one for one in request.args.get("final", "").split(",") if one]


def _report(chain_id: str) -> RiskReport:
    region = request.args.get("region", "")
    return risk(store(), chain_id, region=region, finals=_finals(), settings=settings())
