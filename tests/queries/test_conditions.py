"""Texts of the catalogue keep clear of what the embedded store answers wrongly.

See docs/adr/20261124-conditions-after-the-path.md. What is held here is the text alone: whether
a plan goes wrong depends on how many rows there are of what.
"""

from __future__ import annotations

import re

import pytest

from liantu.queries.catalogue import queries

COMMENT = re.compile(r"//.*")
NESTED = re.compile(r"\b(?:EXISTS|COUNT)\s*\{((?:[^{}]|\{[^{}]*\})*)\}")
LINK = re.compile(r"-\[\s*(\w*)([^\]]*)\]-")
CLAUSE = re.compile(r"\b(OPTIONAL MATCH|MATCH|UNWIND|WITH|RETURN)\b")
NAMED = re.compile(r"[(\[]\s*([a-z]\w*)\b(?!\s*\()")


def matches(text: str) -> list[tuple[str, str]]:
    """Return each MATCH of a text, those that follow one another as one, with its conditions."""
    found: list[list[str]] = []
    pieces = CLAUSE.split(COMMENT.sub("", text))
    before = ""
    for word, rest in zip(pieces[1::2], pieces[2::2], strict=True):
        if word.endswith("MATCH"):
            pattern, _, where = rest.partition("WHERE")
            if word == before == "MATCH":
                found[-1][0] += pattern
                found[-1][1] += where
            else:
                found.append([pattern, where])
        before = word
    return [(pattern, where) for pattern, where in found]


def late(pattern: str, where: str) -> list[str]:
    """Return the links of a pattern of several that a condition is put to."""
    links = LINK.findall(pattern)
    asked = [name for name, said in links if name and re.search(rf"\b{name}\b", where)]
    return [*asked, *(said for _, said in links if "{" in said)] if len(links) > 1 else []


@pytest.mark.parametrize("name", sorted(queries()))
def test_no_condition_on_a_link_stands_between_links(name: str) -> None:
    text = queries()[name].texts["embedded"]
    for inner in ["", *NESTED.findall(COMMENT.sub("", text))]:
        for pattern, where in matches(inner or NESTED.sub("{}", text)):
            assert not late(pattern, where), (pattern, where)


@pytest.mark.parametrize("name", sorted(queries()))
def test_what_may_find_nothing_asks_for_no_value_from_outside(name: str) -> None:
    text = COMMENT.sub("", queries()[name].texts["embedded"])
    optional = re.findall(r"OPTIONAL MATCH((?:(?!\b(?:MATCH|WITH|RETURN|UNWIND)\b).)*)", text, re.S)
    bare = NESTED.sub("{}", text)
    for inner in [*NESTED.findall(text), *optional]:
        pattern, _, where = inner.partition("WHERE")
        own = set(NAMED.findall(pattern)) - set(NAMED.findall(bare.partition(inner)[0]))
        for name_, column in re.findall(r"\b([a-z]\w*)\.(\w+)", where):
            assert name_ in own or column == "id", inner


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("MATCH (a)-[m:X]->(b)-[:Y]->(c) WHERE m.s = 1 RETURN a", ["m"]),
        ("MATCH (a)-[m:X]->(b)\nWHERE m.s = 1\nMATCH (b)-[:Y]->(c) RETURN a", ["m"]),
        ("MATCH (a)-[:X {s: 1}]->(b)-[:Y]->(c) RETURN a", [":X {s: 1}"]),
        ("MATCH (a)-[m:X]->(b) WHERE m.s = 1 WITH b MATCH (b)-[:Y]->(c) RETURN a", []),
        ("MATCH (a)-[m:X]->(b)-[:Y]->(c) WITH a, m WHERE m.s = 1 RETURN a", []),
        ("MATCH (a)-[m:X]->(b) WHERE m.s = 1 OPTIONAL MATCH (b)-[:Y]->(c) RETURN a", []),
    ],
)
def test_a_link_that_is_asked_too_soon_is_found(text: str, found: list[str]) -> None:
    assert [one for pattern, where in matches(text) for one in late(pattern, where)] == found
