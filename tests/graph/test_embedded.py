"""The embedded store keeps its contract: our own types out, errors of our own, read-only."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from liantu.errors import StoreError, StoreFull
from liantu.graph.model import model
from liantu.graph.stores import EmbeddedStore, Link, Node
from liantu.graph.stores.embedded import build
from liantu.graph.stores.embedded_ddl import table_statements
from liantu.settings import settings
from tests.graph.conftest import Batch, Merge, row

ROW = row(
    "甲公司",
    人数="7",
    资本="1.5",
    经度="120.7",
    纬度="37.8",
    成立="2001-02-03",
    上市="是",
    标签="a;b",
    供给="乙公司",
    产品="塔筒",
    金额="3",
)


@pytest.fixture
def store(batch: Batch, merged: Merge, tmp_path: Path) -> Iterator[EmbeddedStore]:
    view = merged(batch(ROW, row("乙公司"), row("丙公司", 供给="甲公司"), on="2026-05-01"))
    path = tmp_path / "graph.lbug"
    build(path, view.merged, "0123456789abcdef")
    found = EmbeddedStore(path)
    yield found
    found.close()


def test_a_store_says_which_version_it_holds_and_from_when(store: EmbeddedStore) -> None:
    assert (store.data_version, store.as_of) == ("0123456789abcdef", "2026-05-01")


def test_nodes_come_as_our_own_type_without_what_is_unknown(store: EmbeddedStore) -> None:
    (found,) = store.run("MATCH (e:Enterprise {name: $name}) RETURN e", {"name": "甲公司"}).rows[0]
    assert isinstance(found, Node)
    assert found.kind == "Enterprise"
    assert found.id.startswith("ent:n-")
    known = {"employees": 7, "capital": 1.5, "founded": "2001-02-03", "listed": True}
    assert known.items() <= found.properties.items()
    assert found.properties["tags"] == ["a", "b"]
    assert None not in found.properties.values()
    assert not {"code", "_id", "_label", "_ID", "_LABEL", "id"} & set(found.properties)


def test_links_come_as_our_own_type(store: EmbeddedStore) -> None:
    rows = store.run("MATCH (:Enterprise {name: '甲公司'})-[s:SUPPLIES]->() RETURN s", {}).rows
    ((found,),) = rows
    assert isinstance(found, Link)
    assert found.kind == "SUPPLIES"
    assert len(found.key) == 16
    assert found.properties["product"] == "塔筒"
    assert not {"_SRC", "_DST", "_src", "_dst", "key", "year"} & set(found.properties)


def test_columns_of_one_type_are_not_swapped(store: EmbeddedStore) -> None:
    """COPY maps columns by position: longitude and latitude would change places unnoticed."""
    row = store.run(
        "MATCH (e:Enterprise {name: '甲公司'}) RETURN e.lon AS lon, e.lat AS lat, "
        "e.capital AS capital, e.short_name AS short_name, e.place AS place, e.adcode AS adcode",
        {},
    ).dicts()[0]
    assert row == {
        "lon": 120.7,
        "lat": 37.8,
        "capital": 1.5,
        "short_name": None,
        "place": "烟台市蓬莱区",
        "adcode": "370614",
    }


@pytest.mark.parametrize("kind", [*model().nodes, *model().links])
def test_parquet_columns_stand_in_table_order(kind: str, demo_tables: Path) -> None:
    import duckdb

    vocabulary = model()
    if kind in vocabulary.nodes:
        paths = list(demo_tables.glob(f"nodes/{kind}.parquet"))
        wanted = list(vocabulary.nodes[kind].columns)
    else:
        paths = list(demo_tables.glob(f"links/{kind}.*.parquet"))
        wanted = ["from", "to", *vocabulary.links[kind].columns]
    for path in paths:
        with duckdb.connect() as base:
            found = base.execute("SELECT * FROM read_parquet($p)", {"p": str(path)}).description
        assert [column[0] for column in found] == wanted


@pytest.fixture(scope="module")
def demo_tables() -> Path:
    from tests.factories import demo_home

    (folder,) = (demo_home() / "snapshots").iterdir()
    return folder


def test_sums_are_plain_numbers(store: EmbeddedStore) -> None:
    text = "MATCH (e:Enterprise) RETURN sum(e.employees) AS n, count(*) AS c, avg(e.capital) AS a"
    found = store.run(text, {}).dicts()[0]
    assert (found["n"], found["c"], found["a"]) == (7, 3, 1.5)
    assert [type(found[name]) for name in ("n", "c", "a")] == [int, int, float]


def test_values_are_bound_never_read_as_cypher(store: EmbeddedStore) -> None:
    evil = "' OR true RETURN e //"
    assert store.run("MATCH (e:Enterprise) WHERE e.name = $n RETURN e", {"n": evil}).rows == ()


@pytest.mark.parametrize(
    ("text", "params"),
    [
        ("MATCH (n:Nobody) RETURN n", {}),
        ("this is no Cypher", {}),
        ("MATCH (e:Enterprise) RETURN e.nothing", {}),
        ("RETURN 1; RETURN 2", {}),
        ("CREATE (:Enterprise {id: 'ent:x'})", {}),
        ("MATCH (e:Enterprise) DETACH DELETE e", {}),
    ],
)
def test_what_the_database_refuses_is_an_error_of_ours(
    store: EmbeddedStore, text: str, params: dict[str, str]
) -> None:
    with pytest.raises(StoreError) as caught:
        store.run(text, params)
    assert caught.value.exit_code == 3
    assert caught.value.message.startswith("查询未能完成：")
    assert store.run("MATCH (e:Enterprise) RETURN count(*) AS n", {}).rows == ((3,),)


def test_a_query_over_its_time_is_stopped(
    store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIANTU_QUERY_SECONDS", "0.05")
    settings.cache_clear()
    endless = "UNWIND range(1, 3000) AS a UNWIND range(1, 3000) AS b UNWIND range(1, 3000) AS c "
    try:
        with pytest.raises(StoreError):
            store.run(endless + "RETURN sum(a * b * c % 7) AS n", {})
    finally:
        monkeypatch.undo()
        settings.cache_clear()
    assert store.run("RETURN 1 AS one", {}).rows == ((1,),)


def test_a_missing_or_damaged_file_says_how_to_get_it_back(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as caught:
        EmbeddedStore(tmp_path / "graph.lbug")
    assert "liantu rollback" in caught.value.remedy
    (tmp_path / "graph.lbug").write_bytes(b"no database")
    with pytest.raises(StoreError) as caught:
        EmbeddedStore(tmp_path / "graph.lbug")
    assert "liantu rollback" in caught.value.remedy


def test_questions_of_many_texts_leave_the_pool_free(store: EmbeddedStore) -> None:
    text = (
        "UNWIND $ids AS one MATCH (n:Enterprise) WHERE n.id = one "
        "OPTIONAL MATCH (n)-[:MAKES|DELIVERS|PART_OF]->(s:Segment) WITH DISTINCT n, s "
        "OPTIONAL MATCH (s)-[:PART_OF]->(c:Chain) RETURN n.id, c.id ORDER BY n.id, c.id // "
    )
    ids = [one for (one,) in store.run("MATCH (e:Enterprise) RETURN e.id", {}).rows]
    for number in range(120):  # a plan that is kept holds some 9 of the 512 MiB
        assert len(store.run(f"{text}{number}", {"ids": ids}).rows) == 3


def test_several_threads_read_one_store(store: EmbeddedStore) -> None:
    answers: list[int] = []

    def ask() -> None:
        for _ in range(20):
            answers.append(store.run("MATCH (e:Enterprise) RETURN count(*) AS n", {}).rows[0][0])

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [3] * 80


def test_a_quote_in_the_data_folders_path_is_no_syntax(
    batch: Batch, merged: Merge, tmp_path: Path
) -> None:
    view = merged(batch(row("甲公司")))
    odd = tmp_path / "it's a \\ folder"
    view.merged.folder.rename(odd)
    moved = type(view.merged)(odd, view.merged.nodes, view.merged.links, (), "")
    build(odd / "graph.lbug", moved, "0" * 16)
    store = EmbeddedStore(odd / "graph.lbug")
    assert store.run("MATCH (e:Enterprise) RETURN e.name AS name", {}).rows == (("甲公司",),)
    store.close()


def test_every_kind_has_its_table_even_when_empty() -> None:
    statements = [one for one in table_statements(model()) if " TABLE " in one]
    assert len(statements) == len(model().nodes) + len(model().links) + 3


def test_where_a_link_comes_from_is_a_text_in_the_file_and_a_list_to_its_readers(
    batch: Batch, merged: Merge, tmp_path: Path
) -> None:
    firm = row("甲公司", 供给="乙公司")
    view = merged(batch(firm, row("乙公司")), batch(firm, source="report", precedence=20))
    build(tmp_path / "graph.lbug", view.merged, "0" * 16)
    store = EmbeddedStore(tmp_path / "graph.lbug")
    (link,) = view.supplies()
    asked = "MATCH (a)-[s:SUPPLIES]->() RETURN s.records, items(s.records), s, a.records"
    ((text, items, found, of_node),) = store.run(asked, {}).rows
    store.close()
    assert text == " ".join(link["records"])
    assert items == found.properties["records"] == link["records"]
    assert found.properties["sources"] == ["register", "report"]
    assert of_node == items
    assert not list(tmp_path.glob(".joined*"))


LARGE = "UNWIND range(1, {many}) AS x RETURN x AS k, count(*) AS n ORDER BY k DESC LIMIT 3"


@pytest.fixture
def narrow(
    batch: Batch, merged: Merge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[EmbeddedStore]:
    """A store with the least memory that it can have."""
    path = tmp_path / "graph.lbug"
    build(path, merged(batch(ROW, on="2026-05-01")).merged, "0123456789abcdef")
    monkeypatch.setenv("LIANTU_STORE_BUFFER_MIB", "64")
    settings.cache_clear()
    found = EmbeddedStore(path)
    yield found
    found.close()
    monkeypatch.undo()
    settings.cache_clear()


def test_queries_that_find_no_room_at_once_wait_for_one_another(narrow: EmbeddedStore) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: narrow.run(LARGE.format(many=600_000), {}).rows, range(4)))
    assert found == [((600_000, 1), (599_999, 1), (599_998, 1))] * 4


def test_a_query_that_never_finds_room_says_what_to_do(narrow: EmbeddedStore) -> None:
    with pytest.raises(StoreFull) as caught:
        narrow.run(LARGE.format(many=6_000_000), {})
    assert "64" in caught.value.message
    assert "LIANTU_STORE_BUFFER_MIB" in caught.value.remedy
    assert caught.value.retry_after > 0
    assert narrow.run("RETURN 1", {}).rows == ((1,),)
