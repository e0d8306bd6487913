"""What every chart is: a table, what is counted beside it, and what the picture is drawn of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from liantu.graph.stores import Store
from liantu.locale import text
from liantu.queries.catalogue import run
from liantu.queries.evidence import Evidence, origins
from liantu.queries.scope import region_node
from liantu.queries.sheets import Book, Column, Head, Row, Sheet


@dataclass(frozen=True)
class Line:
    """One row of a chart's table with the keys of the rows of files behind it."""

    cells: tuple[Any, ...]
    records: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Chart:
    """One chart; ``aside`` counts what is not in the picture, by a key of the catalogue.

    ``picture`` holds plain values for whoever draws it.
    """

    name: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    picture: Mapping[str, Any]
    aside: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def said(self) -> list[str]:
        """Return in words what is left out and unknown."""
        told = [text(f"charts.aside.{key}", count=n) for key, n in self.aside.items() if n]
        return [*told, *self.notes]

    def as_dict(self) -> dict[str, Any]:
        """Return the table by its columns, what stands beside it, and the picture's values."""
        names = [one.name for one in self.columns]
        return {
            "name": self.name,
            "title": text(f"charts.{self.name}"),
            "columns": [
                {"name": o.name, "label": o.label, "kind": o.kind, "unit": o.unit or None}
                for o in self.columns
            ],
            "rows": [dict(zip(names, line.cells, strict=True)) for line in self.lines],
            "aside": dict(self.aside),
            "notes": self.said(),
            "picture": dict(self.picture),
        }

    def book(self, store: Store, head: Head) -> Book:
        """Return the table as a book with the rows of files behind each line."""
        known = origins(store)
        rows = tuple(
            Row(line.cells, line.evidence or tuple(known.of_records(dict.fromkeys(line.records))))
            for line in self.lines
        )
        sheet = Sheet(text(f"charts.{self.name}"), self.columns, rows)
        return Book(replace(head, notes=(*head.notes, *self.said())), (sheet,))


def inside(store: Store, region: str) -> frozenset[str] | None:
    """Return the codes of a division and its descendants, None for any.

    Raises NotFound for an unknown division.
    """
    if not region:
        return None
    area = str(region_node(store, region).properties["path"])
    rows = run(store, "geo_regions").dicts()
    return frozenset(row["adcode"] for row in rows if f"{row['path']}/".startswith(f"{area}/"))


def columns(names: Iterable[tuple[str, str]]) -> tuple[Column, ...]:
    """Return columns by name and kind, with labels of the catalogue."""
    return tuple(
        Column(name, text(f"charts.col.{name}"), kind)  # type: ignore[arg-type]
        for name, kind in names
    )
