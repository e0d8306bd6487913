"""Grades on chains small enough to work out by hand, and on the demo."""

from __future__ import annotations

import csv
import os
from collections import Counter
from pathlib import Path

import pytest

from liantu.errors import InputError, NotFound
from liantu.graph.stores import Store
from liantu.queries.gaps import GapReport, GapSettings, find_gaps, gap_settings
from tests.factories import CANDIDATES, chain, firm, register, table
from tests.queries.conftest import Loaded

SHARED = Path(os.environ.get("LIANTU_SHARED", Path(__file__).parents[3] / "shared"))
HERE, CITY, ELSEWHERE = "烟台市蓬莱区", "烟台市", "宁波市"


def grades(report: GapReport) -> dict[str, str]:
    return {one.segment.rpartition("/")[2]: one.kind for one in report.findings}


def would_be(report: GapReport) -> dict[str, str | None]:
    return {one.segment.rpartition("/")[2]: one.would_be for one in report.findings}


class Case:
    """A chain called toys, a register of its own, and figures that are declared."""

    def __init__(self, folder: Path, loaded: Loaded) -> None:
        self.folder, self.loaded = folder, loaded
        (folder / "in").mkdir()

    def store(
        self,
        inputs: dict[str, list[object]],
        *firms: tuple[str, str, str],
        declared: int | None = None,
        candidates: tuple[tuple[str, str, str], ...] = (),
        observed_on: str = "",
    ) -> Store:
        here = self.folder / "in"
        files = [chain(here, "offshore-wind", "玩具链", inputs, declared=("S", "N"))]  # type: ignore[arg-type]
        rows = [firm(name, place=place, segment=f"环节-{seg}") for name, seg, place in firms]
        if rows:
            files.append(register(here, *rows))
        if declared is not None:
            headers = ["region", "adcode", "scheme", "indicator", "value", "unit", "qualifier"]
            row = ["蓬莱区", "370614", "S", "N", str(declared), "家", "", "template"]
            files.append(table(here / "indicators.csv", [*headers, "source"], [row]))
        if candidates:
            listed = [
                [n, "600000.SH", place, f"环节-{seg}", "", ""] for n, seg, place in candidates
            ]
            files.append(table(here / "目标企业.csv", CANDIDATES, listed))
        return self.loaded(*files, observed_on=observed_on)


@pytest.fixture
def case(tmp_path: Path, loaded: Loaded) -> Case:
    return Case(tmp_path, loaded)


def complete(store: Store, **more: str) -> GapReport:
    return find_gaps(store, "offshore-wind", assume_complete=True, **more)


def test_absent_between_consumer_and_essential_input_is_a_break(case: Case) -> None:
    store = case.store(
        {"ore": [], "mid": ["ore"], "end": ["mid"]}, ("甲", "ore", HERE), ("乙", "end", HERE)
    )
    assert grades(complete(store))["mid"] == "BREAK"


def test_absent_with_a_consumer_only_is_a_missing_input(case: Case) -> None:
    store = case.store({"ore": [], "mid": ["ore"], "end": ["mid"]}, ("乙", "end", HERE))
    assert grades(complete(store)) == {"ore": "BLANK", "mid": "MISSING_INPUT", "end": "WEAK"}


def test_a_useful_input_does_not_make_a_break(case: Case) -> None:
    useful = [{"id": "ore", "need": "useful"}]
    store = case.store(
        {"ore": [], "mid": useful, "end": ["mid"]}, ("甲", "ore", HERE), ("乙", "end", HERE)
    )
    assert grades(complete(store))["mid"] == "MISSING_INPUT"


def test_half_of_the_essential_inputs_is_enough_for_an_extension(case: Case) -> None:
    inputs = {"a": [], "b": [], "c": [], "two": ["a", "b"], "three": ["a", "b", "c"]}
    found = grades(complete(case.store(inputs, ("甲", "a", HERE))))
    assert (found["two"], found["three"]) == ("EXTENSION", "BLANK")


def test_without_essential_inputs_any_input_makes_an_extension(case: Case) -> None:
    useful = [{"id": one, "need": "useful"} for one in ("a", "b", "c")]
    inputs = {"a": [], "b": [], "c": [], "end": useful}
    found = grades(complete(case.store(inputs, ("甲", "a", HERE))))
    assert found["end"] == "EXTENSION"


