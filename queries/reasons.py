"""Why a node is among the hits: which of its words was hit, how, and what that word is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rapidfuzz.distance import OSA

from liantu.graph.identity import normalise
from liantu.graph.model import model
from liantu.graph.pinyin import readings
from liantu.locale import text
from liantu.queries.spelling import slipped


@dataclass(frozen=True)
class Reason:
    """The word that was hit, how (``whole``, ``beginning``, ``part``, ``similar``), what it is."""

    word: str
    level: str
    field: str


def reason(
    wanted: str, words: Iterable[str], level: str, told: Mapping[str, Any], kind: str, lang: str
) -> Reason:
    """Return the best reason among a node's words.

    ``told`` has its name, under ``said`` its other names and codes, and its products.
    """
    named = _named(told, kind, lang)
    every = list(words)
    holding = [one for one in every if wanted in one] if level != "similar" else []
    if holding:
        word = min(
            holding,
            key=lambda one: (one != wanted, not one.startswith(wanted), one not in named, len(one)),
        )
    else:
        word = min(every, key=lambda one: (*_apart(wanted, one), len(one), one), default=wanted)
    return Reason(word, level, named.get(word) or _sound(word, named, lang))


def _apart(wanted: str, word: str) -> tuple[bool, int]:
    """Whether a word does not hold the text with one slip, and how far its beginning is from it."""
    return not slipped(wanted, word), OSA.distance(wanted, word[: len(wanted)])


def _named(told: Mapping[str, Any], kind: str, lang: str) -> dict[str, str]:
    """The words of a node by what they are."""
    named: dict[str, str] = {}
    properties = model().nodes[kind].properties
    said = {"name": told["name"], **(told.get("said") or {}), "products": told.get("products")}
    for name, value in said.items():
        for one in value if isinstance(value, list) else [value]:
            if one and name in properties:
                named.setdefault(normalise(str(one)), properties[name].label.text(lang))
    return named


def _sound(word: str, named: Mapping[str, str], lang: str) -> str:
    """What a word that is no text of the node is: the reading of one, or its initials."""
    for one, label in named.items():
        for key, read in zip(("pinyin", "initials"), readings(one), strict=False):
            if read == word:
                return text(f"find.field.{key}", lang, field=label)
    return text("find.field.other", lang)
