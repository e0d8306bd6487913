"""Pages beside a chain's gap list: quadrant, thresholds varied, two regions, honesty."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request

from liantu.errors import UsageError
from liantu.queries.gaps.comparing import Pair, pairs
from liantu.queries.gaps.honesty import Honesty, honesty
from liantu.queries.gaps.reports import GapReport
from liantu.queries.gaps.sweep import Step, sweep
from liantu.queries.sheets import Book
from liantu.queries.sheets.gaps import compare_book, honesty_book
from liantu.web.addresses import address
from liantu.web.chains import tools, view_in, view_of
from liantu.web.context import store
from liantu.web.panorama import LEGEND, ChainView, named
from liantu.web.scoring import MARGIN, SIDE, quadrant, ranked_lists

bp = Blueprint("gap_pages", __name__)
bp.context_processor(tools)
OFFERED = 400  # regions that are offered to compare with


@bp.get("/chains/<chain_id>/quadrant")
def quadrant_page(chain_id: str) -> str:
    """Draw the gaps of a chain by feasibility and value, with the same figures as a table."""
    view = view_of(chain_id)
    lists = ranked_lists(view)
    return render_template(
        "quadrant.html",
        view=view,
        lists=lists,
        picture=quadrant(lists),
        side=SIDE,
        margin=MARGIN,
        json_url=address("gaps_json", chain=view.id),
    )


@bp.get("/chains/<chain_id>/sweep")
def sweep_page(chain_id: str) -> str:
    """Show how many grades of a chain hang on each threshold."""
    view = view_of(chain_id)
    steps: dict[str, list[Step]] = {}
    for one in sweep(view.situation):
        steps.setdefault(one.threshold, []).append(one)
    json_url = address("gap_pages.sweep_json", chain_id=view.id)
    return render_template("sweep.html", view=view, steps=steps, json_url=json_url)


@bp.get("/api/v1/chains/<chain_id>/sweep")
def sweep_json(chain_id: str) -> Response:
    """Give which grades change with each threshold."""
    view = view_of(chain_id)
    return jsonify(
        view.report.about() | {"steps": [one.as_dict() for one in sweep(view.situation)]}
    )


@bp.get("/chains/<chain_id>/compare")
def compare_page(chain_id: str) -> str:
    """Show a chain in two regions, segment by segment, differences first."""
    view = view_of(chain_id)
    other = _other(view)
    both = address("gap_pages.compare_json", chain_id=view.id, **{"with": _with()})
    return render_template(
        "compare.html",
        view=view,
        other=other,
        pairs=pairs(view.report, other) if other else (),
        legend=LEGEND,
        regions=offered(view),
        json_url=both if other else address("gaps_json", chain=view.id),
    )


@bp.get("/api/v1/chains/<chain_id>/compare")
def compare_json(chain_id: str) -> Response:
    """Give a chain in two regions, segment by segment, differences first."""
    view = view_of(chain_id)
    other = _other(view)
    if other is None:
        raise UsageError("compare_with", where="with")
    found: tuple[Pair, ...] = pairs(view.report, other)
    return jsonify(
        {
            "data_version": view.report.data_version,
            "formula_version": view.report.formula_version,
            "settings_version": view.report.settings_version,
            "first": _side(view.report),
            "second": _side(other),
            "segments": [one.as_dict() for one in found],
        }
    )


@bp.get("/chains/<chain_id>/honesty")
def honesty_page(chain_id: str) -> str:
    """Say what the data cannot answer about a chain in a region."""
    view = view_of(chain_id)
    return render_template(
        "honesty.html",
        view=view,
        honesty=honesty(view.situation, view.report),
        json_url=address("gap_pages.honesty_json", chain_id=view.id),
    )


@bp.get("/api/v1/chains/<chain_id>/honesty")
def honesty_json(chain_id: str) -> Response:
    """Give what the data cannot answer exactly as ``liantu honesty --json`` does."""
    view = view_of(chain_id)
    found: Honesty = honesty(view.situation, view.report)
    return jsonify(found.as_dict())


def compare_book_of(chain_id: str) -> Book:
    """Return both regions of the address, segment by segment."""
    view = view_of(chain_id)
    other = _other(view)
    if other is None:
        raise UsageError("compare_with", where="with")
    return compare_book(view.report, other, pairs(view.report, other), view.name)


def honesty_book_of(chain_id: str) -> Book:
    """Return what the data cannot answer about a chain in a region."""
    view = view_of(chain_id)
    return honesty_book(honesty(view.situation, view.report), view.name)


def _with() -> str:
    return request.args.get("with", "").strip()


def _other(view: ChainView) -> GapReport | None:
    """Return the report of the region to compare with; None where none is named."""
    if not _with():
        return None
    return view_in(view.id, _with(), view.report.scope.assume_complete).report


def _side(report: GapReport) -> dict[str, Any]:
    return {
        "scope": report.scope.as_dict(),
        "coverage": report.coverage.as_dict(),
        "measure": report.measure,
        "counts": report.counts(),
    }


def offered(view: ChainView) -> list[tuple[str, str]]:
    """Return the regions of the same level with makers, and those that this one lies in."""
    names, _ = view.situation.counts.at_level(view.situation.area)
    codes = [name.rpartition("/")[2] for name in names if name != view.situation.area][:OFFERED]
    regions = named(store(), [f"reg:{code}" for code in codes])
    found = {one.id.partition(":")[2]: one.name for one in regions}
    more = [pair for pair in view.regions if pair[0] != view.report.scope.region]
    return [*found.items(), *(pair for pair in more if pair[0] not in found)]
