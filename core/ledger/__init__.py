"""The ledger: opened, migrated and asked in one place."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, func, inspect, make_url, select
from sqlalchemy import text as sql
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.orm import Session

from liantu.errors import Locked, NotFound, Unavailable
from liantu.ledger.tables import (
    Base,
    Batch,
    DecisionRow,
    LoadRow,
    RejectRow,
    SwitchRow,
    VersionRow,
)
from liantu.settings import settings

__all__ = [
    "REVISION",
    "Base",
    "Batch",
    "DecisionRow",
    "Ledger",
    "LoadRow",
    "RejectRow",
    "SwitchRow",
    "VersionRow",
    "now",
]

REVISION = "0001"  # the migration that this code needs; a test holds it to the scripts
WRITER = 0x6C69616E7475  # the advisory lock of the one writer: "liantu"


def now() -> datetime:
    """Return the time of this moment, for the record of who did what when."""
    return datetime.now(UTC).replace(microsecond=0)


class Ledger:
    """The ledger of one data folder or database URL."""

    def __init__(self, url: str | URL) -> None:
        try:
            wanted = make_url(url)
            if wanted.drivername == "postgresql":
                wanted = wanted.set(drivername="postgresql+psycopg")
            self.url = wanted.render_as_string(hide_password=True)
            self.engine = _engine(wanted)
        except (ArgumentError, ImportError) as error:
            raise Unavailable("ledger_url", where="LIANTU_LEDGER", reason=str(error)) from error
        try:
            self._migrate()
        except SQLAlchemyError as error:
            raise Unavailable("ledger", where=self.url, reason=_reason(error)) from error

    @classmethod
    def of(cls, home: Path) -> Ledger:
        """Open the ledger that the setting names, else the SQLite one of a data folder."""
        named = settings().ledger
        return cls(named.get_secret_value()) if named else cls.in_home(home)

    @classmethod
    def in_home(cls, home: Path) -> Ledger:
        """Open the SQLite ledger of a data folder, making the folder if need be."""
        try:
            home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Unavailable("home", where=str(home), reason=str(error.strerror)) from error
        return cls(URL.create("sqlite", database=str(home / "ledger.sqlite")))

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Open one transaction: committed at the end, rolled back on any error."""
        try:
            with Session(self.engine, expire_on_commit=False) as session, session.begin():
                yield session
        except SQLAlchemyError as error:
            raise Unavailable("ledger", where=self.url, reason=_reason(error)) from error

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Be the only writer over all machines, where they share a PostgreSQL.

        SQLite has none but the data folder's own lock. Raises Locked.
        """
        if self.engine.dialect.name != "postgresql":
            yield
            return
        end = time.monotonic() + settings().lock_seconds
        try:
            with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as held:
                while not held.execute(sql(f"SELECT pg_try_advisory_lock({WRITER})")).scalar():
                    if time.monotonic() >= end:
                        seconds = settings().lock_seconds
                        raise Locked("locked", where=self.url, seconds=seconds)
                    time.sleep(0.1)
                try:
                    yield
                finally:
                    held.execute(sql(f"SELECT pg_advisory_unlock({WRITER})"))
        except SQLAlchemyError as error:
            raise Unavailable("ledger", where=self.url, reason=_reason(error)) from error

    def _migrate(self) -> None:
        with self.engine.connect() as connection:
            known = inspect(connection).has_table("alembic_version")
            found = (
                known
                and connection.execute(sql("SELECT version_num FROM alembic_version")).scalar()
            )
        if found != REVISION:
            from liantu.migrations import upgrade

            upgrade(self.engine)

    def active(self) -> VersionRow | None:
        """Return the version that readers see, or None before the first load."""
        with self.session() as session:
            return session.scalars(
                select(VersionRow).join(SwitchRow).order_by(SwitchRow.id.desc()).limit(1)
            ).first()

    def version(self, name: str) -> VersionRow:
        """Return a version by its id or a unique beginning of at least four characters."""
        with self.session() as session:
            rows = session.scalars(
                select(VersionRow).where(VersionRow.id.startswith(name, autoescape=True))
            ).all()
        exact = [row for row in rows if row.id == name]
        if exact or (len(rows) == 1 and len(name) >= 4):
            return (exact or list(rows))[0]
        raise NotFound("version_unknown", where=name)

    def versions(self) -> list[tuple[VersionRow, datetime]]:
        """Return every version with its last switch, newest switch first."""
        last = (
            select(SwitchRow.version, func.max(SwitchRow.id).label("last"))
            .group_by(SwitchRow.version)
            .subquery()
        )
        with self.session() as session:
            rows = session.execute(
                select(VersionRow, SwitchRow.switched_at)
                .join(last, last.c.version == VersionRow.id)
                .join(SwitchRow, SwitchRow.id == last.c.last)
                .order_by(last.c.last.desc())
            ).all()
        return [(row, _utc(at)) for row, at in rows]

    def listed(self) -> list[dict[str, Any]]:
        """Return the versions as ``liantu versions --json`` shows them, newest switch first."""
        active = self.active()
        return [
            {
                "data_version": row.id,
                "switched_at": at.isoformat(),
                "active": active is not None and row.id == active.id,
                "batches": len(row.batches),
                "nodes": row.nodes,
                "links": row.links,
            }
            for row, at in self.versions()
        ]

    def switch(self, version: str, reason: str) -> None:
        """Make a version the one that readers see."""
        with self.session() as session:
            session.add(SwitchRow(version=version, switched_at=now(), reason=reason))

    def batches(self, ids: Sequence[str]) -> list[Batch]:
        """Return accepted batches by id, ordered by source and view."""
        with self.session() as session:
            return list(
                session.scalars(
                    select(Batch)
                    .where(Batch.id.in_(ids))
                    .order_by(Batch.source, Batch.view, Batch.id)
                )
            )

    def rejects(self, batches: Sequence[str]) -> list[RejectRow]:
        """Return the rows set aside in some batches, in the order of file and row."""
        with self.session() as session:
            return list(
                session.scalars(
                    select(RejectRow)
                    .where(RejectRow.batch.in_(batches))
                    .order_by(RejectRow.file, RejectRow.sheet, RejectRow.row, RejectRow.id)
                )
            )

    def decisions(self) -> list[DecisionRow]:
        """Return every identity decision, ordered by the id it replaces."""
        with self.session() as session:
            return list(session.scalars(select(DecisionRow).order_by(DecisionRow.old)))

    def loads(self, limit: int = 20) -> list[LoadRow]:
        """Return the last loads, newest first."""
        with self.session() as session:
            return list(session.scalars(select(LoadRow).order_by(LoadRow.id.desc()).limit(limit)))

    def note_load(self, report: dict[str, Any]) -> None:
        """Keep what a load said that accepted nothing new."""
        with self.session() as session:
            session.add(LoadRow(finished_at=now(), report=report))


def _utc(at: datetime) -> datetime:
    """SQLite gives back a time without its zone, PostgreSQL one in the server's."""
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def _reason(error: SQLAlchemyError) -> str:
    return str(error.__cause__ or error).partition("\n")[0]


def _engine(url: URL) -> Engine:
    engine = create_engine(url, pool_pre_ping=url.get_backend_name() != "sqlite")
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def _pragmas(connection: Any, _record: Any) -> None:
            cursor = connection.cursor()
            for pragma in (
                "journal_mode=WAL",
                "foreign_keys=ON",
                "synchronous=FULL",
                "busy_timeout=15000",
            ):
                cursor.execute(f"PRAGMA {pragma}")
            cursor.close()

    return engine
