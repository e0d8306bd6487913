"""A sheet as its source says it is: where the header stands, and its rows in shape."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from liantu.ingest.longfile import LONG, LongSheet
from liantu.ingest.shapes import FILE, Shape, excel_date

if TYPE_CHECKING:
    from liantu.ingest.readers import AnySheet

Row = tuple[int, list[str]]
LONG_ROWS = LONG // 1024  # rows that a long file has at least, near enough


@dataclass(frozen=True)
class ShapedSheet:
    """A sheet below its header, its rows in the shape that a table rule declares.

    Made columns stand before those of the file, so that what is too long stays at the end.
    """

    base: AnySheet
    shape: Shape
    number: int  # of the header's last row
    header: tuple[str, ...]  # of the file
    file: str
    _areas: dict[int, list[tuple[int, int]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        wanted = {at for at, name in enumerate(self.header) if name in self.shape.fill_down}
        for top, left, bottom, right in areas(self.base.merged):
            for column in wanted & set(range(left, right + 1)):
                self._areas.setdefault(column, []).append((top, bottom))

    @property
    def name(self) -> str:
        """The name of the sheet."""
        return self.base.name

    @property
    def merged(self) -> tuple[str, ...]:
        """The merged areas of the sheet."""
        return self.base.merged

    @property
    def added(self) -> int:
        """The number of made columns, which stand before those of the file."""
        return len(self.shape.made)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the made columns and those of the file."""
        return (*(one.name for one in self.shape.made), *self.header)

    @property
    def head(self) -> list[Row]:
        """The first rows as the file has them."""
        return self.base.head

    @property
    def size(self) -> int:
        """The number of rows, of a long file the least that it can be."""
        return max(self.base.size, LONG_ROWS if isinstance(self.base, LongSheet) else 0)

    def after(self, number: int) -> Iterator[Row]:
        """Yield the rows below a row in shape, with their numbers."""
        above: dict[int, tuple[int, str]] = {}
        places = {name: at for at, name in enumerate(self.header) if name}
        fill = [places[name] for name in self.shape.fill_down if name in places]
        forms = [places[name] for name, _ in self.shape.cells if name in places]
        for row, cells in self.base.after(number):
            texts = list(cells)
            for at in fill:
                self._fill(row, texts, at, above)
            for at in forms:
                if at < len(texts):
                    texts[at] = excel_date(texts[at])
            yield row, [*self._made(texts, places), *texts]

    def _fill(self, row: int, texts: list[str], at: int, above: dict[int, tuple[int, str]]) -> None:
        """Fill one blank cell from above: in a workbook only inside its merged cell."""
        if at < len(texts) and texts[at]:
            above[at] = (row, texts[at])
        elif at in above and self._reaches(row, at, above[at][0]):
            texts.extend([""] * (at + 1 - len(texts)))
            texts[at] = above[at][1]

    def _reaches(self, row: int, at: int, start: int) -> bool:
        if not self.base.name and not self.base.merged:  # a CSV file has no merged cells
            return True
        return any(top <= start and row <= bottom for top, bottom in self._areas.get(at, ()))

    def _made(self, texts: list[str], places: dict[str, int]) -> list[str]:
        made: dict[str, str] = {}

        def cell(column: str) -> str:
            if column == FILE:
                return Path(self.file).stem
            at = places.get(column)
            if at is None:
                return made.get(column, "")
            return texts[at] if at < len(texts) else ""

        for one in self.shape.made:
            made[one.name] = one.value(cell)
        return list(made.values())


def header_at(sheet: AnySheet, shape: Shape, wanted: Sequence[str]) -> tuple[int, list[str]] | None:
    """Return the row number of a sheet's header and its names, None where there is none."""
    head = sheet.head
    for index in range(len(head) - shape.header_rows + 1):
        names = names_at(sheet, index, shape.header_rows)
        if set(wanted) <= set(names):
            return head[index + shape.header_rows - 1][0], names
    return None


def names_at(sheet: AnySheet, index: int, lines: int) -> list[str]:
    """Return the names of a header of one or two lines that begins at a row of the head."""
    head = sheet.head
    names = _two_lines(sheet, head[index], head[index + 1]) if lines == 2 else head[index][1]
    return [tidy(name) for name in names]


def _two_lines(sheet: AnySheet, upper: Row, lower: Row) -> list[str]:
    """Join a header of two lines as 上/下; an upper cell holds for the columns merged with it."""
    width = max(len(upper[1]), len(lower[1]))
    above = [*upper[1], *[""] * (width - len(upper[1]))]
    below = [*lower[1], *[""] * (width - len(lower[1]))]
    if not sheet.name and not sheet.merged:  # a CSV file: a blank upper cell belongs to its left
        for at in range(1, width):
            above[at] = above[at] or (above[at - 1] if below[at] else "")
    for top, left, bottom, right in areas(sheet.merged):
        if top <= upper[0] <= bottom and left < width:
            for at in range(left, min(right + 1, width)):
                above[at] = above[left]
    return ["/".join(one for one in pair if one) for pair in zip(above, below, strict=True)]


def areas(merged: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Yield merged areas such as ``A1:C2`` as top, left, bottom, right (columns from 0)."""
    for area in merged:
        (left, top), (right, bottom) = (_place(corner) for corner in area.split(":"))
        yield top, left, bottom, right


def _place(corner: str) -> tuple[int, int]:
    letters = corner.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column - 1, int(corner[len(letters) :])


def tidy(cell: str) -> str:
    """Return a header without white space and with half-width brackets."""
    return "".join(cell.split()).replace("（", "(").replace("）", ")")
