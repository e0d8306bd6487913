"""The ledger: migrated from nothing, one transaction or none, versions in the order of switches."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import select

from liantu.errors import NotFound, Unavailable
from liantu.ledger import REVISION, Base, Batch, Ledger, SwitchRow, VersionRow, now
from liantu.migrations import config


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    found = Ledger.in_home(tmp_path)
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


def test_opening_again_keeps_what_is_there(tmp_path: Path) -> None:
    first = Ledger.in_home(tmp_path)
    add(first, "aaaa")
    first.close()
    second = Ledger.in_home(tmp_path)
    active = second.active()
    second.close()
    assert active is not None
    assert active.id == "aaaa"


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
    for vague in ("aaaa", "aaa", "zzzz", "%"):
        with pytest.raises(NotFound):
            ledger.version(vague)


def test_batches_are_asked_by_id(ledger: Ledger) -> None:
    with ledger.session() as session:
        for name in ("b2", "b1"):
            session.add(
                Batch(
                    id=name, source=name, mapping="m", loaded_at=now(), files=[],
                    rows_read=1, rows_accepted=1, rows_set_aside=0,
                )
            )  # fmt: skip
    assert [batch.id for batch in ledger.batches(["b1", "b2", "b3"])] == ["b1", "b2"]


def test_a_ledger_that_cannot_be_opened_says_so(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").write_text("this is no database " * 100, encoding="utf-8")
    with pytest.raises(Unavailable) as caught:
        Ledger.in_home(tmp_path)
    assert caught.value.exit_code == 3
    assert "台账" in caught.value.message
