"""From a file to sheets of text cells, with row numbers as a spreadsheet shows them.

Nothing is interpreted here: every cell becomes text (or, in YAML, stays a list
or mapping), blank cells become empty strings, and rows keep their number.
Encodings are tried in the order byte-order mark, strict UTF-8, strict GB18030;
undecodable bytes refuse the file and are never skipped.
"""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Protocol

from python_calamine import CalamineError, CalamineWorkbook

from liantu.errors import InputError
from liantu.ingest import parquet, trees
from liantu.ingest.hidden import hidden_rows
from liantu.ingest.longfile import (
    DELIMITERS,
    FIELD,
    LONG,
    csv_problem,
    in_width,
    is_gb18030,
    long_sheet,
    look_over,
    state_of,
)
from liantu.settings import settings
from liantu.yamlfile import Located, read_yaml

TABLE_SUFFIXES = {".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".xls"}
YAML_SUFFIXES = {".yml", ".yaml"}
JSON_SUFFIXES = {".json"}
LINES_SUFFIXES = {".jsonl", ".ndjson"}
TREE_SUFFIXES = YAML_SUFFIXES | JSON_SUFFIXES | LINES_SUFFIXES
SUFFIXES = TABLE_SUFFIXES | TREE_SUFFIXES | {".parquet"}
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
UNZIP_RATIO = 200
MAX_CELLS = 2**25  # of one sheet, from its first cell to its farthest
# A cell that holds something, with its place: a cell that is only formatted has no content.
WIDE = (re.compile(rb'r="[A-Za-z]{2}'), re.compile(rb"r='[A-Za-z]{2}"))
CELL = re.compile(rb"""<(?:\w+:)?c [^>]*?\br=["']([A-Za-z]{1,3})(\d{1,7})["'][^>]*(?<!/)>""")


OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # how an .xls begins, and any locked workbook
HEAD_ROWS = 10  # a header stands within the first rows; titles may stand above it


@dataclass(frozen=True)
class Sheet:
    """One sheet: its rows as (row number from 1, cells)."""

    name: str
    rows: list[tuple[int, list[str]]]
    merged: tuple[str, ...] = ()
    hidden: tuple[int, ...] = ()  # rows that a spreadsheet does not show

    @property
    def head(self) -> list[tuple[int, list[str]]]:
        """The first rows, among which a header stands."""
        return self.rows[:HEAD_ROWS]

    @property
    def size(self) -> int:
        """The number of rows that hold something."""
        return len(self.rows)

    def after(self, number: int) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows below a row, with their numbers, without blank ones."""
        return (row for row in self.rows if row[0] > number)


class AnySheet(Protocol):
    """What every reader gives, however it reads: rows of texts with their numbers.

    ``head`` is what a header is looked for in; ``after`` may be called again and again and
    is consumed in a stream, so that a sheet need not be held. From a number of rows on
    (``size``) the rows go into columns; see :class:`liantu.ingest.columnar.ColumnSheet`.
    """

    @property
    def name(self) -> str:
        """The sheet's name, empty where a file has only one."""

    @property
    def merged(self) -> tuple[str, ...]:
        """The areas of merged cells, as a spreadsheet names them."""

    @property
    def head(self) -> list[tuple[int, list[str]]]:
        """The first rows, among which a header stands."""

    @property
    def size(self) -> int:
        """About how many rows hold something; 0 only where none does."""

    def after(self, number: int) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows below a row, with their numbers, without blank ones."""


@dataclass(frozen=True)
class Document:
    """A file as read: sheets of a table file, or the mapping of a YAML file."""

    path: Path
    encoding: str
    sheets: Sequence[AnySheet] = field(default_factory=list)
    tree: Located | None = None
    data: Any = None  # what a JSON file holds
    digest: str = ""  # of the file's bytes

    @property
    def name(self) -> str:
        """The file's own name, as citations show it."""
        return self.path.name


def read_file(path: Path) -> Document:
    """Read one file; raises InputError naming the file where it cannot be read.

    A file that is written to meanwhile is refused: its rows would not be those of its digest.
    """
    try:
        before = state_of(path)
        found = _read(path, before[0])
        if state_of(path) != before:
            raise InputError("file_changed", where=path.name)
    except OSError as error:
        reason = str(error.strerror)
        raise InputError("file_unreadable", where=path.name, reason=reason) from error
    return found


def _read(path: Path, size: int) -> Document:
    where = path.name
    if size == 0:
        raise InputError("file_empty", where=where)
    if size > settings().max_file_mib * 2**20:
        raise InputError("file_too_large", where=where, limit=settings().max_file_mib)
    suffix = path.suffix.lower()
    if suffix in {".xlsx", ".xlsm", ".xls"}:
        return _workbook(path)
    if suffix == ".parquet":
        return _parquet(path)
    if suffix not in SUFFIXES:
        raise InputError("file_type", where=where, suffix=suffix or "–")
    if size >= LONG and suffix not in TREE_SUFFIXES and (found := _long(path)):
        return found
    raw = path.read_bytes()
    text, encoding = decode(raw, where)
    digest = hashlib.sha256(raw).hexdigest()
    if suffix in YAML_SUFFIXES:
        return Document(path, encoding, tree=read_yaml(text, where), digest=digest)
    if suffix in JSON_SUFFIXES:
        data = trees.read_json(text.removeprefix("\ufeff"), where)
        sheets = [_records(enumerate(data, start=1))] if trees.is_records(data) else []
        return Document(path, encoding, sheets, data=data, digest=digest)
    if suffix in LINES_SUFFIXES:
        lines = trees.read_lines(text, where)
        return Document(path, encoding, [_records(lines)], digest=digest)
    return Document(path, encoding, [_csv(text, where)], digest=digest)


def _records(found: Iterable[tuple[int, Any]]) -> Sheet:
    return Sheet("", trees.table((number, trees.flat(one)) for number, one in found))


def _parquet(path: Path) -> Document:
    rows = list(enumerate(parquet.rows(path, cell_text)))
    return Document(path, "Parquet", [Sheet("", rows)], digest=look_over(path).digest)


def _long(path: Path) -> Document | None:
    """Read a long CSV file without holding it; None where its bytes need a closer look."""
    look = look_over(path)
    with path.open("rb") as stream:
        start = stream.read(4)
    marked = any(start.startswith(bom) for bom, _ in BOMS)
    if look.nul is not None and not marked:
        raise InputError("binary", where=path.name, position=look.nul)
    if look.nul is not None or (
        not look.utf8 and (start.startswith(BOMS[0][0]) or not is_gb18030(path))
    ):
        return None
    if not look.utf8:
        sheet, encoding = long_sheet(path, "gb18030", look, HEAD_ROWS), "GB18030"
    else:
        encoding = "UTF-8-BOM" if start.startswith(codecs.BOM_UTF8) else "UTF-8"
        sheet = long_sheet(path, "utf-8-sig", look, HEAD_ROWS)
    return Document(path, encoding, [sheet], digest=look.digest)


def decode(raw: bytes, where: str) -> tuple[str, str]:
    """Decode bytes strictly and name the encoding; raises InputError with the bad position."""
    for bom, encoding in BOMS:
        if raw.startswith(bom):
            try:
                return raw.decode(encoding), "UTF-8-BOM" if bom == codecs.BOM_UTF8 else "UTF-16"
            except UnicodeDecodeError as error:
                raise InputError("encoding", where=where, position=error.start) from error
    if b"\0" in raw:
        raise InputError("binary", where=where, position=raw.index(b"\0"))
    position = 0
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding), encoding.upper()
        except UnicodeDecodeError as error:
            position = max(position, error.start)
    line = raw[:position].count(b"\n") + 1
    raise InputError("encoding", where=f"{where}:{line}", position=position)


