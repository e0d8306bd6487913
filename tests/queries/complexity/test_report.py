"""The report over a store: who counts, and what is said where nothing can be computed."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from liantu.errors import NotFound, UsageError
from liantu.graph.snapshots import Snapshots
from liantu.graph.stores import Store
from liantu.home import Home
from liantu.ingest.load import load
from liantu.queries.catalogue import run
from liantu.queries.complexity.counts import counts, doubtful_origins
from liantu.queries.complexity.report import report
from liantu.queries.gaps import gap_settings
from liantu.queries.gaps.looking import look
from tests.factories import CANDIDATES, chain, firm, register, table

PROVINCES = [
    *("北京市", "天津市", "河北省", "山西省", "内蒙古自治区", "辽宁省", "吉林省", "黑龙江省"),
    *("上海市", "江苏省", "浙江省", "安徽省", "福建省", "江西省", "山东省", "河南省", "湖北省"),
    *("湖南省", "广东省", "广西壮族自治区", "海南省", "重庆市", "四川省", "贵州省", "云南省"),
    *("西藏自治区", "陕西省", "甘肃省", "青海省", "宁夏回族自治区", "新疆维吾尔自治区"),
]
SEGMENTS = 52
BY_SEGMENT = ["产业链编号", "环节编号", "复杂度"]
FIRST = f"{PROVINCES[-1]}公司"


@pytest.fixture(scope="module")
def provinces(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A chain of 52 segments of which the provinces make the more, the later they stand.

    Beside it an old list of candidates, which does not count, and two external tables.
    """
    folder = tmp_path_factory.mktemp("provinces")
    random = np.random.default_rng(3)
    firms = [
        firm(f"{place}公司", place=place, segment=f"环节-s{number}")
        for index, place in enumerate(PROVINCES)
        for number in range(SEGMENTS)
        if random.random() < 1 / (1 + np.exp(6 * (number / SEGMENTS - index / len(PROVINCES))))
    ]
    old = [["丙公司", "", "青岛市", "环节-s0", "", "x"], [FIRST, "", "青岛市", "环节-s1", "", "x"]]
    inputs: dict[str, list[str]] = {f"s{number}": [] for number in range(SEGMENTS)}
    products = [["环节-s0", "1.5", "1"], ["木马", "2", "2"]]
    files = [
        chain(folder, "offshore-wind", "长链", inputs),
        register(folder, *firms),
        table(folder / "complexity.csv", ["product", "pci", "hs"], products),
        table(folder / "复杂度.csv", BY_SEGMENT, [["offshore-wind", "s1", "-1"]]),
    ]
    candidates = table(folder / "目标企业.csv", CANDIDATES, old)
    home = Home(folder / "home")
    assert not load(home, [candidates], observed_on="2020-01-01").refused
    assert not load(home, files, observed_on="2026-01-01").refused
    snapshots = Snapshots(home)
    yield snapshots.store()
    snapshots.close()
    home.ledger.close()


def test_a_large_table_is_computed_and_opens_to_its_parts(provinces: Store) -> None:
    found = report(provinces, gap_settings(), level="province", region="140000")
    assert found.refused is None
    shown = found.as_dict()
    assert (len(shown["regions"]), len(shown["segments"])) == (31, SEGMENTS)
    pci = {one["segment"]: one["pci"] for one in shown["segments"]}
    for one in shown["regions"]:
        assert one["diversity"] == len(one["segments"])
        assert one["eci"] == pytest.approx(np.mean([pci[name] for name in one["segments"]]))
    assert {one["segment"] for one in shown["next"]}.isdisjoint(
        next(one for one in shown["regions"] if one["region"] == "140000")["segments"]
    )
    row = shown["shrunken_lq"]["rows"][0]
    makers = run(provinces, row["opens"]["query"], **row["opens"]["params"])
    assert len(makers.rows) == row["n"]
    assert {one["verdict"] for one in shown["shrunken_lq"]["rows"]} <= {
        "strong",
        "weak",
        "open",
        "",
    }


def test_a_small_district_hears_why_and_keeps_its_quotients(demo_store: Store) -> None:
    found = report(demo_store, gap_settings(), chain="offshore-wind")
    assert found.refused is not None
    assert (found.refused.key, found.regions) == ("complexity_too_small", ())
    assert found.region_name == "山东省烟台市"
    rows = [one for one in found.lq_rows if one.expected is not None]
    assert rows
    assert all((one.low or 0) <= (one.lq or 0) <= (one.high or 0) for one in rows)
    assert {one.verdict for one in rows} == {""}
    assert found.as_dict()["matrix"]["only_candidates"] == 26


def test_who_counts_is_who_counts_in_the_gap_finder(provinces: Store) -> None:
    """Counted by the store, and one by one: with the old list, and without it."""
    settings = gap_settings()
    assert any(doubtful_origins(provinces, settings).values())
    totals = []
    for used in (settings, settings.model_copy(update={"months": 999})):
        situation = look(provinces, "offshore-wind", "370614", used, assume_complete=False)
        expected = [situation.counts.everyone(one.id) for one in situation.segments]
        read = counts(provinces, "offshore-wind", "province", used)
        assert read.makers.values.sum(axis=0).tolist() == expected
        totals.append((read.total, read.candidates))
    assert totals[1] == (totals[0][0] + 2, 2)


def test_a_loaded_table_is_shown_as_external(provinces: Store) -> None:
    a, b = report(provinces, gap_settings(), chain="offshore-wind").external
    assert (a.segment, a.value, a.percentile, a.of) == ("seg:offshore-wind/s0", 1.5, 50.0, 2)
    assert (b.segment, b.value, b.evidence[0].file) == ("seg:offshore-wind/s1", -1.0, "复杂度.csv")
    assert a.evidence[0].observed_on == "2026-01-01"


def test_what_is_not_known_is_named(demo_store: Store) -> None:
    with pytest.raises(NotFound):
        report(demo_store, gap_settings(), chain="nothing")
    with pytest.raises(NotFound):
        report(demo_store, gap_settings(), region="000000")
    with pytest.raises(UsageError):
        report(demo_store, gap_settings(), level="village")
