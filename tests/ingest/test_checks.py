"""A cell becomes a typed value, or its row is set aside with the reason; nothing is guessed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liantu.graph.model import Label, Property
from liantu.ingest.checks import clean, date_of, nearest, observed_of, value_of
from liantu.ingest.findings import Reject

LABEL = Label("数", "number")
NUMBER = Property("n", "number", LABEL)
INTEGER = Property("n", "integer", LABEL, minimum=0, unit="人")
BOOLEAN = Property("b", "boolean", LABEL)
SHORT = Property("s", "string", LABEL, max_length=3)


def reason(text: str, rule: Property) -> str:
    """Why a value is not taken."""
    with pytest.raises(Reject) as caught:
        value_of(text, rule, "列")
    assert caught.value.column == "列"
    return caught.value.code


@given(st.integers(-(10**12), 10**12))
def test_a_whole_number_is_read_with_and_without_commas(number: int) -> None:
    assert value_of(str(number), NUMBER, "列") == number
    assert value_of(f"{number:,}", NUMBER, "列") == number


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_any_float_is_read_back(number: float) -> None:
    assert value_of(repr(number), NUMBER, "列") == number


@pytest.mark.parametrize(
    "text",
    ["约5", "5人", "1,23", "0x10", "1_000", "nan", "inf", "-", "五", "1.2.3", "1e", "½"],
)
def test_what_is_not_a_plain_number_is_no_number(text: str) -> None:
    assert reason(text, NUMBER) == "bad_number"


@pytest.mark.parametrize(("text", "code"), [("-1", "out_of_range"), ("1.5", "bad_number")])
def test_a_count_is_whole_and_not_negative(text: str, code: str) -> None:
    assert reason(text, INTEGER) == code


def test_a_number_beyond_all_bounds_is_no_number() -> None:
    assert reason("1e999", INTEGER) == "bad_number"
    assert reason("1e999", NUMBER) == "bad_number"


def test_full_width_digits_are_digits() -> None:
    assert value_of("１２", INTEGER, "列") == 12


def test_a_unit_is_scaled() -> None:
    assert value_of("2.6", NUMBER, "列", 10_000) == 26_000


MONEY = Property("capital", "number", LABEL, unit="万元", minimum=0)
SHARE = Property("share", "number", LABEL, minimum=0, maximum=1)


@pytest.mark.parametrize(
    ("text", "rule", "value"),
    [
        ("3.5亿元", MONEY, 35_000),
        ("1,200 万元", MONEY, 1_200),
        ("500元", MONEY, 0.05),
        ("12.3%", SHARE, 0.123),
        ("0.5", SHARE, 0.5),
        ("51%", Property("p", "number", LABEL, unit="%", maximum=100), 51),
        ("3000米", Property("d", "number", LABEL, unit="公里"), 3),
        ("12人", Property("n", "integer", LABEL, unit="名"), 12),
    ],
)
def test_a_cell_may_say_its_unit(text: str, rule: Property, value: float) -> None:
    assert value_of(text, rule, "列") == value


def test_a_unit_of_another_kind_is_refused() -> None:
    assert reason("3公里", MONEY) == "bad_unit"
    assert reason("约3亿元", MONEY) == "bad_number"
    assert reason("120%", SHARE) == "out_of_range"


@pytest.mark.parametrize(
    ("minimum", "maximum", "span"), [(0, None, "≥ 0 人"), (None, 1, "≤ 1 人"), (0, 1, "0 … 1 人")]
)
def test_a_range_is_said_in_plain_signs(minimum: Any, maximum: Any, span: str) -> None:
    rule = Property("n", "number", LABEL, minimum=minimum, maximum=maximum, unit="人")
    with pytest.raises(Reject) as caught:
        value_of("-5" if minimum == 0 else "5", rule, "列")
    assert caught.value.values["span"] == span


@pytest.mark.parametrize(
    ("text", "value"), [("是", True), ("否", False), ("YES", True), ("0", False), ("√", True)]
)
def test_yes_and_no(text: str, value: bool) -> None:
    assert value_of(text, BOOLEAN, "列") is value


@pytest.mark.parametrize("text", ["也许", "2", "？"])
def test_neither_yes_nor_no(text: str) -> None:
    assert reason(text, BOOLEAN) == "bad_boolean"


@given(st.dates(min_value=dt.date(1000, 1, 1)))
def test_a_date_is_read_in_the_ways_that_offices_write_it(date: dt.date) -> None:
    year, month, day = date.year, date.month, date.day
    for text in (
        date.isoformat(),
        f"{year}/{month}/{day}",
        f"{year}.{month:02}.{day:02}",
        f"{year}年{month}月{day}日",
        f"{year}{month:02}{day:02}",
    ):
        assert date_of(text, "列") == date.isoformat()


@pytest.mark.parametrize(
    "text",
    ["2026-02-30", "2026-13-01", "26-01-01", "去年", "2026", "2026-01", "01/02/2026", "20261301"],
)
def test_what_is_no_day_is_no_date(text: str) -> None:
    with pytest.raises(Reject) as caught:
        date_of(text, "列")
    assert caught.value.code == "bad_date"


def test_a_text_has_a_length_and_a_form() -> None:
    assert value_of("一二三", SHORT, "列") == "一二三"
    assert reason("一二三四", SHORT) == "too_long"
    pattern = Property("s", "string", LABEL, pattern="^[0-9]{6}$")
    assert reason("37061", pattern) == "bad_pattern"
    assert reason("370614\n", pattern) == "bad_pattern"


def test_a_code_is_held_to_its_check_digit() -> None:
    code = Property("code", "string", LABEL, pattern="^[0-9A-HJ-NPQRTUWXY]{18}$")
    assert value_of("91350100M000100Y43", code, "列") == "91350100M000100Y43"
    assert reason("91350100M000100Y44", code) == "bad_code"


def test_an_unknown_word_is_set_aside_with_the_known_ones() -> None:
    rule = Property("s", "string", LABEL, allowed=("国有", "民营"))
    with pytest.raises(Reject) as caught:
        value_of("私营", rule, "列")
    assert caught.value.values["allowed"] == "国有, 民营"


@given(st.text())
def test_cleaning_gives_one_line_without_invisible_signs_or_refuses(text: str) -> None:
    try:
        found, _ = clean(text, "列")
    except Reject as reject:
        assert reject.code == "control_character"
        return
    assert found == " ".join(found.split())
    assert not set(found) & set("\u200b\u200c\u200d\u2060\ufeff\u00ad")
    assert clean(found, "列")[0] == found


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b", "\x7f", "\x85"])
def test_a_control_character_is_the_mark_of_a_damaged_file(sign: str) -> None:
    with pytest.raises(Reject) as caught:
        clean(f"甲{sign}乙", "列")
    assert caught.value.values["sign"] == f"U+{ord(sign):04X}"


def test_the_nearest_words_come_best_first() -> None:
    choices = ["塔筒", "叶片", "海底电缆", "海上升压站"]
    assert nearest("塔桶", choices) == ["塔筒"]
    assert nearest("海底光缆", choices)[0] == "海底电缆"
    assert nearest("xyz", choices) == []


def test_an_observation_lies_no_later_than_the_end_of_next_year() -> None:
    end = dt.date(dt.date.today().year + 1, 12, 31)
    assert observed_of(end.isoformat(), "日期") == end.isoformat()
    for late in (end + dt.timedelta(days=1), dt.date(2999, 1, 1)):
        with pytest.raises(Reject) as caught:
            observed_of(late.isoformat(), "日期")
        assert (caught.value.code, caught.value.column) == ("date_ahead", "日期")
