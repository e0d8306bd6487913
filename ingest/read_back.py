"""A row of a batch read back as its file held it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from liantu.graph.deliveries import fact_files


@dataclass(frozen=True)
class HeldRow:
    """An accepted row as the file held it, with its citation and date (empty if unknown)."""

    cells: dict[str, Any]
    citation: str
    observed_on: str


def held_row(root: Path, batch: str, file: str, sheet: str, row: int) -> HeldRow | None:
    """Return an accepted row, or None if there is none; ``batch`` is one that the ledger knows."""
    folder = root / batch
    if not (files := fact_files([folder], "rows")):
        return None
    with duckdb.connect() as base:
        found = base.execute(
            "SELECT r.cells, o.citation, o.observed_on FROM read_parquet($rows) r "
            "JOIN read_parquet($origins) o ON r.origin = o.id "
            "WHERE o.file = $file AND coalesce(o.sheet, '') = $sheet AND r.row = $row",
            {
                "rows": files,
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
