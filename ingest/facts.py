"""Facts as Parquet: one immutable folder per batch.

Rows are streamed to newline-delimited JSON while they are read, then written as
Parquet into a temporary folder, synced, and renamed into place; the folder's
name is the batch id, a hash over the source's mapping and the canonical
accepted rows. A folder that exists is therefore complete, and the same rows
always make the same batch.
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
from duckdb import ColumnExpression, ConstantExpression, FunctionExpression, StarExpression

from liantu.graph.model import model
from liantu.graph.tables import (
    LINK_FACT_COLUMNS,
    NODE_FACT_COLUMNS,
    ORIGIN_COLUMNS,
    property_columns,
)
from liantu.ingest.mapping import Fact, RowFacts
from liantu.ingest.rules import Source

ROW_COLUMNS = {"origin": "VARCHAR", "row": "BIGINT", "cells": "VARCHAR"}


@dataclass
class BatchWriter:
    """Collects the accepted rows of one delivery and writes them as one batch."""

    root: Path
    source: Source
    observed_on: str
    rows: int = 0
    _streams: dict[str, TextIOWrapper] = field(default_factory=dict)
    _origins: dict[tuple[str, str, str, str], int] = field(default_factory=dict)
    _digest: hashlib._Hash = field(default_factory=hashlib.sha256)

    def __post_init__(self) -> None:
        self.folder = self.root / f".writing-{os.getpid()}-{self.source.id}-{id(self)}"
        self.folder.mkdir(parents=True)
        self._digest.update(f"{self.source.id}|{self.source.digest}\n".encode())

    def add(self, file: str, sheet: str, row: int, cells: dict[str, Any], facts: RowFacts) -> None:
        """Take one accepted row with the cells that were read of it."""
        observed = facts.observed_on or self.observed_on
        place = (file, sheet, facts.citation, observed)
        origin = self._origins.setdefault(place, len(self._origins))
        canonical = json.dumps(cells, ensure_ascii=False, sort_keys=True, default=str)
        self._digest.update(f"{place}|{row}|{canonical}\n".encode())
        self.rows += 1
        held = json.dumps(cells, ensure_ascii=False, default=str)  # columns as the file has them
        self._write("rows", {"origin": str(origin), "row": row, "cells": held})
        for kind, fact in facts.nodes:
            self._write(f"node-{kind}", {**fact, "origin": str(origin), "row": row})
        for kind, fact in facts.links:
            self._write(f"link-{kind}", {**fact, "origin": str(origin), "row": row})

    def _write(self, name: str, record: Fact) -> None:
        stream = self._streams.get(name)
        if stream is None:
            stream = (self.folder / f"{name}.ndjson").open("w", encoding="utf-8")
            self._streams[name] = stream
        stream.write(json.dumps(record, ensure_ascii=False, default=str) + "\n")

    def close(self) -> str:
        """Write the Parquet files, rename the folder into place and return the batch id."""
        batch = self._digest.hexdigest()[:16]
        target = self.root / batch
        for stream in self._streams.values():
            stream.close()
        if target.exists():
            self.drop()
            return batch
        with duckdb.connect() as base:
            for name in sorted(self._streams):
                _to_parquet(base, self.folder / f"{name}.ndjson", _columns(name), batch)
            self._write_origins(base, batch)
        for path in self.folder.iterdir():
            _sync(path)
        _sync(self.folder)
        self.folder.rename(target)
        _sync(self.root)
        return batch

    def drop(self) -> None:
        """Throw the unfinished batch away."""
        for stream in self._streams.values():
            stream.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _write_origins(self, base: duckdb.DuckDBPyConnection, batch: str) -> None:
        path = self.folder / "origins.ndjson"
        with path.open("w", encoding="utf-8") as stream:
            for (file, sheet, citation, observed), number in self._origins.items():
                record = {
                    "id": f"{batch}.{number}",
                    "source": self.source.id,
                    "role": self.source.role,
                    "precedence": self.source.precedence,
                    "home": self.source.home,
                    "batch": batch,
                    "file": file,
                    "sheet": sheet,
                    "observed_on": observed or None,
                    "citation": citation,
                }
                stream.write(json.dumps(record, ensure_ascii=False) + "\n")
        _to_parquet(base, path, ORIGIN_COLUMNS, "")


def _columns(name: str) -> dict[str, str]:
    role, _, kind = name.partition("-")
    if role == "rows":
        return ROW_COLUMNS
    if role == "node":
        node = model().nodes[kind]
        types = {p.name: p.type for p in node.properties.values()}
        return {**NODE_FACT_COLUMNS, **property_columns(types)}
    link = model().links[kind]
    types = {p.name: p.type for p in link.properties.values()}
    return {**LINK_FACT_COLUMNS, **property_columns(types)}


def _to_parquet(
    base: duckdb.DuckDBPyConnection, path: Path, columns: dict[str, str], batch: str
) -> None:
    relation = base.read_json(str(path), columns=columns, format="newline_delimited")
    if batch:
        origin = FunctionExpression(
            "concat", ConstantExpression(f"{batch}."), ColumnExpression("origin")
        )
        relation = relation.select(StarExpression(exclude=["origin"]), origin.alias("origin"))
    relation.write_parquet(str(path.with_suffix(".parquet")), compression="zstd")
    path.unlink()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@dataclass(frozen=True)
class HeldRow:
    """An accepted row as the file held it, with its citation and date (empty if unknown)."""

    cells: dict[str, Any]
    citation: str
    observed_on: str


def held_row(root: Path, batch: str, file: str, sheet: str, row: int) -> HeldRow | None:
    """Return an accepted row, or None if there is none; ``batch`` is one that the ledger knows."""
    folder = root / batch
    if not (folder / "rows.parquet").is_file():
        return None
    with duckdb.connect() as base:
        found = base.execute(
            "SELECT r.cells, o.citation, o.observed_on FROM read_parquet($rows) r "
            "JOIN read_parquet($origins) o ON r.origin = o.id "
            "WHERE o.file = $file AND coalesce(o.sheet, '') = $sheet AND r.row = $row",
            {
                "rows": str(folder / "rows.parquet"),
                "origins": str(folder / "origins.parquet"),
                "file": file,
                "sheet": sheet,
                "row": row,
            },
        ).fetchall()
    if not found:
        return None
    cells, citation, observed_on = found[0]
    return HeldRow(dict(json.loads(cells)), citation or "", str(observed_on or ""))


def read_row(root: Path, batch: str, file: str, sheet: str, row: int) -> dict[str, Any] | None:
    """Return the cells of an accepted row as the file held them, or None if there is none."""
    found = held_row(root, batch, file, sheet, row)
    return found.cells if found else None
