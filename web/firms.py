"""What a count on the map is made of: its firms, each with the rows that say so."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request

from liantu.errors import UsageError
from liantu.queries.gaps.reports import Finding
from liantu.queries.measures import NAMES, Firm, firms
from liantu.web.addresses import address
from liantu.web.chains import tools, view_of
from liantu.web.panorama import ChainView

bp = Blueprint("firms", __name__)
bp.context_processor(tools)


@bp.get("/chains/<chain_id>/segments/<segment_id>/firms")
def of_segment(chain_id: str, segment_id: str) -> str:
    """List the firms that one figure of a segment is made of."""
    view, finding, name, found = _asked(chain_id, segment_id)
    return render_template(
        "firms.html",
        view=view,
        finding=finding,
        name=name,
        measure=view.measures.get(name),
        firms=found,
        json_url=address(
            "firms.of_segment_json", chain_id=view.id, segment_id=segment_id, measure=name
        ),
    )


@bp.get("/api/v1/chains/<chain_id>/segments/<segment_id>/firms")
def of_segment_json(chain_id: str, segment_id: str) -> Response:
    """Give the firms that one figure of a segment is made of, with their rows."""
    view, finding, name, found = _asked(chain_id, segment_id)
    measure = view.measures.get(name)
    said: dict[str, Any] = {
        "data_version": view.report.data_version,
        "scope": view.report.scope.as_dict(),
        "segment": {"id": finding.segment, "name": finding.name},
        "measure": name,
        "unit": measure.unit if measure else None,
        "figure": measure.figures[finding.segment].as_dict() if measure else None,
        "firms": [one.as_dict() for one in found],
    }
    return jsonify(said)


def _asked(chain_id: str, segment_id: str) -> tuple[ChainView, Finding, str, tuple[Firm, ...]]:
    name = request.args.get("measure", "") or "here"
    if name not in NAMES:
        raise UsageError("measure_unknown", where=name, known=", ".join(NAMES))
    view = view_of(chain_id)
    finding = view.finding(segment_id)
    return view, finding, name, firms(view.situation, finding.segment, name)
