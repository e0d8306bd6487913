"""Distances, places with their accuracy, hexagons and tiles."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liantu.errors import UsageError
from liantu.graph.snapshots import Snapshots
from liantu.graph.stores import Store
from liantu.home import Home
from liantu.queries.geo.around import buffer_km, nearest, within
from liantu.queries.geo.bins import hexagons, stacks
from liantu.queries.geo.choosing import Chosen
from liantu.queries.geo.places import Place, accuracy, places
from liantu.queries.geo.report import GeoReport, geo_report
from liantu.queries.geo.sphere import bearing, distance, of_chord, project, unit, unproject
from liantu.queries.geo.tiles import layout
from tests.places import GUESSED, KNOWN, UNSTATED, placed_home

pytestmark = pytest.mark.no_graph
LON = st.floats(73, 136)
LAT = st.floats(3, 54)


def place(id: str, lon: float, lat: float, kind: str = "Enterprise", how: str = "known") -> Place:
    return Place(id, kind, id, lon, lat, how)


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    home = Home(placed_home())
    snapshots = Snapshots(home)
    yield snapshots.store()
    snapshots.close()
    home.ledger.close()


@pytest.fixture(scope="module")
def report(store: Store) -> GeoReport:
    return geo_report(store, Chosen())


def test_a_degree_of_a_great_circle() -> None:
    assert distance(121.0, 0.0, 120.0, 0.0) == pytest.approx(111.195, abs=0.001)
    assert distance(121.4737, 31.2304, 116.4074, 39.9042) == pytest.approx(1067, abs=1)


@given(LON, LAT, LON, LAT)
def test_the_plane_keeps_distances_from_its_centre_and_goes_back(
    lon: float, lat: float, lon0: float, lat0: float
) -> None:
    x, y = project(lon, lat, lon0, lat0)
    away = float(distance(lon, lat, lon0, lat0))
    assert np.hypot(x, y) == pytest.approx(away, abs=0.01)
    chord = np.linalg.norm(unit([lon], [lat]) - unit([lon0], [lat0]))
    assert of_chord(chord) == pytest.approx(away, abs=0.01)
    assert unproject(x, y, lon0, lat0) == (pytest.approx(lon), pytest.approx(lat))


def test_bearings_are_seen_from_the_start() -> None:
    around = [(0, 1, "北"), (1, 1, "东北"), (1, 0, "东"), (-1, -1, "西南"), (-1, 0, "西")]
    for x, y, name in around:
        assert bearing(120 + x / 50, 30 + y / 60, 120, 30) == name
    assert bearing(120, 30, 120, 30) == ""


@given(st.lists(st.tuples(LON, LAT), min_size=2, max_size=30))
def test_the_nearest_is_the_nearest(points: list[tuple[float, float]]) -> None:
    half = len(points) // 2
    firms = [place(f"e{at}", *one) for at, one in enumerate(points[:half])]
    ports = [place(f"f{at}", *one, "Facility") for at, one in enumerate(points[half:])]
    for one in nearest([*firms, *ports]):
        least = min(float(distance(p.lon, p.lat, one.firm.lon, one.firm.lat)) for p in ports)
        assert one.km == pytest.approx(least, abs=0.001)


@given(st.lists(st.tuples(LON, LAT), max_size=60), st.floats(5, 400))
def test_every_place_is_in_one_hexagon_and_near_its_middle(
    points: list[tuple[float, float]], radius: float
) -> None:
    found = [place(f"e{at}", *one) for at, one in enumerate(points)]
    x, y = project([o.lon for o in found], [o.lat for o in found], 105, 35)
    bins = hexagons(found, x, y, radius, (105, 35))
    assert sum(one.total for one in bins) == len(found)
    for a, b in zip(x, y, strict=True):
        assert min(np.hypot(a - one.x, b - one.y) for one in bins) <= radius * 1.001


def test_a_stack_holds_what_lies_on_one_spot_with_one_accuracy() -> None:
    spot = [place("a", 1, 2), place("b", 1, 2), place("c", 1, 2, how="estimated")]
    assert [len(one) for one in stacks(spot)] == [2, 1]


@pytest.mark.parametrize(
    ("how", "told"),
    [("RTK 实测", "known"), ("", "unstated"), ("地址解析", "estimated"), ("Geocoded", "estimated")],
)
def test_how_a_coordinate_was_got_tells_how_well_it_is_known(how: str, told: str) -> None:
    assert accuracy(how) == told


def test_what_has_no_place_says_why_and_is_not_put_at_0_0(report: GeoReport) -> None:
    told = {one.name: one.accuracy for one in report.selection.placed if one.name[0] in "甲乙丙"}
    assert told == {KNOWN: "known", UNSTATED: "unstated", GUESSED: "estimated"}
    reasons = {one.name: one.reason for one in report.selection.unplaced}
    assert reasons["零点公司"] == "zero"
    assert reasons["写反公司"] == "outside"
    assert reasons["半边公司"] == "half"
    assert reasons["无址公司"] == "none"
    assert not [one for one in report.selection.placed if (one.lon, one.lat) == (0, 0)]


def test_a_known_centre_of_a_division_places_the_rest_as_estimated(store: Store) -> None:
    found = places(store, {"370614": (120.75, 37.7)}, "pack")
    rest = next(one for one in found.placed if one.name == "无址公司")
    assert (rest.accuracy, rest.level, rest.lon) == ("estimated", "county", 120.75)
    wider = places(store, {"370000": (118.0, 36.4)}, "other")
    assert next(one for one in wider.placed if one.name == "无址公司").level == "province"


def test_a_buffer_lists_what_lies_within(store: Store, report: GeoReport) -> None:
    centre = next(one for one in report.selection.placed if one.name == KNOWN)
    near = within(report.selection.placed, centre, 10)
    assert [one.place.name for one in near] == ["PENGLAI", UNSTATED]
    assert near[0].sure
    assert not near[1].sure
    assert near[1].bearing == "东"
    first = report.nearest[0]
    assert (first.firm.name, first.facility.name) == (KNOWN, "PENGLAI")
    with pytest.raises(UsageError) as caught:
        buffer_km(51)
    assert "50" in caught.value.as_dict()["error"]["remedy"]


def test_a_chain_narrows_firms_and_keeps_facilities(store: Store) -> None:
    found = geo_report(store, Chosen(chain="offshore-wind", segment="submarine-cable"))
    assert {one.name for one in found.selection.placed} == {"LONDON", "LONGKOU", "PENGLAI", GUESSED}
    here = geo_report(store, Chosen(region="370614"))
    assert "LONDON" not in {one.name for one in here.selection.placed}


def test_the_tiles_are_the_provinces_each_on_a_spot_of_its_own(report: GeoReport) -> None:
    provinces = {one.adcode for one in report.places.divisions.values() if one.level == "province"}
    assert set(layout()) == provinces
    assert len(set(layout().values())) == 34
    counts = {one.adcode: one.count for one in report.tiles.tiles}
    things = len(report.selection.placed) + len(report.selection.unplaced)
    assert sum(counts.values()) + report.tiles.elsewhere == things
    assert counts["540000"] == 0
