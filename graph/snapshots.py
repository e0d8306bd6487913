"""The open snapshots of a data folder: readers of an old version finish on it."""

from __future__ import annotations

from threading import Lock

from liantu.errors import NotFound
from liantu.graph.stores import EmbeddedStore, Store
from liantu.home import Home
from liantu.ledger import VersionRow

OPEN = 3  # how many versions stay open at once


class Snapshots:
    """Opens the store of a version once and keeps the last few open."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self._lock = Lock()
        self._open: dict[str, EmbeddedStore] = {}

    def version(self, name: str = "") -> VersionRow:
        """Return a version by id, the active one if none is named; raises NotFound."""
        if name:
            return self.home.ledger.version(name)
        active = self.home.ledger.active()
        if active is None:
            raise NotFound("nothing_loaded", where=str(self.home.root))
        return active

    def store(self, name: str = "") -> Store:
        """Return the store of a version, the active one if none is named."""
        version = self.version(name).id
        with self._lock:
            found = self._open.pop(version, None)
            if found is None:
                found = EmbeddedStore(self.home.snapshot(version) / "graph.lbug")
            self._open[version] = found
            while len(self._open) > OPEN:
                self._open.pop(next(iter(self._open)))  # closed when its last reader lets go
        return found

    def close(self) -> None:
        """Close every store."""
        with self._lock:
            for store in self._open.values():
                store.close()
            self._open.clear()