def _csv(text: str, where: str) -> Sheet:
    csv.field_size_limit(FIELD)
    head = text[: text.find("\n") if "\n" in text else len(text)]
    delimiter = max(DELIMITERS, key=head.count)
    rows: list[tuple[int, list[str]]] = []
    number = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for number, cells in enumerate(reader, start=1):
            texts = [cell.strip() for cell in in_width(cells, f"{where}:{number}")]
            if any(texts):
                rows.append((number, texts))
    except csv.Error as error:
        raise csv_problem(error, f"{where}:{number + 1}") from error
    return Sheet("", rows)


def _workbook(path: Path) -> Document:
    try:
        if zipfile.is_zipfile(path):
            _check_ratio(path)
            _check_span(path)
        book = CalamineWorkbook.from_path(path)
        unseen = hidden_rows(path) if zipfile.is_zipfile(path) else {}
        sheets = [_sheet(book, name, unseen.get(name, ())) for name in book.sheet_names]
    except (CalamineError, zipfile.BadZipFile, zlib.error, ValueError, OSError) as error:
        raise _workbook_problem(path, error) from error
    digest = look_over(path).digest
    return Document(path, "XLSX" if path.suffix.lower() != ".xls" else "XLS", sheets, digest=digest)


def _workbook_problem(path: Path, error: Exception) -> InputError:
    """Return why a workbook does not open: a password, another kind of file, or damage."""
    with path.open("rb") as stream:
        start = stream.read(len(OLE))
    old = path.suffix.lower() == ".xls"
    if "password" in str(error).lower() or (start == OLE and not old):
        return InputError("workbook_locked", where=path.name)
    if start != OLE and not start.startswith(b"PK"):
        return InputError("workbook_other", where=path.name, suffix=path.suffix)
    return InputError("workbook", where=path.name, reason=str(error))


