"""Constraints and write statements of Neo4j: the one place that formats its names.

Kinds come from the checked model, slots are our own two; all else is bound.
"""

from __future__ import annotations

from collections.abc import Iterator

from liantu.graph.model import Model
from liantu.graph.stores.neo4j_text import SLOTS, SYSTEM_KINDS, THING, label

MARK = """
MATCH (s:LiantuSlot {slot: $slot})
WHERE s.owner = $owner AND s.done = $number - 1
SET s.done = $number, s.beat = timestamp()
RETURN s.done
"""


def constraints(model: Model) -> Iterator[tuple[str, str]]:
    """Yield by name what a database needs before its first batch; each may run again."""
    wanted = [("LiantuStore", "name"), ("LiantuSlot", "slot")]
    for slot in SLOTS:
        wanted += [(label(kind, slot), "id") for kind in (THING, *model.nodes, *SYSTEM_KINDS)]
    for kind, key in wanted:
        name = f"liantu_{kind}_{key}".lower()
        yield (
            name,
            f"CREATE CONSTRAINT `{name}` IF NOT EXISTS "
            f"FOR (n:`{kind}`) REQUIRE n.`{key}` IS UNIQUE",
        )


def create_nodes(kind: str, slot: str) -> str:
    """Return the statement that adds the nodes in ``$rows``."""
    return (
        f"UNWIND $rows AS row CREATE (n:`{label(kind, slot)}`:`{label(THING, slot)}`) SET n = row"
    )


def set_nodes(_kind: str, slot: str) -> str:
    """Return the statement that gives the nodes in ``$rows`` their new properties."""
    return f"UNWIND $rows AS row MATCH (n:`{label(THING, slot)}` {{id: row.id}}) SET n = row"


def end_nodes(_kind: str, slot: str) -> str:
    """Return the statement that removes the nodes in ``$rows`` and what still holds to them."""
    return f"UNWIND $rows AS row MATCH (n:`{label(THING, slot)}` {{id: row.id}}) DETACH DELETE n"


def create_links(kind: str, slot: str) -> str:
    """Return the statement that adds the links in ``$rows``: from, to and properties."""
    return f"{_ends(slot)} CREATE (a)-[r:`{kind}`]->(b) SET r = row.p"


def set_links(kind: str, slot: str) -> str:
    """Return the statement that gives the links in ``$rows`` their new properties."""
    return f"{_link(kind, slot)} SET r = row.p"


def end_links(kind: str, slot: str) -> str:
    """Return the statement that removes the links in ``$rows``."""
    return f"{_link(kind, slot)} DELETE r"


def _link(kind: str, slot: str) -> str:
    return f"{_ends(slot)} MATCH (a)-[r:`{kind}`]->(b) WHERE r.key = row.p.key"


def _ends(slot: str) -> str:
    thing = label(THING, slot)
    return (
        f"UNWIND $rows AS row MATCH (a:`{thing}` {{id: row.f}}) MATCH (b:`{thing}` {{id: row.t}})"
    )


def empty_links(slot: str) -> str:
    """Return the statement that removes some links of a slot and says how many."""
    return (
        f"MATCH (:`{label(THING, slot)}`)-[r]->() WITH r LIMIT $limit "
        "DELETE r RETURN count(*) AS gone"
    )


def empty_nodes(slot: str) -> str:
    """Return the statement that removes some nodes of a slot and says how many."""
    return f"MATCH (n:`{label(THING, slot)}`) WITH n LIMIT $limit DELETE n RETURN count(*) AS gone"


def empty_version(slot: str) -> str:
    """Return the statement that removes what the slot says of its version."""
    return f"MATCH (n:`{label('DataVersion', slot)}`) DELETE n"


def count_nodes(kind: str, slot: str) -> str:
    """Return the statement that counts a kind's nodes, which the server keeps ready."""
    return f"MATCH (n:`{label(kind, slot)}`) RETURN count(n) AS count"


def count_links(kind: str, slot: str) -> str:
    """Return the statement that counts a kind's links, which the server keeps ready."""
    return f"MATCH (:`{label(THING, slot)}`)-[r:`{kind}`]->() RETURN count(r) AS count"
