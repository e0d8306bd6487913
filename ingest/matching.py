"""Which source a file belongs to: required headers first, then the file's name."""

from __future__ import annotations

import string
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fnmatch import fnmatch

from liantu.errors import InputError
from liantu.ingest import trees
from liantu.ingest.findings import Note
from liantu.ingest.personal import is_personal
from liantu.ingest.readers import HEAD_ROWS, AnySheet, Document, Sheet, column_letter
from liantu.ingest.rules import Source, TableRule
from liantu.ingest.sheets import ShapedSheet, header_at, tidy
from liantu.ingest.sources import shipped


@dataclass(frozen=True)
class Matched:
    """A table rule and the sheet that it reads, from the row after ``header_row``."""

    rule: TableRule
    sheet: AnySheet | ShapedSheet
    header_row: int
    header: tuple[str, ...]
    places: tuple[tuple[int, tuple[str, str, int]], ...] = ()  # what each row corrects
    # columns of persons, by place: neither read nor kept
    personal: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Match:
    """A file with its source; ``tables`` is empty for a YAML file."""

    document: Document
    source: Source
    tables: tuple[Matched, ...] = ()
    notes: tuple[Note, ...] = field(default=())
    of: str = ""  # the batch whose rows set aside it corrects


def match(document: Document, sources: Iterable[Source]) -> Match:
    """Return the one source that a file fits.

    Where several do, one that the office made goes before those that are shipped.
    Raises InputError where none or several fit, naming the nearest source and
    what is missing, and where a header stands twice or no row follows it.
    """
    sources = list(sources)
    if document.tree is not None:
        fitting = [
            Match(document, source)
            for source in sources
            if source.format == "yaml" and set(source.top) <= set(document.tree)
        ]
    else:
        if document.data is None and not any(sheet.size for sheet in document.sheets):
            raise InputError("sheet_empty", where=document.name)
        fitting = [
            Match(document, source, found)
            for source in sources
            if source.format == "table" and (found := _tables(document, source))
        ]
        fitting += [
            Match(document, source, found)
            for source in sources
            if source.format == "json" and (found := _walked(document, source))
        ]
    if len(fitting) > 1:
        named = [one for one in fitting if fnmatch(document.name, one.source.file or "*")]
        fitting = named or fitting
    if len(fitting) > 1:  # an office knows its own files better than a ready source does
        own = [one for one in fitting if shipped().get(one.source.id) is not one.source]
        fitting = own or fitting
    if not fitting:
        raise _no_source(document, sources)
    if len(fitting) > 1:
        names = ", ".join(one.source.id for one in fitting)
        raise InputError("two_sources", where=document.name, sources=names)
    return _checked(fitting[0])


def _tables(document: Document, source: Source) -> tuple[Matched, ...]:
    """Give each table rule of the source a sheet of its own, or nothing if one is missing."""
    free = list(document.sheets)
    found: list[Matched] = []
    for rule in source.tables:
        free.sort(key=lambda sheet, rule=rule: sheet.name != rule.sheet)  # type: ignore[misc]
        for sheet in free:
            one = _shaped(document, sheet, rule)
            if one is not None:
                found.append(one)
                free.remove(sheet)
                break
        else:
            return ()
    return tuple(found)


def _walked(document: Document, source: Source) -> tuple[Matched, ...]:
    """Make a sheet of the records of each table rule of a nested file; nothing if one has none."""
    data = document.data
    if data is None or not set(source.top) <= set(data if isinstance(data, dict) else ()):
        return ()
    found: list[Matched] = []
    walked = {level for rule in source.tables for level in (*rule.shape.walk, *rule.shape.lists)}
    for rule in source.tables:
        sheet = Sheet(rule.name, trees.table(trees.records(data, rule, walked)))
        one = _shaped(document, sheet, rule)
        if one is None:
            return ()
        found.append(one)
    return tuple(found)


def _shaped(document: Document, sheet: AnySheet, rule: TableRule) -> Matched | None:
    """Return a sheet as a rule reads it, None where the rule's header is not there."""
    at = header_at(sheet, rule.shape, [tidy(name) for name in rule.headers])
    if at is None:
        return None
    number, names = at
    named = rule.columns() - set(rule.ignore)
    personal = tuple(
        (index, name) for index, name in enumerate(names) if is_personal(name) and name not in named
    )
    for index, _ in personal:
        names[index] = ""
    if rule.shape.plain:
        return Matched(rule, sheet, number, tuple(names), personal=personal)
    made = tuple(one for one in rule.shape.made if not one.from_tree)
    shape = replace(rule.shape, made=made)
    shaped = ShapedSheet(sheet, shape, number, tuple(names), document.name)
    return Matched(rule, shaped, number, shaped.columns, personal=personal)


def _checked(found: Match) -> Match:
    """Refuse a header that stands twice or has no rows; note what will not be read."""
    document, notes, tables, filled = found.document, [], [], False
    for one in found.tables:
        header = one.header
        _refuse_twice(document, one, header)
        rows = next(one.sheet.after(one.header_row), None) is not None
        filled |= rows
        notes += _table_notes(document, one, header, rows)
        tables.append(one)
    if found.tables and not filled:
        raise InputError("no_rows", where=document.name)
    used = {id(one.sheet) for one in found.tables}
    used |= {id(one.sheet.base) for one in found.tables if isinstance(one.sheet, ShapedSheet)}
    for sheet in document.sheets if found.tables and found.source.format == "table" else []:
        if id(sheet) not in used and sheet.size:
            values = {"sheet": sheet.name, "rows": sheet.size}
            notes.append(Note("unread_sheet", document.name, sheet.name, values=values))
    return Match(document, found.source, tuple(tables), tuple(notes))


