"""Party coverage: the golden cases, the days on which terms end, and a store read end to end."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liantu.errors import InputError, UsageError
from liantu.graph.snapshots import Snapshots
from liantu.graph.stores import Store
from liantu.home import Home
from liantu.ingest.load import load
from liantu.queries.catalogue import run
from liantu.queries.coverage import (
    CoverageReport,
    CoverageSettings,
    Exempt,
    coverage_settings,
    find_coverage,
    for_chain,
    judged,
    rule_named,
)
from liantu.queries.coverage.dates import due
from liantu.queries.coverage.listing import header, listing, sentence
from liantu.queries.coverage.rates import rates
from liantu.queries.coverage.units import Organization, Situation, Unit
from tests.factories import REGISTER, demo_file, firm, register, table, workbook

GOLDEN = Path(__file__).parents[1] / "golden" / "coverage"
AS_OF = dt.date(2026, 11, 22)
FORMS = {"branch": "党支部", "general_branch": "党总支", "committee": "党委", "joint": "联合党支部"}


def rows(name: str) -> list[dict[str, str]]:
    with (GOLDEN / name).open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def flag(cell: str) -> bool | None:
    return cell == "1" if cell else None


def unit(case: dict[str, str]) -> Unit:
    return Unit(
        case["id"],
        case["id"],
        int(case["full"]),
        int(case["probationary"]),
        case["operating"] == "1",
        organizations=() if case["org"] == "none" else (f"party:{case['id']}",),
        instructors=("dept:x",) if case["instructor"] == "1" else (),
        mass=("mass:x",) if case["union_or_league"] == "1" else (),
    )


def organization(case: dict[str, str]) -> Organization:
    return Organization(
        f"party:{case['id']}",
        case["id"],
        FORMS[case["org"]],
        units=int(case["joint_units"]) if case["joint_units"] else None,
        linked=int(case["joint_units"] or 1),
        has_committee=flag(case["has_committee"]),
        term_started=dt.date.fromisoformat(case["elected"]) if case["elected"] else None,
        village=case["kind"] == "village",
    )


def golden(settings: CoverageSettings) -> Situation:
    cases = rows("party_cases.csv")
    organizations = [organization(case) for case in cases if case["org"] != "none"]
    return Situation(
        settings,
        AS_OF,
        {case["id"]: unit(case) for case in cases},
        {one.id: one for one in organizations},
    )


def codes(situation: Situation) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for hit in judged(situation)[0]:
        found.setdefault(hit.subject.removeprefix("party:"), []).append(hit.code)
    return found


def test_the_golden_cases_get_their_codes_and_no_other() -> None:
    found = codes(golden(coverage_settings()))
    expected = {case["id"]: case["expected"] for case in rows("party_cases.csv")}
    assert {key: ";".join(found.get(key, [])) for key in expected} == expected


def test_the_golden_rates() -> None:
    (expected,) = rows("party_metrics.csv")
    found = {one.name: one for one in rates(golden(coverage_settings()))}
    assert found["own_build"].numerator == int(expected["own"])
    for name, column in (
        ("organization", "org_coverage"),
        ("own_build", "own_build_rate"),
        ("work", "work_coverage"),
        ("should_build", "should_build_rate"),
    ):
        assert found[name].value == pytest.approx(float(expected[column]), rel=1e-8)
    assert {name: (one.numerator, one.denominator) for name, one in found.items()} == {
        "organization": (13, 17), "own_build": (10, 17), "work": (15, 17), "should_build": (9, 11),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("started", "years", "expected"),
    [
        ("2023-11-22", 3, "2026-11-23"),
        ("2020-02-29", 3, "2023-03-02"),
        ("2020-02-29", 4, "2024-03-01"),
    ],
)
def test_a_term_is_overdue_the_day_after_its_anniversary(
    started: str, years: int, expected: str
) -> None:
    assert due(dt.date.fromisoformat(started), years) == dt.date.fromisoformat(expected)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.one_of(st.none(), st.integers(0, 5)), st.booleans()), max_size=6))
def test_a_count_that_nobody_recorded_gives_no_code(counts: list[tuple[int | None, bool]]) -> None:
    """Every unit without organisation is either told or listed with what is missing, not both."""
    units = {
        f"ent:{at}": Unit(f"ent:{at}", "", full, 0, operating)
        for at, (full, operating) in enumerate(counts)
    }
    hits, missing = judged(Situation(coverage_settings(), AS_OF, units))
    told, asked = {one.subject for one in hits}, {one.subject for one in missing}
    operating = {key for key, one in units.items() if one.operating}
    assert asked == {key for key in operating if units[key].full is None}
    assert told == operating - asked


FIRMS = [*REGISTER, "正式党员数", "预备党员数", "正常经营"]
ORGANIZATIONS = [
    *("党组织全称", "组织形式", "覆盖单位", "上级党组织", "产业链", "正式党员数", "预备党员数"),
    *("设委员会", "本届起始日期", "联合单位数"),
]
PROJECTS = ["项目名称", "所在地", "建设单位", "施工单位", "重点项目", "阶段"]
MASS = ["群团组织名称", "类型", "所属单位"]
INSTRUCTORS = ["企业名称", "派出单位", "指导员人数"]
FORCES = ["专班名称", "服务项目", "牵头人级别", "设首席党建工作专员"]


def counted(name: str, full: str, probationary: str = "0", **more: str) -> dict[str, str]:
    """A registered firm with its counts of members."""
    return firm(name, 正式党员数=full, 预备党员数=probationary, **{"企业类型": "民营", **more})


def party(folder: Path) -> Path:
    """An alliance's workbook in which a village's branch fills the columns of coverage."""
    headers = ["党组织名称", "类型", "所属单位", "所在地", "正式党员数", "预备党员数", "设委员会"]
    village = ["村支部", "党支部", "", "烟台市蓬莱区", "12", "0", "是", "2022-01-10", "1", "是"]
    sheets = {
        "联盟": [["联盟名称", "构架", "所在地"]],
        "联盟成员": [["联盟名称", "成员", "成员类别"]],
        "党组织": [[*headers, "本届起始日期", "联合单位数", "村社区"], village],
        "服务平台": [["名称", "类别"]],
    }
    return workbook(folder / "党组织.xlsx", sheets)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A district in which nearly every code holds of something."""
    folder = tmp_path_factory.mktemp("coverage")
    firms = [
        counted("甲厂", "3"),
        counted("乙厂", "", ""),
        counted("丙厂", "0"),
        counted("丁厂", "0"),
        counted("戊厂", "0"),
        counted("己厂", "4"),
        counted("庚厂", "", "", 企业类型="国有"),
        counted("辛厂", "5", 正常经营="否"),
    ]
    organizations = [
        ["庚厂支部", "党支部", "庚厂", "海工链党委", "", "7", "0", "否", "2020-02-29", ""],
        ["联合支部", "联合党支部", "己厂;辛厂", "", "", "", "", "", "2025-01-01", "6"],
        ["海工链党委", "产业链党委", "", "", "海工装备(海上风电)产业链", "", "", "", "", ""],
    ]
    projects = [
        ["一号工程", "烟台市蓬莱区", "甲厂;庚厂", "", "是", "在建"],
        ["二号工程", "烟台市蓬莱区", "", "丙厂", "是", "在建"],
    ]
    files = [
        demo_file("海工装备产业链.yaml"),
        register(folder, *firms, headers=FIRMS),
        table(folder / "党组织台账.csv", ORGANIZATIONS, organizations),
        table(folder / "群团.csv", MASS, [["丁厂工会", "工会", "丁厂"]]),
        table(folder / "指导员.csv", INSTRUCTORS, [["戊厂", "海工链党委", "1"]]),
        party(folder),
        table(folder / "项目.csv", PROJECTS, projects),
        table(folder / "专班.csv", FORCES, [["二号专班", "二号工程", "乡科级", "否"]]),
    ]  # fmt: skip
    home = Home(folder / "home")
    assert not load(home, files).refused
    snapshots = Snapshots(home)
    yield snapshots.store()
    snapshots.close()
    home.ledger.close()


