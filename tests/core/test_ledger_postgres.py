"""The ledger on a real PostgreSQL: what holds on SQLite holds there."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.resources import as_file, files
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, select, text

from liantu.errors import Locked, NotFound, Unavailable
from liantu.graph.versions import rollback
from liantu.home import Home
from liantu.ingest.load import load
from liantu.ledger import Base, Batch, Ledger, RejectRow, SwitchRow, VersionRow, now
from liantu.settings import settings
from tests.servers.neo4j_server import Missing
from tests.servers.postgres_server import PostgresServer

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    try:
        found = PostgresServer().start()
    except Missing as reason:
        pytest.skip(str(reason))
    yield found
    found.close()


@pytest.fixture
def url(server: PostgresServer, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database of this test's own."""
    name = f"t{abs(hash(request.node.name)):x}"
    admin = create_engine(
        server.url().replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT"
    )
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield server.url(name)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    if request.param == "sqlite":
        found = Ledger.in_home(tmp_path)
    else:
        found = Ledger(request.getfixturevalue("url"))
    assert found.engine.dialect.name == request.param
    yield found
    found.close()


def version(name: str) -> VersionRow:
    return VersionRow(
        id=name, made_at=now(), schema="s", batches=["b", "一"], decisions=[["a", "b", "旧名"]],
        nodes=1, links=2, as_of="2026-11-01", waiting=[{"code": "x", "values": {"n": 1.5}}],
    )  # fmt: skip


def test_migrating_from_nothing_makes_the_tables_of_the_models(ledger: Ledger) -> None:
    with ledger.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, Base.metadata) == []


def test_what_is_written_is_read(ledger: Ledger) -> None:
    before = now()
    with ledger.session() as session:
        session.add(version("aaaa1111"))
        session.add(
            Batch(
                id="b1", source="register", mapping="m", loaded_at=now(),
                files=[{"name": "名录.csv"}], rows_read=2, rows_accepted=1, rows_set_aside=1,
            )
        )  # fmt: skip
        session.flush()
        session.add(
            RejectRow(
                batch="b1", file="名录.csv", row=3, column="编号", code="bad", values={"值": "🚢"},
                raw={"列": None},
            )
        )  # fmt: skip
    ledger.switch("aaaa1111", "load")
    found = ledger.version("aaaa")
    assert (found.batches, found.decisions) == (["b", "一"], [["a", "b", "旧名"]])
    assert found.waiting == [{"code": "x", "values": {"n": 1.5}}]
    ((_, at),) = ledger.versions()
    assert before <= at <= datetime.now(UTC)
    assert at.utcoffset() == before.utcoffset()
    (reject,) = ledger.rejects(["b1"])
    assert (reject.values, reject.raw, reject.row) == ({"值": "🚢"}, {"列": None}, 3)
    ledger.note_load({"refused": ["坏.xlsx"]})
    assert ledger.loads()[0].report == {"refused": ["坏.xlsx"]}


def test_an_error_rolls_the_whole_transaction_back(ledger: Ledger) -> None:
    with pytest.raises(RuntimeError), ledger.session() as session:
        session.add(version("aaaa"))
        session.flush()
        raise RuntimeError
    with ledger.session() as session:
        assert session.scalars(select(VersionRow)).all() == []


def test_a_switch_to_an_unknown_version_is_refused(ledger: Ledger) -> None:
    with pytest.raises(Unavailable), ledger.session() as session:
        session.add(SwitchRow(version="none", switched_at=now(), reason="load"))


def test_the_last_switch_is_what_readers_see(ledger: Ledger) -> None:
    assert ledger.active() is None
    with ledger.session() as session:
        session.add_all([version("aaaa1111"), version("aaaa2222")])
    for name in ("aaaa1111", "aaaa2222", "aaaa1111"):
        ledger.switch(name, "load")
    active = ledger.active()
    assert active is not None
    assert active.id == "aaaa1111"
    assert [row.id for row, _ in ledger.versions()] == ["aaaa1111", "aaaa2222"]
    for vague in ("aaaa", "aaa", "zzzz", "%"):
        with pytest.raises(NotFound):
            ledger.version(vague)


def test_two_processes_may_open_a_new_ledger_at_once(url: str) -> None:
    opened: list[Ledger] = []
    workers = [threading.Thread(target=lambda: opened.append(Ledger(url))) for _ in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert len(opened) == 4
    for found in opened:
        found.close()


def test_one_writer_over_all_machines(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIANTU_LOCK_SECONDS", "0.3")
    settings.cache_clear()
    first, second = Ledger(url), Ledger(url)
    with first.exclusive(), pytest.raises(Locked), second.exclusive():
        pass
    with second.exclusive():
        pass
    first.close()
    second.close()
    settings.cache_clear()


def test_a_load_and_a_rollback(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo gives the same data version, whichever database the ledger is in."""
    found = []
    for name, ledger_url in (("a", ""), ("b", url)):
        monkeypatch.setenv("LIANTU_LEDGER", ledger_url)
        settings.cache_clear()
        home = Home(tmp_path / name)
        with as_file(files("liantu") / "demo") as folder:
            report = load(home, [folder])
            again = load(home, [folder])
        assert report.data_version == again.data_version is not None
        assert rollback(home, report.data_version).id == report.data_version
        active = home.ledger.active()
        assert active is not None
        found.append((active.id, active.nodes, active.links, len(active.waiting)))
        home.ledger.close()
    settings.cache_clear()
    assert found[0] == found[1]
    assert not (tmp_path / "b" / "ledger.sqlite").exists()


@pytest.mark.parametrize(
    "bad", ["nonsense", "postgresql://u:geheim@127.0.0.1:1/x", "nothere://u:geheim@h/x"]
)
def test_a_bad_address_is_said_without_its_password(bad: str) -> None:
    with pytest.raises(Unavailable) as error:
        Ledger(bad)
    assert "geheim" not in str(error.value.as_dict())
    assert error.value.remedy
