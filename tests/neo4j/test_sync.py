"""A sync that something goes wrong in: readers see the old version or the new one."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from liantu.errors import Locked, StoreError
from liantu.graph.delta import Delta
from liantu.graph.snapshots import Snapshots
from liantu.graph.stores import EmbeddedStore
from liantu.graph.stores.neo4j_ import read_state
from liantu.graph.stores.neo4j_fill import Filling
from liantu.graph.stores.neo4j_link import Connection
from liantu.graph.stores.remote import connect
from liantu.graph.sync import Sync
from liantu.home import Home
from liantu.queries.catalogue import run
from liantu.settings import settings
from tests.servers.comparing import Tally, compare_stores
from tests.servers.cutting import Proxy
from tests.servers.graphs import FEW, Graph, add_version
from tests.servers.neo4j_server import Neo4jServer

pytestmark = pytest.mark.neo4j
OLD, NEW, NEXT = "a" * 16, "b" * 16, "c" * 16


class Stop(Exception):
    """The process is killed here."""


def at_batch(number: int, act: Callable[[], None]) -> Callable[[str, dict[str, Any]], None]:
    """Do something once, after batch ``number`` was written."""
    done: list[int] = []

    def say(key: str, values: dict[str, Any]) -> None:
        if key == "store.batch" and values["done"] == number and not done:
            done.append(number)
            act()

    return say


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with three versions of one graph, to be copied."""
    root = tmp_path_factory.mktemp("built")
    home = Home(root)
    graph = Graph(3, most=12, kinds=FEW)
    for version in (OLD, NEW, NEXT):
        add_version(home, graph, version)
        graph.mutate()
    home.ledger.close()
    return root


@pytest.fixture
def versions(
    built: Path, tmp_path: Path, empty: Connection, remote: Callable[..., None]
) -> Iterator[Home]:
    """A store at the first of three versions; from now on batches are small."""
    root = tmp_path / "home"
    shutil.copytree(built, root)
    home = Home(root)
    Sync(home, empty).run(OLD)
    remote(store_batch=25)
    yield home
    home.ledger.close()


def seen(home: Home) -> str:
    """Which version readers see; every answer is held against the data folder's own."""
    snapshots = Snapshots(home)
    store = snapshots.store()
    embedded = EmbeddedStore(home.snapshot(store.data_version) / "graph.lbug")
    try:
        compare_stores(embedded, store, 1, Tally(), times=1)
    finally:
        embedded.close()
        snapshots.close()
    return store.data_version


def stop() -> None:
    raise Stop


def test_a_killed_sync_goes_on_where_it_stopped(versions: Home, connection: Connection) -> None:
    with pytest.raises(Stop):
        Sync(versions, connection, at_batch(3, stop)).run(NEW)
    assert seen(versions) == OLD
    report = Sync(versions, connection).run(NEW)
    assert report.resumed_at == 3
    assert seen(versions) == NEW


def test_a_killed_sync_and_then_another_version(versions: Home, connection: Connection) -> None:
    with pytest.raises(Stop):
        Sync(versions, connection, at_batch(2, stop)).run(NEW)
    Sync(versions, connection).run(NEXT)
    assert seen(versions) == NEXT


def test_a_killed_sync_cut_differently(
    versions: Home, connection: Connection, remote: Callable[..., None]
) -> None:
    with pytest.raises(Stop):
        Sync(versions, connection, at_batch(2, stop)).run(NEW)
    remote(store_batch=7)  # what is begun keeps its own size
    assert Sync(versions, connection).run(NEW).resumed_at == 2
    assert seen(versions) == NEW


def test_a_killed_emptying_goes_on(versions: Home, connection: Connection) -> None:
    filling = Filling(connection, "B", "me")
    filling.claim()
    with pytest.raises(Stop):
        filling.empty(lambda _done, _total: stop())
    filling.release()
    Sync(versions, connection).run(NEW)
    assert seen(versions) == NEW


def test_the_server_is_killed_in_the_middle(
    versions: Home, connection: Connection, own_server: Neo4jServer
) -> None:
    if connection.url != own_server.uri:
        pytest.skip("this is about a server of our own")

    def accident() -> None:
        own_server.kill()
        threading.Thread(target=own_server.start).start()

    patient = connect(connection.url, retry_seconds=120)
    Sync(versions, patient, at_batch(3, accident)).run(NEW)
    patient.close()
    assert seen(versions) == NEW