def test_one_maker_is_weak_and_two_are_present(case: Case) -> None:
    store = case.store({"a": [], "b": []}, ("甲", "a", HERE), ("乙", "b", HERE), ("丙", "b", HERE))
    report = complete(store)
    assert grades(report) == {"a": "WEAK", "b": "PRESENT"}
    assert [one.doubtful for one in report.findings] == [False, False]


def test_nothing_declared_is_unknown_and_says_what_it_would_be(case: Case) -> None:
    store = case.store({"ore": [], "end": ["ore"]}, ("乙", "end", HERE))
    report = find_gaps(store, "offshore-wind")
    assert grades(report) == {"ore": "UNKNOWN", "end": "WEAK"}
    assert would_be(report) == {"ore": "MISSING_INPUT", "end": None}
    assert report.coverage.ratio is None
    assert [one.doubtful for one in report.findings] == [False, True]


@pytest.mark.parametrize(("declared", "kind"), [(4, "MISSING_INPUT"), (5, "UNKNOWN")])
def test_below_half_recorded_an_absence_is_unknown(case: Case, declared: int, kind: str) -> None:
    store = case.store(
        {"ore": [], "end": ["ore"]}, ("甲", "end", HERE), ("乙", "end", HERE), declared=declared
    )
    found = find_gaps(store, "offshore-wind")
    # q = 1/3 as nobody makes ore; (1 - 1/3)^2 < 0.5, so the second rule is switched off here
    sure = find_gaps(store, "offshore-wind", settings=without_chance())
    assert grades(sure)["ore"] == kind
    assert grades(found)["ore"] == "UNKNOWN"


def without_chance() -> GapSettings:
    defaults = gap_settings()
    return defaults.model_copy(update={"doubt": defaults.doubt.model_copy(update={"p_none": 0.0})})


def test_a_likely_unrecorded_maker_makes_it_unknown(case: Case) -> None:
    firms = [(f"企业{n}", "end", HERE) for n in range(9)]
    outside = [(f"外企{n}", "ore", ELSEWHERE) for n in range(9)]
    store = case.store({"ore": [], "end": ["ore"]}, *firms, *outside, declared=10)
    assert grades(find_gaps(store, "offshore-wind"))["ore"] == "MISSING_INPUT"  # 1 - 9/18 = 0.5
    more = [*outside, ("外企九", "ore", ELSEWHERE)]
    (case.folder / "in" / "企业名录.csv").unlink()
    store = case.store({"ore": [], "end": ["ore"]}, *firms, *more, declared=10)
    assert grades(find_gaps(store, "offshore-wind"))["ore"] == "UNKNOWN"  # 1 - 10/19 < 0.5


def test_candidates_count_neither_as_recorded_nor_as_makers_elsewhere(case: Case) -> None:
    listed = tuple((f"候选{n}", "ore", ELSEWHERE) for n in range(20))
    firms = [(f"企业{n}", "end", HERE) for n in range(9)]
    store = case.store({"ore": [], "end": ["ore"]}, *firms, declared=10, candidates=listed)
    report = find_gaps(store, "offshore-wind")
    assert report.coverage.recorded == 9
    assert grades(report)["ore"] == "MISSING_INPUT"
    ore = report.findings[0]
    assert len(ore.targets) == 20


def test_a_region_counts_its_descendants(case: Case) -> None:
    store = case.store({"a": []}, ("甲", "a", HERE), ("乙", "a", CITY))
    counts = {
        region: len(complete(store, region=region).findings[0].makers)
        for region in ("370614", "370600", "370000", "330200")
    }
    assert counts == {"370614": 1, "370600": 2, "370000": 2, "330200": 0}


def test_an_observation_older_than_the_months_no_longer_counts(case: Case, tmp_path: Path) -> None:
    old = register(tmp_path / "old", firm("甲", segment="环节-a"))
    here = tmp_path / "in"
    files = chain(here, "offshore-wind", "玩具链", {"a": [], "b": []})
    store = case.loaded(files, old, observed_on="2020-01-01")
    assert grades(complete(store)) == {"a": "WEAK", "b": "BLANK"}  # as of its own date
    assert store.as_of == "2020-01-01"


def test_the_demo_as_the_district_recorded_it(demo_store: Store) -> None:
    report = find_gaps(demo_store, "offshore-wind")
    assert Counter(grades(report).values()) == {"UNKNOWN": 29, "WEAK": 8, "PRESENT": 2}
    assert all(one.doubtful for one in report.findings if one.kind == "WEAK")
    assert (report.coverage.recorded, report.coverage.declared) == (9, 70)
    assert report.coverage.qualifier == "不少于"
    assert report.coverage.ratio == pytest.approx(9 / 70)
    assert report.coverage.source == "report-penglai"


