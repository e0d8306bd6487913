"""The contract of a graph store: build one version, answer read-only queries.

Both stores return our own types: a node is :class:`Node`, a link :class:`Link`,
dates are ISO text, missing is None. A store holds exactly one data version at a
time for its readers and says which one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Node:
    """A node as a query returned it; ``properties`` leaves out what is unknown."""

    id: str
    kind: str
    properties: Mapping[str, Any]


@dataclass(frozen=True)
class Link:
    """A link as a query returned it; its ends are known to the query that asked."""

    key: str
    kind: str
    properties: Mapping[str, Any]


@dataclass(frozen=True)
class Table:
    """The answer to a query: column names, and rows in the order of the query."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    def dicts(self) -> list[dict[str, Any]]:
        """Return the rows as dictionaries by column name."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


class Store(Protocol):
    """What the queries need of a graph database."""

    dialect: str

    @property
    def data_version(self) -> str:
        """The id of the data version that this store holds."""
        ...

    @property
    def as_of(self) -> str:
        """The latest observation date of the data, ISO, or an empty string."""
        ...

    def run(self, text: str, params: Mapping[str, Any]) -> Table:
        """Run one read-only query text with bound parameters.

        Raises StoreError for a text or parameter that the database refuses, and
        for a query that runs longer than the setting allows.
        """
        ...

    def close(self) -> None:
        """Give the database back."""
        ...


Params = Mapping[str, Any]
Rows = Sequence[Mapping[str, Any]]
