"""What a user meets: checks, errors with a remedy, old versions, the commands."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from liantu.cli import run as command
from liantu.errors import NotFound, NotHeld, StoreError
from liantu.graph.snapshots import Snapshots
from liantu.graph.stores.neo4j_link import Connection
from liantu.graph.stores.neo4j_text import translate
from liantu.graph.stores.remote import connect
from liantu.graph.sync import Sync
from liantu.home import Home
from liantu.queries.catalogue import run
from liantu.settings import settings
from tests.servers.graphs import Graph, add_version

pytestmark = pytest.mark.neo4j
OLD, NEW, NEXT = "a" * 16, "b" * 16, "c" * 16
Called = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def called(remote: Callable[..., None], home: Home, capsys: pytest.CaptureFixture[str]) -> Called:
    remote(home=home.root)

    def call(*arguments: str) -> tuple[int, Any, str]:
        capsys.readouterr()
        code = command([*arguments, "--json"])
        said = capsys.readouterr()
        return code, json.loads(said.out) if said.out else None, said.err

    return call


def test_check_of_a_good_one(called: Called, empty: Connection) -> None:
    code, found, _ = called("store", "check", empty.url)
    assert code == 0
    assert [one["name"] for one in found["checks"]] == [
        "reach", "version", "write", "schema", "data",
    ]  # fmt: skip
    assert all(one["ok"] and one["remedy"] is None for one in found["checks"])


@pytest.mark.parametrize(
    ("change", "url", "key"),
    [
        ({"store_password": "wrong"}, "", "store_auth"),
        ({"store_database": "nowhere"}, "", "store_database"),
        ({"store_connect_seconds": 1}, "bolt://127.0.0.1:1", "store_unreachable"),
    ],
)
def test_what_is_wrong_is_said(
    remote: Callable[..., None], connection: Connection, change: dict[str, Any], url: str, key: str
) -> None:
    remote(**change)
    other = connect(url or connection.url, retry_seconds=0)
    with pytest.raises(StoreError) as error:
        other.read(lambda tx: tx.run("RETURN 1").consume())
    other.close()
    assert error.value.key == key
    assert error.value.remedy


def test_check_says_one_thing_that_is_wrong(
    called: Called, remote: Callable[..., None], empty: Connection
) -> None:
    remote(store_password="wrong")
    code, found, _ = called("store", "check")
    assert code == 3
    assert [one["ok"] for one in found["checks"]] == [False]
    assert "LIANTU_STORE_PASSWORD" in found["checks"][0]["remedy"]


def test_an_address_of_another_kind(called: Called) -> None:
    code, found, _ = called("store", "check", "http://127.0.0.1:7474")
    assert (code, found["error"]["code"]) == (3, "store")


def test_a_slow_query_is_ended(home: Home, empty: Connection, remote: Callable[..., None]) -> None:
    remote(query_seconds=1)
    add_version(home, Graph(1), OLD)
    Sync(home, empty).run(both=False)
    snapshots = Snapshots(home)
    slow = "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN count(a * b) AS c"
    with pytest.raises(StoreError) as error:
        snapshots.store().run(slow, {})
    assert error.value.key == "store_timeout"
    assert snapshots.store().run("RETURN 1 AS one", {}).rows == ((1,),)
    snapshots.close()


def test_a_query_cannot_write(home: Home, empty: Connection) -> None:
    add_version(home, Graph(1), OLD)
    Sync(home, empty).run(both=False)
    snapshots = Snapshots(home)
    with pytest.raises(StoreError):
        snapshots.store().run("CREATE (n:Enterprise {id: 'x'}) RETURN n", {})
    snapshots.close()


def test_an_empty_store_says_what_to_do(called: Called, home: Home, empty: Connection) -> None:
    snapshots = Snapshots(home)
    with pytest.raises(NotFound):
        snapshots.store()
    add_version(home, Graph(1), OLD)
    with pytest.raises(StoreError) as error:
        snapshots.store()
    assert error.value.key == "store_empty"
    snapshots.close()


def test_older_versions_come_from_snapshots_else_409(home: Home, empty: Connection) -> None:
    graph = Graph(2)
    for version in (OLD, NEW, NEXT):
        add_version(home, graph, version)
        graph.mutate()
        Sync(home, empty).run()
    snapshots = Snapshots(home)
    assert (snapshots.store().data_version, snapshots.store().dialect) == (NEXT, "neo4j")
    assert snapshots.version().id == NEXT
    assert snapshots.store(NEW[:6]).dialect == "neo4j"  # still in the other slot
    old = snapshots.store(OLD)
    assert (old.data_version, old.dialect) == (OLD, "embedded")
    assert len(run(old, "chains").rows) > 0
    snapshots.close()
    (home.snapshot(OLD) / "graph.lbug").unlink()
    with pytest.raises(NotHeld) as error:
        snapshots.store(OLD)
    assert error.value.status == 409
    assert NEXT in error.value.message
    assert NEW in error.value.message
    snapshots.close()


def test_every_command_works_on_the_neo4j(called: Called, empty: Connection, home: Home) -> None:
    from importlib.resources import as_file, files

    with as_file(files("liantu") / "demo") as folder:
        code, loaded, _ = called("load", str(folder))
    assert code == 0
    _, found, _ = called("store", "status")
    assert found["reading"] == found["ledger"] == loaded["data_version"]
    _, found, _ = called("gaps", "--chain", "offshore-wind")
    kinds = [one["kind"] for one in found["findings"]]
    assert (kinds.count("UNKNOWN"), kinds.count("WEAK"), kinds.count("PRESENT")) == (29, 8, 2)
    _, found, _ = called("query", "count_nodes")
    assert found["data_version"] == loaded["data_version"]
    _, found, _ = called("rollback", loaded["data_version"])
    assert found["data_version"] == loaded["data_version"]
    _, found, _ = called("versions")
    assert len(found) == 1


def test_switch_goes_back_and_forth(called: Called, home: Home, empty: Connection) -> None:
    graph = Graph(2)
    add_version(home, graph, OLD)
    Sync(home, empty).run()
    graph.mutate()
    add_version(home, graph, NEW)
    _, found, _ = called("store", "sync", "--no-switch")
    assert (found["version"], found["switched"]) == (NEW, False)
    assert called("store", "status")[1]["reading"] == OLD
    assert called("store", "switch")[1]["data_version"] == NEW
    assert called("store", "switch", OLD)[1]["data_version"] == OLD
    code, found, _ = called("store", "switch", NEXT)
    assert (code, found["error"]["code"]) == (2, "not_found")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("MATCH (n) RETURN n", "MATCH (n:Thing_A) RETURN n"),
        ("MATCH ()-[l]->() RETURN label(l)", "MATCH (:Thing_A)-[l]->() RETURN type(l)"),
        (
            "MATCH (e:Enterprise)-[:MAKES]->(s) RETURN '(n:Chain)'",
            "MATCH (e:Enterprise_A)-[:MAKES]->(s) RETURN '(n:Chain)'",
        ),
        (
            "MATCH (a:Chain|Segment) MATCH (a)-[l]->(b), (c) RETURN c",
            "MATCH (a:Chain_A|Segment_A) MATCH (a)-[l]->(b), (c:Thing_A) RETURN c",
        ),
        (
            "MATCH (a:Chain) WHERE NOT EXISTS { MATCH (b)-[:PART_OF]->(a) } RETURN count(a)",
            "MATCH (a:Chain_A) WHERE NOT EXISTS { MATCH (b)-[:PART_OF]->(a) } RETURN count(a)",
        ),
        (
            "MATCH (a:Chain)<-[* TRAIL 1..3]-(b) RETURN {Chain: a}",
            "MATCH (a:Chain_A)<-[*1..3]-(b) RETURN {Chain: a}",
        ),
    ],
)
def test_a_text_is_held_to_its_slot(text: str, wanted: str) -> None:
    assert translate(text, "A") == wanted


def test_settings_of_the_store_are_no_secret_in_errors(remote: Callable[..., None]) -> None:
    remote(store_password="geheim")
    assert "geheim" not in repr(settings())
