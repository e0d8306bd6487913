"""The map of places and its JSON: points or density, what lies around a place, tiles, borders."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, Response, jsonify, render_template, request, url_for
from markupsafe import Markup

from liantu.errors import NotFound
from liantu.graph.model import model
from liantu.map_pack import Pack, map_pack
from liantu.queries.catalogue import run
from liantu.queries.geo.around import LEAST_KM, MOST_KM, USUAL_KM, buffer_km
from liantu.queries.geo.choosing import FIRST, Box, Chosen, categories
from liantu.queries.geo.places import ACCURACIES, KINDS
from liantu.queries.geo.report import LISTED, GeoReport, geo_report
from liantu.queries.profile import name_of
from liantu.queries.search import search
from liantu.queries.sheets import Book
from liantu.queries.sheets.geo import geo_book
from liantu.refusing import missing_value, out_of_range, wrong_value
from liantu.web.answers.paging import following, start, whole
from liantu.web.context import flag, home, index, lang, store, words
from liantu.web.geo_map import geo_map
from liantu.web.panorama import chains
from liantu.web.rendering import same_page
from liantu.web.styling import styled

bp = Blueprint("geo", __name__)
ROWS = 200  # of a list on the page
FURTHEST = 10**9  # the last place of a list that may be asked for
TILE, GAP = 62, 6  # px
RADII = (5, 10, 20, 30, 50)  # km of a buffer, to choose from


@bp.get("/map")
def page() -> str:
    """Show places as a map with what lies around one of them, and counts by province."""
    report, pack = _report(), _pack()
    return render_template(
        "geo.html",
        report=report,
        pack=pack,
        map=geo_map(report, pack, flag("density"), request.args.get("frame") == "all"),
        rows=ROWS,
        kinds=KINDS,
        radii=RADII,
        accuracies=ACCURACIES,
        tile=(TILE, GAP),
        chains=[(str(one.properties["chain_id"]), name_of(one)) for one in chains(store())],
        segments=_segments(report.chosen.chain),
        categories=categories(report.places),
        here=same_page,
        json_url=url_for("geo.page_json", **request.args.to_dict(flat=False)),  # type: ignore[arg-type]
    )


@bp.get("/api/v1/geo/map")
def page_json() -> Response:
    """Give what the map's page shows: counts, tiles, nearest facilities, what lies around."""
    pack = _pack()
    said = _report().as_dict()
    return jsonify(said | {"borders": asdict(pack.about) if pack else None})


@bp.get("/api/v1/geo/points")
def points_json() -> Response:
    """Give the places of a choice a page at a time, and those without a place."""
    report = _report()
    begin, limit = start(FURTHEST), whole("limit", LISTED, 1, 5000)
    placed, unplaced = report.selection.placed, report.selection.unplaced
    longest = max(len(placed), len(unplaced))
    return jsonify(
        {
            "data_version": report.data_version,
            "counts": report.selection.counts(),
            "start": begin,
            "limit": limit,
            "total": len(placed),
            "points": [one.as_dict() for one in placed[begin : begin + limit]],
            "unplaced": [one.as_dict() for one in unplaced[begin : begin + limit]],
            "next": following(begin, limit, longest),
        }
    )


@bp.get("/api/v1/geo/bins")
def bins_json() -> Response:
    """Give the places of the map's frame as hexagons with counts by accuracy."""
    report = _report()
    drawn = geo_map(report, None, True, request.args.get("frame") == "all")
    bins = [one.bin.as_dict() for one in drawn.hexagons] if drawn else []
    outside = drawn.outside if drawn else 0
    return jsonify({"data_version": report.data_version, "bins": bins, "outside": outside})


@bp.get("/api/v1/geo/nearest")
def nearest_json() -> Response:
    """Give for each firm of a choice the nearest facility, nearest pair first."""
    report = _report()
    begin, limit = start(FURTHEST), whole("limit", LISTED, 1, 5000)
    total = len(report.nearest)
    return jsonify(
        {
            "data_version": report.data_version,
            "total": total,
            "start": begin,
            "nearest": [one.as_dict() for one in report.nearest[begin : begin + limit]],
            "next": following(begin, limit, total),
        }
    )


