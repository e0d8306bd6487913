"""Who may change a ledger: one migration at a time, one writer among all machines.

On PostgreSQL these are advisory locks, which end with the session that holds them:
a killed load frees them at once, a machine that vanished after some ninety seconds.
On SQLite they are its own write lock and a lock file beside the database.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, func, select
from sqlalchemy import text as sql
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from liantu.errors import Locked, Unavailable

SPACE = 0x6C69616E  # "lian": the first key of every advisory lock of ours
MIGRATING, WRITING, ACCEPTING = 1, 2, 3
POLL_SECONDS = 0.1
KEEPALIVE = ("tcp_keepalives_idle = 60", "tcp_keepalives_interval = 10", "tcp_keepalives_count = 3")
HELD = sql(
    "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database "
    "WHERE locktype = 'advisory' AND granted AND datname = current_database() "
    "AND pid = :pid AND classid = :space AND objid = :key"
)


def migrate_alone(connection: Connection) -> None:
    """Begin a transaction in which no other process migrates the same ledger."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.execute(select(func.pg_advisory_xact_lock(SPACE, MIGRATING)))


class WriterLock:
    """The lock of the one writer of a ledger, wherever that writer runs."""

    def __init__(self, engine: Engine, where: str) -> None:
        self._engine, self._where = engine, where
        self._backend: int | None = None  # the server process whose session holds the lock

    @contextmanager
    def held(self, seconds: float) -> Iterator[None]:
        """Hold the lock; raises Locked where another holds it for longer than ``seconds``."""
        holding = self._by_file if self._engine.dialect.name == "sqlite" else self._by_session
        with holding(seconds):
            yield

    def fence(self, session: Session) -> None:
        """Refuse a transaction of a writer that lost its lock; raises Unavailable.

        A session can be cut off while its load goes on. Such a load must not accept
        what it made of a version that is no longer the last: the accepting lock lets
        a new writer read only after the old one's transaction has ended, and from
        then on the old one is turned away here. Without a held lock nothing is checked.
        """
        if self._backend is None:
            return
        session.execute(select(func.pg_advisory_xact_lock(SPACE, ACCEPTING)))
        given = {"pid": self._backend, "space": SPACE, "key": WRITING}
        if not session.scalar(HELD, given):
            raise Unavailable("ledger_lost", where=self._where)

    @contextmanager
    def _by_file(self, seconds: float) -> Iterator[None]:
        database = self._engine.url.database
        if not database or database == ":memory:":
            yield
            return
        lock = FileLock(f"{database}.lock")
        try:
            lock.acquire(timeout=seconds)
        except Timeout as error:
            raise self._locked(seconds) from error
        except OSError as error:
            reason = str(error.strerror)
            raise Unavailable("ledger", where=self._where, reason=reason) from error
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def _by_session(self, seconds: float) -> Iterator[None]:
        with self._engine.connect() as connection:
            connection = connection.execution_options(isolation_level="AUTOCOMMIT")
            self._take(connection, seconds)
            try:
                yield
            finally:
                self._backend = None
                self._give(connection)

    def _take(self, connection: Connection, seconds: float) -> None:
        for setting in KEEPALIVE:
            connection.exec_driver_sql(f"SET {setting}")
        end = time.monotonic() + seconds
        while not connection.scalar(select(func.pg_try_advisory_lock(SPACE, WRITING))):
            if time.monotonic() >= end:
                raise self._locked(seconds)
            time.sleep(POLL_SECONDS)
        with self._engine.begin() as other:  # what a cut-off writer is just accepting, ends first
            other.execute(select(func.pg_advisory_xact_lock(SPACE, ACCEPTING)))
        self._backend = connection.scalar(select(func.pg_backend_pid()))

    def _give(self, connection: Connection) -> None:
        try:
            connection.execute(select(func.pg_advisory_unlock(SPACE, WRITING)))
        except SQLAlchemyError:
            pass  # the session is gone, and the lock with it
        finally:
            connection.invalidate()  # never back to the pool: keepalive is this session's own

    def _locked(self, seconds: float) -> Locked:
        return Locked("locked", where=self._where, seconds=seconds)