@pytest.mark.parametrize("accident", ["cut", "swallow"])
def test_the_connection_is_cut(versions: Home, connection: Connection, accident: str) -> None:
    proxy = Proxy(int(connection.url.rpartition(":")[2]))
    through = connect(f"bolt://127.0.0.1:{proxy.port}", retry_seconds=60)

    def say(key: str, _values: dict[str, Any]) -> None:
        if key == "store.batch":
            getattr(proxy, accident)()

    try:
        Sync(versions, through, say).run(NEW)
    finally:
        through.close()
        proxy.close()
    assert proxy.cuts > 3
    assert seen(versions) == NEW


def test_every_answer_lost_at_every_point(versions: Home, connection: Connection) -> None:
    """Lose the answer to the n-th message of a batch, for several n: it counts once."""
    proxy = Proxy(int(connection.url.rpartition(":")[2]))
    through = connect(f"bolt://127.0.0.1:{proxy.port}", retry_seconds=60)
    with Delta(versions.snapshot(OLD), versions.snapshot(NEW)) as delta:
        filling = Filling(through, "B", "me")
        filling.claim()
        slot = filling.begin(delta, NEW, 10)
        for number, batch in enumerate(delta.batches(slot.batch)):
            timer = threading.Timer(0.002 * (number % 12), proxy.swallow)
            timer.start()
            filling._commit(batch)
            timer.join()
        filling.finish(delta, NEW, "2026-11-01")
        filling.release()
    through.close()
    proxy.close()
    Sync(versions, connection).run(NEW)
    assert seen(versions) == NEW


def test_a_deadlock_is_tried_again(versions: Home, connection: Connection) -> None:
    """Somebody else holds a node that the next batch changes, and wants the slot's marker."""
    with Delta(versions.snapshot(OLD), versions.snapshot(NEW)) as delta:
        filling = Filling(connection, "B", "me")
        filling.claim()
        slot = filling.begin(delta, NEW, 25)
        node = next(
            (batch.number, row["id"])
            for batch in delta.batches(25)
            for step, rows in batch.parts
            if step.work == "set_nodes"
            for row in rows
        )
        with connection.driver.session() as session, session.begin_transaction() as other:
            for batch in delta.batches(slot.batch):
                if batch.number == node[0]:
                    other.run("MATCH (n:Thing_B {id: $id}) SET n.held = 1", id=node[1]).consume()
                    worker = threading.Thread(target=filling._commit, args=(batch,))
                    worker.start()
                    worker.join(1)
                    try:
                        other.run("MATCH (s:LiantuSlot {slot: 'B'}) SET s.held = 1").consume()
                    except Exception as error:  # one of the two is chosen
                        assert "Deadlock" in str(error)
                    if not other.closed():
                        other.rollback()
                    worker.join(30)
                    assert not worker.is_alive()
                else:
                    filling._commit(batch)
        filling.finish(delta, NEW, "2026-11-01")
        filling.release()
    Sync(versions, connection).run(NEW)
    assert seen(versions) == NEW


def test_two_syncs_at_once(versions: Home, connection: Connection) -> None:
    reports: list[Any] = []

    def work() -> None:
        mine = connect(connection.url)
        reports.append(Sync(versions, mine).run(NEW))
        mine.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert len(reports) == 2
    assert sum(one.batches > 0 for one in reports) == 1
    assert seen(versions) == NEW


def test_who_lost_the_slot_writes_nothing_more(versions: Home, connection: Connection) -> None:
    def taken_over() -> None:
        connection.write(lambda tx: tx.run("MATCH (s:LiantuSlot) SET s.beat = 0").consume())
        assert Filling(connection, "B", "another").claim() is not None

    with pytest.raises(StoreError) as error:
        Sync(versions, connection, at_batch(2, taken_over)).run(NEW)
    assert error.value.key == "store_sync_taken"
    assert seen(versions) == OLD


def test_waiting_for_another_sync_ends(
    versions: Home, connection: Connection, remote: Callable[..., None]
) -> None:
    Filling(connection, "B", "another").claim()
    remote(lock_seconds=1)
    with pytest.raises(Locked):
        Sync(versions, connection).run(NEW)


