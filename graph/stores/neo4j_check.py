"""What is right and what is wrong with a Neo4j, one finding per question."""

from __future__ import annotations

import re
from dataclasses import dataclass

import neo4j

from liantu.errors import LiantuError, StoreError
from liantu.graph.stores.neo4j_ import FORMAT, read_state
from liantu.graph.stores.neo4j_link import Connection
from liantu.locale import text

OLDEST = (5, 13)


@dataclass(frozen=True)
class Check:
    """The answer to one question; ``remedy`` is empty where all is well."""

    name: str
    ok: bool
    message: str
    remedy: str = ""

    def as_dict(self) -> dict[str, object]:
        """Return the answer by name."""
        return {
            "name": self.name,
            "ok": self.ok,
            "message": self.message,
            "remedy": self.remedy or None,
        }


def check(connection: Connection) -> list[Check]:
    """Ask a database what a sync needs, up to the first thing that stands in the way."""
    found: list[Check] = []
    for name, ask in (
        ("reach", _reach),
        ("version", _version),
        ("write", _write),
        ("schema", _schema),
        ("data", _data),
    ):
        try:
            found.append(Check(name, True, ask(connection)))
        except LiantuError as error:
            found.append(Check(name, False, error.message, error.remedy))
            break
    return found


def _reach(connection: Connection) -> str:
    """Reached, with these credentials, and the database is there."""
    row = connection.read(lambda tx: tx.run("CALL db.info() YIELD name RETURN name").single())
    return text("store.check.reach", database=row["name"] if row else "–")


def _version(connection: Connection) -> str:
    rows = connection.read(
        lambda tx: tx.run(
            "CALL dbms.components() YIELD versions, edition RETURN versions[0] AS v, edition AS e"
        ).data()
    )
    shown = str(rows[0]["v"])
    numbers = tuple(int(part) for part in re.findall(r"\d+", shown)[:2])
    if numbers < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        raise StoreError("store_version", where=connection.url, version=shown, oldest=oldest)
    return text("store.check.version", version=shown, edition=rows[0]["e"])


def _write(connection: Connection) -> str:
    """Write and take back: tells a follower, a read-only database and a missing right."""

    def work(tx: neo4j.ManagedTransaction) -> None:
        tx.run("MERGE (c:LiantuCheck {name: 'check'}) DELETE c").consume()

    connection.write(work)
    return text("store.check.write")


def _schema(connection: Connection) -> str:
    """Make and drop a constraint, as a sync makes them."""
    name = "liantu_check"
    connection.command(
        f"CREATE CONSTRAINT {name} IF NOT EXISTS FOR (n:LiantuCheck) REQUIRE n.name IS UNIQUE"
    )
    connection.command(f"DROP CONSTRAINT {name} IF EXISTS")
    return text("store.check.schema")


def _data(connection: Connection) -> str:
    state = read_state(connection)
    if not state.slots:
        count = connection.read(lambda tx: tx.run("MATCH (n) RETURN count(n) AS n").single())
        others = count["n"] if count else 0
        return text("store.check.others" if others else "store.check.empty", count=others)
    if state.format != FORMAT:
        raise StoreError("store_format", where=connection.url, format=state.format)
    reading = state.reading
    return text("store.check.data", version=reading.version if reading else "–")
