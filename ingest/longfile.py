"""CSV files too long to hold: looked over once, then read in a stream or by columns.

The first look finds what a refusal must say (encoding, bytes that are no text, bad
quotes with their line) and whether the file is ``plain``: no quotes, no blank line, no
lone carriage return, so that lines are rows and the columns can be read as they stand.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import TextIOWrapper
from pathlib import Path

from liantu.errors import InputError

LONG = 2**20  # bytes from which a CSV file is long
BLOCK = 2**22
COLUMNS = 16_384  # as many as a spreadsheet has
LINE = 1 << 24  # characters of one line
TOO_LONG = "field larger"
FIELD = 1_000_000  # signs of the longest cell
DELIMITERS = ",\t;|"
Row = tuple[int, list[str]]


@dataclass(frozen=True)
class LongSheet:
    """The one sheet of a long CSV file; like a Sheet, with rows that are read anew each time."""

    path: Path
    codec: str
    delimiter: str
    plain: bool
    state: tuple[int, int]
    head: list[Row]
    size: int
    ending: str
    name: str = ""
    merged: tuple[str, ...] = field(default=())

    def after(self, number: int) -> Iterator[Row]:
        """Yield the rows below a row; raises InputError at the end of a file that changed."""
        for row in rows_of(self.path, self.codec, self.delimiter):
            if row[0] > number:
                yield row
        self.check()

    def check(self) -> None:
        """Raise InputError where the file is not what it was when it was looked over."""
        if state_of(self.path) != self.state:
            raise InputError("file_changed", where=self.path.name)


@dataclass
class Look:
    """What one pass over a file's bytes shows."""

    utf8: bool = True
    nul: int | None = None  # where the first NUL stands
    plain: bool = True
    digest: str = ""
    lines: int = 0


def look_over(path: Path) -> Look:
    """Read a file once, in blocks."""
    found, digest = Look(), hashlib.sha256()
    decoder = codecs.getincrementaldecoder("utf-8")()
    tail, lines, returns, read = b"\n", 0, 0, 0
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            digest.update(block)
            if found.nul is None and b"\0" in block:
                found.nul = read + block.index(b"\0")
            read += len(block)
            found.utf8 = found.utf8 and _decodes(decoder, block)
            joined = tail + block
            blank = b"\n\n" in joined or b"\n\r\n" in joined
            lone = b"\r" in joined and joined.count(b"\r", 0, -1) != joined.count(b"\r\n")
            found.plain = found.plain and not (blank or lone or b'"' in block)
            lines += block.count(b"\n")
            returns += joined.count(b"\r\n") - tail.count(b"\r\n")
            tail = block[-2:]
        found.utf8 = found.utf8 and _decodes(decoder, b"", final=True)
        found.plain = found.plain and not tail.endswith(b"\r") and returns in (0, lines)
    found.digest, found.lines = digest.hexdigest(), lines
    return found


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, final: bool = False) -> bool:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


def is_gb18030(path: Path) -> bool:
    """Say whether all of a file is GB18030, strictly."""
    decoder = codecs.getincrementaldecoder("gb18030")()
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            if not _decodes(decoder, block):
                return False
    return _decodes(decoder, b"", final=True)


def long_sheet(path: Path, codec: str, look: Look, head_rows: int) -> LongSheet:
    """Return a long file's sheet; raises InputError with the row of a bad quote."""
    state = state_of(path)
    with path.open(encoding=codec, newline="") as stream:
        line = stream.readline(FIELD)
    ending = r"\r\n" if line.endswith("\r\n") else r"\n"
    delimiter = max(DELIMITERS, key=line.partition("\n")[0].count)
    head: list[Row] = []
    size = 0
    for row in rows_of(path, codec, delimiter):
        size += 1
        if len(head) < head_rows:
            head.append(row)
        elif look.plain:
            size = look.lines
            break  # every line is a row: nothing further down can be refused
    return LongSheet(path, codec, delimiter, look.plain, state, head, size, ending)


def rows_of(path: Path, codec: str, delimiter: str) -> Iterator[Row]:
    """Yield the rows of a CSV file that hold something, each with its number from 1."""
    csv.field_size_limit(FIELD)
    number = 0
    with path.open(encoding=codec, newline="") as stream:
        try:
            for number, cells in enumerate(_reader(stream, delimiter), start=1):
                texts = [cell.strip() for cell in cells]
                if any(texts):
                    yield number, texts
        except csv.Error as error:
            raise csv_problem(error, f"{path.name}:{number + 1}") from error


def _reader(stream: TextIOWrapper, delimiter: str) -> Iterator[list[str]]:
    where = Path(stream.name).name
    for number, cells in enumerate(csv.reader(_lines(stream), delimiter=delimiter, strict=True)):
        yield in_width(cells, f"{where}:{number + 1}")


def _lines(stream: TextIOWrapper) -> Iterator[str]:
    """Yield lines, refusing one that no memory should hold."""
    while line := stream.readline(LINE):
        if len(line) == LINE and not line.endswith("\n"):
            raise csv.Error(TOO_LONG)
        yield line


def in_width(cells: list[str], where: str) -> list[str]:
    """Return a row of cells; raises InputError for one that is wider than any table."""
    if len(cells) > COLUMNS:
        raise InputError("too_wide", where=where, count=len(cells), limit=COLUMNS)
    return cells


def csv_problem(error: csv.Error, where: str) -> InputError:
    """Return what an error of the csv module means to a clerk."""
    reason = str(error)
    if TOO_LONG in reason:
        return InputError("csv_long", where=where, limit=FIELD)
    if "end of data" in reason or "expected after" in reason:
        return InputError("csv_quote", where=where)
    return InputError("csv", where=where, reason=reason)


def state_of(path: Path) -> tuple[int, int]:
    """Return what changes when a file is written to: its size and time."""
    found = os.stat(path)  # noqa: PTH116 (a path too long is an error of the caller)
    return found.st_size, found.st_mtime_ns
