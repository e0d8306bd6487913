"""The study of a store: the golden chain as a loaded district, and the demo without purchases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from liantu.graph.snapshots import Snapshots
from liantu.graph.stores import Store
from liantu.home import Home
from liantu.ingest.load import load
from liantu.queries.gaps import gap_settings
from liantu.queries.risk.report import RiskReport
from liantu.queries.risk.study import risk
from tests.conftest import serving
from tests.queries.risk import district, golden


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    folder = tmp_path_factory.mktemp("district")
    district.sources_into(folder / "home")
    found = Home(folder / "home")
    assert not load(found, [district.write(folder / "files")]).refused
    yield found
    found.ledger.close()


@pytest.fixture(scope="module")
def store(home: Home) -> Iterator[Store]:
    snapshots = Snapshots(home)
    yield snapshots.store()
    snapshots.close()


@pytest.fixture(scope="module")
def study(store: Store) -> RiskReport:
    return risk(store, district.CHAIN, settings=gap_settings())


def short(segments: tuple[str, ...]) -> str:
    return "|".join(sorted(one.rpartition("/")[2].replace("-", "_") for one in segments))


def test_a_loaded_district_has_the_golden_single_points(study: RiskReport) -> None:
    lost = {one.firm.name: (short(one.lost), short(one.final_lost)) for one in study.points}
    assert lost == {
        district.called(row["firm"]): (row["lost"], row["final_lost"])
        for row in golden.rows("network/andor_single_points.csv")
        if row["single_point"] == "True"
    }
    assert all(one.firm.evidence for one in study.points)
    wheres = {one.firm.name: one.firm.where for one in study.points}
    assert wheres[district.called("X7")] == "outside"


def test_a_loaded_district_has_the_golden_cut_sets(study: RiskReport) -> None:
    vehicle = next(one for one in study.cuts if one.segment.endswith("/vehicle"))
    found = {frozenset(study.firms[firm].name for firm in one) for one in vehicle.sets}
    assert found == {
        frozenset(district.called(one) for one in row["firms"].split("|"))
        for row in golden.rows("network/andor_min_cuts_vehicle_k2.csv")
    }
    assert [len(one) for one in vehicle.sets] == [1] * 9 + [2] * 5


def test_what_is_recorded_and_what_is_not_is_counted(study: RiskReport) -> None:
    found = study.completeness.as_dict()
    assert found == {
        "recorded": 12,
        "named": 11,
        "unweighed": 1,
        "segments": 17,
        "bought": 8,
        "inputs": 13,
        "inputs_known": 13,
        "measure": "amount",
        "unit": "万元",
    }
    cathode = next(one for one in study.bought if one.segment.endswith("/cathode"))
    assert cathode.figures.n_eff == pytest.approx(1.8)
    assert cathode.figures.outside_share == 0
    salt = next(one for one in study.bought if one.segment.endswith("/lithium-salt"))
    assert (salt.figures.hhi, salt.figures.without_amount) == (None, 1)
    assert study.spread is not None and study.spread.settled
    worst = study.spread.hits[0]
    assert worst.leontief >= worst.linear > 0


def test_the_page_of_a_district_with_purchases_shows_every_part(home: Home) -> None:
    for app in serving(home):
        page = app.test_client().get(f"/chains/{district.CHAIN}/risk").text
    said = page.partition('id="said"')[2].partition("</div>")[0]
    assert "登记到采购 11 笔，写明了 17 个环节中的 8 个" in said
    parts = {one: page.partition(f'<section id="{one}">')[2] for one in ("bought", "spread")}
    assert "相当于几家供应商" in parts["bought"] and "66.7%" in parts["bought"]
    assert district.called("X7") in parts["spread"] and "<meter" in parts["spread"]


def test_the_demo_names_what_has_to_come_from_an_unknown_source(demo_store: Store) -> None:
    found = risk(demo_store, "offshore-wind", settings=gap_settings())
    assert found.completeness.recorded == 0
    assert (found.bought, found.spread) == ((), None)
    assert all(not one.outside for one in found.needed)
    blade = next(one for one in found.points if "seg:offshore-wind/blade" in one.lost)
    assert "seg:offshore-wind/turbine" in blade.lost
    assert found.states["seg:offshore-wind/steel-plate"] == "unknown"
    named = risk(demo_store, "offshore-wind", finals=("tower",), settings=gap_settings())
    assert named.finals == ("seg:offshore-wind/tower",)
    assert (
        named.as_dict()
        == risk(demo_store, "offshore-wind", finals=("tower",), settings=gap_settings()).as_dict()
    )
