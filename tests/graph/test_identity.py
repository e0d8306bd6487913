"""Identifiers: the same thing always gets the same one, and no two things share one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liantu.graph.identity import (
    USCC_ALPHABET,
    USCC_WEIGHTS,
    is_uscc,
    name_id,
    node_id,
    normalise,
)
from liantu.graph.model import model

# Codes of the standard's own form, worked out by hand: the sum of value × weight, modulo 31.
VALID = ["91350100M000100Y43", "911100000000000010", "9137061400000000XW"]


def with_check_digit(body: str) -> str:
    total = sum(USCC_ALPHABET.index(s) * w for s, w in zip(body, USCC_WEIGHTS, strict=True))
    return body + USCC_ALPHABET[(31 - total % 31) % 31]


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("液化空气(烟台)制造基地", "液化空气烟台制造基地"),
        ("液化空气（烟台） 制造基地", "液化空气烟台制造基地"),
        ("ＡＢＣ有限责任公司", "abc有限公司"),
        ("大金\u200b重工\ufeff", "大金重工"),
        ("大金\u3000重工\n", "大金重工"),
        ("〔甲〕【乙】「丙」《丁》", "甲乙丙丁"),
        ("()", ""),
        ("", ""),
    ],
)
def test_equal_names_meet(name: str, form: str) -> None:
    assert normalise(name) == form


@pytest.mark.parametrize(
    ("one", "other"),
    [("大金重工集团", "大金重工"), ("甲分公司", "甲公司"), ("甲股份有限公司", "甲有限公司")],
)
def test_names_of_different_firms_stay_apart(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


@given(st.text())
def test_normalising_twice_is_normalising_once(name: str) -> None:
    assert normalise(normalise(name)) == normalise(name)


@given(st.text(alphabet="有限责任公司()（） \u200b股份", max_size=30))
def test_normalising_legal_forms_twice_is_normalising_once(name: str) -> None:
    assert normalise(normalise(name)) == normalise(name)


@given(st.text(max_size=40))
def test_spaces_and_brackets_never_matter(name: str) -> None:
    assert normalise(f" （{name}） ") == normalise(name)


@pytest.mark.parametrize("code", [with_check_digit(code[:17]) for code in VALID])
def test_a_code_with_its_check_digit_is_valid(code: str) -> None:
    assert is_uscc(code)


def test_a_published_code_is_valid() -> None:
    assert is_uscc("91350100M000100Y43")  # the example of GB 32100-2015, annex A


@given(st.text(alphabet=USCC_ALPHABET, min_size=17, max_size=17), st.data())
def test_a_code_with_one_sign_changed_is_not(body: str, data: st.DataObject) -> None:
    code = with_check_digit(body)
    place = data.draw(st.integers(0, 17))
    other = data.draw(st.sampled_from([s for s in USCC_ALPHABET if s != code[place]]))
    assert is_uscc(code)
    assert not is_uscc(code[:place] + other + code[place + 1 :])


@pytest.mark.parametrize("code", ["", "91350100M000100Y4", "91350100m000100y43", "I" * 18])
def test_what_is_not_a_code_at_all_is_not_valid(code: str) -> None:
    assert not is_uscc(code)


# A changed id is a breaking change: saved links would lead nowhere.
GOLDEN = {
    "Enterprise": ({"name": "大金重工(蓬莱)", "region": "370614"}, "ent:n-f77df31ea4b1a9e6"),
    "Chain": ({"chain_id": "offshore-wind", "name": "海工"}, "chain:offshore-wind"),
    "Segment": (
        {"chain_id": "offshore-wind", "segment_id": "tower", "name": "塔筒"},
        "seg:offshore-wind/tower",
    ),
    "Region": ({"adcode": "370614", "name": "蓬莱区"}, "reg:370614"),
}


@pytest.mark.parametrize("kind", ["Chain", "Segment", "Region"])
def test_kinds_with_a_declared_key_keep_it_in_clear(kind: str) -> None:
    values, wanted = GOLDEN[kind]
    assert node_id(model().nodes[kind], values) == wanted


def test_a_firm_without_code_is_known_by_name_and_region() -> None:
    values, wanted = GOLDEN["Enterprise"]
    kind = model().nodes["Enterprise"]
    assert node_id(kind, values) == wanted
    assert node_id(kind, {**values, "name": "大金重工（蓬莱）"}) == wanted
    assert node_id(kind, {**values, "region": "370600"}) != wanted
    assert node_id(kind, {"name": values["name"]}) != wanted


def test_a_code_is_the_id_and_the_id_by_name_is_still_known() -> None:
    kind = model().nodes["Enterprise"]
    values = {"code": VALID[0], "name": "大金重工(蓬莱)", "region": "370614"}
    assert node_id(kind, values) == f"ent:{VALID[0]}"
    assert name_id(kind, values) == GOLDEN["Enterprise"][1]
    assert name_id(kind, {**values, "code": ""}) is None
    assert name_id(model().nodes["Segment"], GOLDEN["Segment"][0]) is None


@pytest.mark.parametrize("name", ["", "()", " \u200b", "（）【】"])
def test_a_name_that_says_nothing_identifies_nothing(name: str) -> None:
    assert node_id(model().nodes["Enterprise"], {"name": name, "region": "370614"}) is None


@pytest.mark.parametrize("kind", sorted(model().nodes))
def test_an_id_leads_back_to_its_kind(kind: str) -> None:
    node = model().nodes[kind]
    values = {part: "1" for way in node.identity for part in way}
    found = node_id(node, values)
    assert found is not None
    assert model().kind_of(found) == kind
