"""Party coverage: the golden cases, the days on which terms end, and a store read end to end."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest

from liantu.queries.coverage import (
    CoverageSettings,
    coverage_settings,
    judged,
)
from liantu.queries.coverage.rates import rates
from liantu.queries.coverage.units import Organization, Situation, Unit

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
    assert {
        case["id"]: ";".join(found.get(case["id"], [])) for case in rows("party_cases.csv")
    } == {case["id"]: case["expected"] for case in rows("party_cases.csv")}


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
