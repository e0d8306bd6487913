"""The fence: what is refused says where and why; what is accepted holds no other word."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liantu.graph.model import model
from liantu.graph.stores.neo4j_text import SYSTEM_KINDS
from liantu.queries.cypher import Refused, read
from liantu.queries.cypher.functions import FUNCTIONS
from tests.queries.cypher.hostile import HEAVY, REFUSED

LEGITIMATE = (
    Path(__file__).with_name("legitimate.txt").read_text(encoding="utf-8").strip().split("\n\n")
)
WORD = re.compile(r"'[^']*'|\$?[^\W\d]\w*")
CLAUSES = {
    *("MATCH", "OPTIONAL", "WHERE", "WITH", "UNWIND", "RETURN", "ORDER", "BY", "DESC", "SKIP"),
    *("LIMIT", "UNION", "ALL", "AS", "DISTINCT", "OR", "XOR", "AND", "NOT", "IS", "NULL", "IN"),
    *("CONTAINS", "STARTS", "ENDS", "CASE", "WHEN", "THEN", "ELSE", "END", "EXISTS", "COUNT"),
    *("TRAIL", "true", "false", "null"),
}
OWN = re.compile(r"[vc]\d+\Z|\$p\d+\Z")
CALLED = {
    word
    for one in FUNCTIONS.values()
    for shape in (one.embedded, one.neo4j)
    for word in re.findall(r"(\w+)\(", shape)
}
CALLED |= {"label", "type", "id", "items", "nodes", "rels", "relationships", "length", "list_slice"}
CALLED |= {"list_contains", "offset", "e"}  # e: of a number such as 1e-05
KINDS = {*model().nodes, *model().links, *SYSTEM_KINDS}
COLUMNS = {
    name
    for kinds in (model().nodes.values(), model().links.values())
    for kind in kinds
    for name in kind.columns
}
ALLOWED = CLAUSES | CALLED | KINDS | COLUMNS


def strange(text: str) -> set[str]:
    """Return the words of a text that is to be run which are not on the list."""
    words = {word.strip("'") for word in WORD.findall(text)}
    return {word for word in words if word not in ALLOWED and not OWN.match(word)}


def test_there_are_enough_texts() -> None:
    assert len(set(REFUSED)) >= 300
    assert len(set(LEGITIMATE)) >= 100


@pytest.mark.parametrize("dialect", ["embedded", "neo4j"])
def test_every_hostile_text_is_refused_with_its_place_and_reason(dialect: str) -> None:
    for text in REFUSED:
        with pytest.raises(Refused) as refused:
            pytest.fail(f"accepted: {text[:200]!r} as {read(text, dialect=dialect).text}")
        error = refused.value
        assert error.line >= 1 and error.column >= 1
        assert error.line <= text.count("\n") + 1, text
        assert error.message and error.remedy, text
        assert not re.search(r"\{\w+\}", error.message), error.message  # a value is missing


@pytest.mark.parametrize("dialect", ["embedded", "lists", "neo4j"])
def test_what_is_accepted_holds_words_of_the_list_only(dialect: str) -> None:
    for text in (*LEGITIMATE, *HEAVY):
        assert not strange(read(text, dialect=dialect).text), text


PIECES = st.sampled_from(
    [
        *"()[]{}<>-=:;,.|*+/%^'\"`$\\ \n",
        "MATCH", "(n)", "(n:Enterprise)", "-[:OWNS]->", "-[r]-", "WHERE", "RETURN", "n", "n.name",
        "r", "WITH", "AS", "x", "1", "'a'", "CREATE", "DELETE", "SET", "CALL", "LOAD", "FROM",
        "COPY", "TO", "count(*)", "collect(n)", "EXISTS {", "}", "UNION", "UNWIND", "[1, 2]",
        "ORDER BY", "LIMIT", "*1..3", "//", "/*", "*/", "CASE", "WHEN", "END", "NOT", "AND",
        "apoc.x()", "file('a')", "\\u0043", "ＭＡＴＣＨ", "海工", "\u200b",
    ]
)  # fmt: skip


@settings(max_examples=400)
@given(st.lists(PIECES, max_size=25), st.sampled_from(["embedded", "neo4j"]))
def test_whatever_is_put_together_is_refused_or_clean(pieces: list[str], dialect: str) -> None:
    text = " ".join(pieces)
    try:
        found = read(text, dialect=dialect)
    except Refused as error:
        assert error.message
    else:
        assert not strange(found.text)


@settings(max_examples=200)
@given(st.sampled_from(LEGITIMATE), st.data())
def test_a_change_to_a_legitimate_text_makes_no_other_word(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    gone = data.draw(st.integers(0, 12))
    changed = text[:at] + data.draw(PIECES) + text[at + gone :]
    try:
        found = read(changed)
    except Refused:
        return
    assert not strange(found.text)


@settings(max_examples=100)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_a_text_within_quotes_stays_a_value(word: str) -> None:
    quoted = "".join(f"\\u{ord(s):04x}" if ord(s) < 0x10000 else s for s in word)
    try:
        found = read(f"MATCH (n) WHERE n.name = '{quoted}' RETURN n.id AS id")
    except Refused as error:
        assert error.why == "sign"
    else:
        assert found.params["p0"] == word
        assert not strange(found.text)


def test_what_is_not_published_may_not_be_asked_for() -> None:
    hidden = frozenset({("Enterprise", "capital")})
    for text in (
        "MATCH (e:Enterprise) RETURN e.capital",
        "MATCH (e:Enterprise) WHERE e.capital > 1 RETURN e.id",
        "MATCH (e {capital: 1}) RETURN e.id",
        "MATCH (e) RETURN e.id ORDER BY e.capital",
        "MATCH (e) WITH collect(e) AS es UNWIND es AS x RETURN sum(x.capital) AS s",
    ):
        with pytest.raises(Refused) as refused:
            read(text, hidden=hidden)
        assert refused.value.why in ("hidden", "order")
    assert read("MATCH (b:Bank) RETURN b.name", hidden=hidden)


def test_parameters_are_values_of_their_own_sort() -> None:
    found = read("MATCH (n) WHERE n.id IN $ids RETURN n.id LIMIT $most", {"ids": ["a"], "most": 5})
    assert ["a"] in found.params.values()
    assert "$p0" in found.text
    empty = read("MATCH (n) WHERE n.id IN $ids RETURN n.id", {"ids": []})
    assert "false" in empty.text
    for given_ in ({}, {"ids": "a"}, {"ids": [1, "a"]}, {"ids": ["\x00"]}, {"ids": [{}]}):
        with pytest.raises(Refused):
            read("MATCH (n) WHERE n.id IN $ids RETURN n.id", given_)
    with pytest.raises(Refused) as refused:
        read("MATCH (n) RETURN n.id", {"unused": 1})
    assert refused.value.why == "param_unused"
