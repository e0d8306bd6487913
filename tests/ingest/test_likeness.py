"""The parts of names, and what makes two organisations likely one or never."""

from __future__ import annotations

from typing import Any

import pytest

from liantu.ingest.likeness import ASKED, MARKED, Firm, likeness
from liantu.ingest.names import parse
from tests.graph.test_merge import CODE, OTHER

FIRM = "烟台鲁恒海洋装备有限公司"


def compared(a: str, b: str, more: dict[str, Any] | None = None, **other: Any) -> tuple[float, str]:
    one = Firm("1", a, **{"adcode": "370614"} | (more or {}))
    found = likeness(one, Firm("2", b, **{"adcode": "370614"} | other))
    return found.score, found.reasons[0]["code"] if found.reasons else ""


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("煙臺魯恆海洋裝備有限公司", (("烟台",), "鲁恒", "海洋装备", "有限公司", "", "")),
        ("上海电气", ((), "上海", "电气", "", "", "")),
        ("大金重工(蓬莱)", ((), "大金", "重工", "", "", "蓬莱")),
        ("甲乙股份有限公司蓬莱分公司", ((), "甲乙", "", "股份有限公司", "分公司", "蓬莱")),
        ("鲁恒（集团）有限公司", ((), "鲁恒", "", "有限公司", "", "")),
        ("海洋工程装备有限公司", ((), "海洋工程装备", "", "有限公司", "", "")),
    ],
)
def test_a_name_falls_into_its_parts(name: str, parts: tuple[Any, ...]) -> None:
    one = parse(name)
    assert (one.places, one.brand, one.trade, one.legal, one.branch, one.annex) == parts


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ("煙臺魯恆海洋裝備有限公司", "name_equal"),
        ("鲁恒海洋装备", "legal_differs"),
        ("烟台鲁恒海洋装备股份有限公司", "legal_differs"),
        ("山东鲁恒海洋装备有限公司", "core_equal"),
        ("烟台鲁恒恒海洋装备有限公司", "sign_doubled"),
        ("烟台鲁恒海洋装各有限公司", "trade_slip"),
    ],
)
def test_what_is_proposed_as_the_same(other: str, code: str) -> None:
    score, first = compared(FIRM, other)
    assert score >= MARKED
    assert first == code


@pytest.mark.parametrize(
    "other",
    [
        f"{FIRM}蓬莱分公司",
        "鲁恒集团有限公司",
        "鲁恒海洋装备(威海)",
        "烟台鲁恒海洋科技有限公司",
        "烟台鲁衡海洋装备有限公司",
        "烟台鲁泰海洋装备有限公司",
        "威海鲁恒海洋装备有限公司",
        "鲁恒",
    ],
)
def test_what_is_never_proposed(other: str) -> None:
    assert compared(FIRM, other)[0] < MARKED


def test_numbers_and_bearings_tell_firms_apart() -> None:
    assert compared("烟台第一建筑有限公司", "烟台第二建筑有限公司")[0] < ASKED
    assert compared("泽渤一号风电有限公司", "泽渤二号风电有限公司")[0] < ASKED


def test_different_codes_are_never_the_same() -> None:
    assert compared(FIRM, FIRM, {"code": CODE}, code=OTHER) == (0.0, "codes_differ")


def test_namesakes_elsewhere_are_not_even_asked_about() -> None:
    assert compared("鲁恒海洋装备有限公司", "鲁恒海洋装备有限公司", adcode="210200")[0] < ASKED


def test_a_former_name_tells_more_than_a_place() -> None:
    same = compared("甲乙实业有限公司", FIRM, {"former_names": (FIRM,)})
    assert same[0] >= MARKED
    assert compared("甲乙实业有限公司", FIRM, {"former_names": (FIRM,)}, adcode="210200")[0] == 0.7


def test_a_brand_that_many_bear_tells_less() -> None:
    a, b = Firm("1", FIRM, adcode="370614"), Firm("2", "鲁恒", adcode="370614")
    assert likeness(a, b, {"鲁恒": 500}).score < likeness(a, b).score


def test_another_kind_of_party_organisation_is_another_one() -> None:
    a, b = (Firm(str(i), f"鲁恒装备{form}", "PartyOrganization") for i, form in enumerate(FORMS))
    assert likeness(a, b).score < ASKED


FORMS = ("党总支", "党支部")
