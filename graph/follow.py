"""What comes after the active version changed: a Neo4j that readers are sent to goes along."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from liantu.graph.stores.remote import connect, is_remote
from liantu.home import Home
from liantu.settings import settings

Say = Callable[[str, dict[str, Any]], None]


def follow(home: Home, say: Say | None = None) -> None:
    """Bring the store that the settings name to the ledger's active version.

    Does nothing for the embedded store. Where it fails, what was accepted stays
    accepted and readers stay on the version before; ``liantu store sync`` goes on.
    """
    if is_remote() and home.ledger.active() is not None:
        bring(home, say=say)


def bring(home: Home, version: str = "", *, say: Say | None = None, **options: Any) -> Any:
    """Sync the store that the settings name and return the SyncReport."""
    connection = connect(settings().store, retry_seconds=settings().store_retry_seconds)
    try:
        from liantu.graph.sync import Sync

        return Sync(home, connection, say).run(version, **options)
    finally:
        connection.close()
