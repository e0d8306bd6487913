"""Rows set aside, corrected in the file that was made of them, and loaded back.

Such a file has the columns of the original and, beside them, where each row came from.
It is known by these marks, goes to the source of the delivery that it corrects, and adds
to that delivery: it never counts as a full one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from liantu.errors import InputError
from liantu.home import Home
from liantu.ingest.matching import Match, Matched
from liantu.ingest.readers import AnySheet, Document, Sheet
from liantu.ingest.rules import Source, TableRule
from liantu.ingest.sheets import ShapedSheet, tidy
from liantu.ledger import Batch, VersionRow

MARKS = ("文件", "工作表", "行", "列", "原因", "怎么改", "批次")
SURPLUS = "多出的格"  # cells beyond the header, listed before the marks
FORMULA = re.compile("'*[=+\\-@\t\r＝＋－＠]")
Place = tuple[str, str, int]


def neutral(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula; :func:`plain` undoes it.

    >>> neutral('=1+1'), plain(neutral('=1+1')), neutral('塔筒')
    ("'=1+1", '=1+1', '塔筒')
    """
    return f"'{text}" if FORMULA.match(text) else text


def plain(text: str) -> str:
    """Return a text as it was before :func:`neutral`."""
    return text[1:] if text.startswith("'") and FORMULA.match(text[1:]) else text


def cell(value: Any) -> str:
    """Return a raw cell as text; lists and mappings as JSON."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def is_corrections(document: Document) -> bool:
    """Say whether a file holds rows set aside, with their marks."""
    return any(_marks(sheet) for sheet in document.sheets)


def match_corrections(
    document: Document, home: Home, active: VersionRow | None, sources: dict[str, Source]
) -> list[Match]:
    """Return one match per delivery that a file corrects.

    Raises InputError for a row that does not say where it came from, for one of a delivery
    that is not in force any more, and where a column of the source is missing.
    """
    batches = {one.id: one for one in home.ledger.batches(active.batches if active else [])}
    known: dict[str, set[Place]] = {}
    found: dict[str, list[Matched]] = {}
    for sheet in document.sheets:
        if not (at := _marks(sheet)):
            continue
        for batch, rows in _by_batch(document, sheet, at, batches).items():
            if batch not in known:
                aside = home.ledger.rejects([batch])
                known[batch] = {(one.file, one.sheet, one.row or 0) for one in aside}
            _check_places(document, sheet, rows, known[batch])
            one = _matched(document, sheet, at, rows, sources.get(batches[batch].source))
            found.setdefault(batch, []).append(one)
    if not found:
        raise InputError("no_rows", where=document.name)
    return [
        Match(document, sources[batches[batch].source], tuple(tables), of=batch)
        for batch, tables in found.items()
    ]


def _marks(sheet: AnySheet) -> dict[str, int]:
    """Where the marks stand in a sheet's first row; nothing where one is missing."""
    header = [tidy(one) for one in sheet.head[0][1]] if sheet.head else []
    if not set(MARKS) <= set(header):
        return {}
    last = {name: at for at, name in enumerate(header)}
    start = last[MARKS[0]]
    surplus = {SURPLUS: start - 1} if start and header[start - 1] == SURPLUS else {}
    return {name: last[name] for name in MARKS} | surplus


Rows = list[tuple[int, list[str], Place]]


def _by_batch(
    document: Document, sheet: AnySheet, at: dict[str, int], batches: dict[str, Batch]
) -> dict[str, Rows]:
    found: dict[str, Rows] = {}
    for number, texts in sheet.after(sheet.head[0][0]):
        cells = [*texts, *[""] * (max(at.values()) + 1 - len(texts))]
        said = {name: plain(cells[place]) for name, place in at.items()}
        where = _where(document, sheet, number)
        if not said["批次"] or not said["行"].isdigit():
            raise InputError("corrections_row", where=where)
        if said["批次"] not in batches:
            raise InputError("corrections_outdated", where=where, batch=said["批次"])
        place = (said["文件"], said["工作表"], int(said["行"]))
        found.setdefault(said["批次"], []).append((number, cells, place))
    return found


def _check_places(document: Document, sheet: AnySheet, rows: Rows, known: set[Place]) -> None:
    seen: dict[Place, int] = {}
    for number, _, place in rows:
        where = _where(document, sheet, number)
        if place not in known:
            raise InputError("corrections_row", where=where)
        if place in seen:
            raise InputError("corrections_twice", where=where, first=seen[place])
        seen[place] = number


def _where(document: Document, sheet: AnySheet, number: int) -> str:
    return f"{document.name}{f'[{sheet.name}]' if sheet.name else ''}:{number}"


def _matched(
    document: Document, sheet: AnySheet, at: dict[str, int], rows: Rows, source: Source | None
) -> Matched:
    """Return the rows of one delivery as a sheet of its source, without the marks."""
    if source is None or source.format != "table":
        raise InputError("corrections_form", where=document.name)
    taken = set(at.values())
    head = sheet.head[0][1]
    columns = [place for place in range(len(head)) if place not in taken]
    names = [tidy(plain(head[place])) for place in columns]
    rule = _rule(document, sheet, names, rows[0][2], source)
    header = tuple(names)
    body = Sheet(sheet.name, [(1, names), *_body(rows, columns, at)])
    places = tuple((number, place) for number, _, place in rows)
    shape = replace(rule.shape, header_rows=1, fill_down=())
    if shape.plain:
        return Matched(rule, body, 1, header, places)
    shaped = ShapedSheet(body, shape, 1, header, Path(rows[0][2][0]).name)
    return Matched(rule, shaped, 1, shaped.columns, places)


def _body(rows: Rows, columns: list[int], at: dict[str, int]) -> Iterator[tuple[int, list[str]]]:
    for number, cells, _ in rows:
        texts = [plain(cells[place]) if place < len(cells) else "" for place in columns]
        surplus = plain(cells[at[SURPLUS]]) if SURPLUS in at else ""
        yield number, [*texts, surplus] if surplus else texts


def _rule(
    document: Document, sheet: AnySheet, names: list[str], place: Place, source: Source
) -> TableRule:
    """Return the table whose columns a sheet has, first the one of the original's name."""
    fitting = [
        one
        for one in source.tables
        if {tidy(name) for name in one.headers} <= {*names, *_made(one)}
    ]
    fitting.sort(key=lambda one: one.sheet != place[1])
    if fitting:
        return fitting[0]
    missing = min(
        ([name for name in one.headers if tidy(name) not in names] for one in source.tables),
        key=len,
    )
    where = f"{document.name}{f'[{sheet.name}]' if sheet.name else ''}"
    raise InputError("corrections_columns", where=where, missing="、".join(missing))


def _made(rule: TableRule) -> set[str]:
    return {one.name for one in rule.shape.made}
