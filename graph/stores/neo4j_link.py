"""The connection to a Neo4j: driver, routing, time limits, and its errors as ours."""

from __future__ import annotations

import logging
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import neo4j
from neo4j import exceptions as refused

from liantu.errors import StoreError
from liantu.settings import settings

Result = TypeVar("Result")
Work = Callable[[neo4j.ManagedTransaction], Result]

# What the server's codes mean for whoever reads the message; the first hit counts.
CODES = (
    ("Security.Unauthorized", "store_auth"),
    ("Security.AuthenticationRateLimit", "store_auth_rate"),
    ("Security.CredentialsExpired", "store_auth"),
    ("Security.Forbidden", "store_rights"),
    ("Database.DatabaseNotFound", "store_database"),
    ("WriteOnReadOnlyAccessDatabase", "store_read_only"),
    ("ForbiddenOnReadOnlyDatabase", "store_read_only"),
    ("Cluster.NotALeader", "store_follower"),
    ("Transaction.TransactionTimedOut", "store_timeout"),
    ("Schema.ConstraintValidationFailed", "store_constraint"),
)

logging.getLogger("neo4j").addHandler(logging.NullHandler())  # what matters is raised


class Connection:
    """One driver to one database; safe to use from several threads.

    ``bolt://`` speaks to one server; ``neo4j://`` asks a cluster for its routes,
    reads from followers and writes to the leader. ``+s`` and ``+ssc`` are TLS.
    Later sessions see what earlier ones wrote: they hand on bookmarks.
    """

    def __init__(self, url: str, *, retry_seconds: float | None = None) -> None:
        self.url = url
        self.seconds = settings().query_seconds
        password = settings().store_password
        try:
            self.driver = neo4j.GraphDatabase.driver(
                url,
                auth=(settings().store_user, password.get_secret_value() if password else ""),
                max_connection_pool_size=settings().store_pool,
                connection_acquisition_timeout=settings().store_connect_seconds * 2,
                connection_timeout=settings().store_connect_seconds,
                max_transaction_retry_time=(
                    settings().store_connect_seconds if retry_seconds is None else retry_seconds
                ),
                user_agent="liantu",
                notifications_min_severity="OFF",
                **_trust(url),
            )
        except (refused.ConfigurationError, ValueError) as error:
            raise StoreError("store_url", where=url, reason=str(error)) from error
        self._closing = weakref.finalize(self, self.driver.close)
        self._bookmarks = neo4j.GraphDatabase.bookmark_manager()

    def read(self, work: Work[Result], *, seconds: float | None = None) -> Result:
        """Run work in a managed read transaction, on a follower where there are some."""
        limited = neo4j.unit_of_work(timeout=seconds or self.seconds)(work)
        with self._session(neo4j.READ_ACCESS) as session:
            return session.execute_read(limited)

    def write(self, work: Work[Result]) -> Result:
        """Run work in a managed write transaction; it may run again after a passing error."""
        with self._session(neo4j.WRITE_ACCESS) as session:
            return session.execute_write(work)

    def command(self, text: str) -> list[dict[str, Any]]:
        """Run one statement in a transaction of its own: schema, procedures."""
        with self._session(neo4j.WRITE_ACCESS) as session:
            return session.run(neo4j.Query(text)).data()

    def close(self) -> None:
        """Give every connection back."""
        self._closing()

    @contextmanager
    def _session(self, mode: str) -> Iterator[neo4j.Session]:
        try:
            with self.driver.session(
                database=settings().store_database or None,
                default_access_mode=mode,
                fetch_size=settings().store_fetch,
                bookmark_manager=self._bookmarks,
            ) as session:
                yield session
        except (refused.Neo4jError, refused.DriverError) as error:
            raise store_error(error, self.url) from error


def store_error(error: Exception, url: str) -> StoreError:
    """Return what an error of the driver or the server means, with its remedy."""
    code = str(getattr(error, "code", "") or "")
    reason = str(getattr(error, "message", "") or error).partition("\n")[0]
    for part, key in CODES:
        if part in code:
            return StoreError(key, where=url, reason=reason, seconds=settings().query_seconds)
    if isinstance(error, refused.ConfigurationError):
        return StoreError("store_url", where=url, reason=reason)
    if isinstance(error, (refused.ServiceUnavailable, refused.SessionExpired)):
        return StoreError("store_unreachable", where=url, reason=reason)
    if isinstance(error, refused.TransientError) or "pool" in reason:
        return StoreError("store_busy", where=url, reason=reason)
    return StoreError("store_query", where=url, reason=reason)


def _trust(url: str) -> dict[str, Any]:
    authority = settings().store_ca
    if authority is None or "+s" in url.partition(":")[0]:
        return {}
    return {"encrypted": True, "trusted_certificates": neo4j.TrustCustomCAs(str(authority))}
