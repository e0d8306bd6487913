"""Bring a Neo4j to a data version: fill the slot that nobody reads, then switch.

What it starts from is read off the database, what it goes to off the ledger; the
difference comes from the merged tables of both versions. Whatever stops it, the
next call finds out how far it came and goes on.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from liantu.errors import Locked, NotFound, StoreError
from liantu.graph.delta import Delta
from liantu.graph.model import model
from liantu.graph.stores.neo4j_ import FORMAT, Slot, State, read_state
from liantu.graph.stores.neo4j_fill import Filling, Progress, prepare, switch
from liantu.graph.stores.neo4j_link import Connection
from liantu.graph.stores.neo4j_text import SLOTS
from liantu.graph.versions import restore
from liantu.home import Home
from liantu.ledger import VersionRow
from liantu.settings import settings

Say = Callable[[str, dict[str, Any]], None]


@dataclass
class SyncReport:
    """What a sync did: rows are over both slots where the second was filled too."""

    version: str
    slot: str = ""
    switched: bool = False
    resumed_at: int = 0
    batches: int = 0
    created: int = 0
    changed: int = 0
    ended: int = 0
    seconds: float = 0.0
    seconds_to_readers: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """Return the report by name."""
        return asdict(self)


class Sync:
    """One call of ``sync``; ``say`` hears what is going on, by text key and values."""

    def __init__(self, home: Home, connection: Connection, say: Say | None = None) -> None:
        self.home, self.connection = home, connection
        self.say: Say = say or (lambda _key, _values: None)
        self.owner = secrets.token_hex(8)
        self.report = SyncReport("")
        self.replace = False

    def run(
        self, version: str = "", *, switch_to: bool = True, both: bool = True, replace: bool = False
    ) -> SyncReport:
        """Make the store hold a version (the ledger's active one) and send readers to it.

        ``both`` fills the second slot too while it is empty, so that the next sync
        is a difference; ``replace`` trusts nothing that is there and writes it all anew.
        """
        self.replace = replace
        began = time.monotonic()
        target = self._target(version)
        self.report = SyncReport(target.id)
        prepare(self.connection)
        state = read_state(self.connection)
        if not replace:
            self._check(state)
        held = None if replace else state.holding(target.id)
        if held is None:
            held = self._fill(_other(state.active), target)
        self.report.slot = held.slot
        if switch_to and state.active != held.slot:
            switch(self.connection, held.slot, target.id)
            self.report.switched = True
        self.report.seconds_to_readers = round(time.monotonic() - began, 2)
        if both and switch_to:
            state = read_state(self.connection)
            rest = state.slots[_other(state.active)]
            if rest.state != "ready" or replace:
                self._fill(rest.slot, target)
        self.report.seconds = round(time.monotonic() - began, 2)
        return self.report

    def _target(self, version: str) -> VersionRow:
        row = self.home.ledger.version(version) if version else self.home.ledger.active()
        if row is None:
            raise NotFound("nothing_loaded", where=str(self.home.root))
        return row

    def _check(self, state: State) -> None:
        if state.format != FORMAT:
            raise StoreError("store_format", where=self.connection.url, format=state.format)
        reading = state.reading
        if reading and reading.version and self._row(reading.version) is None:
            raise StoreError("store_foreign", where=self.connection.url, version=reading.version)

    def _fill(self, name: str, target: VersionRow) -> Slot:
        filling = Filling(self.connection, name, self.owner)
        slot = self._claim(filling)
        try:
            if slot.state == "ready" and slot.version == target.id and not self.replace:
                return slot  # another sync was here first
            self._wait_for_readers(slot)
            slot = self._settle(filling, slot, target)
            base = self._tables(slot.version) if slot.version else None
            return self._apply(filling, slot, base, target)
        finally:
            self._release(filling)

    def _settle(self, filling: Filling, slot: Slot, target: VersionRow) -> Slot:
        """Bring a slot to where a difference can begin, or go on where one was left."""
        if slot.state == "empty":
            return slot
        if slot.state == "ready" and self._known(slot.version) and not self.replace:
            return slot
        trusted = slot.state == "filling" and not self.replace
        if trusted and (not slot.version or self._known(slot.version)):
            if slot.target == target.id:
                return slot
            if self._known(slot.target):  # first to where it was going, then on from there
                base = self._tables(slot.version) if slot.version else None
                row = self.home.ledger.version(slot.target)
                return self._apply(filling, slot, base, row)
        self.say("store.emptying", {"slot": slot.slot})
        return filling.empty(self._progress("store.emptied"))

    def _apply(self, filling: Filling, slot: Slot, base: Path | None, target: VersionRow) -> Slot:
        tables = self._tables(target.id)
        with Delta(base, tables) as delta:
            going_on = slot.state == "filling" and slot.target == target.id
            if going_on and slot.plan == delta.digest:
                self.report.resumed_at = slot.done
                self.say("store.resuming", {"done": slot.done, "total": slot.total})
            else:
                if going_on:  # cut differently than what is half there: from the start
                    slot = filling.empty(self._progress("store.emptied"))
                    return self._apply(filling, slot, None, target)
                slot = filling.begin(delta, target.id, settings().store_batch)
            self.report.batches += slot.total - slot.done
            self.report.created += delta.count("create_nodes", "create_links")
            self.report.changed += delta.count("set_nodes", "set_links")
            self.report.ended += delta.count("end_nodes", "end_links")
            filling.apply(delta, slot, self._progress("store.batch"))
            return filling.finish(delta, target.id, target.as_of)

    def _claim(self, filling: Filling) -> Slot:
        """Take a slot; wait for another sync as long as a load waits for another load."""
        end = time.monotonic() + settings().lock_seconds
        while (slot := filling.claim()) is None:
            if time.monotonic() >= end:
                raise Locked("store_sync_running", where=self.connection.url)
            self.say("store.waiting", {"slot": filling.slot})
            time.sleep(0.5)
        return slot

    def _release(self, filling: Filling) -> None:
        try:
            filling.release()
        except StoreError:
            self.say("store.unreleased", {"slot": filling.slot})

    def _wait_for_readers(self, slot: Slot) -> None:
        """Leave a slot alone for a while after readers were sent elsewhere."""
        passed = (read_state(self.connection).now - slot.left) / 1000
        rest = settings().store_grace_seconds - passed
        if slot.state == "ready" and slot.left and rest > 0:
            self.say("store.grace", {"seconds": round(rest)})
            time.sleep(rest)

    def _row(self, version: str) -> VersionRow | None:
        try:
            return self.home.ledger.version(version)
        except NotFound:
            return None

    def _known(self, version: str) -> bool:
        """Say whether a version's tables are here or can be made again as they were."""
        row = self._row(version)
        if row is None:
            return False
        here = (self.home.snapshot(version) / "origins.parquet").is_file()
        return here or row.schema == model().digest

    def _tables(self, version: str) -> Path:
        folder = self.home.snapshot(version)
        if (folder / "origins.parquet").is_file():
            return folder
        with self.home.writing():
            return restore(self.home, self.home.ledger.version(version))

    def _progress(self, key: str) -> Progress:
        return lambda done, total: self.say(key, {"done": done, "total": total})


def _other(active: str) -> str:
    return next(name for name in SLOTS if name != active)
