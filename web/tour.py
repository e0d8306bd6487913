"""The tour: a walk over real pages of this very district, one small card on each.

The steps stand in ``tour.yml``, their texts in the catalogue. Where a step leads is worked
out from the data: the first chain, its first segment that is 待查, its first gap with targets.
The step is kept in the address (``?tour=3``), so that it works as plain links.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from flask import Blueprint, Flask, Response, current_app, g, jsonify, redirect, request, url_for
from ruamel.yaml import YAML
from werkzeug.wrappers import Response as BaseResponse

from liantu.errors import LiantuError, NotFound
from liantu.queries.gaps.lists import lists
from liantu.queries.gaps.reports import Finding
from liantu.web.chains import view_in
from liantu.web.context import lang, settings, standing, store, words
from liantu.web.panorama import ChainView, chains
from liantu.web.rendering import same_page

bp = Blueprint("tour", __name__)
GAPS = ("MISSING_INPUT", "BREAK", "EXTENSION")  # the kinds of the step that shows a gap, in order
MOST_KEPT = 8  # walks that are kept: one for each version and language
LOOKED_AT = 5  # gaps whose targets are asked for a way in
Walk = tuple["Stop", ...]


@dataclass(frozen=True)
class Stop:
    """One step that has something to show: its page and the words of its card."""

    id: str
    page: str
    values: Mapping[str, str]
    at: str
    mark: str
    said: Mapping[str, str]

    def url(self, number: int) -> str:
        """Return the address of the page with the step in it."""
        return url_for(self.page, tour=number, _anchor=self.at or None, **self.values)  # type: ignore[arg-type]

    def title(self) -> str:
        """Return the heading of the card."""
        return words(f"tour.{self.id}.title")

    def text(self) -> str:
        """Return what the card says."""
        return words(self.said.get(f"{self.id}_says", f"tour.{self.id}.text"), **self.said)


@dataclass(frozen=True)
class Card:
    """The card of a page: which step it is, of how many."""

    number: int
    of: int
    stop: Stop


def install(app: Flask) -> None:
    """Give every page its card."""
    app.jinja_env.globals.update(tour_card=card, tour_end=end)


@cache
def steps() -> list[dict[str, Any]]:
    """Return the steps as the file has them."""
    text = (files("liantu.web") / "tour.yml").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = YAML(typ="safe", pure=True).load(text)
    return found


@bp.get("/tour")
@bp.get("/tour/<int:number>")
def step(number: int = 1) -> BaseResponse:
    """Lead to the page of a step."""
    found = walk()
    if not 1 <= number <= len(found):
        raise NotFound("page_unknown", where=request.path)
    return redirect(found[number - 1].url(number), 303)


@bp.get("/api/v1/tour")
def tour_json() -> Response:
    """Give the steps with their addresses and words."""
    stops = [
        {"id": one.id, "title": one.title(), "text": one.text(), "url": one.url(number)}
        for number, one in enumerate(walk(), 1)
    ]
    return jsonify({"data_version": store().data_version, "steps": stops})


def card() -> Card | None:
    """Return the card of this page; None where its address names no step, or that of another."""
    number = request.args.get("tour", "")
    if not (number.isascii() and number.isdigit()) or len(number) > 2 or "version_lost" in g:
        return None
    try:
        found = walk()
    except LiantuError:
        return None
    if not 1 <= int(number) <= len(found):
        return None
    stop = found[int(number) - 1]
    return Card(int(number), len(found), stop) if stop.page == request.endpoint else None


def end() -> str:
    """Return the address of this very page without the tour."""
    return same_page(tour=None)


def walk() -> Walk:
    """Return the steps that have something to show in this data, in order."""
    kept: dict[Any, Walk] = current_app.extensions.setdefault("liantu.tour", {})
    key = (store().data_version, lang(), *standing())
    if key not in kept:
        while len(kept) >= MOST_KEPT:
            kept.pop(next(iter(kept), None), None)
        kept[key] = _walk(_found())
    return kept[key]


def _walk(found: Mapping[str, str]) -> Walk:
    stops = []
    for one in steps():
        given = {name: str(value) for name, value in (one.get("give") or {}).items()}
        names = [value[1:-1] for value in given.values() if value.startswith("{")]
        if any(name not in found for name in names):
            continue
        filled = {name: found[value[1:-1]] for name, value in given.items()}
        values = {name: value for name, value in filled.items() if value} | one.get("with", {})
        at = one.get("at", "")
        mark = one.get("mark") or (f"#{at}" if at else "")
        stops.append(Stop(one["id"], one["page"], values, at, mark, found))
    return tuple(stops)


def _found() -> dict[str, str]:
    """Return what the steps ask for and what this district has, ids and names."""
    view = _chain()
    if view is None:
        return {}
    found = {"chain": view.id, "chain_name": view.name, "region": view.report.scope.region_name}
    for one in view.of_kind("UNKNOWN")[:1]:
        found |= {"unknown": _short(one.segment), "unknown_name": one.name}
    found |= _gap(view_in(view.id, "", True))
    for row in view.report.coverage.evidence[:1]:
        found |= {"batch": row.batch, "file": row.file, "sheet": row.sheet, "row": str(row.row)}
    return found


def _chain() -> ChainView | None:
    """Return the first chain of which there is anything to see."""
    for node in chains(store()):
        if node.properties.get("adcode"):
            view = view_in(str(node.properties["chain_id"]), "", False)
            if view.report.findings:
                return view
    return None


def _gap(view: ChainView) -> dict[str, str]:
    """Return the first gap, with targets where there is one; best one that somebody here knows."""
    gaps = [one for kind in GAPS for one in view.of_kind(kind)]
    sought = [one for one in gaps if one.targets.total]
    best: dict[str, str] = {}
    for one in sought[:LOOKED_AT]:
        short = _short(one.segment)
        asked = lists(store(), view.id, "", settings(), assume_complete=True, segment=short)
        for target, way in asked.recruit[0].targets:
            met = {"target": target.id, "target_name": target.name}
            if way and way.ways:
                return _named(one) | met
            best = best or _named(one) | met | {"way_says": "tour.way.none"}
    return best or (_named(gaps[0]) if gaps else {})


def _named(one: Finding) -> dict[str, str]:
    found = {
        "gap": _short(one.segment),
        "gap_name": one.name,
        "gap_kind": words(f"kind.{one.kind}"),
    }
    total = one.targets.total
    return found | ({"sought": found["gap"], "count": str(total)} if total else {})


def _short(segment: str) -> str:
    return segment.rpartition("/")[2]
