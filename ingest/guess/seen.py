"""A file as it lies there: where each table's header stands, and what its columns hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import islice

from liantu.errors import InputError
from liantu.ingest.checks import clean, date_of
from liantu.ingest.findings import Reject
from liantu.ingest.guess.words import fold, words
from liantu.ingest.personal import is_personal
from liantu.ingest.readers import AnySheet, Document
from liantu.ingest.sheets import areas, names_at

LOOKED = 2_000  # rows below a header that are looked at
KEPT = 400  # values of a column that are kept
WIDEST = 200  # columns that can be mapped; what stands right of them is not read
LONGEST = 30  # characters of a header
NUMBER = re.compile(r"[+-]?[\d,]+(\.\d+)?%?\Z")


@dataclass(frozen=True)
class SeenColumn:
    """A column with its cells in the order of the rows."""

    at: int
    name: str
    cells: tuple[str, ...]  # of every row that was looked at
    broken: bool = False  # some cell has several lines

    @cached_property
    def values(self) -> tuple[str, ...]:
        """The first cells that hold something."""
        return tuple(islice((cell for cell in self.cells if cell), KEPT))

    @property
    def samples(self) -> tuple[str, ...]:
        """The first three different values."""
        return tuple(dict.fromkeys(self.values))[:3]


@dataclass(frozen=True)
class SeenTable:
    """A sheet with its header: ``row`` is the number of the header's last line."""

    sheet: str
    row: int
    lines: int
    columns: tuple[SeenColumn, ...]
    rows: int  # looked at, at most LOOKED
    merged: tuple[str, ...] = ()  # columns whose body has merged cells
    further: int = 0  # columns right of those that can be mapped


def look_at(document: Document) -> list[SeenTable]:
    """Return the tables of a file; a sheet without a header or rows gives none.

    Raises InputError for a file that is no table, and for one without any.
    """
    if document.tree is not None or not document.sheets:
        raise InputError("mapping_nested", where=document.name)
    found = [one for sheet in document.sheets if sheet.size for one in _table(sheet)]
    if not found:
        raise InputError("mapping_no_table", where=document.name)
    return found


def _table(sheet: AnySheet) -> list[SeenTable]:
    at = _header(sheet)
    if at is None:
        return []
    index, lines = at
    row = sheet.head[index + lines - 1][0]
    names = names_at(sheet, index, lines)
    body = list(islice(sheet.after(row), LOOKED))
    if not body:
        return []
    columns = []
    for place, name in enumerate(names[:WIDEST]):
        if name:
            raw = [cells[place] if place < len(cells) else "" for _, cells in body]
            cells = tuple(_clean(cell) for cell in raw)
            columns.append(SeenColumn(place, name, cells, any("\n" in cell for cell in raw)))
    merged = {
        names[column]
        for top, left, bottom, right in areas(sheet.merged)
        for column in range(left, right + 1)
        if top > row and bottom > top and column < len(names)
    }
    further = len([name for name in names[WIDEST:] if name])
    return [
        SeenTable(
            sheet.name, row, lines, tuple(columns), len(body), tuple(sorted(merged - {""})), further
        )
    ]


def _clean(cell: str) -> str:
    try:
        return clean(cell, "")[0]
    except Reject:
        return "�"


def _header(sheet: AnySheet) -> tuple[int, int] | None:
    """Return where a header begins among the first rows, and its number of lines."""
    head = sheet.head
    best: tuple[float, int, int] | None = None
    for index in range(len(head)):
        score = _score(head[index][1], index)
        if score > 0 and (best is None or score > best[0]):
            best = (score, index, 1)
    if best is None:
        return None
    _, index, _ = best
    if index + 1 < len(head) and _second(sheet, index):
        return index, 2
    if index and _second(sheet, index - 1):
        return index - 1, 2
    return index, 1


def _score(cells: Sequence[str], index: int) -> float:
    """How much a row looks like a header: different short words, known ones above all."""
    filled = [cell for cell in cells if cell.strip()]
    names = [fold(cell) for cell in filled]
    if not filled or (len(filled) == 1 and len(cells) > 1):
        return 0
    plain = [cell for cell in filled if not is_value(cell) and len(cell) <= LONGEST]
    known = sum(name in _known() or _bare(name) in _known() or is_personal(name) for name in names)
    share = len(plain) / len(filled)
    if share < 0.6:
        return 0
    different = len(set(names)) / len(names)
    return known * 3 + len(plain) * share * different - index * 0.5


def _second(sheet: AnySheet, index: int) -> bool:
    """Say whether the row after one holds the lower line of a header of two lines."""
    if index + 1 >= len(sheet.head):
        return False
    (number, above), (_, below) = sheet.head[index], sheet.head[index + 1]
    width = max(len(above), len(below))
    upper = [*above, *[""] * (width - len(above))]
    lower = [*below, *[""] * (width - len(below))]
    words_below = [cell for cell in lower if cell]
    if not words_below or any(is_value(cell) or len(cell) > LONGEST for cell in words_below):
        return False
    if sheet.merged:
        groups = [
            (left, right)
            for top, left, bottom, right in areas(sheet.merged)
            if top == bottom == number and right > left
        ]
        inside = {at for left, right in groups for at in range(left, right + 1)}
        title = any(left == 0 and right >= width - 1 for left, right in groups)
        outside = [at for at in range(width) if lower[at] and at not in inside]
        return bool(inside) and not title and not outside and len(words_below) >= 2
    split = [at for at in range(1, width) if lower[at] and not upper[at]]
    alone = [at for at in range(width) if upper[at] and not lower[at]]
    return bool(split) and bool(alone) and bool(upper[0])


def is_value(cell: str) -> bool:
    """Say whether a cell holds a number, a date or a long text rather than a name of a column."""
    text = cell.strip()
    if NUMBER.match(text):
        return not re.fullmatch(r"(19|20)\d\d", text)
    try:
        date_of(text, "")
    except Reject:
        return False
    return True


def _bare(name: str) -> str:
    return re.sub(r"\([^()]*\)", "", name)


@cache
def _known() -> frozenset[str]:
    """Every word of a header that means something anywhere, folded."""
    told = words()
    lists = [*told["properties"].values(), *told["place"].values(), *told["links"].values()]
    lists += [told["citation"], told["observed"], told["serial"]]
    lists += [one["name"] for one in told["kinds"].values()]
    lists += [side for edge in told["edges"].values() for side in edge.values()]
    return frozenset(fold(str(word)) for one in lists for word in one)
