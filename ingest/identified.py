"""The ids of nodes as SQL over the columns of their identity."""

from __future__ import annotations

from typing import Protocol

from liantu.graph.model import NodeKind
from liantu.ingest import sqltext

NOTHING = "NULL"


class Forms(Protocol):
    """Who binds values and knows the forms of names."""

    bound: sqltext.Bound

    def form(self, text: str) -> str:
        """Return the SQL of the form of a name."""


class Identity:
    """The ids of a node as SQL; see :func:`liantu.graph.identity.node_id`."""

    def __init__(self, to: Forms, kind: NodeKind, values: dict[str, str], region: str) -> None:
        self.to, self.kind = to, kind
        self.values = {**values, "region": region}

    def nid(self) -> str:
        """The id by the first complete way of identity, NULL where none is."""
        ways = [
            f"WHEN {self._complete(way)} THEN {self._id(way)}"
            for way in self.kind.identity
            if all(part == "region" or part in self.values for part in way)
        ]
        return f"CASE {' '.join(ways)} END" if ways else NOTHING

    def alt(self) -> str:
        """The id by name of what is known by a code, NULL for others."""
        coded = [
            " AND ".join(f"coalesce({self._part(part)}, '') <> ''" for part in way)
            for way in self.kind.identity
            if "name" not in way and all(part in self.values for part in way)
        ]
        named = [way for way in self.kind.identity if "name" in way]
        if not coded or not named or "name" not in self.values:
            return NOTHING
        known = " OR ".join(f"({one})" for one in coded)
        name = f"coalesce({self._part('name')}, '') <> ''"
        return f"CASE WHEN ({known}) AND {name} THEN {self._id(named[0])} END"

    def _part(self, name: str) -> str:
        value = self.values.get(name, NOTHING)
        spec = self.kind.properties.get(name)
        if name == "region" or spec is None or spec.type == "string":
            return value
        if spec.type in ("integer", "date"):
            return f"CAST({value} AS VARCHAR)"
        raise ValueError(name)

    def _form(self, name: str) -> str:
        part = self._part(name)
        return f"coalesce({part if name == 'region' else self.to.form(part)}, '')"

    def _complete(self, way: tuple[str, ...]) -> str:
        left = [
            sqltext.left_over(self._part(name), self.to.bound) for name in way if name != "region"
        ]
        return " AND ".join(f"coalesce({one}, '') <> ''" for one in left) or "true"

    def _id(self, way: tuple[str, ...]) -> str:
        prefix = self.to.bound(f"{self.kind.prefix}:")
        if "name" not in way:
            parts = " || '/' || ".join(f"coalesce({self._part(name)}, '')" for name in way)
            return f"{prefix} || {parts}"
        joined = " || '|' || ".join(self._form(name) for name in way)
        return f"{prefix} || 'n-' || substr(sha256({joined}), 1, 16)"