def named(report: CoverageReport) -> set[tuple[str, str]]:
    return {(one.name, one.code.replace("_", ":").split(":")[0]) for one in report.open}


def test_a_store_gives_codes_rates_and_what_is_missing(store: Store) -> None:
    report = find_coverage(store, as_of="2026-11-22")
    outside = {(name, "PB10") for name in ("甲厂", "乙厂", "丙厂", "丁厂", "戊厂", "己厂")}
    assert named(report) == outside | {
        ("甲厂", "PB1"), ("丙厂", "PB3"), ("己厂", "PB8"), ("庚厂支部", "PB5"), ("庚厂支部", "PB6"),
        ("联合支部", "PB7"), ("一号工程", "PJ1"), ("一号工程", "PJ2"), ("二号工程", "PJ2"),
        ("二号专班", "PJ3"), ("二号专班", "PJ4"),
    }  # fmt: skip
    parts = {one.name: (one.numerator, one.denominator, one.known) for one in report.rates}
    assert parts == {
        "organization": (2, 7, 7), "own_build": (1, 7, 7), "work": (4, 7, 7),
        "should_build": (1, 3, 6),
    }  # fmt: skip
    assert {(one.name, one.facts) for one in report.unknown} == {
        ("乙厂", ("full_members",)),
        ("联合支部", ("full_members",)),
    }
    assert report.left_out.closed == 1
    assert all(one.evidence and one.because.text and one.unless for one in report.open)
    assert "2/7" in sentence(report) and "1/3" in sentence(report)
    assert {len(row) for row in listing(report)} == {len(header())}


