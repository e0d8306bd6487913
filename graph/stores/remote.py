"""Whether the store is a Neo4j, and how it is reached: the driver is an extra."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liantu.errors import StoreError
from liantu.settings import settings

if TYPE_CHECKING:
    from liantu.graph.stores.neo4j_link import Connection

SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")


def is_remote() -> bool:
    """Say whether readers are sent to a Neo4j."""
    return bool(settings().store)


def connect(url: str, *, retry_seconds: float | None = None) -> Connection:
    """Return a connection to a Neo4j; nothing is sent before the first question.

    Raises StoreError for an address of another kind, and where the driver is not installed.
    """
    if url.partition("://")[0] not in SCHEMES:
        raise StoreError("store_url", where=url, reason=" ".join(SCHEMES))
    try:
        from liantu.graph.stores.neo4j_link import Connection
    except ImportError as error:
        raise StoreError("store_driver", where=url) from error
    return Connection(url, retry_seconds=retry_seconds)
