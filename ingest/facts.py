"""Facts as Parquet: one immutable folder per batch.

Rows that were mapped one by one are streamed to newline-delimited JSON, the rows of
a sheet taken by columns stay in the batch's working database; when all are there
they are written as Parquet into a temporary folder, synced, and renamed into place.
The folder's name is the batch id, a hash over the source's mapping and the canonical
text of the accepted rows, which is the same whichever way a row was mapped. A folder
that exists is therefore complete, and the same rows always make the same batch.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import dataclass, field
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import duckdb

from liantu.errors import InputError
from liantu.graph.deliveries import ENDED, FILE
from liantu.graph.model import model
from liantu.graph.tables import (
    LINK_FACT_COLUMNS,
    NODE_FACT_COLUMNS,
    ORIGIN_COLUMNS,
    property_columns,
)
from liantu.graph.working import working_database
from liantu.ingest.columnar import ColumnSheet
from liantu.ingest.mapping import Fact, RowFacts
from liantu.ingest.rules import Source
from liantu.settings import settings

ROW_COLUMNS = {"origin": "VARCHAR", "row": "BIGINT", "cells": "VARCHAR"}
PIECE_ROWS = 256  # rows of a sheet that are joined and written at once, for each MiB of memory
GROUP_ROWS = 122_880  # rows of a Parquet file's group, at most
JOINED = 16 << 20  # bytes of the pieces of a kind of fact that are joined to one file, at most
Place = tuple[str, str, str, str]  # file, sheet, citation, date


@dataclass
class BatchWriter:
    """Collects the accepted rows of one delivery and writes them as one batch."""

    root: Path
    source: Source
    observed_on: str
    rows: int = 0
    told: dict[str, Any] = field(default_factory=dict)  # of a delivery that is not a full one
    _streams: dict[str, TextIOWrapper] = field(default_factory=dict)
    _places: dict[Place, tuple[int, int]] = field(default_factory=dict)
    _sheets: list[tuple[str, str, ColumnSheet]] = field(default_factory=list)
    _digest: hashlib._Hash = field(default_factory=hashlib.sha256)
    _digested: tuple[str, ...] = ()
    _tables: int = 0

    def __post_init__(self) -> None:
        self.folder = self.root / f".writing-{os.getpid()}-{self.source.id}-{id(self)}"
        (self.folder / ".spill").mkdir(parents=True)
        self.base = working_database(self.folder / ".spill")
        self._digest.update(f"{self.source.id}|{self.source.digest}\n".encode())

    def add(self, file: str, sheet: str, row: int, cells: dict[str, Any], facts: RowFacts) -> None:
        """Take one accepted row with the cells that were read of it."""
        texts = {name: _canonical(value) for name, value in cells.items()}
        self._begin(file, sheet, sorted(texts))
        line = "".join(f"{len(texts[name])}:{texts[name]}" for name in sorted(texts))
        self._digest.update(f"{row}|{line}\n".encode())
        self.keep(file, sheet, row, cells, facts)

    def keep(self, file: str, sheet: str, row: int, cells: dict[str, Any], facts: RowFacts) -> None:
        """Take the facts of an accepted row whose cells :meth:`take` has seen or will see."""
        place = (file, sheet, facts.citation, facts.observed_on or self.observed_on)
        self._seen(place, row)
        self.rows += 1
        held = json.dumps(cells, ensure_ascii=False, default=str)  # columns as the file has them
        self._write("rows", {"cells": held}, place, row)
        ended = ENDED if facts.ended else ""
        for kind, fact in facts.nodes:
            self._write(f"{ended}node-{kind}", fact, place, row)
        for kind, fact in facts.links:
            self._write(f"{ended}link-{kind}", fact, place, row)

    def table(self) -> str:
        """Return the name of a new table of the working database."""
        self._tables += 1
        return f"t{self._tables}"

    def take(self, file: str, sheet: str, columns: ColumnSheet) -> None:
        """Take a sheet of which only accepted rows are left; the unsure ones were kept."""
        self._begin(file, sheet, sorted(columns.names))
        for text in columns.canonical():
            self._digest.update(text.encode())
        for citation, observed, row in columns.origins():
            self._seen((file, sheet, citation, observed or self.observed_on), row)
        self._sheets.append((file, sheet, columns))

    def _begin(self, file: str, sheet: str, names: list[str]) -> None:
        begun = (file, sheet, self.observed_on, *names)
        if begun != self._digested:
            self._digest.update(json.dumps(begun, ensure_ascii=False).encode() + b"\n")
            self._digested = begun

    def _seen(self, place: Place, row: int) -> None:
        """Note where an origin was first met: origins are numbered in that order."""
        at = (len(self._sheets), row)
        self._places[place] = min(self._places.get(place, at), at)

    def _write(self, name: str, record: Fact, place: Place, row: int) -> None:
        stream = self._streams.get(name)
        if stream is None:
            stream = (self.folder / f"{name}.ndjson").open("w", encoding="utf-8")
            self._streams[name] = stream
        stream.write(json.dumps({**record, "origin": json.dumps(place), "row": row}, default=str))
        stream.write("\n")

    def close(self) -> str:
        """Write the Parquet files, rename the folder into place and return the batch id.

        Raises InputError for changes of which no day is known.
        """
        self._tell()
        batch = self._digest.hexdigest()[:16]
        target = self.root / batch
        for stream in self._streams.values():
            stream.close()
        if target.exists():
            self.drop()
            return batch
        self._write_origins(batch)
        self.base.execute("SET preserve_insertion_order = false")  # facts have no order
        parts = self._by_columns()
        for name in sorted({*parts, *self._streams}):
            self._to_parquet(name, parts.get(name, []))
        self.base.close()
        shutil.rmtree(self.folder / ".spill", ignore_errors=True)
        for path in self.folder.iterdir():
            sync(path)
        sync(self.folder)
        self.folder.rename(target)
        sync(self.root)
        return batch

    def _tell(self) -> None:
        """Write down how this was delivered, unless it is a full delivery."""
        if self.told.get("form") == "changes":
            self.told["on"] = self.observed_on or max(place[3] for place in self._places)
            if not self.told["on"]:
                file = min(place[0] for place in self._places)
                raise InputError("changes_undated", where=file, source=self.source.id)
        if self.told:
            text = json.dumps(self.told, ensure_ascii=False, sort_keys=True)
            self._digest.update(text.encode())
            (self.folder / FILE).write_text(text, encoding="utf-8")

    def drop(self) -> None:
        """Throw the unfinished batch away."""
        for stream in self._streams.values():
            stream.close()
        self.base.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _write_origins(self, batch: str) -> None:
        """Number the origins and write them; keep them as tables that facts are joined with."""
        places = sorted(self._places, key=lambda place: (self._places[place], place))
        numbered = {place: f"{batch}.{number}" for number, place in enumerate(places)}
        path = self.folder / "origins.ndjson"
        with path.open("w", encoding="utf-8") as stream:
            for place, origin in numbered.items():
                stream.write(json.dumps(self._origin(batch, origin, place)) + "\n")
        relation = self.base.read_json(
            str(path),
            columns={**ORIGIN_COLUMNS, "place": "VARCHAR", "observed": "VARCHAR"},
            format="newline_delimited",
        )
        relation.create("origins")
        path.unlink()
        self.base.sql("SELECT * EXCLUDE (place, observed) FROM origins").write_parquet(
            str(self.folder / "origins.parquet"), compression="zstd"
        )
        for file, sheet, columns in self._sheets:
            self.base.execute(
                f"CREATE TABLE {columns.table}_origins AS SELECT citation, o AS observed, "
                "id AS origin FROM (SELECT citation, id, observed AS o FROM origins "
                "WHERE file = $file AND sheet = $sheet UNION ALL SELECT citation, id, '' "
                "FROM origins WHERE file = $file AND sheet = $sheet AND observed = $default "
                "AND $default <> '')",
                {"file": file, "sheet": sheet, "default": self.observed_on},
            )

    def _origin(self, batch: str, origin: str, place: Place) -> Fact:
        file, sheet, citation, observed = place
        return {
            "id": origin,
            "source": self.source.id,
            "role": self.source.role,
            "precedence": self.source.precedence,
            "home": self.source.home,
            "batch": batch,
            "file": file,
            "sheet": sheet,
            "observed_on": observed or None,
            "citation": citation,
            "place": json.dumps(place),
            "observed": observed,
        }

    def _by_columns(self) -> dict[str, list[str]]:
        """Write the facts of the sheets piece by piece; return the files of each kind."""
        parts: dict[str, list[str]] = {}
        size = settings().work_memory_mib * PIECE_ROWS
        for _, _, sheet in self._sheets:
            origins = f"{sheet.table}_origins"
            for piece in sheet.pieces(size):
                selects = [("rows", sheet.held(origins, piece))]
                for one in sheet.compiled.facts:
                    found = sheet.facts(one, _columns(one.name), origins, piece)
                    selects.append((one.name, found))
                for name, (text, bound) in selects:
                    files = parts.setdefault(name, [])
                    files.append(str(self.folder / ".spill" / f"{name}.{len(files)}.parquet"))
                    self._copy(self.base.sql(text, params=bound), files[-1])
        return parts

    def _to_parquet(self, name: str, parts: list[str]) -> None:
        """Put the facts of one kind into place: those by columns, and those by rows.

        Large pieces stay files of their own: to write millions of facts once more for the
        sake of one file would take as long as it took to find them.
        """
        texts, values = [], {}
        if sum(Path(part).stat().st_size for part in parts) > JOINED:
            for number, part in enumerate(parts, start=1):
                Path(part).rename(self.folder / f"{name}.{number}.parquet")
        elif len(parts) == 1 and name not in self._streams:
            Path(parts[0]).rename(self.folder / f"{name}.parquet")
        elif parts:
            texts.append("SELECT * FROM read_parquet($parts)")
            values["parts"] = parts
        if name in self._streams:
            texts.append(self._by_rows(name))
        if texts:
            rows = self.base.sql(" UNION ALL ".join(texts), params=values)
            self._copy(rows, str(self.folder / f"{name}.parquet"))
        if name in self._streams:
            self.base.execute("DROP VIEW by_rows")
            (self.folder / f"{name}.ndjson").unlink()

    def _by_rows(self, name: str) -> str:
        """Return the text that reads the facts of the rows that were mapped one by one."""
        path = str(self.folder / f"{name}.ndjson")
        columns = _columns(name)
        self.base.read_json(path, columns=columns, format="newline_delimited").create_view(
            "by_rows"
        )
        return (
            "SELECT r.* REPLACE (o.id AS origin) FROM by_rows r "
            "JOIN origins o ON o.place = r.origin"
        )

    def _copy(self, rows: duckdb.DuckDBPyRelation, path: str) -> None:
        group = min(GROUP_ROWS, settings().work_memory_mib * PIECE_ROWS)
        rows.write_parquet(path, compression="zstd", row_group_size=group)


def _canonical(value: Any) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)


def _columns(name: str) -> dict[str, str]:
    role, _, kind = name.removeprefix(ENDED).partition("-")
    if role == "rows":
        return ROW_COLUMNS
    if role == "node":
        node = model().nodes[kind]
        types = {p.name: p.type for p in node.properties.values()}
        return {**NODE_FACT_COLUMNS, **property_columns(types)}
    link = model().links[kind]
    types = {p.name: p.type for p in link.properties.values()}
    return {**LINK_FACT_COLUMNS, **property_columns(types)}


def sync(path: Path) -> None:
    """Let the disk hold a file or folder as it is now."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