def test_the_columns_of_an_organization_are_read(store: Store) -> None:
    (found,) = [node for (node,) in run(store, "party_organizations", path="370000").rows]
    names = ("full_members", "has_committee", "term_started", "units", "village_or_community")
    assert [found.properties[name] for name in names] == [12, True, "2022-01-10", 1, True]


def test_a_chain_in_a_region_is_the_same_rules_on_fewer_units(store: Store) -> None:
    path = "370000/370600/370614"
    whole = find_coverage(store, as_of="2026-11-22")
    assert named(for_chain(store, "offshore-wind", path, as_of="2026-11-22")) == named(whole)
    assert for_chain(store, "offshore-wind", "110000").operating == 0


def test_an_exception_sets_a_finding_apart_until_its_last_day(store: Store) -> None:
    found = find_coverage(store, as_of="2026-11-22")
    (first,) = found.of("PB1_SHOULD_BUILD")
    kept = Exempt(1, first.unit, first.rule, "并购交接期", until="2026-12-31")
    during = find_coverage(store, as_of="2026-12-31", exceptions=[kept])
    assert [(one.name, one.exception) for one in during.excepted] == [("甲厂", kept)]
    assert not during.of("PB1_SHOULD_BUILD")
    after = find_coverage(store, as_of="2027-01-01", exceptions=[kept])
    assert [one.name for one in after.of("PB1_SHOULD_BUILD")] == ["甲厂"]


def test_a_wrong_code_or_threshold_is_refused(tmp_path: Path) -> None:
    assert rule_named("pb4:committee") == "PB4_FORM_TOO_SMALL:committee"
    with pytest.raises(UsageError):
        rule_named("PB11")
    (tmp_path / "coverage.yml").write_text("build: none\n", encoding="utf-8")
    with pytest.raises(InputError):
        coverage_settings(tmp_path)
    (tmp_path / "coverage.yml").write_text('at_least: ">"\n', encoding="utf-8")
    strict = coverage_settings(tmp_path)
    assert "E01" in codes(golden(strict)) and "PB1_SHOULD_BUILD" not in codes(golden(strict))["E01"]
