"""The embedded store: one Ladybug file per data version, built by COPY, opened read-only."""

from __future__ import annotations

import datetime as dt
import decimal
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import ladybug

from liantu.errors import StoreError, StoreFull
from liantu.graph.merge import Merged
from liantu.graph.model import Model, model
from liantu.graph.stores.base import Link, Node, Table
from liantu.graph.stores.embedded_ddl import link_copies, node_copies, table_statements
from liantu.graph.stores.joined import as_lists, is_joined, write_joined
from liantu.graph.working import give_back
from liantu.settings import settings

INTERNAL = frozenset({"_ID", "_LABEL", "_SRC", "_DST"})
PLAIN = frozenset({str, int, float, bool, type(None)})  # most of a large table, as they are
FULL = "buffer pool is full"  # what the library says where a query finds no room
PAUSES = (0.05, 0.2, 0.5, 1.0, 2.0)  # seconds before a query that found none is tried again
MANY = 2_000_000  # links of one table, of which a second thread takes 300 MiB more


def build(path: Path, merged: Merged, version: str) -> None:
    """Write a new database file with the tables of one data version.

    The caller gives a path that does not exist yet and renames the finished file
    into place; a file under its final name is always whole.
    """
    try:
        with TemporaryDirectory(prefix=".joined-", dir=path.parent) as name:
            links = dict(write_joined(model(), merged.folder, Path(name)))
            try:
                _fill(path, merged, version, links, settings().build_memory_mib * 2**20)
            except RuntimeError as error:
                if "buffer" not in str(error).lower():
                    raise
                for one in path.parent.glob(f"{path.name}*"):
                    one.unlink()
                # a graph too large for the pool takes what there is
                _fill(path, merged, version, links, 0)
    except RuntimeError as error:
        raise StoreError("store_build", where=path.name, reason=str(error)) from error


def _fill(path: Path, merged: Merged, version: str, links: Mapping[Path, int], pool: int) -> None:
    """Make a new file of the tables; ``pool`` is in bytes, 0 is most of the memory.

    ``links`` are the tables of links to be copied, each with its number of rows. A large one
    is copied by one thread into the file opened anew: all that came before is out of memory.
    """
    copies = list(link_copies(model(), links))
    with _opened(path, pool, settings().store_threads) as connection:
        connection.execute("BEGIN TRANSACTION")  # one sync of the disk, not one for each table
        for statement in table_statements(model()):
            connection.execute(statement)
        connection.execute("COMMIT")
        for statement in node_copies(model(), merged.folder):
            connection.execute(statement)
        for statement in (one for one, rows in copies if rows <= MANY):
            connection.execute(statement)
        connection.execute(
            "CREATE (:DataVersion {id: $id, as_of: $as_of})",
            {"id": version, "as_of": merged.as_of},
        )
    for statement in (one for one, rows in copies if rows > MANY):
        give_back()
        with _opened(path, pool, 1) as connection:
            connection.execute(statement)


@contextmanager
def _opened(path: Path, pool: int, threads: int) -> Iterator[ladybug.Connection]:
    database = ladybug.Database(str(path), buffer_pool_size=pool, max_num_threads=threads)
    connection = ladybug.Connection(database)
    try:
        yield connection
    finally:
        connection.close()
        database.close()


class EmbeddedStore:
    """A snapshot file, open for reading; safe to use from several threads.

    ``dialect`` is "embedded", or "lists" for a file made before links kept texts
    (:mod:`liantu.graph.stores.joined`).
    """

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise StoreError("snapshot_missing", where=path.name)
        try:
            self._database = ladybug.Database(
                str(path),
                read_only=True,
                buffer_pool_size=settings().store_buffer_mib * 2**20,
                max_num_threads=settings().store_threads,
            )
            self._waiting = threading.Lock()
            (self._version, self._as_of) = self.run(
                "MATCH (v:DataVersion) RETURN v.id, v.as_of", {}
            ).rows[0]
            with ladybug.Connection(self._database) as connection:
                self.dialect = "embedded" if is_joined(connection) else "lists"
        except RuntimeError as error:
            raise StoreError("store_open", where=path.name, reason=str(error)) from error
        self.model: Model = model()

    @property
    def data_version(self) -> str:
        """The id of the data version in this file."""
        return str(self._version)

    @property
    def as_of(self) -> str:
        """The latest observation date of the data, ISO, or an empty string."""
        return str(self._as_of or "")

    def run(self, text: str, params: Mapping[str, Any]) -> Table:
        """Run one catalogue query; see :class:`liantu.graph.stores.base.Store`.

        One that finds no room in the store's memory waits for others to give theirs back; it
        raises StoreFull where that takes too long.
        """
        found = self._run(text, params)
        return self._again(text, params) if found is None else found

    def _again(self, text: str, params: Mapping[str, Any]) -> Table:
        """Run a query that found no room, while no other such one does."""
        if self._waiting.acquire(timeout=settings().query_seconds):
            try:
                for pause in PAUSES:
                    time.sleep(pause)
                    if (found := self._run(text, params)) is not None:
                        return found
            finally:
                self._waiting.release()
        raise StoreFull("store_full", mib=settings().store_buffer_mib)

    def _run(self, text: str, params: Mapping[str, Any]) -> Table | None:
        """Run a query once; None where it finds no room."""
        connection = ladybug.Connection(self._database)  # a kept one keeps the memory of its plans
        try:
            connection.set_query_timeout(int(settings().query_seconds * 1000))
            result = connection.execute(text, dict(params))
            if isinstance(result, list):
                raise StoreError("store_query", reason="one statement at a time")
            columns = tuple(result.get_column_names())
            rows = tuple(
                tuple([value if type(value) in PLAIN else _ours(value) for value in row])
                for row in result.get_all()
            )
            result.close()
        except RuntimeError as error:
            if FULL in str(error):
                return None
            raise StoreError("store_query", reason=str(error)) from error
        finally:
            connection.close()
        return Table(columns, rows)

    def close(self) -> None:
        """Give the file back."""
        self._database.close()


def opens(path: Path) -> bool:
    """Say whether there is a snapshot file that this release of the store can read."""
    try:
        EmbeddedStore(path).close()
    except StoreError:
        return False
    return True


def _ours(value: Any) -> Any:
    """Turn what Ladybug returns into our own types."""
    if isinstance(value, dict) and "_LABEL" in value:
        kind = model().links if "_SRC" in value else model().nodes
        found = kind.get(value["_LABEL"])
        # in the model's order: a text over several kinds returns all their columns mixed
        names = found.columns if found else sorted(value)
        known = {
            name: _ours(value[name])
            for name in names
            if name not in INTERNAL and value.get(name) is not None
        }
        if "_SRC" in value:
            return Link(str(known.pop("key", "")), value["_LABEL"], as_lists(known))
        return Node(str(known.pop("id", "")), value["_LABEL"], known)
    if isinstance(value, dict):
        return {name: _ours(item) for name, item in value.items()}
    if isinstance(value, list):
        return [item if type(item) in PLAIN else _ours(item) for item in value]
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
