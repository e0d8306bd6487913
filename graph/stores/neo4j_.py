"""The second store: a Neo4j that holds a data version in each of two slots.

A reader is bound to the slot and generation that were ready when it opened. Work
on a slot first raises its generation, in a transaction of its own; a reader looks
at the generation after its rows, in the transaction of its query. So rows of a
slot that somebody has begun to rewrite are never handed on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

import neo4j
from neo4j import graph as found
from neo4j import time as moments

from liantu.errors import StoreError
from liantu.graph.model import model
from liantu.graph.stores.base import Link, Node, Table
from liantu.graph.stores.neo4j_link import Connection
from liantu.graph.stores.neo4j_text import kind_of, translate

FORMAT = 1  # of slots and marker; a store of another format is filled anew
GENERATION = "MATCH (s:LiantuSlot {slot: $slot}) RETURN s.generation"
STATE = """
MATCH (m:LiantuStore {name: 'liantu'})
OPTIONAL MATCH (s:LiantuSlot)
RETURN properties(m) AS store, collect(properties(s)) AS slots, timestamp() AS now
"""


@dataclass(frozen=True)
class Slot:
    """One of the two places for a data version.

    ``state`` is ``empty``, ``ready`` (holds ``version``) or ``filling`` (on its way
    from ``version``, which may be empty, to ``target``; ``done`` of ``total`` batches).
    """

    slot: str
    state: str = "empty"
    version: str = ""
    as_of: str = ""
    target: str = ""
    done: int = 0
    total: int = 0
    batch: int = 0
    generation: int = 0
    owner: str = ""
    beat: int = 0
    left: int = 0
    plan: str = ""

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Slot:
        """Return a slot from the properties of its node."""
        known = {one.name for one in fields(cls)}
        return cls(**{name: value for name, value in values.items() if name in known})


@dataclass(frozen=True)
class State:
    """What a database says of itself; ``now`` is its clock in milliseconds."""

    active: str = ""
    format: int = FORMAT
    now: int = 0
    slots: Mapping[str, Slot] = field(default_factory=dict)

    @property
    def reading(self) -> Slot | None:
        """The slot that readers are sent to, or None before the first sync."""
        return self.slots.get(self.active)

    def holding(self, version: str) -> Slot | None:
        """Return a slot that holds a version whole, the active one first."""
        ready = [one for one in self.slots.values() if one.state == "ready"]
        ready.sort(key=lambda one: one.slot != self.active)
        return next((one for one in ready if one.version == version), None)


def read_state(connection: Connection) -> State:
    """Return what the database holds; an empty State for one that was never filled."""
    rows = connection.read(lambda tx: tx.run(STATE).data())
    if not rows:
        return State()
    known = {one["slot"]: Slot.read(one) for one in rows[0]["slots"]}
    store = rows[0]["store"]
    return State(store.get("active", ""), store.get("format", 0), rows[0]["now"], known)


class Neo4jStore:
    """A slot of a Neo4j, open for reading; safe to use from several threads."""

    dialect = "neo4j"

    def __init__(self, connection: Connection, slot: Slot) -> None:
        self.connection, self.slot = connection, slot

    @property
    def data_version(self) -> str:
        """The id of the data version in this slot."""
        return self.slot.version

    @property
    def as_of(self) -> str:
        """The latest observation date of the data, ISO, or an empty string."""
        return self.slot.as_of

    def run(self, text: str, params: Mapping[str, Any]) -> Table:
        """Run one catalogue query; see :class:`liantu.graph.stores.base.Store`."""
        statement = translate(text, self.slot.slot)

        def work(tx: neo4j.ManagedTransaction) -> tuple[Table, int | None]:
            result = tx.run(statement, dict(params))
            columns = tuple(result.keys())
            rows = tuple(tuple(_ours(value) for value in row) for row in result)
            row = tx.run(GENERATION, slot=self.slot.slot).single()
            return Table(columns, rows), row[0] if row else None

        table, generation = self.connection.read(work)
        if generation != self.slot.generation:
            raise StoreError("store_moved", where=self.data_version)
        return table

    def close(self) -> None:
        """Leave the connection to whoever opened it."""


def _ours(value: Any) -> Any:
    """Turn what the driver returns into our own types, properties in the model's order."""
    if isinstance(value, found.Node):
        kind = kind_of(value.labels)
        spec = model().nodes.get(kind)
        known = _known(value, spec.columns if spec else None, "id")
        return Node(str(value.get("id", "")), kind, known)
    if isinstance(value, found.Relationship):
        columns = model().links[value.type].columns
        return Link(str(value.get("key", "")), value.type, _known(value, columns, "key"))
    if isinstance(value, dict):
        return {name: _ours(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_ours(item) for item in value]
    if isinstance(value, (moments.Date, moments.DateTime)):
        return value.iso_format()
    return value


def _known(value: found.Entity, columns: Mapping[str, Any] | None, key: str) -> dict[str, Any]:
    names = [name for name in columns if name in value] if columns else sorted(value.keys())
    return {name: _ours(value[name]) for name in names if name != key}