def _refuse_twice(document: Document, one: Matched, header: tuple[str, ...]) -> None:
    for name in header:
        if name and header.count(name) > 1:
            sheet = f"[{one.sheet.name}]" if one.sheet.name else ""
            added = one.sheet.added if isinstance(one.sheet, ShapedSheet) else 0
            places = ", ".join(
                str(i + 1 - added) for i, other in enumerate(header) if other == name
            )
            where = f"{document.name}{sheet}:{one.header_row}"
            raise InputError("duplicate_header", where=where, column=name, places=places)


def _table_notes(
    document: Document, one: Matched, header: tuple[str, ...], rows: bool
) -> list[Note]:
    def note(code: str, at: str = "", **values: str) -> Note:
        return Note(code, document.name, one.sheet.name, one.header_row, at, values)

    notes = [] if rows else [note("no_rows", table=one.rule.name)]
    if one.sheet.name and one.rule.sheet and one.sheet.name != one.rule.sheet:
        notes.append(note("sheet_renamed", sheet=one.sheet.name, expected=one.rule.sheet))
    known = {tidy(column) for column in one.rule.columns()}
    notes += [
        note("unread_column", name, column=name)
        for name in header
        if name and name not in known and "*" not in one.rule.ignore
    ]
    if hidden := _hidden(one):
        shown = "、".join(str(number) for number in hidden[:20])
        notes.append(note("hidden_rows", rows=f"{shown} …" if len(hidden) > 20 else shown))
    notes += [note("personal_column", name, column=name) for _, name in one.personal]
    notes += [note("unnamed_column", name, column=name) for name in _unnamed(one, header)]
    return notes


def _unnamed(one: Matched, header: tuple[str, ...]) -> list[str]:
    """The columns, by letter, that hold something below a header without a name."""
    nameless = {index for index, name in enumerate(header) if not name}
    filled: set[int] = set()
    for _, cells in one.sheet.after(one.header_row) if nameless else ():
        filled |= {index for index in nameless if any(cells[index : index + 1])}
    added = one.sheet.added if isinstance(one.sheet, ShapedSheet) else 0
    filled -= {index + added for index, _ in one.personal}
    return [column_letter(index - added) for index in sorted(filled)]


def _hidden(one: Matched) -> list[int]:
    sheet = one.sheet.base if isinstance(one.sheet, ShapedSheet) else one.sheet
    return [n for n in sheet.hidden if n > one.header_row] if isinstance(sheet, Sheet) else []


def _no_source(document: Document, sources: list[Source]) -> InputError:
    if document.tree is not None:
        top = ", ".join(document.tree)
        return InputError("no_source_yaml", where=document.name, top=top)
    if document.data is not None and not document.sheets:
        top = ", ".join(document.data) if isinstance(document.data, dict) else "[ ]"
        return InputError("no_source_json", where=document.name, top=top)
    for sheet in document.sheets:
        merged = [area for area in sheet.merged if _top_row(area) <= HEAD_ROWS]
        if merged:
            where = f"{document.name}[{sheet.name}]"
            return InputError("merged_header", where=where, areas=", ".join(merged))
    seen = {
        tidy(cell) for sheet in document.sheets for _, cells in sheet.head for cell in cells
    } - {""}
    best: tuple[float, str, list[str]] = (0.0, "", [])
    for source in sources:
        headers = [header for rule in source.tables for header in rule.headers]
        share = sum(header in seen for header in headers) / len(headers) if headers else 0
        if source.format == "table" and share > best[0]:
            best = (share, f"{source.label.zh}（{source.id}）", _missing(document, source, seen))
    if best[1]:
        return InputError(
            "no_source_near", where=document.name, source=best[1], missing="；".join(best[2])
        )
    if document.encoding == "GB18030" and any("\ue000" <= one <= "\uf8ff" for one in "".join(seen)):
        return InputError("garbled", where=document.name)
    rows = [
        [tidy(cell) for cell in cells if cell] for one in document.sheets for _, cells in one.head
    ]
    header = next((row for row in rows if len(row) > 1), rows[0] if rows else [])
    return InputError("no_source", where=document.name, headers=", ".join(header[:12]))


def _missing(document: Document, source: Source, seen: set[str]) -> list[str]:
    """The columns that each table of a source misses, or the table where they are scattered."""
    found = []
    for rule in source.tables:
        if not any(header_at(sheet, rule.shape, rule.headers) for sheet in document.sheets):
            columns = ", ".join(header for header in rule.headers if header not in seen)
            name = rule.sheet if columns else rule.sheet or rule.name
            found.append(f"{name}（{columns}）" if name and columns else name or columns)
    return found


def _top_row(area: str) -> int:
    return int(area.partition(":")[0].lstrip(string.ascii_uppercase))
