"""Books as files that a spreadsheet opens: CSV and XLSX, no cell taken for a formula.

CSV: UTF-8 with a byte-order mark. Lines that begin with ``#`` tell the head (version,
scope, filters) and, where there are several, the name of each table; the last column of a
table is the citation of its row. XLSX: a sheet for each table, then 字段 with what every
column is, then 来源 with source, file, sheet, row and date of every row's evidence, then 说明
with the head. Rows are numbered, so that the sheet of sources can name them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from xlsxwriter import Workbook

from liantu.ingest.corrections import neutral
from liantu.locale import text
from liantu.queries.evidence import Evidence
from liantu.queries.sheets import Book, Column, Sheet
from liantu.queries.sheets.fields import field_of

LONGEST_CELL = 32_767  # characters: more no workbook takes
LONGEST_NAME = 31
MOST_ROWS = 1_048_000  # of a sheet
CITED = 3  # rows of files that a row's own cell names; the sheet of sources has all
WIDE, NARROW, HEAD_ROWS = 28, 12, 1
SOURCES = ("table", "number", "source", "citation", "file", "sheet", "row", "observed_on", "batch")

FIELDS = (
    "table", "heading", "name", "zh", "en", "unit", "meaning", "source", "version", "as_of",
    "address",
)  # fmt: skip


def citation(evidence: Sequence[Evidence], most: int = 0) -> str:
    """Return the rows of files that a row was read from, in one text; ``most`` 0 is all."""
    told = [_cited(one) for one in dict.fromkeys(evidence)]
    if most and len(told) > most:
        told = [*told[:most], text("sheet.cited.more", count=len(told) - most)]
    return "；".join(told)


def _cited(one: Evidence) -> str:
    where = " ".join(part for part in (one.file, one.sheet) if part)
    row = text("web.row", row=one.row)
    day = one.observed_on or text("web.undated")
    return f"{one.citation or one.source} {where} {row} {day}"


def as_csv(book: Book) -> bytes:
    """Return a book as one CSV file."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    for label, value in book.head.lines():
        writer.writerow([_plain(f"# {text('sheet.pair', label=label, value=value)}")])
    for sheet in book.sheets:
        if len(book.sheets) > 1:
            name = text("sheet.pair", label=text("sheet.table"), value=sheet.name)
            writer.writerow([_plain(f"# {name}")])
        headings = [one.heading for one in sheet.columns]
        writer.writerow([neutral(one) for one in (*headings, text("sheet.cited"))])
        for row in sheet.rows:
            cells = map(_text, sheet.columns, row.cells)
            writer.writerow([*cells, neutral(_plain(citation(row.evidence)))])
    return stream.getvalue().encode("utf-8-sig")


def _text(column: Column, value: Any) -> str:
    """Return a cell of CSV; a number stays one, everything else is made harmless."""
    if value is None:
        return ""
    if column.kind in ("number", "share") and isinstance(value, (int, float)):
        return f"{value:.10g}"
    return neutral(_plain(_joined(value)))


