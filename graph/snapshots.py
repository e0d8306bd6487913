"""The open stores of a data folder: readers of an old version finish on it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING

from liantu.errors import NotFound, NotHeld, StoreError
from liantu.graph.index import has_index, is_large, mend
from liantu.graph.stores import EmbeddedStore, Store
from liantu.graph.stores.remote import is_remote
from liantu.home import Home
from liantu.ledger import VersionRow
from liantu.settings import settings

if TYPE_CHECKING:
    from liantu.graph.stores.neo4j_ import Neo4jStore, Slot, State
    from liantu.graph.stores.neo4j_link import Connection

OPEN = 3  # how many versions stay open at once


class Snapshots:
    """Opens the store of a version once and keeps the last few open.

    Without a version it is what readers see: the ledger's active version in the
    embedded store, or what the store that ``LIANTU_STORE`` names holds. A version
    that a Neo4j does not hold is answered by the data folder's own snapshot. ``seen`` turns
    a store into what its reader may see of it.
    """

    def __init__(self, home: Home, seen: Callable[[Store], Store] | None = None) -> None:
        self.home = home
        self._seen = seen
        self._lock = Lock()
        self._open: dict[str, EmbeddedStore] = {}
        self._remote: dict[tuple[str, int], Neo4jStore] = {}
        self._connection: Connection | None = None
        self._mending: set[Path] = set()

    def version(self, name: str = "") -> VersionRow:
        """Return a version by id, the one that readers see if none is named; raises NotFound."""
        if name:
            return self.home.ledger.version(name)
        if is_remote():
            return self._reading()[1]
        active = self.home.ledger.active()
        if active is None:
            raise NotFound("nothing_loaded", where=str(self.home.root))
        return active

    def store(self, name: str = "") -> Store:
        """Return the store of a version, of the one that readers see if none is named.

        Raises NotHeld (409) for a known version that neither a Neo4j nor a snapshot holds.
        """
        found = self._store(name)
        return self._seen(found) if self._seen else found

    def _store(self, name: str) -> Store:
        if not is_remote():
            return self._embedded(self.version(name).id)
        if not name:
            return self._bound(self._reading()[0])
        version = self.home.ledger.version(name).id
        slot = self._state().holding(version)
        if slot is not None:
            return self._bound(slot)
        if (self.home.snapshot(version) / "graph.lbug").is_file():
            return self._embedded(version)
        raise NotHeld("not_held", where=version, held=", ".join(self.held()) or "–")

    def index_folder(self, version: str) -> Path | None:
        """Return the folder of a version of which there is an index; None where there is none yet.

        A small one is made at once, a large one meanwhile, where the tables are here.
        """
        folder = self.home.snapshot(version)
        if has_index(folder):
            return folder
        if not (folder / "nodes").is_dir():
            return None
        if is_large(folder):
            self._mend_meanwhile(folder)
            return None
        with self._lock:
            try:
                return folder if has_index(folder) or mend(folder) else None
            except OSError:  # a folder that may only be read
                return None

    def _mend_meanwhile(self, folder: Path) -> None:
        with self._lock:
            if folder not in self._mending:
                self._mending.add(folder)
                Thread(target=_mend, args=(folder,), daemon=True).start()

    def held(self) -> list[str]:
        """Return the versions that can be answered now, newest switch first."""
        kept = self.at_hand()
        return [row.id for row, _ in self.home.ledger.versions() if row.id in kept]

    def at_hand(self) -> frozenset[str]:
        """Return the ids for which there is a snapshot or a place in a Neo4j, in no order."""
        kept = {one.parent.name for one in self.home.snapshots.glob("*/graph.lbug")}
        if is_remote():
            kept |= {one.version for one in self._state().slots.values() if one.state == "ready"}
        return frozenset(kept)

    def close(self) -> None:
        """Close every store and the connection."""
        with self._lock:
            for store in self._open.values():
                store.close()
            self._open.clear()
            self._remote.clear()
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _embedded(self, version: str) -> Store:
        with self._lock:
            found = self._open.pop(version, None)
            if found is None:
                found = EmbeddedStore(self.home.snapshot(version) / "graph.lbug")
            self._open[version] = found
            while len(self._open) > OPEN:
                self._open.pop(next(iter(self._open)))  # closed when its last reader lets go
        return found

    def _reading(self) -> tuple[Slot, VersionRow]:
        """The slot that readers are sent to and its version.

        Raises NotFound before the first load, StoreError before the first sync and for
        a Neo4j that holds what this ledger does not know.
        """
        if self.home.ledger.active() is None:
            raise NotFound("nothing_loaded", where=str(self.home.root))
        reading = self._state().reading
        if reading is None:
            raise StoreError("store_empty", where=settings().store)
        try:
            return reading, self.home.ledger.version(reading.version)
        except NotFound:
            values = {"where": settings().store, "version": reading.version}
            raise StoreError("store_foreign", **values) from None

    def _state(self) -> State:
        from liantu.graph.stores.neo4j_ import read_state

        return read_state(self._connected())

    def _connected(self) -> Connection:
        from liantu.graph.stores.remote import connect

        with self._lock:
            if self._connection is None:
                self._connection = connect(settings().store)
            return self._connection

    def _bound(self, slot: Slot) -> Store:
        """Return the store of a slot as it is now, the same one for all its readers."""
        from liantu.graph.stores.neo4j_ import Neo4jStore

        connection = self._connected()
        key = (slot.slot, slot.generation)
        with self._lock:
            found = self._remote.pop(key, None) or Neo4jStore(connection, slot)
            self._remote[key] = found
            while len(self._remote) > OPEN:
                self._remote.pop(next(iter(self._remote)))
        return found


def _mend(folder: Path) -> None:
    with suppress(OSError):
        mend(folder)