def _check_ratio(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        total = sum(entry.file_size for entry in archive.infolist())
    if total > settings().max_file_mib * 2**20 or (
        total > 2**26 and total > UNZIP_RATIO * path.stat().st_size
    ):
        raise InputError("zip_bomb", where=path.name, mib=total // 2**20)


def _check_span(path: Path) -> None:
    """Refuse a sheet whose cells lie so far apart that the area between them fills the memory.

    Up to column Z the last row that there can be is near enough.
    """
    with zipfile.ZipFile(path) as archive:
        for entry in archive.namelist():
            if not entry.startswith("xl/worksheets/sheet"):
                continue
            with archive.open(entry) as stream:
                if not any(one.search(chunk) for chunk in _chunks(stream) for one in WIDE):
                    continue
            row, column = 0, ""
            with archive.open(entry) as stream:
                for chunk in _chunks(stream):
                    for letters, digits in CELL.findall(chunk):
                        row = max(row, int(digits))
                        column = max(column, letters.decode(), key=lambda one: (len(one), one))
            if row * column_number(column) > MAX_CELLS:
                raise InputError("sheet_span", where=path.name, cell=f"{column}{row}")


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield what a stream holds in pieces that overlap by more than a cell's tag is long."""
    tail = b""
    while chunk := stream.read(2**22):
        yield tail + chunk
        tail = chunk[-128:]


def _sheet(book: CalamineWorkbook, name: str, hidden: tuple[int, ...]) -> Sheet:
    sheet = book.get_sheet_by_name(name)
    rows: list[tuple[int, list[str]]] = []
    for number, cells in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        texts = [cell_text(cell) for cell in cells]
        if any(texts):
            rows.append((number, texts))
    merged = tuple(_range(area) for area in sheet.merged_cell_ranges or [])
    filled = {number for number, _ in rows}
    return Sheet(name, rows, merged, tuple(one for one in hidden if one in filled))


def _range(area: tuple[tuple[int, int], tuple[int, int]]) -> str:
    (top, left), (bottom, right) = area
    return f"{column_letter(left)}{top + 1}:{column_letter(right)}{bottom + 1}"


def column_number(letters: str) -> int:
    """Return the 1-based number of a column by its letters; 0 for none."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def column_letter(index: int) -> str:
    """Return a spreadsheet's name of the 0-based column, for example ``A`` or ``AB``."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_text(cell: Any) -> str:
    """Return a cell as text: whole numbers without a point, dates in ISO form."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ")
    return str(cell).strip()
