"""A place in words becomes an adcode, or stays unplaced; it is never guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liantu.ingest.places import divisions, find_adcodes, full_name, is_city, level, parent, path


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("烟台市蓬莱区", ["370614"]),
        ("山东省烟台市蓬莱区", ["370614"]),
        ("山东烟台蓬莱", ["370614"]),
        ("烟台 蓬莱区", ["370614"]),
        ("烟台市", ["370600"]),
        ("370614", ["370614"]),
        ("上海", ["310000"]),
        ("火星", []),
        ("", []),
        ("蓬", []),
        ("烟台市火星区", []),
        ("宁波市蓬莱区", []),
        ("999999", []),
    ],
)
def test_a_place_is_read_from_the_left(text: str, codes: list[str]) -> None:
    assert list(find_adcodes(text)) == codes


def test_a_name_that_many_bear_is_ambiguous() -> None:
    found = find_adcodes("朝阳区")
    assert len(found) > 1
    assert all(divisions()[code] == "朝阳区" for code in found)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("乌鲁木齐", "650100"),
        ("中山", "442000"),
        ("宁波", "330200"),
        ("江阴", "320281"),
        ("禹城", "371482"),
        ("上海", "310000"),
        ("烟台", "370600"),
        ("桐乡", "330483"),
    ],
)
def test_a_city_column_means_cities(text: str, code: str) -> None:
    assert list(find_adcodes(text, city=True)) == [code]


def test_a_city_column_takes_no_district_or_province() -> None:
    assert not find_adcodes("蓬莱区", city=True)
    assert not find_adcodes("山东", city=True)
    assert not is_city("370614")


@given(st.sampled_from(sorted(divisions())))
def test_every_division_is_found_by_its_full_name(code: str) -> None:
    assert code in find_adcodes(full_name(code))


@given(st.sampled_from(sorted(divisions())))
def test_the_tree_is_whole(code: str) -> None:
    above = parent(code)
    assert (above == "") == (level(code) == "省")
    assert path(code).endswith(code)
    assert not above or path(code) == f"{path(above)}/{code}"


@given(st.text(alphabet="省市区县烟台蓬莱朝阳山东上海 ", max_size=30))
def test_any_words_give_known_codes_only(text: str) -> None:
    assert set(find_adcodes(text)) <= set(divisions())
