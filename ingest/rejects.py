"""The rows set aside as files: the original cells, where they stood, why, and what to do.

A reject is open until a correction of its row is accepted; a correction that is set aside
itself takes its place, with the new reason.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter import Workbook

from liantu.errors import UsageError
from liantu.graph.deliveries import delivered
from liantu.home import Home
from liantu.ingest.corrections import MARKS, SURPLUS, cell, neutral
from liantu.ingest.findings import Note
from liantu.ingest.rules import Source, TableRule
from liantu.ingest.sheets import tidy
from liantu.ingest.sources import all_sources
from liantu.ledger import RejectRow

Place = tuple[str, str, int]


@dataclass(frozen=True)
class Aside:
    """A row set aside: its reason, its batch, and the row of which delivery it is."""

    note: Note
    batch: str
    root: str
    place: Place


@dataclass(frozen=True)
class Rejects:
    """The open rows set aside of some batches, and how many are settled."""

    open: tuple[Aside, ...]
    settled: int

    def of(self, batch: str) -> tuple[Aside, ...]:
        """Return those of one delivery."""
        return tuple(one for one in self.open if one.root == batch)

    def counts(self) -> dict[str, int]:
        """Return how many are open of each delivery, in the order of their files."""
        found: dict[str, int] = {}
        for one in self.open:
            found[one.root] = found.get(one.root, 0) + 1
        return found


@dataclass(frozen=True)
class Table:
    """Rows set aside that have the same columns."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def rejects(home: Home, batches: Sequence[str]) -> Rejects:
    """Return what is open and count what is settled among the batches of a version."""
    found = home.ledger.rejects(batches)
    told = {one: delivered(home.facts / one) for one in batches}
    settled: set[tuple[str, Place]] = set()
    tried: dict[tuple[str, Place], tuple[str, Place]] = {}
    roots: dict[tuple[str, Place], tuple[str, Place]] = {}
    loaded = {one.id: one.loaded_at for one in home.ledger.batches(batches)}
    for one in sorted((name for name in told if told[name].of), key=lambda at: (loaded[at], at)):
        for at in told[one].corrected:
            tried[told[one].of, at[3:]] = (one, at[:3])
            roots[one, at[:3]] = (told[one].of, at[3:])
        settled |= {(told[one].of, place) for place in told[one].taken}
    open_: list[Aside] = []
    done: set[tuple[str, Place]] = set()
    for row in found:
        own = (row.batch, (row.file, row.sheet, row.row or 0))
        key = roots.get(own, own)
        if key in settled:
            done.add(key)
        elif tried.get(key, own) == own:
            open_.append(Aside(note_of(row), row.batch, *key))
    return Rejects(tuple(open_), len(done))


def note_of(row: RejectRow) -> Note:
    """Return a row that was set aside as what there is to tell of it."""
    return Note(row.code, row.file, row.sheet, row.row, row.column, row.values, row.raw)


def tables(home: Home, found: Iterable[Aside]) -> list[Table]:
    """Return rows set aside as tables: one per source, sheet and set of columns."""
    sources = all_sources(home.root)
    found = list(found)
    names = {one.id: one.source for one in home.ledger.batches([one.root for one in found])}
    groups: dict[tuple[str, str, tuple[str, ...]], list[Aside]] = {}
    for one in found:
        source = sources.get(names[one.root])
        made = _made(source, one.note.raw)
        columns = tuple(name for name in one.note.raw if name and name not in made)
        label = source.label.zh if source else names[one.root]
        groups.setdefault((label, one.place[1], columns), []).append(one)
    return [
        _table(" ".join(part for part in (label, sheet) if part), columns, rows)
        for (label, sheet, columns), rows in groups.items()
    ]


def no_rows() -> Table:
    """Return the table of a load that set no row aside: its header alone."""
    return Table("", MARKS, ())


def _made(source: Source | None, raw: dict[str, Any]) -> set[str]:
    """The columns of a row that its source makes itself: they are not in the file."""
    fitting: list[TableRule] = [
        rule
        for rule in (source.tables if source else ())
        if {tidy(name) for name in rule.headers} <= set(raw)
    ]
    return {one.name for rule in fitting for one in rule.shape.made}


def _table(name: str, columns: tuple[str, ...], found: list[Aside]) -> Table:
    some = any(one.note.raw.get("") for one in found)
    header = (*columns, *((SURPLUS,) if some else ()), *MARKS)
    rows = []
    for one in found:
        surplus = one.note.raw.get("") or []
        extra = (" | ".join(str(part) for part in surplus),) if some else ()
        file, sheet, row = one.place
        note = one.note
        marks = (file, sheet, str(row), note.column, note.message, note.remedy, one.root)
        rows.append((*(cell(note.raw.get(name)) for name in columns), *extra, *marks))
    return Table(name, header, tuple(rows))


def as_csv(found: Sequence[Table]) -> bytes:
    """Return one table as UTF-8 CSV with a byte-order mark.

    Raises UsageError where there are several: a workbook holds them as sheets.
    """
    if len(found) != 1:
        code = "rejects_several" if found else "rejects_none"
        raise UsageError(code, where=", ".join(one.name for one in found))
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerows([_neutral(one) for one in (found[0].header, *found[0].rows)])
    return stream.getvalue().encode("utf-8-sig")


def as_xlsx(found: Sequence[Table]) -> bytes:
    """Return tables as a workbook, a sheet each, every cell as text; raises UsageError for none."""
    if not found:
        raise UsageError("rejects_none", where="")
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(stream, {**options, "strings_to_numbers": False}) as book:
        words = book.add_format({"num_format": "@"})
        head = book.add_format({"bold": True, "num_format": "@"})
        names: set[str] = set()
        for table in found:
            sheet = book.add_worksheet(_sheet_name(table.name, names))
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(table.header) - 1, 16, words)
            for number, row in enumerate((table.header, *table.rows)):
                for at, text in enumerate(_neutral(row)):
                    if len(text) > LONGEST_CELL:
                        where = f"{table.name} {table.header[at]}"
                        raise UsageError("rejects_long", where=where, length=len(text))
                    sheet.write_string(number, at, text, words if number else head)
    return stream.getvalue()


LONGEST_CELL = 32_767  # characters: more no workbook takes


def _neutral(row: Iterable[str]) -> list[str]:
    return [neutral(text) for text in row]


def _sheet_name(name: str, taken: set[str]) -> str:
    """Return a name that a workbook takes: 31 characters, none of []:*?/\\, each once."""
    base = "".join(sign for sign in name if sign not in "[]:*?/\\'" and sign.isprintable())[:27]
    found, number = base or "Sheet", 1
    while found.lower() in taken:
        number += 1
        found = f"{base} {number}"
    taken.add(found.lower())
    return found
