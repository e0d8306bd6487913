"""What the values of a column say: persons' data, lists, places, words that mean others."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache

from liantu.graph.model import Property
from liantu.ingest.checks import date_of
from liantu.ingest.findings import Reject
from liantu.ingest.guess.draft import Reason
from liantu.ingest.guess.known import Known
from liantu.ingest.guess.seen import SeenColumn
from liantu.ingest.guess.words import words
from liantu.ingest.personal import holds_personal, is_personal
from liantu.ingest.places import city_by_reading, find_adcodes

SEPARATORS = ("；", ";", "、", "，", ",", "|", "/")


def personal(seen: SeenColumn) -> Reason | None:
    """Say why a column belongs to persons, by its header or by what its cells hold."""
    if is_personal(seen.name):
        return Reason("personal", {"column": seen.name})
    if holds_personal(seen.name, seen.values):
        return Reason("personal_values", {"column": seen.name})
    return None


def items(text: str, split: str) -> list[str]:
    """Return the items of a cell by a separator, without blank ones."""
    if split == "json":
        try:
            found = json.loads(text)
        except ValueError:
            return [text]
        return [str(one).strip() for one in found if one] if isinstance(found, list) else [text]
    parts = text.split(split) if split else [text]
    return [part.strip() for part in parts if part.strip()]


def separator(seen: SeenColumn, spec: Property | None = None) -> str:
    """Return the separator of a column of lists: that of most cells; empty where there is none."""
    values = seen.values
    few = values[:50]
    if few and all(text.startswith("[") and items(text, "json") != [text] for text in few):
        return "json"
    if seen.broken and not any(sign in text for text in values for sign in SEPARATORS[:3]):
        return " "  # lines of a cell come as words with a space between
    counts = {sign: sum(sign in text for text in values) for sign in SEPARATORS}
    if spec is not None and spec.name in ("notes",):
        counts = {sign: counts[sign] for sign in ("；", ";")}
    best = max(counts, key=lambda sign: counts[sign])
    return best if counts[best] else ""


def meanings(seen: SeenColumn, spec: Property) -> tuple[tuple[str, str], ...]:
    """Return what the file's words mean among the allowed ones; empty where they are the same."""
    if not spec.allowed:
        return ()
    told = {str(word): fixed for fixed in spec.allowed for word in words()["values"].get(fixed, ())}
    told |= {word: word for word in spec.allowed}
    found = dict.fromkeys(text for text in seen.values if text in told)
    if all(text in spec.allowed for text in found):
        return ()
    return tuple((word, told[word]) for word in (*dict.fromkeys([*spec.allowed, *told]),))


def placed(values: Sequence[str], *, city: bool, several: bool = False) -> float:
    """Return the share of values that name one division (or ``several``)."""
    found = [len(_divisions(text, city)) for text in values]
    good = sum(count == 1 or (several and count > 0) for count in found)
    return good / len(found) if found else 0.0


@lru_cache(maxsize=20_000)
def _divisions(text: str, city: bool) -> tuple[str, ...]:
    return find_adcodes(text, city=city) if 2 <= len(text) <= 40 else ()


def spelt(values: Sequence[str]) -> float:
    """Return the share of values that name a city in pinyin."""
    return sum(bool(city_by_reading(text)) for text in values) / len(values)


def best_chain(names: Sequence[str], known: Known) -> tuple[str, float]:
    """Return the chain that has most of some names as segments, and the share that it has."""
    best, share = "", 0.0
    for chain in known.chains:
        here = sum(bool(known.has("Segment", name, chain)) for name in names) / len(names)
        if here > share:
            best, share = chain, here
    return best, share


def is_date(text: str) -> bool:
    """Say whether a text is a calendar date."""
    try:
        date_of(text, "")
    except Reject:
        return False
    return True
