"""Party coverage: the report of a region or chain, its list as a file, the exceptions."""

from __future__ import annotations

from flask import Blueprint, Response, g, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from liantu.ledger.exceptions import add, exceptions, remove
from liantu.queries.catalogue import run
from liantu.queries.coverage import (
    CoverageReport,
    CoverageSettings,
    coverage_settings,
    find_coverage,
    rule_named,
)
from liantu.queries.coverage.exempt import exempts, unit_of
from liantu.queries.coverage.listing import (
    code_name,
    facts,
    sentence,
    share,
    when,
)
from liantu.queries.profile import name_of
from liantu.queries.sheets import Book
from liantu.queries.sheets.lists import coverage_book
from liantu.web.context import home, store

bp = Blueprint("coverage", __name__)
KEPT = ("region", "chain", "as_of", "version", "lang")


@bp.get("/coverage")
def page() -> str:
    """Show what party coverage lacks: rates, codes with their units, exceptions, 待查."""
    found = _report()
    chains = [row["chain"] for row in run(store(), "chains").dicts()]
    return render_template(
        "party_coverage.html",
        report=found,
        months=_settings().months,
        sentence=sentence(found),
        when=when(found),
        share=share,
        code_name=code_name,
        facts=facts,
        address=address,
        kept=_kept(),
        chains=[(str(one.properties["chain_id"]), name_of(one)) for one in chains],
        entries=exceptions(home().ledger, removed=True),
        holds=lambda until: not (until and found.scope.as_of and until < found.scope.as_of),
        json_url=address("as_json"),
    )


@bp.get("/api/v1/coverage")
def as_json() -> Response:
    """Give the report exactly as ``liantu coverage --json`` does."""
    return jsonify(_report().as_dict())


def book_of() -> Book:
    """Return every finding, exception and unit under 待查."""
    return coverage_book(_report())


@bp.post("/coverage/exceptions")
def except_() -> BaseResponse:
    """Put a finding on the list of exceptions."""
    given = request.form
    node = unit_of(store(), given.get("unit", ""))
    code = rule_named(given.get("code", ""))
    words = (given.get(name, "") for name in ("reason", "until", "by"))
    add(home().ledger, node.id, name_of(node), code, *words)
    return redirect(address("page", _anchor="exceptions"), 303)


@bp.post("/coverage/exceptions/<int:number>/remove")
def take_back(number: int) -> BaseResponse:
    """Take an exception back; its record stays in the ledger."""
    remove(home().ledger, number, request.form.get("by", ""))
    return redirect(address("page", _anchor="exceptions"), 303)


def address(endpoint: str, **values: str) -> str:
    """Return an address of coverage in the same scope."""
    return url_for(f"coverage.{endpoint}", **(_kept() | values))  # type: ignore[arg-type]


def _kept() -> dict[str, str]:
    """The scope of this request, from its address or the form that was sent."""
    return {name: request.values[name] for name in KEPT if request.values.get(name)}


def _settings() -> CoverageSettings:
    if "coverage_settings" not in g:
        g.coverage_settings = coverage_settings(home().root)
    found: CoverageSettings = g.coverage_settings
    return found


def _report() -> CoverageReport:
    given = request.args
    return find_coverage(
        store(),
        region=given.get("region", ""),
        chain=given.get("chain", ""),
        as_of=given.get("as_of", ""),
        settings=_settings(),
        exceptions=exempts(store(), (one.as_dict() for one in exceptions(home().ledger))),
    )
