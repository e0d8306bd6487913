"""The ledger: migrated from nothing, one transaction or none, versions in the order of switches.

Every test that takes ``ledger`` runs on SQLite and on a real PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, select

from liantu.errors import NotFound, Unavailable
from liantu.ledger import (
    REVISION,
    Base,
    Batch,
    DecisionRow,
    JobRow,
    Ledger,
    RejectRow,
    SwitchRow,
    VersionRow,
    now,
)
from liantu.ledger.jobs import QUEUED, job, jobs, move, put, seen, unseen
from liantu.migrations import config

NAMES = [
    "Alpha",
    "_x",
    "alpha",
    "Ähre",
    "一",
    "丁",
    "万",
    "乙",
    "😀",
]  # in the order of their bytes


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    found = Ledger(url)
    yield found
    found.close()


def version(name: str) -> VersionRow:
    return VersionRow(
        id=name, made_at=now(), schema="s", batches=[], decisions=[], nodes=1, links=2, waiting=[]
    )


def add(ledger: Ledger, *names: str) -> None:
    with ledger.session() as session:
        session.add_all(version(name) for name in names)
    for name in names:
        ledger.switch(name, "load")


def test_the_code_knows_the_newest_migration() -> None:
    assert ScriptDirectory.from_config(config()).get_current_head() == REVISION


def test_migrating_from_nothing_makes_the_tables_of_the_models(ledger: Ledger) -> None:
    with ledger.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, Base.metadata) == []


def test_opening_again_keeps_what_is_there(url: str) -> None:
    first = Ledger(url)
    add(first, "aaaa")
    first.close()
    second = Ledger(url)
    active = second.active()
    second.close()
    assert active is not None
    assert active.id == "aaaa"


def test_a_ledger_without_jobs_gets_their_tables_and_keeps_what_it_holds(url: str) -> None:
    first = Ledger(url)
    add(first, "aaaa")
    with first.engine.begin() as connection:
        setup = config()
        setup.attributes["connection"] = connection
        command.downgrade(setup, "0002")
    with first.engine.connect() as connection:
        assert not inspect(connection).has_table("job")
    first.close()
    second = Ledger(url)
    number = put(second, JobRow(kind="load", arguments={}, retries=0, timeout=0, made_at=now()), 5)
    assert (number, job(second, number).state) == (1, "queued")
    assert [row.id for row, _ in second.versions()] == ["aaaa"]
    second.close()


def test_of_jobs_that_ended_the_last_ones_stay(ledger: Ledger) -> None:
    def queue() -> int:
        row = JobRow(kind="load", arguments={}, retries=0, timeout=0, made_at=now())
        return put(ledger, row, 2)

    first, second = queue(), queue()
    assert move(ledger, second, (QUEUED,), "done")
    assert not move(ledger, second, (QUEUED,), "failed")
    queue()
    fourth = queue()
    assert [row.id for row in jobs(ledger)] == [fourth, 3, first]
    seen(ledger, first, done=5)
    assert (job(ledger, first).done, unseen(ledger, 60)) == (0, [])
    assert move(ledger, first, (QUEUED,), "running")
    seen(ledger, first, done=5)
    assert job(ledger, first).done == 5
    assert [row.id for row in unseen(ledger, -1)] == [first, 3, fourth]


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
    add(ledger, "aaaa", "bbbb")
    ledger.switch("aaaa", "rollback")
    active = ledger.active()
    assert active is not None
    assert active.id == "aaaa"
    assert [row.id for row, _ in ledger.versions()] == ["aaaa", "bbbb"]


def test_before_the_first_load_nothing_is_active(ledger: Ledger) -> None:
    assert ledger.active() is None


def test_a_version_is_found_by_a_unique_beginning(ledger: Ledger) -> None:
    add(ledger, "aaaa1111", "aaaa2222")
    assert ledger.version("aaaa2222").id == "aaaa2222"
    assert ledger.version("aaaa1").id == "aaaa1111"
    for vague in ("aaaa", "aaa", "zzzz", "%", "AAAA1", "____1111", ""):
        with pytest.raises(NotFound):
            ledger.version(vague)


def batch(name: str, source: str = "register", at: datetime | None = None) -> Batch:
    return Batch(
        id=name, source=source, mapping="m", loaded_at=at or now(),
        files=[{"名": [None, 1.5, True]}], rows_read=1, rows_accepted=1, rows_set_aside=0,
    )  # fmt: skip


def test_batches_are_asked_by_id(ledger: Ledger) -> None:
    with ledger.session() as session:
        session.add_all(batch(name, source=name) for name in ("b2", "b1"))
    assert [batch.id for batch in ledger.batches(["b1", "b2", "b3"])] == ["b1", "b2"]


def test_a_ledger_that_cannot_be_opened_says_so(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").write_text("this is no database " * 100, encoding="utf-8")
    with pytest.raises(Unavailable) as caught:
        Ledger.in_home(tmp_path)
    assert caught.value.exit_code == 3
    assert "台账" in caught.value.message


def test_text_is_ordered_by_its_bytes_whatever_the_language_of_the_server(ledger: Ledger) -> None:
    with ledger.session() as session:
        session.add(batch("b0"))
        session.flush()
        for name in reversed(NAMES):
            session.add(batch(f"b-{NAMES.index(name)}", source=name))
            session.add(RejectRow(batch="b0", file=name, row=None, code="c", values={}, raw={}))
            session.add(
                DecisionRow(old=name, new="n", reason="rename", source="s", made_at=now())
            )  # fmt: skip
    assert sorted(NAMES, key=str.encode) == NAMES
    assert [one.old for one in ledger.decisions()] == NAMES
    assert [one.file for one in ledger.rejects(["b0"])] == NAMES
    found = ledger.batches([f"b-{number}" for number in range(len(NAMES))])
    assert [one.source for one in found] == NAMES


def test_a_moment_comes_back_in_utc_whatever_the_zone_of_the_server(ledger: Ledger) -> None:
    at = datetime(2026, 11, 22, 8, 30, tzinfo=timezone(timedelta(hours=8)))
    with ledger.session() as session:
        session.add(batch("b1", at=at))
        session.add(version("aaaa"))
    ledger.switch("aaaa", "load")
    loaded = ledger.batches(["b1"])[0].loaded_at
    assert (loaded, loaded.tzinfo) == (at, UTC)
    assert loaded.isoformat() == "2026-11-22T00:30:00+00:00"
    ((_, switched),) = ledger.versions()
    assert switched.tzinfo == UTC
    assert abs(now() - switched) < timedelta(minutes=1)


def test_a_moment_without_a_zone_is_refused(ledger: Ledger) -> None:
    with pytest.raises(Unavailable), ledger.session() as session:
        session.add(batch("b1", at=datetime(2026, 11, 22)))


def test_json_comes_back_as_it_was_given(ledger: Ledger) -> None:
    cells = {"企业名称": "蓬莱😀", "数": 1.5, "空": None, "真": True, "列": [], "": ["多", "余"]}
    with ledger.session() as session:
        session.add(batch("b1"))
        session.flush()
        session.add(RejectRow(batch="b1", file="f", code="c", values={}, raw=cells))
    assert ledger.rejects(["b1"])[0].raw == cells
    assert ledger.batches(["b1"])[0].files == [{"名": [None, 1.5, True]}]


def test_no_name_is_too_long_for_one_of_them_only(ledger: Ledger) -> None:
    long = "长" * 700
    with ledger.session() as session:
        session.add(batch("b1", source=long))
        session.add(DecisionRow(old=long, new=long, reason="r", source=long, made_at=now()))
    assert ledger.batches(["b1"])[0].source == long
    assert ledger.decisions()[0].old == long


def test_numbers_of_switches_and_loads_go_up(ledger: Ledger) -> None:
    add(ledger, "aaaa", "bbbb")
    for number in range(3):
        ledger.note_load({"number": number})
    assert [one.report["number"] for one in ledger.loads(limit=2)] == [2, 1]
    with ledger.session() as session:
        assert list(session.scalars(select(SwitchRow.id).order_by(SwitchRow.id))) == [1, 2]


def test_a_ledger_knows_itself_by_its_first_switch(ledger: Ledger) -> None:
    assert ledger.identity() == ""
    add(ledger, "aaaa")
    first = ledger.identity()
    assert first.startswith("aaaa ")
    add(ledger, "bbbb")
    assert ledger.identity() == first


def test_a_ledger_of_a_newer_form_is_left_alone(url: str) -> None:
    first = Ledger(url)
    with first.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    first.close()
    with pytest.raises(Unavailable) as caught:
        Ledger(url)
    assert caught.value.key == "ledger_newer"
    assert "9999" in caught.value.message
