"""The parts of an organisation's name: place, 字号, 行业, 组织形式.

Only likeness works on these parts; ids never do, so a better word list changes
no id. Traditional signs are read as simplified ones here and only here.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from opencc import OpenCC

from liantu.graph.identity import normalise
from liantu.ingest.places import SUFFIXES, divisions
from liantu.yamlfile import read_yaml

BRACKETED = re.compile(r"[(\[〔【<《「]([^()\[\]〔〕【】<>《》「」]*)[)\]〕】>》」]")
LONGEST_TITLE = 11
LONGEST_WORD = 6
LONGEST_BRANCH = 9  # with its number: 第十二分公司
GROUP = "集团"


@dataclass(frozen=True, slots=True)
class Name:
    """One name in its parts; ``core`` is brand and trade without place and legal form."""

    text: str
    simplified: bool
    places: tuple[str, ...]
    brand: str
    trade: str
    legal: str
    branch: str
    annex: str  # a place in brackets or before a branch's word: where a part of a firm is
    group: bool
    parent: str  # 甲集团 in 甲集团乙有限公司

    @property
    def core(self) -> str:
        """Brand and trade."""
        return self.brand + self.trade


@dataclass(frozen=True)
class Words:
    """The word lists of ``name_words.yml``."""

    legal: tuple[str, ...]
    branch: re.Pattern[str]
    branch_ends: tuple[str, ...]
    party: tuple[str, ...]
    trade: frozenset[str]
    numbers: frozenset[str]
    lookalikes: frozenset[frozenset[str]]


@cache
def words() -> Words:
    """Return the word lists that ship with the package."""
    found = read_yaml(
        (files("liantu.ingest") / "name_words.yml").read_text(encoding="utf-8"), "name_words.yml"
    )
    branch = "|".join(sorted(map(re.escape, found["branch"]), key=len, reverse=True))
    pairs = {
        frozenset((x, y)) for group in found["lookalikes"] for x in group for y in group if x != y
    }
    return Words(
        legal=_longest_first(found["legal"]),
        branch=re.compile(rf"(?:第?[一二三四五六七八九十0-9]{{1,3}})?(?:{branch})$"),
        branch_ends=tuple(found["branch"]),
        party=_longest_first(found["party"]),
        trade=frozenset(word for group in found["trade"] for word in group),
        numbers=frozenset(found["numbers"]),
        lookalikes=frozenset(pairs),
    )


def _longest_first(forms: list[str]) -> tuple[str, ...]:
    return tuple(sorted({normalise(form) for form in forms}, key=lambda one: (-len(one), one)))


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def simplify(text: str) -> str:
    """Return a text in half width and with simplified signs.

    >>> simplify('海上風電')
    '海上风电'
    """
    return str(_converter().convert(unicodedata.normalize("NFKC", text)))


@cache
def titles() -> frozenset[str]:
    """Return every title of a division, whole and without its suffix (蓬莱区, 蓬莱)."""
    found = set(divisions().values())
    for title in divisions().values():
        for suffix in SUFFIXES:
            if title.endswith(suffix) and len(title) - len(suffix) >= 2:
                found.add(title[: -len(suffix)])
                break
    return frozenset(found)


@lru_cache(maxsize=200_000)
def parse(name: str, kind: str = "Enterprise") -> Name:
    """Return the parts of a name; what is no part of the pattern stays in the brand.

    >>> parse('烟臺魯恆海洋裝備有限公司').core
    '鲁恒海洋装备'
    """
    before = unicodedata.normalize("NFKC", name)
    text = _converter().convert(before)
    simplified = text != before
    annexes, group = [], False
    for inside in BRACKETED.findall(text):
        if inside in titles():
            annexes.append(inside)
            text = BRACKETED.sub(lambda hit: "" if hit[1] in titles() else hit[0], text)
        elif inside == "筹":  # being founded
            text = text.replace(f"({inside})", "")
        elif inside == GROUP:
            group = True
    whole = normalise(text)
    rest, branch, annex, legal = _branch(whole) if kind == "Enterprise" else (whole, "", "", "")
    if not legal:
        rest, legal, group = _legal(rest, kind, group)
    places, rest = _places(rest)
    head, _, tail = rest.partition(GROUP)
    parent = ""
    if kind == "Enterprise" and head != rest:
        group = group or not tail
        rest, parent = (tail, "".join(places) + head) if len(tail) > 1 else (head + tail, "")
    brand, trade = _brand(rest)
    if not brand and places:  # 上海电气: the place is the brand
        brand, places = places[-1], places[:-1]
    if not brand:
        brand, trade = trade, ""
    annexes += [annex] if annex else []
    return Name(
        whole,
        simplified,
        places,
        brand,
        trade,
        legal,
        branch,
        "/".join(sorted(_short(one) for one in annexes)),
        group,
        parent,
    )


def _legal(text: str, kind: str, group: bool) -> tuple[str, str, bool]:
    for form in words().party if kind == "PartyOrganization" else words().legal:
        if text.endswith(form) and len(text) > len(form) + 1:
            plain = form.removeprefix(GROUP) or form
            return text[: -len(form)], plain, group or form.startswith(GROUP)
    return text, "", group


def _branch(text: str) -> tuple[str, str, str, str]:
    """Split 甲股份有限公司蓬莱分公司 into 甲, 分公司, 蓬莱, 股份有限公司."""
    tail = text[-LONGEST_BRANCH:]
    hit = words().branch.search(tail) if tail.endswith(words().branch_ends) else None
    if not hit or len(text) - len(hit[0]) < 2:
        return text, "", "", ""
    rest, legal, annex = text[: -len(hit[0])], "", ""
    for form in words().legal:
        head, found, tail = rest.rpartition(form)
        if found and head:
            rest, legal, annex = head, form, tail
            break
    else:
        for length in range(min(LONGEST_TITLE, len(rest) - 2), 1, -1):
            if rest[-length:] in titles():
                rest, annex = rest[:-length], rest[-length:]
                break
    return rest, hit[0], annex, legal


def _places(text: str) -> tuple[tuple[str, ...], str]:
    found: list[str] = []
    known, heads = titles(), _heads()
    while text[:2] in heads:
        for length in range(min(LONGEST_TITLE, len(text) - 2), 1, -1):
            if text[:length] in known:
                found.append(_short(text[:length]))
                text = text[length:]
                break
        else:
            break
    return tuple(found), text


@cache
def _heads() -> frozenset[str]:
    return frozenset(title[:2] for title in titles())


@cache
def _short(title: str) -> str:
    for suffix in SUFFIXES:
        if title.endswith(suffix) and title[: -len(suffix)] in titles():
            return title[: -len(suffix)]
    return title


def _brand(text: str) -> tuple[str, str]:
    """Split at the first sign from which on the rest is words of trades."""
    size, known = len(text), words().trade
    reached = {size}
    for start in range(size - 2, -1, -1):
        for end in range(start + 2, min(start + LONGEST_WORD, size) + 1):
            if end in reached and text[start:end] in known:
                reached.add(start)
                break
    first = min(reached)
    if first == 1:  # a brand has two signs at least
        first = min(one for one in reached if one > 1)
    return text[:first], text[first:]