def test_the_demo_with_complete_records(demo_store: Store) -> None:
    report = complete(demo_store)
    assert report.counts() == {
        "MISSING_INPUT": 16, "BLANK": 9, "WEAK": 8, "BREAK": 2, "PRESENT": 2, "EXTENSION": 2,
    }  # fmt: skip
    named = {one.name: one for one in report.findings}
    assert {name for name, one in named.items() if one.kind == "BREAK"} == {
        "海上施工安装",
        "导管架基础",
    }
    assert named["齿轮箱"].kind == "MISSING_INPUT"
    assert {one.name for one in named["海底电缆"].targets} == {"东方电缆", "中天科技", "亨通光电"}
    assert {one.as_target()["citation"] for one in named["海底电缆"].targets} == {"listing"}
    assert report.scope.assume_complete


def test_what_a_finding_rests_on_is_in_the_graph(demo_store: Store) -> None:
    for one in complete(demo_store).findings:
        assert one.because.text
        assert one.unless
        assert one.segment in one.because.nodes
        if one.kind in ("BREAK", "MISSING_INPUT", "EXTENSION", "WEAK", "PRESENT"):
            assert one.because.links, one.name


def test_findings_of_equal_versions_are_equal_byte_by_byte(demo_store: Store) -> None:
    first, second = (
        find_gaps(demo_store, chain).as_dict() for chain in ("offshore-wind", "chain:offshore-wind")
    )
    assert first == second


def test_an_unknown_chain_or_region_is_not_found(demo_store: Store) -> None:
    with pytest.raises(NotFound) as caught:
        find_gaps(demo_store, "no-such")
    assert "offshore-wind" in caught.value.message
    with pytest.raises(NotFound):
        find_gaps(demo_store, "offshore-wind", region="999999")


def test_an_office_changes_thresholds_in_a_file(tmp_path: Path, demo_store: Store) -> None:
    (tmp_path / "gaps.yml").write_text("weak: {single_maker: 2}\n", encoding="utf-8")
    changed = gap_settings(tmp_path)
    report = find_gaps(demo_store, "offshore-wind", settings=changed)
    assert report.counts()["WEAK"] == 10
    assert report.settings_version != gap_settings().version


def test_a_planners_word_can_stand_in_the_file(tmp_path: Path, demo_store: Store) -> None:
    words = 'assume_complete: [{chain: offshore-wind, region: "370614"}]\n'
    (tmp_path / "gaps.yml").write_text(words, encoding="utf-8")
    report = find_gaps(demo_store, "offshore-wind", settings=gap_settings(tmp_path))
    assert report.scope.assume_complete
    assert report.counts()["BREAK"] == 2


@pytest.mark.parametrize(
    "text", ["months: 0\n", "month: 3\n", "doubt: {coverage: 2, p_none: 0.5}\n", "weak: yes\n"]
)
def test_a_wrong_settings_file_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "gaps.yml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        gap_settings(tmp_path)
    assert caught.value.where == "gaps.yml"


@pytest.mark.shared
def test_the_kinds_of_the_golden_gap_finder(case: Case) -> None:
    golden = SHARED / "golden" / "gapfinder"
    if not golden.is_dir():
        pytest.skip("the shared data folder is not here")
    edges = _rows(golden / "in_template.csv")
    segments = sorted({row["input"] for row in edges} | {row["output"] for row in edges})
    inputs: dict[str, list[object]] = {
        segment.replace("_", "-"): [
            {
                "id": row["input"].replace("_", "-"),
                "need": "essential" if row["essential"] == "2" else "useful",
            }
            for row in edges
            if row["output"] == segment
        ]
        for segment in segments
    }
    places = {"R1": HERE, "R2": "宁波市", "R3": "苏州市"}
    active = {row["firm"]: row for row in _rows(golden / "in_firms.csv") if row["active"] == "1"}
    firms = [
        (
            f"企业{row['firm']}",
            row["product"].replace("_", "-"),
            places[active[row["firm"]]["region"]],
        )
        for row in _rows(golden / "in_makes.csv")
        if row["firm"] in active
    ]
    found = {
        segment: "PRESENT" if kind == "WEAK" else kind
        for segment, kind in grades(complete(case.store(inputs, *firms))).items()
    }
    expected = {
        row["product"].replace("_", "-"): row["kind"].rpartition(":")[2]
        for row in _rows(golden / "out_status.csv")
    }
    assert found == expected


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