def test_readers_see_whole_versions_only(versions: Home, connection: Connection) -> None:
    """Readers ask without a pause while the store goes from version to version."""
    asked = ("count_nodes", "count_links", "indicators", "origins", "enterprises_by_region")
    expected = {}
    for version in (OLD, NEW, NEXT):
        embedded = EmbeddedStore(versions.snapshot(version) / "graph.lbug")
        expected[version] = {name: run(embedded, name) for name in asked}
        embedded.close()
    ended = threading.Event()
    wrong: list[Any] = []
    answers = dict.fromkeys(expected, 0)

    def read() -> None:
        snapshots = Snapshots(versions)
        while not ended.is_set():
            store = snapshots.store()
            try:
                found = {name: run(store, name) for name in asked}
            except StoreError as error:
                if error.key != "store_moved":
                    wrong.append(error)
                continue
            answers[store.data_version] += 1
            if found != expected[store.data_version]:
                wrong.append(store.data_version)
        snapshots.close()

    readers = [threading.Thread(target=read) for _ in range(3)]
    for one in readers:
        one.start()
    for version in (NEW, NEXT, OLD, NEXT, NEW):
        Sync(versions, connection).run(version)
    ended.set()
    for one in readers:
        one.join()
    assert not wrong
    assert sum(answers.values()) > 10


def test_a_reader_of_a_slot_that_is_rewritten_is_told(
    versions: Home, connection: Connection
) -> None:
    snapshots = Snapshots(versions)
    store = snapshots.store()
    Sync(versions, connection).run(NEW)
    assert len(run(store, "count_nodes").rows) > 0  # the old slot is still whole
    Sync(versions, connection).run(NEXT)
    with pytest.raises(StoreError) as error:
        run(store, "count_nodes")
    assert error.value.key == "store_moved"
    snapshots.close()


def test_readers_are_given_time(
    versions: Home, connection: Connection, remote: Callable[..., None]
) -> None:
    remote(store_grace_seconds=2)
    Sync(versions, connection).run(NEW)
    said: list[str] = []
    Sync(versions, connection, lambda key, _values: said.append(key)).run(NEXT)
    assert "store.grace" in said


def test_a_small_difference_is_a_small_sync(versions: Home, connection: Connection) -> None:
    Sync(versions, connection).run(NEW)
    report = Sync(versions, connection).run(OLD)  # the other slot holds it still
    assert (report.batches, report.switched) == (0, True)
    full = Sync(versions, connection).run(NEXT)
    assert full.changed > 0
    assert full.created < versions.ledger.version(NEXT).nodes


def test_damage_is_noticed_and_mended(versions: Home, connection: Connection) -> None:
    connection.write(
        lambda tx: tx.run("MATCH (:Thing_B)-[r]->() WITH r LIMIT 5 DELETE r").consume()
    )
    with pytest.raises(StoreError) as error:
        Sync(versions, connection).run(NEW)
    assert error.value.key == "store_differs"
    assert seen(versions) == OLD
    Sync(versions, connection).run(NEW)
    assert seen(versions) == NEW


def test_the_tables_of_another_liantu_are_not_overwritten(
    versions: Home, connection: Connection, tmp_path: Path
) -> None:
    other = Home(tmp_path / "other")
    add_version(other, Graph(9, kinds=FEW), "d" * 16)
    with pytest.raises(StoreError) as error:
        Sync(other, connection).run()
    assert error.value.key == "store_foreign"
    Sync(other, connection).run(replace=True)
    assert seen(other) == "d" * 16
    assert read_state(connection).slots["B"].version == "d" * 16
    other.ledger.close()


def test_a_read_only_database(
    versions: Home, connection: Connection, own_server: Neo4jServer
) -> None:
    if settings().store != own_server.uri:
        pytest.skip("this is about a server of our own")
    try:
        own_server.access("read-only")
        assert seen(versions) == OLD
        with pytest.raises(StoreError) as error:
            Sync(versions, connection).run(NEW)
        assert error.value.key == "store_read_only"
    finally:
        own_server.access("writable")
    assert seen(versions) == OLD