def _joined(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return "；".join(map(str, value))
    return str(value)


def _plain(value: str) -> str:
    """Return a text on one line without what XML forbids and editors hide."""
    kept = (sign if sign.isprintable() else " " for sign in value)
    return "".join(kept).strip() if value else ""


def as_xlsx(book: Book) -> bytes:
    """Return a book as a workbook: its tables, their fields, the sources of each row, the head."""
    stream = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with Workbook(stream, options) as made:
        made.set_properties({"title": _plain(book.head.title)[:255]})
        sheets = _Sheets(made)
        for sheet in book.sheets:
            sheets.table(sheet)
        sheets.fields(book)
        sheets.sources(book.sheets)
        sheets.head(book)
    return stream.getvalue()


class _Sheets:
    """Writes the sheets of one workbook."""

    def __init__(self, made: Any) -> None:
        self.made = made
        self.names: set[str] = set()
        self.called: dict[str, str] = {}
        self.bold = made.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.words = made.add_format({"num_format": "@", "valign": "top"})
        self.share = made.add_format({"num_format": "0.0%", "valign": "top"})
        self.number = made.add_format({"valign": "top"})

    def table(self, sheet: Sheet) -> None:
        """Write one table with its rows numbered."""
        page = self._page(sheet.name)
        self.called[sheet.name] = page.get_name()
        headings = [text("sheet.number"), *(one.heading for one in sheet.columns)]
        self._heads(page, [*headings, text("sheet.cited")])
        for column, one in enumerate(sheet.columns, 1):
            wide = NARROW if one.kind in ("number", "share", "date") else WIDE
            page.set_column(column, column, wide)
        page.set_column(len(headings), len(headings), 2 * WIDE)
        for at, row in enumerate(sheet.rows[:MOST_ROWS], 1):
            page.write_number(at, 0, at, self.number)
            for column, (one, value) in enumerate(zip(sheet.columns, row.cells, strict=True), 1):
                self._cell(page, at, column, one, value)
            self._words(page, at, len(headings), citation(row.evidence, CITED))
        page.autofilter(0, 0, max(1, len(sheet.rows)), len(headings))

    def fields(self, book: Book) -> None:
        """Write what each column is, and of which data and address all of them are."""
        page = self._page(text("sheet.fields"))
        self._heads(page, [text(f"sheet.fields.{name}") for name in FIELDS])
        page.set_column(0, len(FIELDS) - 1, 18)
        head = book.head
        same = (head.data_version, head.as_of or text("web.undated"), head.address)
        at = 0
        for sheet in book.sheets:
            for one in sheet.columns:
                at += 1
                told = (self.called[sheet.name], one.heading, *field_of(one), *same)
                for column, value in enumerate(told):
                    self._words(page, at, column, value)
        page.autofilter(0, 0, max(1, at), len(FIELDS) - 1)

    def sources(self, sheets: Iterable[Sheet]) -> None:
        """Write where each row comes from: one line for each row of a file."""
        page = self._page(text("sheet.sources"))
        self._heads(page, [text(f"sheet.source.{name}") for name in SOURCES])
        page.set_column(0, len(SOURCES) - 1, 18)
        at = 0
        for sheet in sheets:
            for number, row in enumerate(sheet.rows, 1):
                for one in dict.fromkeys(row.evidence):
                    if at >= MOST_ROWS:
                        return
                    at += 1
                    self._source(page, at, self.called[sheet.name], number, one)
        page.autofilter(0, 0, max(1, at), len(SOURCES) - 1)

    def _source(self, page: Any, at: int, table: str, number: int, one: Evidence) -> None:
        told = (one.source, one.citation, one.file, one.sheet)
        self._words(page, at, 0, table)
        page.write_number(at, 1, number, self.number)
        for column, value in enumerate(told, 2):
            self._words(page, at, column, value)
        page.write_number(at, 6, one.row, self.number)
        self._words(page, at, 7, one.observed_on or text("web.undated"))
        self._words(page, at, 8, one.batch)

    def head(self, book: Book) -> None:
        """Write of what data, where and under which assumptions the rows are."""
        page = self._page(text("sheet.about"))
        page.set_column(0, 0, 18)
        page.set_column(1, 1, 90)
        for at, (label, value) in enumerate(book.head.lines()):
            page.write_string(at, 0, neutral(label), self.bold)
            self._words(page, at, 1, value)

    def _page(self, name: str) -> Any:
        return self.made.add_worksheet(sheet_name(name, self.names))

    def _heads(self, page: Any, headings: Sequence[str]) -> None:
        page.freeze_panes(HEAD_ROWS, 0)
        for column, heading in enumerate(headings):
            page.write_string(0, column, neutral(heading), self.bold)

    def _cell(self, page: Any, row: int, column: int, one: Column, value: Any) -> None:
        if value is None or value == "":
            return
        if one.kind in ("number", "share") and isinstance(value, (int, float)):
            if value == value and abs(value) != float("inf"):
                form = self.share if one.kind == "share" else self.number
                page.write_number(row, column, value, form)
            return
        self._words(page, row, column, _joined(value))

    def _words(self, page: Any, row: int, column: int, value: str) -> None:
        said = neutral(_plain(value))
        if len(said) > LONGEST_CELL:
            said = said[: LONGEST_CELL - 1] + "…"
        if said:
            page.write_string(row, column, said, self.words)


def sheet_name(name: str, taken: set[str]) -> str:
    """Return a name that a workbook takes: 31 characters, none of []:*?/\\', each once."""
    kept = "".join(sign for sign in name if sign not in "[]:*?/\\'" and sign.isprintable())
    base = kept[: LONGEST_NAME - 4] or "Sheet"
    found, number = base, 1
    while found.lower() in taken:
        number += 1
        found = f"{base} {number}"
    taken.add(found.lower())
    return found
