"""How a slot of a Neo4j comes to hold a data version: in batches that count once.

Every batch is one managed write transaction that first counts itself on the slot
(``done`` from n - 1 to n, for the owner only) and then writes its rows. So a batch
that is tried again after a lost answer, a deadlock or a restart changes nothing
the second time, and an interrupted filling goes on after the last batch that was
committed. Readers are elsewhere: a slot that is being filled is not the active one.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import neo4j

from liantu.errors import StoreError
from liantu.graph.delta import Batch, Delta
from liantu.graph.model import model
from liantu.graph.stores import neo4j_ddl as ddl
from liantu.graph.stores.neo4j_ import FORMAT, Slot
from liantu.graph.stores.neo4j_link import Connection
from liantu.graph.stores.neo4j_text import SLOTS, SYSTEM_KINDS
from liantu.settings import settings

LEASE_MS = 20_000  # how long an owner that says nothing keeps a slot
GONE_AT_ONCE = 20_000
Progress = Callable[[int, int], None]

MARKERS = """
MERGE (m:LiantuStore {name: 'liantu'}) ON CREATE SET m.active = '', m.format = $format
WITH m UNWIND $slots AS name
MERGE (s:LiantuSlot {slot: name})
ON CREATE SET s.state = 'empty', s.version = '', s.generation = 0, s.owner = '', s.beat = 0
"""
CLAIM = """
MATCH (s:LiantuSlot {slot: $slot})
SET s.claims = coalesce(s.claims, 0) + 1
WITH s WHERE s.owner = '' OR s.owner = $owner OR s.beat < timestamp() - $lease
SET s.owner = $owner, s.beat = timestamp()
RETURN properties(s) AS slot
"""
RELEASE = "MATCH (s:LiantuSlot {slot: $slot, owner: $owner}) SET s.owner = ''"
BEGIN = """
MATCH (s:LiantuSlot {slot: $slot, owner: $owner})
SET s.generation = s.generation + 1, s.beat = timestamp(), s += $values
RETURN properties(s) AS slot
"""
OWNER = "MATCH (s:LiantuSlot {slot: $slot}) RETURN s.owner AS owner, s.done AS done"
BEAT = "MATCH (s:LiantuSlot {slot: $slot, owner: $owner}) SET s.beat = timestamp() RETURN s.slot"
SWITCH = """
MATCH (m:LiantuStore {name: 'liantu'})
MATCH (s:LiantuSlot {slot: $slot, state: 'ready', version: $version})
OPTIONAL MATCH (old:LiantuSlot {slot: m.active}) WHERE old <> s
SET old.left = timestamp(), m.active = $slot
RETURN m.active
"""


def prepare(connection: Connection) -> None:
    """Make markers, constraints and their indexes where they are not there yet."""
    there = {one["name"] for one in connection.command("SHOW CONSTRAINTS YIELD name")}
    missing = [text for name, text in ddl.constraints(model()) if name not in there]
    if missing:
        connection.write(lambda tx: [tx.run(text).consume() for text in missing])
        connection.command("CALL db.awaitIndexes(300)")
    connection.write(lambda tx: tx.run(MARKERS, format=FORMAT, slots=list(SLOTS)).consume())


def switch(connection: Connection, slot: str, version: str) -> None:
    """Send readers to a slot that holds ``version``, in one transaction."""
    row = connection.write(lambda tx: tx.run(SWITCH, slot=slot, version=version).single())
    if row is None:
        raise StoreError("store_not_ready", where=connection.url, version=version)


@dataclass
class Filling:
    """The right to change one slot, for as long as it is used."""

    connection: Connection
    slot: str
    owner: str

    def claim(self) -> Slot | None:
        """Take the slot and return its state; None while somebody else holds it."""
        values = {"slot": self.slot, "owner": self.owner, "lease": LEASE_MS}
        row = self.connection.write(lambda tx: tx.run(CLAIM, values).single())
        return None if row is None else Slot.read(row["slot"])

    def release(self) -> None:
        """Give the slot back."""
        values = {"slot": self.slot, "owner": self.owner}
        self.connection.write(lambda tx: tx.run(RELEASE, values).consume())

    def begin(self, delta: Delta, target: str, size: int) -> Slot:
        """Say that the slot is on its way to ``target``, before anything in it changes."""
        return self._set(
            state="filling", target=target, plan=delta.digest, done=0, batch=size,
            total=delta.total(size),
        )  # fmt: skip

    def empty(self, progress: Progress) -> Slot:
        """Remove everything in the slot, in batches that may be repeated."""
        self._set(state="emptying", version="", as_of="", target="", done=0, total=0)
        gone = 0
        for text in (ddl.empty_links(self.slot), ddl.empty_nodes(self.slot)):
            while found := self._remove(text):
                gone += found
                progress(gone, 0)
        return self._set(state="empty")

    def apply(self, delta: Delta, slot: Slot, progress: Progress) -> None:
        """Write the batches that are not counted yet."""
        for batch in delta.batches(slot.batch, slot.done):
            self._commit(batch)
            progress(batch.number, slot.total)

    def _commit(self, batch: Batch) -> None:
        """Write one batch, again where the server went away and nobody knows how it ended."""
        end = time.monotonic() + settings().store_retry_seconds
        while True:
            try:
                return self.connection.write(lambda tx: self._write(tx, batch))
            except StoreError as error:
                if error.key != "store_unreachable" or time.monotonic() > end:
                    raise

    def finish(self, delta: Delta, target: str, as_of: str) -> Slot:
        """Hold the slot's counts against the version's own, and call it ready."""
        marker = [{"id": target, "as_of": as_of}]
        works = (ddl.empty_version(self.slot), ddl.create_nodes("DataVersion", self.slot))
        self.connection.write(lambda tx: [tx.run(text, rows=marker).consume() for text in works])
        counts = delta.counts() | {"DataVersion": 1}
        found = self._counts()
        if found != counts:
            differ = {
                kind: [counts.get(kind, 0), found.get(kind, 0)]
                for kind in {*counts, *found}
                if counts.get(kind, 0) != found.get(kind, 0)
            }
            self._set(state="emptying", version="", target="")
            raise StoreError("store_differs", where=self.connection.url, counts=json.dumps(differ))
        return self._set(
            state="ready", version=target, as_of=as_of, target="", done=0, total=0, plan=""
        )

    def _write(self, tx: neo4j.ManagedTransaction, batch: Batch) -> None:
        values: dict[str, Any] = {"slot": self.slot, "owner": self.owner, "number": batch.number}
        if tx.run(ddl.MARK, values).single() is None:
            row = tx.run(OWNER, values).single()
            if row is None or row["owner"] != self.owner:
                raise StoreError("store_sync_taken", where=self.connection.url)
            if row["done"] >= batch.number:
                return  # written by an earlier try whose answer was lost
            raise StoreError("store_differs", where=self.connection.url, counts=f"{row['done']}")
        for step, rows in batch.parts:
            text = getattr(ddl, step.work)(step.kind, self.slot)
            counters = tx.run(text, rows=rows).consume().counters
            made = counters.nodes_created + counters.relationships_created
            if step.work.startswith("create") and made != len(rows):
                raise StoreError("store_differs", where=step.table, counts=f"{made}")

    def _remove(self, text: str) -> int:
        def work(tx: neo4j.ManagedTransaction) -> int:
            if tx.run(BEAT, slot=self.slot, owner=self.owner).single() is None:
                raise StoreError("store_sync_taken", where=self.connection.url)
            row = tx.run(text, limit=GONE_AT_ONCE).single()
            return int(row["gone"]) if row else 0

        return self.connection.write(work)

    def _set(self, **values: Any) -> Slot:
        given = {"slot": self.slot, "owner": self.owner, "values": values}
        row = self.connection.write(lambda tx: tx.run(BEGIN, given).single())
        if row is None:
            raise StoreError("store_sync_taken", where=self.connection.url)
        return Slot.read(row["slot"])

    def _counts(self) -> dict[str, int]:
        texts = {kind: ddl.count_nodes(kind, self.slot) for kind in (*model().nodes, *SYSTEM_KINDS)}
        texts |= {kind: ddl.count_links(kind, self.slot) for kind in model().links}

        def work(tx: neo4j.ManagedTransaction) -> dict[str, int]:
            found = {kind: tx.run(text).single() for kind, text in texts.items()}
            return {kind: row["count"] for kind, row in found.items() if row and row["count"]}

        return self.connection.read(work)
