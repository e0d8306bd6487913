"""Names and types of the vocabulary as DuckDB writes them.

Only names that :mod:`liantu.graph.model` has checked (letters, digits and
underscores) pass through here; values are always bound.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from liantu.graph.model import Property, PropertyType, model

DUCKDB_TYPES: dict[PropertyType, str] = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "list": "VARCHAR[]",
}
ROW_SPAN = 1 << 40  # rows of one origin stay below this

# Where a fact was read: `origin` names file, sheet, citation and date; `row` the row there.
FACT_COLUMNS: dict[str, str] = {"origin": "VARCHAR", "row": "BIGINT"}
NODE_FACT_COLUMNS: dict[str, str] = {
    "nid": "VARCHAR",
    "alt": "VARCHAR",
    "keys": "VARCHAR[]",
    "search": "VARCHAR",
    **FACT_COLUMNS,
}
END_COLUMNS: dict[str, str] = {
    "id": "VARCHAR",
    "text": "VARCHAR",
    "key": "VARCHAR",
    "kinds": "VARCHAR[]",
    "scope": "VARCHAR",
    "column": "VARCHAR",
}
LINK_FACT_COLUMNS: dict[str, str] = {
    **{f"from_{name}": kind for name, kind in END_COLUMNS.items()},
    **{f"to_{name}": kind for name, kind in END_COLUMNS.items()},
    "optional": "BOOLEAN",
    **FACT_COLUMNS,
}
ORIGIN_COLUMNS: dict[str, str] = {
    "id": "VARCHAR",
    "source": "VARCHAR",
    "role": "VARCHAR",
    "precedence": "BIGINT",
    "home": "VARCHAR",
    "batch": "VARCHAR",
    "file": "VARCHAR",
    "sheet": "VARCHAR",
    "observed_on": "DATE",
    "citation": "VARCHAR",
}


def node_file(kind: str) -> str:
    """Return where the merged nodes of a kind lie below a version's folder."""
    return f"nodes/{kind}.parquet"


def link_file(kind: str, start: str, end: str) -> str:
    """Return where the merged links of a kind between two kinds lie below a version's folder."""
    return f"links/{kind}.{start}.{end}.parquet"


def property_columns(properties: Mapping[str, PropertyType]) -> dict[str, str]:
    """Return the DuckDB type of each property by name."""
    return {name: DUCKDB_TYPES[kind] for name, kind in properties.items()}


def quoted(name: str) -> str:
    """Return a checked name in double quotes."""
    if not name.replace("_", "").isalnum():
        raise ValueError(name)
    return f'"{name}"'


def column_list(names: Iterable[str], prefix: str = "") -> str:
    """Return checked names, quoted and joined by commas."""
    return ", ".join(f"{prefix}{quoted(name)}" for name in names)


def winner(name: str, kind: PropertyType) -> str:
    """Return the SQL that picks a property from facts ``f`` ordered by ``f.fact_order``.

    The first known value wins; lists are joined, each item once, in that order.
    """
    column = quoted(name)
    if name == "stub":  # one row of its own, and it is none
        return f"CASE WHEN bool_and(coalesce(f.{column}, false)) THEN true END AS {column}"
    if kind != "list":
        return f"arg_min(f.{column}, f.fact_order) AS {column}"
    every = f"flatten(list(f.{column} ORDER BY f.fact_order) FILTER (f.{column} IS NOT NULL))"
    return f"list_filter({every}, lambda x, i: list_position({every}, x) = i) AS {column}"


def reported(properties: Iterable[str]) -> str:
    """Return the SQL that keeps what each of several facts said, as JSON in their order."""
    fields = ", ".join(f"{quoted(name)} := f.{quoted(name)}" for name in properties)
    if not fields:
        return "NULL::VARCHAR AS reported"
    packed = f"list(struct_pack({fields}) ORDER BY f.fact_order)"
    return f"CASE WHEN count(*) > 1 THEN CAST(to_json({packed}) AS VARCHAR) END AS reported"


def said_together(properties: Mapping[str, PropertyType]) -> list[str]:
    """Return the columns of what several facts ``f`` say of one node or link, in table order."""
    return [
        "list_sort(list_distinct(list(f.source))) AS sources",
        "list(f.record ORDER BY f.fact_order) AS records",
        reported(properties),
        *(winner(name, kind) for name, kind in properties.items()),
    ]


def said_alone(properties: Mapping[str, PropertyType]) -> list[str]:
    """Return the same columns where one fact says it all: most do, and need no grouping."""
    return [
        "[f.source] AS sources",
        "[f.record] AS records",
        "NULL::VARCHAR AS reported",
        *(_own(name, kind) for name, kind in properties.items()),
    ]


def _own(name: str, kind: PropertyType) -> str:
    column = f"f.{quoted(name)}"
    if kind != "list":
        return f"{column} AS {quoted(name)}"
    once = f"list_filter({column}, lambda x, i: list_position({column}, x) = i)"
    return f"{once} AS {quoted(name)}"


@dataclass(frozen=True)
class Waiting:
    """A link whose end is not known (yet), or means several nodes."""

    link: str
    column: str
    text: str
    kinds: tuple[str, ...]
    scope: str
    reason: str
    hits: tuple[str, ...]
    source: str
    batch: str
    file: str
    sheet: str
    row: int
    exact: str = ""


@dataclass(frozen=True)
class Part:
    """One table of a version: its kind, its file, its ends where it holds links."""

    kind: str
    file: str
    properties: dict[str, Property]
    identity: list[str]
    ends: tuple[str, str] | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that name a row of the table."""
        return ("from", "to", "key") if self.ends else ("id",)


def parts() -> list[Part]:
    """Return every table of the vocabulary, nodes first."""
    found = [
        Part(name, node_file(name), dict(kind.properties), ["id"])
        for name, kind in model().nodes.items()
    ]
    for name, link in model().links.items():
        identity = ["from", "to", *link.identity]
        for start, end in link.ends:
            file = link_file(name, start, end)
            found.append(Part(name, file, dict(link.properties), identity, (start, end)))
    return found
