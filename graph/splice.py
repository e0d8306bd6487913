"""The tables of a new version: those of the one before, with the rows that changed exchanged."""

# ruff: noqa: S608 (names of the checked vocabulary and our own tables; values are bound)
from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from liantu.graph.delta import IS, WAS
from liantu.graph.merge import Merged
from liantu.graph.restricted import Row
from liantu.graph.tables import Waiting, quoted

NODE_KEY, LINK_KEY = ("id",), ("from", "to", "key")


class Splice:
    """Writes ``out`` from the tables of ``old`` and those of a merge of what changed."""

    def __init__(self, base: duckdb.DuckDBPyConnection, old: Path, part: Path, out: Path) -> None:
        """``base`` holds a table of the keys of the rows that change, for each file."""
        self.base, self.old, self.part, self.out = base, old, part, out

    def take(self, file: str) -> None:
        """Take a table over as it is, if there was one."""
        if (self.old / file).is_file():
            try:
                os.link(self.old / file, self.out / file)
            except OSError:  # a file system without hard links
                shutil.copyfile(self.old / file, self.out / file)

    def nodes(self, file: str, table: str) -> None:
        """Exchange the rows of the ids in a table."""
        self._exchange(file, table, NODE_KEY, "")

    def links(self, file: str, table: str) -> None:
        """Exchange the links whose keys stand in a table; the part may hold others, unwhole."""
        order = ", ".join(quoted(key) for key in LINK_KEY)
        self._exchange(file, table, LINK_KEY, f" SEMI JOIN {table} USING ({order})")

    def _exchange(self, file: str, table: str, keys: tuple[str, ...], some: str) -> None:
        order = ", ".join(quoted(key) for key in keys)
        texts, values = [], {}
        if (self.old / file).is_file():
            values["old"] = str(self.old / file)
            texts.append(f"SELECT * FROM read_parquet($old) ANTI JOIN {table} USING ({order})")
            was = f"SELECT * FROM read_parquet($old) SEMI JOIN {table} USING ({order})"
            self._note(WAS, file, was, {"old": values["old"]})
        if (self.part / file).is_file():
            values["part"] = str(self.part / file)
            texts.append(f"SELECT * FROM read_parquet($part){some}")
            self._note(IS, file, texts[-1], {"part": values["part"]})
        if not texts:
            return
        text = f"SELECT * FROM ({' UNION ALL BY NAME '.join(texts)}) ORDER BY {order}"
        target = self.out / file
        self.base.sql(text, params=values).write_parquet(str(target), compression="zstd")
        if file.count("/") and not self._count(target):
            target.unlink()

    def _count(self, path: Path) -> int:
        found = self.base.execute("SELECT count(*) FROM read_parquet($f)", {"f": str(path)})
        return int(found.fetchall()[0][0])

    def _note(self, folder: str, file: str, text: str, values: dict[str, str]) -> None:
        """Keep the touched rows by themselves, for those who ask what changed."""
        note = self.out / folder / file
        note.parent.mkdir(parents=True, exist_ok=True)
        self.base.sql(text, params=values).write_parquet(str(note))

    def waiting(self, merged: Merged, rows: set[Row], gone: set[str]) -> tuple[Waiting, ...]:
        """Return what waited and was not touched, and what of the touched rows waits.

        ``gone`` are the batches that are not there any more.
        """
        found = json.loads((self.old / "waiting.json").read_text(encoding="utf-8"))
        places = {
            row[0]: row[1:]
            for row in self.base.execute(
                "SELECT id, batch, file, coalesce(sheet, '') FROM read_parquet($f)",
                {"f": str(merged.folder / "origins.parquet")},
            ).fetchall()
        }
        again = {(kind, *places[origin], row) for kind, origin, row in rows if origin in places}
        kept = [
            waiting
            for one in found
            if (waiting := _waiting(one)).batch not in gone
            and (waiting.link, waiting.batch, waiting.file, waiting.sheet, waiting.row) not in again
        ]
        every = [*kept, *merged.waiting]
        return tuple(sorted(every, key=lambda one: (one.file, one.sheet, one.row, one.column)))


def _waiting(one: Mapping[str, Any]) -> Waiting:
    return Waiting(**{**one, "kinds": tuple(one["kinds"]), "hits": tuple(one["hits"])})
