"""An answer as one table: stable names of columns, one type each.

What lies inside a value becomes columns with dotted names (``properties.output``); lists
of plain values stay lists, and lists of anything else become JSON text.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from liantu.web.answers.shapes import Shape

Record = dict[str, Any]
DEEPEST = 3  # levels that become columns
TYPES = ("boolean", "integer", "number", "list", "string")


@dataclass(frozen=True)
class Column:
    """A column: its name and one of boolean, integer, number, list, string."""

    name: str
    type: str


@dataclass(frozen=True)
class Table:
    """Columns, and a function that gives the records, each time from the first."""

    columns: tuple[Column, ...]
    records: Callable[[], Iterator[Record]]
    head: Mapping[str, str] = field(default_factory=dict)


def records_of(answer: Any, shape: Shape) -> list[Record]:
    """Return the records of an answer, each a dictionary."""
    if shape.rows == ".":
        return [answer]
    rows = at(answer, shape.rows)
    if shape.columns:
        names = [str(one) for one in at(answer, shape.columns)]
        return [dict(zip(names, row, strict=True)) for row in rows]
    if isinstance(rows, Mapping):  # by id
        return [{"id": key, **_named(value)} for key, value in rows.items()]
    return [_named(one) for one in rows or ()]


def at(answer: Any, path: str) -> Any:
    """Return what lies at a dotted path of an answer, None where there is nothing."""
    for name in path.split(".") if path else ():
        answer = answer.get(name) if isinstance(answer, Mapping) else None
    return answer


def _named(value: Any) -> Record:
    return value if isinstance(value, dict) else {"value": value}


def table_of(
    answer: Any, shape: Shape, declared: Mapping[str, str] | None = None, wanted: Sequence[str] = ()
) -> Table:
    """Return the table of an answer.

    One without rows has the columns ``wanted``, else those ``declared`` by name and type; a
    column without a value has the type declared.
    """
    records, types = records_of(answer, shape), declared or {}
    found: dict[str, str] = {}
    for record in records:
        for name, value in flatten(record).items():
            found[name] = _joined(found.get(name), value)
    if not records:
        named = [str(one) for one in at(answer, shape.columns)] if shape.columns else types
        found = dict.fromkeys(wanted or named, "")
    columns = tuple(Column(name, kind or types.get(name, "string")) for name, kind in found.items())
    told = _dict(answer)
    head = {one: str(told[one]) for one in ("data_version", "as_of") if _said(told.get(one))}
    return Table(columns, lambda: iter(records), head)


def _said(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def _dict(answer: Any) -> Mapping[str, Any]:
    return answer if isinstance(answer, Mapping) else {}


def flatten(record: Mapping[str, Any], before: str = "", depth: int = 1) -> Record:
    """Return a record with dotted names in place of what lies inside its values."""
    found: Record = {}
    for name, value in record.items():
        path = f"{before}{name}"
        if isinstance(value, Mapping) and depth < DEEPEST and value:
            found |= flatten(value, f"{path}.", depth + 1)
        else:
            found[path] = cell(value)
    return found


def cell(value: Any) -> Any:
    """Return a value as a cell has it."""
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False, default=str) if value else None
    if isinstance(value, (list, tuple)):
        if all(isinstance(one, (str, int, float)) for one in value):
            return [str(one) for one in value]
        return json.dumps(value, ensure_ascii=False, default=str)
    return value


def type_of(value: Any) -> str:
    """Return the type of a cell; empty for None, which any type holds."""
    if value is None:
        return ""
    for kind, name in ((bool, "boolean"), (int, "integer"), (float, "number"), (list, "list")):
        if isinstance(value, kind):
            return name
    return "string"


def _joined(known: str | None, value: Any) -> str:
    """Return the type that holds what a column had and one value more."""
    found = type_of(value)
    if not known or not found or known == found:
        return found or known or ""
    return "number" if {known, found} == {"integer", "number"} else "string"


def text_of(value: Any) -> str:
    """Return a cell of a column of texts."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return "；".join(map(str, value))
    return str(value)


def columns_of(pairs: Iterable[tuple[str, str]]) -> tuple[Column, ...]:
    """Return columns that are known before any record, dates being texts."""
    return tuple(Column(name, kind if kind in TYPES else "string") for name, kind in pairs)


def typed(value: Any, kind: str) -> Any:
    """Return a cell as the type of its column asks for."""
    if value is None:
        return None
    if kind == "string" and not isinstance(value, str):
        return text_of(value)
    if kind == "list" and not isinstance(value, list):
        return [str(value)]
    return value


def rows_of(table: Table) -> Iterator[Sequence[Any]]:
    """Give the cells of each record in the order of the columns."""
    return (row for row, _ in with_records(table))


def with_records(table: Table) -> Iterator[tuple[Sequence[Any], Record]]:
    """Give the cells of each record in the order of the columns, and the record."""
    for record in table.records():
        found = flatten(record)
        yield [typed(found.get(one.name), one.type) for one in table.columns], record
