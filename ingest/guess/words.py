"""What headers mean: the vocabulary's own labels first, then the words of ``words.yml``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from liantu.graph.model import LinkKind, NodeKind, model
from liantu.ingest.guess.choices import (
    ADCODE,
    CITATION,
    CITY,
    FROM,
    OBSERVED,
    PLACE,
    TO,
    choices,
    settable,
)
from liantu.ingest.sheets import tidy
from liantu.yamlfile import read_yaml

MARKS = re.compile(r"[\s_*＊:：·\-]+")
NUMBERED = re.compile(r"^[(（]?[\d一二三四五六七八九十]{1,3}[)）、.．](?=\D)")
BRACKETS = re.compile(r"\(([^()]*)\)")
YEAR = re.compile(r"(?:19|20)\d{2}年?度?")
LABEL, SYNONYM, KIN, ENDING = 0.95, 0.9, 0.8, 0.6  # how sure a header makes


@dataclass(frozen=True)
class Hit:
    """What a header may mean: a choice, how sure it is (0 to 1), and why."""

    what: str
    confidence: float
    code: str
    values: Mapping[str, Any] = field(default_factory=dict)


@cache
def words() -> dict[str, Any]:
    """Return the words of ``words.yml``."""
    text = (files("liantu.ingest.guess") / "words.yml").read_text(encoding="utf-8")
    return read_yaml(text, "words.yml")


def fold(text: str) -> str:
    """Return a header as it is compared: without spaces, numbering, marks and capitals."""
    return MARKS.sub("", NUMBERED.sub("", tidy(text))).lower()


def cores(header: str) -> list[str]:
    """Return the forms under which a header is looked up, the fullest first.

    >>> cores('基本情况/注册资本(万元)')
    ['基本情况/注册资本(万元)', '基本情况/注册资本', '注册资本', '基本情况']
    """
    whole = fold(header)
    plain = BRACKETS.sub("", whole)
    parts = [part for part in plain.split("/") if part]
    found = [whole, plain, *parts[::-1]]
    return [one for one in dict.fromkeys(found) if one]


def unit_in(header: str) -> str:
    """Return the unit that a header names in brackets or after a stroke, in small letters."""
    found = BRACKETS.findall(tidy(header).lower())
    found += tidy(header).lower().rsplit("/", 1)[1:]
    known = {unit for units in words()["units"].values() for unit in units}
    for text in found:
        for part in re.split(r"[:：,，]", text):
            if part in known:
                return str(part)
    return ""


def foreign_unit(header: str) -> str:
    """Return a bracketed unit of money that is not the vocabulary's, such as 万美元."""
    found = [
        text for text in BRACKETS.findall(tidy(header)) if re.search(r"[美欧日港]元|英镑", text)
    ]
    return found[0] if found else ""


def scale_of(unit: str, given: str) -> float | None:
    """Return what a number in unit ``given`` is multiplied with; None for another unit."""
    if not given:
        return 1.0
    known = words()["units"].get(unit, {})
    return float(known[given]) if given in known else None


def is_serial(header: str) -> bool:
    """Say whether a header numbers the rows."""
    return fold(header) in {fold(word) for word in words()["serial"]}


def hits(header: str, subject: str) -> list[Hit]:
    """Return what a header may mean in a table about ``subject``, best first."""
    known = _lexicon(subject)
    found: dict[str, Hit] = {}
    for form in cores(header):
        bare = YEAR.sub("", form)
        for word in dict.fromkeys((form, bare)):
            for hit in known.get(word, ()):
                if hit.what not in found or found[hit.what].confidence < hit.confidence:
                    found[hit.what] = hit
    if not found:
        for word in _endings(header):
            for hit in known.get(word, ()):
                hit = Hit(hit.what, ENDING, "ending", {**hit.values, "word": word})
                found.setdefault(hit.what, hit)
            if found:
                break
    return sorted(found.values(), key=lambda one: -one.confidence)


def _endings(header: str) -> Iterator[str]:
    """Yield what a header ends with, the longest first: Chinese signs, or whole Latin words."""
    bare = YEAR.sub("", BRACKETS.sub("", tidy(header)))
    if bare.isascii():
        parts = re.split(r"[_\-.]+", bare.lower())
        yield from ("".join(parts[start:]) for start in range(1, len(parts)))
        return
    form = fold(bare)
    yield from (form[start:] for start in range(1, len(form) - 1) if not form[start].isascii())


@cache
def _lexicon(subject: str) -> dict[str, tuple[Hit, ...]]:
    """What each word means in a table about a node kind or a link kind."""
    found: dict[str, dict[str, Hit]] = {}
    allowed = {one.token for one in choices(subject)}

    def add(word: str, what: str, confidence: float, code: str) -> None:
        key = fold(word)
        held = found.setdefault(key, {})
        if what in allowed and (what not in held or held[what].confidence < confidence):
            held[what] = Hit(what, confidence, code, {"word": word})

    kind: NodeKind | LinkKind = model().nodes.get(subject) or model().links[subject]
    for name, prop in settable(kind).items():
        for label in (prop.label.zh, prop.label.en, kind.label.zh + prop.label.zh):
            add(label, name, LABEL, "label")
        for word in words()["properties"].get(name, ()):
            add(word, name, SYNONYM, "synonym")
    for what, key in ((CITATION, "citation"), (OBSERVED, "observed")):
        for word in words()[key]:
            add(word, what, SYNONYM, "synonym")
    if subject in model().nodes:
        _of_nodes(subject, add)
    else:
        told = words()["edges"].get(subject, {"from": (), "to": ()})
        for side, what in (("from", FROM), ("to", TO)):
            for word in told[side]:
                add(word, what, SYNONYM, "synonym")
    return {word: tuple(held.values()) for word, held in found.items() if held}


def _of_nodes(subject: str, add: Any) -> None:
    for word in words()["kinds"].get(subject, {}).get("name", ()):
        add(word, "name", LABEL, "name")
    for level, what in (("county", PLACE), ("city", CITY), ("province", PLACE), ("code", ADCODE)):
        for word in words()["place"][level]:
            add(word, what, SYNONYM, "synonym")
    for token, listed in words()["links"].items():
        for word in listed:
            add(word, token, SYNONYM, "synonym")
    _kin(subject, add)


def _kin(subject: str, add: Any) -> None:
    """Links by the vocabulary's words: the label read backwards, or the other kind's label."""
    plain = [one for one in choices(subject) if one.link and not one.word]
    for one in plain:
        link = model().links[one.link]
        label = link.label.zh if one.forward else link.reverse.zh
        add(label, one.token, KIN, "link_label")
    for other in {one.other for one in plain} - {"*", "Region"}:
        ways = [one for one in plain if one.other == other]
        if len(ways) == 1:
            label = model().nodes[other].label.zh
            for word in (label, f"所属{label}", f"所在{label}"):
                add(word, ways[0].token, KIN, "link_kind")
