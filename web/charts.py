"""The page of charts and its JSON: firms by segment and region, supplies, gaps, distributions."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from weakref import WeakKeyDictionary

from flask import Blueprint, Response, jsonify, render_template, request, url_for

from liantu.errors import NotFound
from liantu.graph.stores import Store
from liantu.queries.catalogue import run
from liantu.queries.charts.chart import Chart
from liantu.queries.charts.flows import BY, flows
from liantu.queries.charts.heat import heat
from liantu.queries.charts.quadrant import quadrant
from liantu.queries.charts.spread import MEASURES, spread
from liantu.queries.complexity.counts import LEVELS
from liantu.queries.profile import name_of
from liantu.queries.sheets import Book, Head
from liantu.web.chains import view_of
from liantu.web.context import flag, lang, settings, standing, store, words
from liantu.web.panorama import chains

bp = Blueprint("charts", __name__)
WORDS = {
    "heat": ("firms",),
    "flows": ("supplies", "inputs"),
    "quadrant": ("feasibility", "value", "need", "rank", "aside"),
    "spread": ("count", "unknown"),
}
KEPT = 24  # charts of one data version; the least lately asked for goes first
_kept: WeakKeyDictionary[Store, OrderedDict[Hashable, Chart]] = WeakKeyDictionary()
LISTED = 100  # rows of a table on the page; the files have all


@bp.get("/charts")
def page() -> str:
    """Show a chain's charts, each with its table; the pictures are drawn where scripts run."""
    chain = _chain()
    return render_template(
        "charts.html",
        chain=chain,
        chains=_chains(),
        charts=[(name, _made(name)) for name in CHARTS] if chain else [],
        assumed=flag("assume_complete"),
        asked={"level": _level(), "region": _given("region"), "by": _by(), "measure": _measure()},
        levels=tuple(LEVELS),
        ways=BY,
        measures=MEASURES,
        listed=LISTED,
        as_of=store().as_of,
        data_url=data_url,
        words_of=words_of,
        json_url=url_for("charts.page_json", **request.args.to_dict()),  # type: ignore[arg-type]
    )


@bp.get("/api/v1/charts")
def page_json() -> Response:
    """Give all charts of a chain as the page shows them."""
    found = [_made(name).as_dict() for name in CHARTS] if _chain() else []
    return jsonify({"data_version": store().data_version, "chain": _chain(), "charts": found})


@bp.get("/api/v1/charts/<which>")
def chart_json(which: str) -> Response:
    """Give one chart: heat, flows, quadrant or spread."""
    return jsonify(
        {"data_version": store().data_version, "chain": _chain(), **_made(which).as_dict()}
    )


def data_url(which: str) -> str:
    """Return the address of one chart's JSON with what the page's address asks for."""
    given = request.args.to_dict() | {"chain": _chain()}
    return url_for("charts.chart_json", which=which, **given)  # type: ignore[arg-type]


def words_of(which: str) -> dict[str, str]:
    """Return the words that a picture is written with."""
    return {name: words(f"charts.word.{name}") for name in (*WORDS[which], "failed")}


def book_of(which: str) -> Book:
    """Return the table of one chart with the rows behind each line."""
    made, chain = _made(which, evidence=True), dict(_chains()).get(_chain(), "")
    head = Head(
        words(f"charts.{which}"),
        store().data_version,
        store().as_of,
        chain,
        _given("region"),
        filters=tuple((words(f"charts.field.{name}"), value) for name, value in _filters(which)),
    )
    return made.book(store(), head)


def _filters(which: str) -> list[tuple[str, str]]:
    level = ("level", words(f"complexity.level.{_level()}"))
    found = {
        "heat": [level],
        "flows": [("by", words(f"charts.by.{_by()}")), *([level] if _by() == "region" else [])],
        "spread": [("measure", words(f"charts.measure.{_measure()}"))],
    }
    return found.get(which, [])


def _made(which: str, evidence: bool = False) -> Chart:
    if which not in CHARTS:
        raise NotFound("page_unknown", where=which)
    if evidence:
        return CHARTS[which](evidence)
    chosen = (_chain(), _level(), _given("region"), _by(), _measure(), flag("assume_complete"))
    kept, key = _kept.setdefault(store(), OrderedDict()), (which, *chosen, lang(), *standing())
    found = kept.pop(key, None) or CHARTS[which](False)
    kept[key] = found
    while len(kept) > KEPT:
        kept.popitem(last=False)
    return found


def _heat(evidence: bool = False) -> Chart:
    return heat(store(), _chain(), _level(), _given("region"), settings(), evidence)


def _flows(_evidence: bool = False) -> Chart:
    found = store()
    segments = run(found, "chain_segments", chain=f"chain:{_chain()}").dicts()
    names = {row["segment"].id: name_of(row["segment"]) for row in segments}
    if _by() == "region":
        names = {str(one["adcode"]): str(one["name"]) for one in run(found, "geo_regions").dicts()}
    return flows(found, _chain(), _by(), _level(), names, _given("region"))


def _quadrant(_evidence: bool = False) -> Chart:
    return quadrant(view_of(_chain()).report)


def _spread(evidence: bool = False) -> Chart:
    return spread(store(), _chain(), _given("region"), _measure(), evidence)


CHARTS: dict[str, Callable[[bool], Chart]] = {
    "heat": _heat,
    "flows": _flows,
    "quadrant": _quadrant,
    "spread": _spread,
}


def _chains() -> list[tuple[str, str]]:
    return [(str(one.properties["chain_id"]), name_of(one)) for one in chains(store())]


def _chain() -> str:
    """Return the chain of the address, else the first there is; empty where there is none."""
    known = [id for id, _ in _chains()]
    asked = _given("chain") or next(iter(known), "")
    if asked and asked not in known:
        raise NotFound("chain_unknown", where=asked, known=", ".join(known) or "–")
    return asked


def _given(name: str) -> str:
    return request.args.get(name, "").strip()


def _level() -> str:
    return _given("level") or "city"


def _by() -> str:
    return _given("by") or BY[0]


def _measure() -> str:
    return _given("measure") or MEASURES[0]
