"""Tables as JSON lines, CSV, XLSX and Parquet, made part by part where they are long."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import fields
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
from flask import request

from liantu.errors import LiantuError
from liantu.ingest.corrections import neutral
from liantu.queries.evidence import Evidence
from liantu.queries.sheets import Book, Head, Kind, Row, Sheet
from liantu.queries.sheets import Column as SheetColumn
from liantu.web.answers.tables import Table, rows_of, text_of, with_records
from liantu.web.context import store
from liantu.web.sheets_out import as_xlsx, citation

PART = 64 * 1024  # bytes that are sent at once
DUCK = {
    "boolean": "BOOLEAN", "integer": "BIGINT", "number": "DOUBLE",
    "list": "VARCHAR[]", "string": "VARCHAR",
}  # fmt: skip
KINDS: dict[str, Kind] = {"integer": "number", "number": "number", "list": "list"}
CITED = "evidence"
EVIDENCE = {one.name for one in fields(Evidence)}
Parts = Iterable[bytes]


def _gathered(lines: Iterable[str]) -> Iterator[bytes]:
    """Give lines in parts of some size."""
    held: list[str] = []
    size = 0
    for line in lines:
        held.append(line)
        size += len(line)
        if size >= PART:
            yield "".join(held).encode()
            held, size = [], 0
    if held:
        yield "".join(held).encode()


def _begun(parts: Iterator[bytes]) -> Parts:
    """Give parts of which the first is made already: what goes wrong there is still an answer."""
    first = next(parts, b"")
    return chain([first], parts)


def as_lines(table: Table) -> Parts:
    """Give a table as JSON lines: the records as JSON has them, one a line."""
    lines = (json.dumps(one, ensure_ascii=False, default=str) + "\n" for one in table.records())
    return _begun(_gathered(lines))


def as_csv(table: Table) -> Parts:
    """Give a table as CSV: UTF-8, one line of names, no cell that a spreadsheet runs."""
    return _begun(_gathered(_csv(table)))


def _csv(table: Table) -> Iterator[str]:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([neutral(one.name) for one in table.columns])
    cited = next((at for at, one in enumerate(table.columns) if one.name == CITED), -1)
    for row, record in with_records(table):
        cells = [_text(value) for value in row]
        if cited >= 0 and (found := evidence_of(record)):
            cells[cited] = neutral(citation(found))
        writer.writerow(cells)
        yield stream.getvalue()
        stream.seek(0)
        stream.truncate()
    yield stream.getvalue()


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, (int, bool)):
        return text_of(value)
    return neutral(text_of(value))


def as_workbook(table: Table) -> Parts:
    """Give a table as a workbook with the names of its columns and what each of them is.

    The rows of files that a record was read from stand in the column and the sheet that every
    workbook has for them.
    """
    places = [at for at, one in enumerate(table.columns) if one.name != CITED]
    columns = tuple(
        SheetColumn(one.name, one.name, KINDS.get(one.type, "text"))
        for one in (table.columns[at] for at in places)
    )
    rows = tuple(
        Row(tuple(_shown(row[at]) for at in places), evidence_of(record))
        for row, record in with_records(table)
    )
    head = _head(table)
    return [as_xlsx(Book(head, (Sheet("data", columns, rows),)))]


def evidence_of(record: Mapping[str, Any]) -> tuple[Evidence, ...]:
    """Return the rows of files that a record was read from, where it names them."""
    told = record.get(CITED)
    return tuple(
        Evidence(**{**one, "observed_on": one["observed_on"] or ""})
        for one in (told if isinstance(told, list) else ())
        if isinstance(one, Mapping) and {*one} == EVIDENCE
    )


def _head(table: Table) -> Head:
    """Return of which data a table is, and the address that was asked for it."""
    version, as_of = (table.head.get(name, "") for name in ("data_version", "as_of"))
    with suppress(LiantuError):  # nothing is loaded yet
        version, as_of = version or store().data_version, as_of or store().as_of
    suffix = request.environ.get("liantu.form", "")
    path = f"{request.path}.{suffix}" if suffix else request.path
    query = request.query_string.decode(errors="replace")
    return Head("liantu", version, as_of, address=f"{path}?{query}" if query else path)


def _shown(value: Any) -> Any:
    return text_of(value) if isinstance(value, bool) else value


def as_parquet(table: Table) -> Parts:
    """Give a table as Parquet, written to a file first: its end tells where its parts lie."""
    return _begun(_parquet(table))


def _parquet(table: Table) -> Iterator[bytes]:
    with TemporaryDirectory(prefix="liantu-answer-") as folder:
        lines, made = Path(folder) / "rows.jsonl", Path(folder) / "rows.parquet"
        with lines.open("w", encoding="utf-8") as stream:
            for row in rows_of(table):
                stream.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")
        _convert(table, lines, made)
        with made.open("rb") as found:
            while part := found.read(PART):
                yield part


def _convert(table: Table, lines: Path, made: Path) -> None:
    """Write rows that are JSON lists as typed columns."""
    with duckdb.connect() as base:
        base.execute("SET threads = 1")
        if not table.columns:
            base.sql("SELECT NULL::VARCHAR AS nothing WHERE false").write_parquet(str(made))
            return
        rows = base.read_json(str(lines), format="newline_delimited", columns={"json": "JSON"})
        names: set[str] = set()
        cells = [
            duckdb.FunctionExpression(
                "json_extract_string" if one.type == "string" else "json_extract",
                duckdb.ColumnExpression("json"),
                duckdb.ConstantExpression(f"$[{place}]"),
            )
            .cast(duckdb.sqltype(DUCK[one.type]))
            .alias(_once(one.name, names))
            for place, one in enumerate(table.columns)
        ]
        rows.select(*cells).write_parquet(str(made), compression="zstd")


def _once(name: str, taken: set[str]) -> str:
    """Return a name that no other column has, large and small letters being the same there."""
    found, number = name, 1
    while found.lower() in taken:
        number += 1
        found = f"{name}_{number}"
    taken.add(found.lower())
    return found


WRITERS: dict[str, Callable[[Table], Parts]] = {
    "jsonl": as_lines,
    "csv": as_csv,
    "xlsx": as_workbook,
    "parquet": as_parquet,
}
