"""The page of complexity: what can be computed, what not and why, and what can be said anyway."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request, url_for

from liantu.queries.complexity.counts import LEVELS
from liantu.queries.complexity.matrices import FORMULA_VERSION
from liantu.queries.complexity.report import UNITS, Report, report
from liantu.queries.complexity.rows import LqRow
from liantu.queries.profile import name_of
from liantu.queries.sheets import Book
from liantu.queries.sheets.studies import complexity_book
from liantu.refusing import unknown_value
from liantu.web.context import settings, store, words
from liantu.web.panorama import chains

bp = Blueprint("complexity", __name__)
KEPT = ("version", "lang")
WIDTH, HEIGHT, EDGE = 180, 16, 4.0  # px of an interval's picture; quotients shown up to EDGE


@bp.get("/complexity")
def page() -> str:
    """Show complexity and location quotients, a sentence first."""
    found = _report()
    names = {str(one.properties["chain_id"]): name_of(one) for one in chains(store())}
    return render_template(
        "complexity.html",
        found=found,
        matrix=found.matrix(),
        chains=names,
        levels=tuple(LEVELS),
        bar=bar,
        segment_url=segment_url,
        names=dict(zip(found.counts.makers.products, found.counts.segment_names, strict=True)),
        region_names={one.region: one.name for one in found.regions},
        kept={name: request.args[name] for name in KEPT if request.args.get(name)},
        json_url=url_for("complexity.as_json", **request.args.to_dict()),  # type: ignore[arg-type]
    )


@bp.get("/api/v1/complexity")
def as_json() -> Response:
    """Give the report exactly as ``liantu complexity --json`` does."""
    return jsonify(_report().as_dict())


def book_of() -> Book:
    """Return quotients, regions, segments and what external tables state."""
    found = _report()
    names = {str(one.properties["chain_id"]): name_of(one) for one in chains(store())}
    chain = names.get(found.counts.chain, words("complexity.all_chains"))
    return complexity_book(found, chain, FORMULA_VERSION)


def _report() -> Report:
    given = request.args
    unit = given.get("unit", "") or UNITS[0]
    if unit not in UNITS:
        raise unknown_value("unit", unit, UNITS)
    return report(
        store(),
        settings(),
        chain=given.get("chain", ""),
        level=given.get("level", "") or "city",
        region=given.get("region", ""),
        unit=unit,
    )


def segment_url(segment: str, region: str = "") -> str:
    """Return the address of a segment's page, which names its makers, in a region."""
    chain, _, short = segment.removeprefix("seg:").partition("/")
    kept: dict[str, Any] = {name: request.args[name] for name in KEPT if request.args.get(name)}
    if region:
        kept["region"] = region
    return url_for("chains.segment", chain_id=chain, segment_id=short, **kept)


def bar(row: LqRow) -> dict[str, float]:
    """Return where an interval is drawn, in px; the line of 1 stands at a quarter."""
    low, high = row.low or 0.0, row.high or 0.0
    value = row.lq_eb if row.lq_eb is not None else row.lq or 0.0
    left, right = (min(one, EDGE) / EDGE * WIDTH for one in (low, high))
    return {
        "left": round(left, 1),
        "width": round(max(right - left, 1.0), 1),
        "at": round(min(value, EDGE) / EDGE * WIDTH, 1),
        "one": WIDTH / EDGE,
    }
