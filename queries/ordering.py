"""The order of an answer: what a text's ``ORDER BY`` says, applied to the rows themselves.

Stores are not trusted with it: Ladybug 0.22 sorts in pieces and from some 9,000 rows
on joins them in the wrong order about once in ten answers, and the two stores need
not compare texts in one way. Here texts go by code point, and what is unknown comes
last (first where the order is descending), as in Cypher.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from liantu.errors import InputError
from liantu.graph.stores import Link, Node, Table

ORDER = re.compile(
    r"\bORDER BY\s+((?:(?!\bORDER BY\b).)*?)(?:\s+(?:SKIP|LIMIT)\b.*)?\Z", re.DOTALL
)  # the last one
ITEM = re.compile(r"(\w+)(?:\.(\w+))?( DESC)?")
ALIAS = re.compile(r"\bAS (\w+)")
RETURNED = re.compile(r"(\w+)(?:\.(\w+))? AS (\w+)")


@dataclass(frozen=True)
class Key:
    """One item of an order: a column, or a property of the nodes or links in it."""

    column: str
    property: str
    descending: bool

    def of(self, value: Any) -> tuple[bool, Any]:
        """Return what a cell is sorted by; unknown ones after all others."""
        if self.property and isinstance(value, (Node, Link)):
            own = value.id if isinstance(value, Node) else value.key
            named = self.property == ("id" if isinstance(value, Node) else "key")
            value = own if named else value.properties.get(self.property)
        return (value is None, value)


def order_of(file: str, text: str) -> tuple[Key, ...]:
    """Return the order that a text asks for; raises InputError where its rows do not hold it."""
    found = ORDER.search(text)
    returned = text.rpartition("RETURN")[2]
    columns = {(name, own): alias for name, own, alias in RETURNED.findall(returned)}
    names = {*ALIAS.findall(returned)}
    keys: list[Key] = []
    for item in found[1].split(",") if found else ():
        match = ITEM.fullmatch(item.strip())
        name, own, descending = match.groups() if match else ("", None, None)
        if name in names and not own:
            keys.append(Key(name, "", bool(descending)))
        elif own and (name, own) in columns:
            keys.append(Key(columns[name, own], "", bool(descending)))
        elif own and (name, "") in columns:
            keys.append(Key(columns[name, ""], own, bool(descending)))
        else:
            problem = f"ORDER BY {item.strip()}: not among what is returned"
            raise InputError("query_file", where=file, problem=problem)
    return tuple(keys)


def in_order(table: Table, keys: Sequence[Key]) -> Table:
    """Return a table with its rows in order; rows that are equal in all keys stay as they came."""
    rows = list(table.rows)
    for key in reversed(keys):
        place = table.columns.index(key.column)
        rows.sort(key=lambda row, key=key, place=place: key.of(row[place]), reverse=key.descending)  # type: ignore[misc]
    return Table(table.columns, tuple(rows))
