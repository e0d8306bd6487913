"""What a column can be: a property, a place, an end of a link, where a row comes from.

A choice is written as a word, so that a form and a command line can carry it:

    capital                                 a property of what the table is about
    @place  @city  @pinyin  @adcode         where it is: in words, a city, a city in pinyin, a code
    @citation  @observed                    what a row names as its origin, and its date
    MAKES>Segment                           the row's node makes the segment that the cell names
    SUPPLIES<Enterprise                     the enterprise that the cell names supplies the row's
    REPORTED_RELATION>Enterprise:上游企业    a link that says a word
    ORGANIZED_IN<*                          an end of any kind that the vocabulary allows
    @from  @to                              the two ends, in a table whose rows are links
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from liantu.graph.model import LinkKind, NodeKind, Property, model

PLACE, CITY, PINYIN, ADCODE = "@place", "@city", "@pinyin", "@adcode"
CITATION, OBSERVED, FROM, TO = "@citation", "@observed", "@from", "@to"
PLACES = (PLACE, CITY, PINYIN, ADCODE)
ANY = "*"
LINK = re.compile(r"([A-Z_]+)([<>])(\*|[A-Za-z]+)(?::(.+))?\Z")
# What the program itself gives: a place's parts, and what no register says of its own rows.
GIVEN = frozenset({"adcode", "place", "stub", "located_by"})
# Kinds that come by files of their own or from the ledger.
ELSEWHERE = frozenset({"Chain", "Segment", "Region", "Demand", "Citation", "Indicator"})
# Links that offices list row by row.
LINK_SUBJECTS = ("SUPPLIES", "OWNS", "FINANCES", "COOPERATES_WITH", "MEMBER_OF", "NEAR")


@dataclass(frozen=True)
class Choice:
    """One thing that a column can be; ``link`` is empty for what is no link."""

    token: str
    link: str = ""
    forward: bool = True
    other: str = ""
    word: str = ""


def subjects() -> list[str]:
    """Return what the rows of a table can be: node kinds, then link kinds."""
    return [name for name in model().nodes if name not in ELSEWHERE] + list(LINK_SUBJECTS)


def settable(kind: NodeKind | LinkKind) -> Mapping[str, Property]:
    """Return the properties of a kind that a column can give."""
    return {name: prop for name, prop in kind.properties.items() if name not in GIVEN}


def parse(token: str) -> Choice:
    """Return a choice from its word; whether it makes sense in a table says :func:`choices`."""
    found = LINK.match(token)
    if not found:
        return Choice(token)
    link, arrow, other, word = found.groups()
    return Choice(token, link, arrow == ">", other, word or "")


def kinds_at(subject: str, choice: Choice) -> list[str]:
    """Return the kinds that the other end of a link from or to ``subject`` may be of."""
    ends = model().links[choice.link].ends
    found = [b if choice.forward else a for a, b in ends if (a if choice.forward else b) == subject]
    return sorted(set(found)) if choice.other == ANY else [choice.other]


@cache
def choices(subject: str) -> tuple[Choice, ...]:
    """Return everything that a column of a table about ``subject`` can be, in reading order."""
    if subject in model().links:
        kind = model().links[subject]
        tokens = [FROM, TO, *settable(kind), CITATION, OBSERVED]
        return tuple(Choice(token) for token in tokens)
    node = model().nodes[subject]
    tokens = list(settable(node))
    if "adcode" in node.properties:
        tokens += PLACES
    found = [Choice(token) for token in [*tokens, CITATION, OBSERVED]]
    for link in model().links.values():
        for forward in (True, False):
            here = [a if forward else b for a, b in link.ends]
            if subject in here:
                found += _links(subject, link, forward)
    return tuple(found)


def _links(subject: str, link: LinkKind, forward: bool) -> list[Choice]:
    arrow = ">" if forward else "<"
    sides = [(a, b) if forward else (b, a) for a, b in link.ends]
    others = sorted({other for one, other in sides if one == subject} - {"Region", "Demand"})
    named = [*others, ANY] if len(others) > 1 else others
    words = [""]
    said = link.properties[link.identity[0]] if link.identity else None
    if said is not None and said.allowed:
        words = [*([] if said.required else [""]), *said.allowed]
    return [
        parse(f"{link.name}{arrow}{other}{':' if word else ''}{word}")
        for other in named
        for word in words
    ]
