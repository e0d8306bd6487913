"""What scripts deliver: files as they are, or rows that become the file their source knows.

    files ──────────────────────────────┐
    rows (JSON, JSON lines) → a CSV ────┴→ an arrival → a job → the load that people start too

The job reads the arrival as the source that was named or refuses it; what is refused, and a
full delivery that lost too much, goes on waiting on the data page.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from typing import Any, BinaryIO

from rapidfuzz import process

from liantu.days import observed_day
from liantu.errors import InputError, NotFound, UsageError
from liantu.home import Home
from liantu.ingest import jobs
from liantu.ingest.incoming import Incoming, discard, receive
from liantu.ingest.rules import FORMS, Source
from liantu.ingest.shapes import Shape
from liantu.ingest.sheets import tidy
from liantu.ingest.sources import all_sources

BUILTIN = "builtin"  # a source that no file is delivered to
MOST_COLUMNS = 500
PIECE = 1 << 20


@dataclass(frozen=True)
class Terms:
    """How files are delivered: dated, in full or as changes, and in which order."""

    observed_on: str = ""
    delivery: str = ""
    sequence: int = 0

    def checked(self) -> dict[str, Any]:
        """Return the options of a load; raises UsageError for what it cannot take."""
        if self.delivery not in ("", *FORMS):
            raise UsageError("delivery", where="delivery", value=self.delivery)
        day = observed_day(self.observed_on, "observed_on").isoformat() if self.observed_on else ""
        return {"observed_on": day, "delivery": self.delivery, "sequence": self.sequence}


def sources(home: Home) -> dict[str, Source]:
    """Return the sources that files can be delivered to, by id."""
    return {name: one for name, one in all_sources(home.root).items() if one.format != BUILTIN}


def source_named(home: Home, name: str) -> Source:
    """Return a source by id; raises NotFound with the nearest ids."""
    known = sources(home)
    if name in known:
        return known[name]
    near = ", ".join(hit[0] for hit in process.extract(name, [*known], limit=3))
    raise NotFound("deliver_source", where=name[:100], near=near)


def receive_for(
    home: Home, source: Source, files: Iterable[tuple[str, BinaryIO]], terms: Terms
) -> Incoming:
    """Keep files apart, to be loaded as a source's; raises what ``receive`` does."""
    options = terms.checked()
    found = receive(home, files)
    empty = [one.name for one in found.files if not one.stat().st_size]
    if empty:
        discard(home, found.name)
        raise InputError("deliver_empty", where=empty[0])
    found.tell({**options, "source": source.id})
    return found


def start(home: Home, arrival: Incoming) -> int:
    """Start the job that loads an arrival and return its number."""
    files = [one.name for one in arrival.files]
    return jobs.start(home, "deliver", {"incoming": arrival.name, "files": files})


def digest(arrival: Incoming) -> str:
    """Return a hash of what was delivered and how: the same for the same."""
    found = hashlib.sha256(json.dumps(arrival.options, sort_keys=True).encode())
    for path in arrival.files:
        found.update(f"\0{path.name}\0{path.stat().st_size}\0".encode())
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                found.update(piece)
    return found.hexdigest()


def file_name(source: Source, suffix: str = ".csv") -> str:
    """Return a name by which a file of rows is known as a source's."""
    stem = source.file.replace("*", "").replace("?", "") if source.file else ""
    name = f"{stem or source.id}{suffix}"
    return name if fnmatch(name, source.file or "*") else f"{source.id}{suffix}"


def as_csv(source: Source, rows: Iterable[Any]) -> BinaryIO:
    """Return rows, each an object of plain values, as a CSV file of all their columns.

    Raises InputError naming the row (from 1) for what is no row, or a value that no cell has,
    and the columns that are missing for a source.
    """
    kept: list[Mapping[str, Any]] = []
    columns: dict[str, None] = {}
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict) or not row:
            raise InputError("deliver_row", where=f"rows[{number}]")
        kept.append({name: _cell(value, number, name) for name, value in row.items()})
        columns.update(dict.fromkeys(row))
        if len(columns) > MOST_COLUMNS:
            raise InputError("deliver_columns", where=f"rows[{number}]", most=MOST_COLUMNS)
    if not kept:
        raise InputError("deliver_none", where="rows")
    fit(source, columns)
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, [*columns], restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(kept)
    return io.BytesIO(text.getvalue().encode("utf-8"))


def fit(source: Source, columns: Iterable[str]) -> None:
    """Raise InputError where rows have the columns of none of a source's tables."""
    given = {tidy(name) for name in columns}
    if any(rule.shape != Shape() or {*rule.headers} <= given for rule in source.tables):
        return
    missing = [", ".join(one for one in rule.headers if one not in given) for rule in source.tables]
    raise InputError("deliver_misfit", where="rows", source=source.id, missing="; ".join(missing))


def read_lines(body: bytes) -> Iterable[Any]:
    """Yield the rows of JSON lines; raises InputError naming the line that is none."""
    for number, line in enumerate(body.splitlines(), 1):
        if line.strip():
            try:
                yield json.loads(line)
            except (ValueError, RecursionError):
                raise InputError("deliver_line", where=f"line {number}") from None


def _cell(value: Any, number: int, name: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (str, int, float)):
        found = str(value)
        if "\x00" in found:
            raise InputError("deliver_nul", where=f"rows[{number}].{name[:60]}")
        try:
            found.encode("utf-8")
        except UnicodeEncodeError:
            found = ""
        if found or value == "":
            return found
    raise InputError("deliver_cell", where=f"rows[{number}].{name[:60]}")