@bp.get("/api/v1/geo/around")
def around_json() -> Response:
    """Give what lies within some km of a node, and what sources say of distances from it."""
    report = _report()
    if report.around is None:
        raise missing_value("at", words("geo.allowed.at"))
    return jsonify({"data_version": report.data_version, **report.around.as_dict()})


@bp.get("/api/v1/geo/tiles")
def tiles_json() -> Response:
    """Give counts by province with the place of each on the tile grid."""
    report = _report()
    return jsonify({"data_version": report.data_version, **report.tiles.as_dict()})


def book_of() -> Book:
    """Return the places of the address with distances, as tables."""
    return geo_book(store(), _report())


def picture_of() -> tuple[str, str]:
    """Return the map of the address as a picture that needs nothing else, and its title."""
    report, pack = _report(), _pack()
    drawn = geo_map(report, pack, flag("density"), request.args.get("frame") == "all")
    title = words("geo.picture.title")
    svg = render_template(
        "_geo_picture.svg", report=report, map=drawn, pack=pack, title=title, tile=(TILE, GAP),
        here=lambda **_: None, accuracies=ACCURACIES,
    )  # fmt: skip
    return styled(svg), title


def _report() -> GeoReport:
    pack = _pack()
    given = request.args
    chosen = Chosen(
        kinds=tuple(dict.fromkeys(given.getlist("kind"))) or FIRST,
        chain=given.get("chain", "").strip(),
        segment=given.get("segment", "").strip() if given.get("chain") else "",
        region=given.get("region", "").strip(),
        category=given.get("category", "").strip(),
        box=_box(given.get("box", "")),
    )
    at = _node(given.get("at", "").strip()[:300])
    km = buffer_km(_km(given.get("km", "")))
    return geo_report(
        store(), chosen, at, km, pack.centres() if pack else None, pack.about.sha256 if pack else ""
    )


def _node(asked: str) -> str:
    """Return the id of what is asked for by id, or by a name that only one thing bears."""
    if not asked or model().kind_of(asked):
        return asked
    hits = search(store(), asked, 2, lang(), index=index()).hits
    exact = [one.name == asked for one in hits]
    if hits and (len(hits) == 1 or exact == [True, False]):
        return hits[0].id
    raise NotFound("geo_name", where=asked, near="、".join(one.name for one in hits) or "–")


def _km(text: str) -> float:
    try:
        return float(text) if text else float(USUAL_KM)
    except ValueError as error:
        raise out_of_range("km", text, LEAST_KM, MOST_KM) from error


def _box(text: str) -> Box | None:
    if not text:
        return None
    try:
        west, south, east, north = (float(one) for one in text.split(","))
    except ValueError as error:
        raise wrong_value("box", text, words("geo.allowed.box")) from error
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise wrong_value("box", text, words("geo.allowed.box"))
    return west, south, east, north


def _pack() -> Pack | None:
    return map_pack(home().root)


def _segments(chain: str) -> list[tuple[str, str]]:
    if not chain:
        return []
    rows = run(store(), "chain_segments", chain=f"chain:{chain}").dicts()
    return [(str(r["segment"].properties["segment_id"]), name_of(r["segment"])) for r in rows]


@bp.app_context_processor
def kinds_with_places() -> dict[str, tuple[str, ...]]:
    """Give every template the kinds that the map can show."""
    return {"GEO_KINDS": KINDS}


@bp.app_template_global()
def geo_shape(kind: str) -> Markup:
    """Return the outline of a kind's mark around 0,0: a shape of its own beside its colour."""
    return SHAPES.get(kind, SHAPES["Enterprise"])


SHAPES = {
    "Enterprise": Markup("M-6,0a6,6 0 1 0 12,0a6,6 0 1 0 -12,0Z"),
    "Facility": Markup("M-5.5,-5.5H5.5V5.5H-5.5Z"),
    "Park": Markup("M-6.5,0 -3.2,-5.7H3.2L6.5,0 3.2,5.7H-3.2Z"),
    "Project": Markup("M0,-6.8 6.6,5H-6.6Z"),
    "University": Markup("M0,-7 7,0 0,7 -7,0Z"),
    "Bank": Markup("M0,6.8 6.6,-5H-6.6Z"),
}
