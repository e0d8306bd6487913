"""What a page shows as tables: columns, rows and the evidence of each row, described once.

CSV, workbooks and JSON are made of the same :class:`Book`. A book tells which data version,
scope, formula, thresholds and filters its rows are of.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from liantu.locale import text
from liantu.queries.evidence import Evidence

Kind = Literal["text", "number", "share", "date", "list"]
NUMBER_NAMES = """
rank rank_low rank_high points need feasibility value confidence maker_count outside_count
employees capital output amount purchases n_eff hhi unpriced unweighed age first_makers
second_makers first_points second_points eci coi pci diversity ubiquity density nearest cog
n expected lq lq_eb low high descendants ancestors in_degree out_degree betweenness rows
undated percentile external close
km lon lat things backward forward table_output input_count io_need balance leakage slq
"""
SHARE_NAMES = """
p_none top_share outside_share leontief linear down_leontief down_linear up self_sufficiency
"""
LIST_NAMES = """
also makers inputs outputs projects targets lost final_lost users signals tags limits by
segments sets evidence_said bought_from
"""
KINDS: dict[str, Kind] = {
    **dict.fromkeys(NUMBER_NAMES.split(), "number"),
    **dict.fromkeys(SHARE_NAMES.split(), "share"),
    **dict.fromkeys(LIST_NAMES.split(), "list"),
    **dict.fromkeys(("date", "first_day", "last_day", "until"), "date"),
}  # of columns; the others are texts
UNITS = {
    **dict.fromkeys(("amount", "capital", "output", "io_need", "balance", "leakage"), "wan"),
    "age": "months",
    "km": "km",
    "employees": "persons",
}


@dataclass(frozen=True)
class Column:
    """One column: what it is called, in which unit, and what its cells are.

    A ``number`` is a float or int, a ``share`` 0 … 1, a ``date`` an ISO text, a ``list`` texts;
    None is what nobody knows.
    """

    name: str
    label: str
    kind: Kind = "text"
    unit: str = ""

    @property
    def heading(self) -> str:
        """The label with its unit."""
        return text("sheet.heading", label=self.label, unit=self.unit) if self.unit else self.label


@dataclass(frozen=True)
class Row:
    """The cells of one row and the rows of files that they were read from."""

    cells: tuple[Any, ...]
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """One table with its name."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the table by name, each row by the names of its columns."""
        names = [one.name for one in self.columns]
        return {
            "name": self.name,
            "columns": [
                {"name": one.name, "label": one.label, "kind": one.kind, "unit": one.unit or None}
                for one in self.columns
            ],
            "rows": [
                dict(zip(names, row.cells, strict=True))
                | {"evidence": [one.as_dict() for one in row.evidence]}
                for row in self.rows
            ],
        }


@dataclass(frozen=True)
class Head:
    """Of what data, where and under which assumptions a book's rows are.

    ``filters`` are labels and values in words; an empty ``as_of`` means 日期未注明.
    ``address`` is what was asked for it.
    """

    title: str
    data_version: str
    as_of: str = ""
    chain: str = ""
    region: str = ""
    assume_complete: bool | None = None
    formula_version: str = ""
    settings_version: str = ""
    filters: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    address: str = ""

    def lines(self) -> list[tuple[str, str]]:
        """Return the head as labels and texts; what a book does not depend on is left out."""
        complete = "" if self.assume_complete is None else _yes(self.assume_complete)
        joined = "；".join(
            text("sheet.pair", label=label, value=value) for label, value in self.filters
        )
        found = [
            ("title", self.title),
            ("version", self.data_version),
            ("as_of", self.as_of or text("web.undated")),
            ("chain", self.chain),
            ("region", self.region),
            ("complete", complete),
            ("formula", self.formula_version),
            ("settings", self.settings_version),
            ("filters", joined or text("sheet.filters.none")),
        ]
        told = [(text(f"sheet.head.{name}"), value) for name, value in found if value]
        return told + [(text("sheet.head.note"), note) for note in self.notes]


@dataclass(frozen=True)
class Book:
    """What one page shows: a head and its tables, at least one."""

    head: Head
    sheets: tuple[Sheet, ...] = field(default=())

    def as_dict(self) -> dict[str, Any]:
        """Return head and tables by name."""
        return {
            "head": dict(self.head.lines()),
            "tables": [one.as_dict() for one in self.sheets],
        }


def sheet(name: str, columns: str, rows: Iterable[Row]) -> Sheet:
    """Return a table whose columns are named in one text, with labels of the catalogue."""
    return Sheet(text(f"sheet.{name}"), tuple(map(column, columns.split())), tuple(rows))


def column(name: str) -> Column:
    """Return a column of the vocabulary by name."""
    unit = text(f"sheet.unit.{UNITS[name]}") if name in UNITS else ""
    return Column(name, text(f"sheet.col.{name}"), KINDS.get(name, "text"), unit)


def head_of(
    report: Any, title: str, chain: str = "", filters: Iterable[tuple[str, str]] = ()
) -> Head:
    """Return the head of a report that has versions and a scope."""
    scope = report.scope
    region = f"{scope.region_name} {scope.region}".strip()
    return Head(
        title,
        report.data_version,
        scope.as_of or "",
        chain,
        region,
        getattr(scope, "assume_complete", None),
        getattr(report, "formula_version", ""),
        getattr(report, "settings_version", ""),
        tuple((label, value) for label, value in filters if value),
    )


def _yes(flag: bool) -> str:
    return text("known.yes" if flag else "known.no")


def yes(flag: bool | None) -> str:
    """Return yes or no in words; empty for what nobody knows."""
    return "" if flag is None else _yes(flag)


def grade(kind: str | None) -> str:
    """Return what a grade is called; empty for none."""
    return text(f"kind.{kind}") if kind else ""
