"""Pieces of SQL over text columns: what is surely clean, a name's form, a number, a date.

Each piece takes the SQL of a text and gives SQL; values are bound through
:class:`Bound`, never formatted. A predicate here may say no to a text that
:mod:`liantu.ingest.checks` would take; it never says yes to one that it would not
take, or would take otherwise.
"""

from __future__ import annotations

import re
from typing import Any

from liantu.graph.identity import USCC_ALPHABET, USCC_WEIGHTS
from liantu.graph.model import Property
from liantu.ingest.checks import FALSE_WORDS, TRUE_WORDS
from liantu.ingest.units import power_of

# Signs that cleaning leaves as they are: printable ASCII, common Han, usual punctuation.
PLAIN = r"!-~\x{4E00}-\x{9FFF}，。、；：（）《》【】“”‘’！？—…·％＋－０-９Ａ-Ｚａ-ｚ"
CLEAN = f"(?:[{PLAIN}]+(?: [{PLAIN}]+)*)?"
# Signs of which a name's form is known without asking: only brackets and spaces go.
NAMED = r"[ A-Za-z0-9\x{4E00}-\x{9FFF}()（）\[\]【】《》<>「」〔〕/._-]*"
DROPPED = " ()（）[]【】《》<>「」〔〕"
LONG_FORM, SHORT_FORM = "有限责任公司", "有限公司"
NUMBER = r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15})(?:\.[0-9]{1,15})?"
DATE = r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?"
DAY = r"([0-9]{4})([0-9]{2})([0-9]{2})"
BLANKS = "".join(chr(sign) for sign in range(0x3001) if chr(sign).isspace())  # as str.strip()
EDGES = f"^[{BLANKS}]|[{BLANKS}]$"
EXACT = 2**53  # whole numbers below are exact as DOUBLE
CLASSES = re.compile(r"\\[a-zA-Z]|\(\?")  # in these two kinds of expression may differ


class Bound:
    """Values of one statement by the name under which they are bound."""

    def __init__(self, prefix: str = "") -> None:
        self.prefix = prefix
        self.values: dict[str, Any] = {}
        self._names: dict[tuple[type, str], str] = {}

    def __call__(self, value: Any) -> str:
        """Bind a value and return its placeholder."""
        key = (type(value), repr(value))
        if key not in self._names:
            self._names[key] = f"{self.prefix}p{len(self._names)}"
            self.values[self._names[key]] = value
        return f"${self._names[key]}"

    def words(self, words: Any) -> str:
        """Bind some words and return them as they stand after IN."""
        return "(" + ", ".join(self(word) for word in words) + ")"

    def used(self, text: str) -> dict[str, Any]:
        """Return the values that a statement names: none may be left over."""
        named = set(re.findall(r"\$(\w+)", text))
        return {name: value for name, value in self.values.items() if name in named}


def is_clean(text: str, bound: Bound) -> str:
    """Say that cleaning a text would change and report nothing."""
    return f"regexp_full_match({text}, {bound(CLEAN)})"


def stripped(text: str, bound: Bound) -> str:
    """Return a text as ``str.strip`` does."""
    return (
        f"CASE WHEN regexp_matches({text}, {bound(EDGES)}) THEN trim({text}, {bound(BLANKS)}) "
        f"ELSE {text} END"
    )


def normal(text: str, bound: Bound) -> str:
    """Return the form of a name under which equal names meet; see :func:`is_named`."""
    kept = f"lower({left_over(text, bound)})"
    return f"replace({kept}, {bound(LONG_FORM)}, {bound(SHORT_FORM)})"


def left_over(text: str, bound: Bound) -> str:
    """Return a clean text without what no name is told apart by: it is empty where its form is."""
    return f"translate({text}, {bound(DROPPED)}, '')"


def is_named(text: str, bound: Bound) -> str:
    """Say that :func:`normal` gives the same form as ``identity.normalise``."""
    left = f"contains({normal(text, bound)}, {bound(LONG_FORM)})"
    return f"(regexp_full_match({text}, {bound(NAMED)}) AND NOT {left})"


def is_code(text: str, bound: Bound) -> str:
    """Say that 18 signs of the alphabet end in their check digit."""
    alphabet = bound(USCC_ALPHABET)
    total = " + ".join(
        f"(instr({alphabet}, substr({text}, {at}, 1)) - 1) * {weight}"
        for at, weight in enumerate(USCC_WEIGHTS, start=1)
    )
    wanted = f"substr({alphabet}, CAST((31 - ({total}) % 31) % 31 + 1 AS BIGINT), 1)"
    return f"(length({text}) = 18 AND {wanted} = substr({text}, 18, 1))"


def date(text: str, bound: Bound) -> str:
    """Return a DATE, NULL for what is surely none or is written in a rare way."""
    split = [f"regexp_extract({text}, {bound(DATE)}, {part})" for part in (1, 2, 3)]
    parted = f"{split[0]} || '-' || lpad({split[1]}, 2, '0') || '-' || lpad({split[2]}, 2, '0')"
    joined = f"substr({text}, 1, 4) || '-' || substr({text}, 5, 2) || '-' || substr({text}, 7, 2)"
    return (
        f"CASE WHEN starts_with({text}, '0') THEN NULL "
        f"WHEN regexp_full_match({text}, {bound(DATE)}) THEN TRY_CAST({parted} AS DATE) "
        f"WHEN regexp_full_match({text}, {bound(DAY)}) THEN TRY_CAST({joined} AS DATE) END"
    )


def number(text: str, spec: Property, scale: float, bound: Bound) -> tuple[str, str]:
    """Return the SQL of a number and the predicate under which it is the value."""
    power = power_of(scale)
    if power:  # exact; a figure with an exponent of its own is not read so
        value = f"TRY_CAST(replace({text}, ',', '') || {bound(f'e{power}')} AS DOUBLE)"
    else:
        value = f"TRY_CAST(replace({text}, ',', '') AS DOUBLE) * {bound(scale)}"
    checks = [f"regexp_full_match({text}, {bound(NUMBER)})", f"({value}) IS NOT NULL"]
    if spec.minimum is not None:
        checks.append(f"({value}) >= {bound(float(spec.minimum))}")
    if spec.maximum is not None:
        checks.append(f"({value}) <= {bound(float(spec.maximum))}")
    if spec.type == "integer":
        checks += [f"({value}) = trunc({value})", f"abs({value}) < {EXACT}"]
        value = f"TRY_CAST({value} AS BIGINT)"
    return value, " AND ".join(checks)


def boolean(text: str, bound: Bound) -> tuple[str, str]:
    """Return the SQL of a yes or no and the predicate under which it is the value."""
    true, false = bound.words(sorted(TRUE_WORDS)), bound.words(sorted(FALSE_WORDS))
    word = f"lower({text})"
    return f"({word} IN {true})", f"({word} IN {true} OR {word} IN {false})"


def string(text: str, spec: Property, bound: Bound) -> str:
    """Return the predicate under which a text is the value of a property of type string or list.

    Raises ValueError for a pattern that the two kinds of expression may read differently.
    """
    checks = ["true"]
    if spec.allowed:
        checks.append(f"{text} IN {bound.words(spec.allowed)}")
    if spec.max_length is not None:
        checks.append(f"length({text}) <= {int(spec.max_length)}")
    if spec.pattern:
        if CLASSES.search(spec.pattern):
            raise ValueError(spec.pattern)
        checks.append(f"regexp_full_match({text}, {bound(spec.pattern)})")
        if spec.name == "code":
            checks.append(is_code(text, bound))
    return " AND ".join(checks)
