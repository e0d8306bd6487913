"""Answers are in the order that their text asks for, whatever the store made of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.district import Made
from liantu.errors import InputError
from liantu.graph.stores import EmbeddedStore, Link, Node, Table
from liantu.graph.stores.embedded import build
from liantu.queries.catalogue import run
from liantu.queries.ordering import Key, in_order, order_of

TEXT = """MATCH (a)-[l]->(b)
RETURN a.id AS from, l AS link, b AS node
ORDER BY from DESC, b.id, l.key
LIMIT $limit"""


def test_the_order_is_read_off_the_text() -> None:
    keys = (Key("from", "", True), Key("node", "id", False), Key("link", "key", False))
    assert order_of("x.cypher", TEXT) == keys


def test_an_order_by_what_is_not_returned_is_refused() -> None:
    with pytest.raises(InputError) as error:
        order_of("x.cypher", "MATCH (a) RETURN a.id AS id ORDER BY a.name")
    assert "a.name" in str(error.value.values["problem"])


def test_unknown_comes_last_and_first_where_descending() -> None:
    nodes = [Node(one, "Region", {"rank": rank}) for one, rank in (("b", None), ("a", 2))]
    table = Table(("node",), tuple((one,) for one in nodes))
    assert [row[0].id for row in in_order(table, [Key("node", "rank", False)]).rows] == ["a", "b"]
    assert [row[0].id for row in in_order(table, [Key("node", "rank", True)]).rows] == ["b", "a"]


def test_texts_go_by_code_point_and_links_by_key() -> None:
    signs = ["\U0001f6a2", "\uff21", "a", "\u84ec"]
    table = Table(("link",), tuple((Link(one, "NEAR", {}),) for one in signs))
    found = in_order(table, [Key("link", "key", False)])
    assert [row[0].key for row in found.rows] == ["a", "\u84ec", "\uff21", "\U0001f6a2"]


def test_a_large_answer_is_in_order(tmp_path: Path) -> None:
    """Ladybug joins sorted pieces in the wrong order about once in ten answers."""
    merged = Made(tmp_path / "made", 60_000, kinds=("MAKES", "LOCATED_IN", "PART_OF")).merged
    build(tmp_path / "graph.lbug", merged, "0123456789abcdef")
    store = EmbeddedStore(tmp_path / "graph.lbug")
    for number in range(10):
        answer = run(store, "chain_makers", chain=f"chain:c{number}")
        keys = [(one["segment"], one["enterprise"], one["link"]) for one in answer.dicts()]
        assert len(keys) > 10_000
        assert keys == sorted(keys)
    store.close()
