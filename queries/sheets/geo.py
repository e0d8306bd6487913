"""The tables of the map: what lies around a place, nearest facilities, places, what has none."""

from __future__ import annotations

from dataclasses import replace

from liantu.graph.model import model
from liantu.graph.stores import Store
from liantu.locale import language, text
from liantu.queries.catalogue import run
from liantu.queries.evidence import Evidence, origins
from liantu.queries.geo.places import Place
from liantu.queries.geo.report import GeoReport
from liantu.queries.profile import name_of
from liantu.queries.sheets import Book, Head, Row, Sheet, sheet


def geo_book(store: Store, report: GeoReport) -> Book:
    """Return the tables of a map with the rows of every thing in them."""
    chosen = report.chosen
    filters = (
        ("kind", "、".join(map(_kind, chosen.kinds))),
        ("chain", chosen.chain),
        ("segment", chosen.segment),
        ("region", chosen.region),
        ("category", chosen.category),
        ("box", ", ".join(f"{one:g}" for one in chosen.box) if chosen.box else ""),
    )
    counts = report.selection.counts()
    head = Head(
        text("geo.title"),
        report.data_version,
        report.as_of,
        filters=tuple((text(f"geo.field.{name}"), value) for name, value in filters if value),
        notes=(text("geo.counts", **counts), text("geo.note.system")),
    )
    told = _Rows(store)
    sheets = [
        _nearest(report, told),
        _points(report, told),
        _unplaced(report, told),
        _tiles(report),
    ]
    if report.around:
        place = text("geo.around.of", name=name_of(report.around.node), km=f"{report.around.km:g}")
        head = replace(head, notes=(*head.notes, place))
        sheets = [_around(report, told), _stated(report), *sheets]
    return Book(head, tuple(sheets))


class _Rows:
    """The rows of things by id, read when the first is asked for."""

    def __init__(self, store: Store) -> None:
        self.known = origins(store)
        self.records = {
            row["id"]: row["records"] or [] for row in run(store, "geo_records").dicts()
        }

    def of(self, *ids: str) -> tuple[Evidence, ...]:
        """Return the rows of some things."""
        return tuple(self.known.of_records(key for id in ids for key in self.records.get(id, ())))


def _kind(kind: str) -> str:
    return model().nodes[kind].label.text(language.get())


def _basis(place: Place) -> str:
    level = text(f"geo.basis.{place.level}", name=place.basis) if place.level else place.basis
    return level or text("geo.basis.none")


def _accuracy(place: Place) -> str:
    return text(f"geo.accuracy.{place.accuracy}")


def _around(report: GeoReport, told: _Rows) -> Sheet:
    assert report.around
    return sheet(
        "geo_around",
        "name kind km bearing accuracy basis id",
        (
            Row(
                (
                    one.place.name, _kind(one.place.kind), round(one.km, 3), one.bearing,
                    _accuracy(one.place), _basis(one.place), one.place.id,
                ),
                told.of(one.place.id),
            )
            for one in report.around.near
        ),
    )  # fmt: skip


def _stated(report: GeoReport) -> Sheet:
    assert report.around
    return sheet(
        "geo_stated",
        "name link km bearing id",
        (
            Row(
                (
                    one.name, model().links[one.kind].label.text(language.get()), one.km,
                    one.bearing, one.id,
                ),
                one.evidence,
            )
            for one in report.around.stated
        ),
    )  # fmt: skip


def _nearest(report: GeoReport, told: _Rows) -> Sheet:
    return sheet(
        "geo_nearest",
        "firm facility km accuracy id",
        (
            Row(
                (
                    one.firm.name, one.facility.name, round(one.km, 3),
                    text("geo.sure" if one.sure else "geo.unsure"), one.firm.id,
                ),
                told.of(one.firm.id, one.facility.id),
            )
            for one in report.nearest
        ),
    )  # fmt: skip


def _points(report: GeoReport, told: _Rows) -> Sheet:
    return sheet(
        "geo_points",
        "name kind lon lat accuracy basis id",
        (
            Row(
                (
                    one.name, _kind(one.kind), round(one.lon, 6), round(one.lat, 6),
                    _accuracy(one), _basis(one), one.id,
                ),
                told.of(one.id),
            )
            for one in report.selection.placed
        ),
    )  # fmt: skip


def _unplaced(report: GeoReport, told: _Rows) -> Sheet:
    return sheet(
        "geo_unplaced",
        "name kind because_none id",
        (
            Row(
                (one.name, _kind(one.kind), text(f"geo.reason.{one.reason}"), one.id),
                told.of(one.id),
            )
            for one in report.selection.unplaced
        ),
    )


def _tiles(report: GeoReport) -> Sheet:
    rows = sorted(report.tiles.tiles, key=lambda one: (-one.count, one.adcode))
    return sheet(
        "geo_tiles",
        "region adcode things",
        (Row((one.name, one.adcode, one.count)) for one in rows),
    )
