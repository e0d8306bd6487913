"""The ledger: opened, migrated and asked in one place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, func, inspect, select
from sqlalchemy import text as sql
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from liantu.errors import NotFound, Unavailable
from liantu.ledger import connect
from liantu.ledger.accounts import AccountRow, SessionRow
from liantu.ledger.attempts import AttemptRow
from liantu.ledger.audit import AuditRow
from liantu.ledger.exceptions import ExceptionRow
from liantu.ledger.idempotency import DeliveryKeyRow
from liantu.ledger.jobs import JobRow, ScheduleRow
from liantu.ledger.locks import WriterLock
from liantu.ledger.named import NamedRow
from liantu.ledger.query_log import QueryLogRow
from liantu.ledger.questions import LookRow, QuestionRow, VerdictRow, joined
from liantu.ledger.scenarios import ScenarioRow
from liantu.ledger.screens import ScreenRow
from liantu.ledger.tables import (
    Base,
    Batch,
    DecisionRow,
    LoadRow,
    RejectRow,
    SwitchRow,
    VersionRow,
)
from liantu.ledger.tokens import TokenRow
from liantu.ledger.usage import RequestRow
from liantu.ledger.views import ViewRow

__all__ = [
    "REVISION",
    "AccountRow",
    "AttemptRow",
    "AuditRow",
    "Base",
    "Batch",
    "DecisionRow",
    "DeliveryKeyRow",
    "ExceptionRow",
    "JobRow",
    "Ledger",
    "LoadRow",
    "LookRow",
    "NamedRow",
    "QueryLogRow",
    "QuestionRow",
    "RejectRow",
    "RequestRow",
    "ScenarioRow",
    "ScheduleRow",
    "ScreenRow",
    "SessionRow",
    "SwitchRow",
    "TokenRow",
    "VerdictRow",
    "VersionRow",
    "ViewRow",
    "now",
]

REVISION = "0010"  # the migration that this code needs; a test holds it to the scripts


def now() -> datetime:
    """Return the time of this moment, for the record of who did what when."""
    return datetime.now(UTC).replace(microsecond=0)


class Ledger:
    """The ledger of one data folder or database URL."""

    def __init__(self, url: str | URL) -> None:
        parsed = connect.parse(url)
        self.url = connect.shown(parsed)
        self.engine = connect.engine(parsed)
        self.lock = WriterLock(self.engine, self.url)
        try:
            self._migrate()
        except SQLAlchemyError as error:
            self.close()
            raise connect.problem(parsed, error) from error
        except Unavailable:
            self.close()
            raise

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

    def settle(self) -> None:
        """Bring what SQLite's log holds into its one file."""
        if self.engine.dialect.name == "sqlite":
            with self.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Open one transaction: committed at the end, rolled back on any error."""
        try:
            with Session(self.engine, expire_on_commit=False) as session, session.begin():
                yield session
        except SQLAlchemyError as error:
            raise connect.problem(self.engine.url, error) from error

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Lend a connection for what every request asks: a session of objects takes longer."""
        try:
            with self.engine.connect() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise connect.problem(self.engine.url, error) from error

    @contextmanager
    def writing(self, seconds: float) -> Iterator[None]:
        """Hold the lock of the one writer among all machines that share this ledger."""
        try:
            with self.lock.held(seconds):
                yield
        except SQLAlchemyError as error:
            raise connect.problem(self.engine.url, error) from error

    def _migrate(self) -> None:
        with self.engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                encoding = connection.exec_driver_sql("SHOW server_encoding").scalar()
                if encoding != "UTF8":
                    raise Unavailable("ledger_encoding", where=self.url, encoding=encoding)
            known = inspect(connection).has_table("alembic_version")
            found = (
                known
                and connection.execute(sql("SELECT version_num FROM alembic_version")).scalar()
            )
        if found != REVISION:
            from liantu.migrations import CommandError, upgrade

            try:
                upgrade(self.engine)
            except CommandError as error:
                raise Unavailable("ledger_newer", where=self.url, found=found) from error

    def identity(self) -> str:
        """Return what tells this ledger from any other, or nothing before its first version."""
        with self.session() as session:
            first = session.scalars(select(SwitchRow).order_by(SwitchRow.id).limit(1)).first()
        return f"{first.version} {first.switched_at.isoformat()}" if first else ""

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
                select(VersionRow).where(func.substr(VersionRow.id, 1, len(name)) == name)
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
        return [(row, at) for row, at in rows]

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
            self.lock.fence(session)
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
        """Return every identity decision: recognised while loading, then answered by people."""
        with self.session() as session:
            found = list(session.scalars(select(DecisionRow).order_by(DecisionRow.old)))
            return found + joined(session)

    def loads(self, limit: int = 20) -> list[LoadRow]:
        """Return the last loads, newest first."""
        with self.session() as session:
            return list(session.scalars(select(LoadRow).order_by(LoadRow.id.desc()).limit(limit)))

    def note_load(self, report: dict[str, Any]) -> None:
        """Keep what a load said that accepted nothing new."""
        with self.session() as session:
            session.add(LoadRow(finished_at=now(), report=report))
