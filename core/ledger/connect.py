"""How a ledger is reached: its URL, its engine, and in words why it cannot be."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from liantu.errors import Unavailable

EXAMPLE = "postgresql://liantu:…@127.0.0.1:5432/liantu"
CONNECT_SECONDS = 10  # a server that is not there is known to be gone after this
PRAGMAS = ("busy_timeout=15000", "journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL")

# What a server says before it has told a SQLSTATE, in the languages it is run in here.
LOGIN = r"password authentication|no password supplied|pg_hba|认证失败|role .* does not"
DATABASE = r"database .* does not exist|数据库.*不存在"
REFUSED = r"refused|could not translate|resolve|timed? ?out|timeout|unreachable|No route"
SAID = (("ledger_login", LOGIN), ("ledger_database", DATABASE), ("ledger_refused", REFUSED))
STATES = {
    "28": "ledger_login",
    "3D": "ledger_database",
    "42501": "ledger_rights",
    "25006": "ledger_read_only",
}


def parse(url: str | URL) -> URL:
    """Return a checked URL; ``postgresql://`` means the psycopg 3 driver.

    Raises Unavailable where it is none. No message holds the URL itself: it may
    carry a password.
    """
    try:
        found = make_url(url)
    except (ArgumentError, ValueError):
        raise _bad_url() from None
    if found.drivername in ("postgres", "postgresql"):
        found = found.set(drivername="postgresql+psycopg")
    if found.drivername not in ("sqlite", "sqlite+pysqlite", "postgresql+psycopg"):
        raise _bad_url()
    return found


def shown(url: URL) -> str:
    """Return a URL as it may be printed: without its password or what follows ``?``."""
    return url.set(query={}).render_as_string(hide_password=True)


def _bad_url() -> Unavailable:
    return Unavailable("ledger_url", where="LIANTU_LEDGER", example=EXAMPLE)


def engine(url: URL) -> Engine:
    """Make the engine of a checked URL."""
    if url.get_backend_name() == "sqlite":
        found = create_engine(url)
        event.listen(found, "connect", _pragmas)
        return found
    given = {"connect_timeout": CONNECT_SECONDS, "application_name": "liantu"}
    arguments = {name: value for name, value in given.items() if name not in url.query}
    try:
        return create_engine(url, pool_pre_ping=True, connect_args=arguments)
    except (ImportError, NoSuchModuleError):
        raise Unavailable("ledger_driver", where="LIANTU_LEDGER") from None


def _pragmas(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def problem(url: URL, error: BaseException) -> Unavailable:
    """Return the error that a user reads for one of the database."""
    cause = error.__cause__ or error
    reason = "; ".join(line.strip() for line in str(cause).splitlines() if line.strip())
    key = "ledger"
    if url.get_backend_name() != "sqlite":
        state = getattr(cause, "sqlstate", None) or ""
        key = STATES.get(state) or STATES.get(state[:2]) or _said(reason)
    return Unavailable(key, where=shown(url), reason=reason, database=url.database or "")


def _said(reason: str) -> str:
    for key, pattern in SAID:
        if re.search(pattern, reason, re.IGNORECASE):
            return key
    return "ledger_server"
