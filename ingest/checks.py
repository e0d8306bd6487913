"""A cell's text becomes a typed value of the vocabulary, or the row is set aside.

Nothing is guessed: a word that is not among the allowed ones, a number that is
not one or out of its range, a date that cannot be read set the row aside with
the column and the reason. An empty cell is an unknown value, never zero or no.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from typing import Any

from rapidfuzz import process

from liantu.days import last_observed_day
from liantu.graph.identity import ZERO_WIDTH, is_uscc
from liantu.graph.model import Property
from liantu.ingest.findings import Reject
from liantu.ingest.units import own_unit, scale_of, scaled, split_unit

TRUE_WORDS = frozenset({"是", "有", "true", "yes", "y", "1", "√"})
FALSE_WORDS = frozenset({"否", "无", "false", "no", "n", "0", "×"})
DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?\Z")
NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?([eE][+-]?\d+)?\Z")
AS_NUMBER = re.compile(r"\d(\.\d+)?[eE]\+?\d{2,3}")  # 9.1E+17
NEAR = 3


def clean(cell: str, column: str) -> tuple[str, bool]:
    """Return a cell without invisible characters, and whether there were any.

    Line breaks and tabs become one space. Any other control character sets the
    row aside: it is the mark of a damaged file.
    """
    text = unicodedata.normalize("NFC", cell)
    for sign in text:
        if unicodedata.category(sign) == "Cc" and sign not in "\t\n\r":
            raise Reject("control_character", column, sign=f"U+{ord(sign):04X}")
    seen = text.translate(ZERO_WIDTH)
    return " ".join(seen.split()), seen != text


def nearest(word: str, choices: list[str]) -> list[str]:
    """Return up to three choices nearest to a word, best first."""
    hits = process.extract(word, choices, limit=NEAR, score_cutoff=30)
    return [hit[0] for hit in hits]


def value_of(text: str, rule: Property, column: str, scale: float = 1.0) -> Any:
    """Return the typed value of a non-empty text; raises Reject with column and reason."""
    if rule.allowed and text not in rule.allowed:
        raise Reject(
            "not_allowed",
            column,
            value=text,
            label=rule.label.zh,
            allowed=", ".join(rule.allowed),
        )
    if rule.type in ("integer", "number"):
        return _number(text, rule, column, scale)
    if rule.type == "boolean":
        return _boolean(text, column)
    if rule.type == "date":
        return date_of(text, column)
    if rule.max_length is not None and len(text) > rule.max_length:
        raise Reject("too_long", column, length=len(text), limit=rule.max_length)
    if rule.pattern and AS_NUMBER.fullmatch(text):
        raise Reject("code_as_number", column, value=text)
    if rule.name == "code" and rule.pattern and not is_uscc(text):
        raise Reject("bad_code", column, value=text)
    if rule.pattern and not re.fullmatch(rule.pattern, text):
        raise Reject("bad_pattern", column, value=text, label=rule.label.zh)
    return text


def _number(text: str, rule: Property, column: str, scale: float) -> float | int:
    figure, unit = split_unit(text)
    if not NUMBER.match(figure):
        raise Reject("bad_number", column, value=text)
    if unit:
        said = scale_of(unit, own_unit(rule))
        if said is None and not own_unit(rule):
            raise Reject("bad_number", column, value=text)
        if said is None:
            raise Reject("bad_unit", column, value=text, unit=own_unit(rule))
        scale = said
    number = scaled(figure.replace(",", ""), scale)
    if not math.isfinite(number):
        raise Reject("bad_number", column, value=text)
    low, high = rule.minimum, rule.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        span = f"≥ {low}" if high is None else f"≤ {high}" if low is None else f"{low} … {high}"
        raise Reject("out_of_range", column, value=text, span=f"{span} {rule.unit}".strip())
    if rule.type == "integer":
        if not number.is_integer():
            raise Reject("bad_number", column, value=text)
        return int(number)
    return number


def _boolean(text: str, column: str) -> bool:
    word = text.lower()
    if word in TRUE_WORDS or word in FALSE_WORDS:
        return word in TRUE_WORDS
    raise Reject("bad_boolean", column, value=text)


def date_of(text: str, column: str) -> str:
    """Return a date as ISO text; raises Reject for what is not a calendar date."""
    found = DATE.match(text)
    digits = found.groups() if found else ()
    if not found and re.fullmatch(r"\d{8}", text):
        digits = (text[:4], text[4:6], text[6:])
    try:
        return dt.date(*(int(part) for part in digits)).isoformat()
    except (TypeError, ValueError):
        raise Reject("bad_date", column, value=text) from None


def observed_of(text: str, column: str) -> str:
    """Return the day of an observation as ISO text; raises Reject for one too far ahead."""
    day, last = date_of(text, column), last_observed_day().isoformat()
    if day > last:
        raise Reject("date_ahead", column, value=text, last=last)
    return day
