"""The risk page of a chain and its JSON twin."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request, url_for

from liantu.queries.catalogue import run
from liantu.queries.profile import name_of
from liantu.queries.risk.report import FORMULA_VERSION, RiskReport
from liantu.queries.risk.study import risk
from liantu.queries.risk.words import said
from liantu.queries.sheets import Book
from liantu.queries.sheets.studies import risk_book
from liantu.web.addresses import KEPT, address
from liantu.web.chains import number
from liantu.web.context import settings, store
from liantu.web.layout import Panorama, Segment, lay_out
from liantu.web.panorama import named

bp = Blueprint("risk", __name__)
ROWS = 50  # of a table on the page; its JSON has all
SETS = 20  # cut sets of one product on the page
STATES = ("point", "made", "bought", "unknown", "circular", "idle")


@dataclass(frozen=True)
class RiskView:
    """A chain's risk with what its picture needs."""

    name: str
    report: RiskReport
    segments: tuple[Segment, ...]
    positions: tuple[str, ...]
    links: tuple[tuple[str, str, str], ...]

    @property
    def id(self) -> str:
        """The chain's id as addresses have it."""
        return self.report.scope.chain

    @cached_property
    def picture(self) -> Panorama:
        """The chain, laid out."""
        return lay_out(self.positions, self.segments, self.links)


@bp.get("/chains/<chain_id>/risk")
def page(chain_id: str) -> str:
    """Show what hangs on whom in a chain, after what the records cannot tell."""
    view = _view(chain_id)
    return render_template(
        "risk.html",
        view=view,
        report=view.report,
        said=said(view.report),
        states=view.report.states,
        state_names=STATES,
        recorded=named(store(), view.report.coverage.recorded_ids),
        formula=FORMULA_VERSION,
        most=ROWS,
        most_sets=SETS,
        json_url=risk_address("risk_json", chain_id),
    )


@bp.get("/api/v1/chains/<chain_id>/risk")
def risk_json(chain_id: str) -> Response:
    """Give single points, cut sets, concentration, cascade and metrics, as the command does."""
    report = _report(chain_id)
    return jsonify({"said": list(said(report)), **report.as_dict()})


def book_of(chain_id: str) -> Book:
    """Return every table of the page, all rows of each."""
    return risk_book(_report(chain_id), _view(chain_id).name)


@bp.context_processor
def tools() -> dict[str, Any]:
    """Give templates what they write addresses and values with."""
    return {
        "address": address,
        "number": number,
        "kept": {name: request.args[name] for name in KEPT if request.args.get(name)},
        "segment_url": segment_url,
        "share": share,
        "figure": figure,
    }


def risk_address(endpoint: str, chain_id: str) -> str:
    """Return the address of a page of risk in the same scope."""
    kept = {name: request.args[name] for name in (*KEPT, "final") if request.args.get(name)}
    return url_for(f"risk.{endpoint}", chain_id=chain_id, **kept)  # type: ignore[arg-type]


def segment_url(segment: str) -> str:
    """Return the address of a segment's panel in the same scope."""
    chain, _, short = segment.partition(":")[2].rpartition("/")
    return address("segment", chain_id=chain, segment_id=short)


def share(value: float | None) -> str:
    """Return a share as a percentage; what is unknown as a dash."""
    return "–" if value is None else f"{value:.1%}"


def figure(value: float | None) -> str:
    """Return a figure with three significant digits; what is unknown as a dash."""
    return "–" if value is None else f"{value:.3g}"


def _report(chain_id: str) -> RiskReport:
    finals = [one for one in request.args.get("final", "").split(",") if one]
    region = request.args.get("region", "")
    return risk(store(), chain_id, region=region, finals=finals, settings=settings())


def _view(chain_id: str) -> RiskView:
    report = _report(chain_id)
    chain = f"chain:{report.scope.chain}"
    node = run(store(), "chain", chain=chain).dicts()[0]["chain"]
    segments = tuple(
        Segment(one.id, report.names[one.id], str(one.properties.get("position", "")))
        for one in (row["segment"] for row in run(store(), "chain_segments", chain=chain).dicts())
    )
    links = tuple(
        (row["input"], row["output"], row["link"].key)
        for row in run(store(), "chain_inputs", chain=chain).dicts()
    )
    positions = tuple(node.properties.get("positions") or ())
    return RiskView(name_of(node), report, segments, positions, links)
