"""The rows that lead from one version's merged tables to another's, in a fixed order.

Where :mod:`liantu.graph.compare` counts what matters to a reader, this gives every
row that is not the same in all columns, so that a store that applies them holds
exactly the other version. Links end before nodes, nodes come before links.
"""

# ruff: noqa: S608 (names pass quoted(), values are bound)
from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb

from liantu.graph.model import model
from liantu.graph.tables import column_list, link_file, node_file, quoted

NODE_KEYS = ("id",)
LINK_KEYS = ("from", "to", "key")
SYSTEM_FILES = (("Origin", "origins.parquet"), ("FormerId", "former_ids.parquet"))
TOUCHED = ".touched"
WAS, IS = f"{TOUCHED}/was", f"{TOUCHED}/is"
DIFFERS = "differs"
ORDER = ("end_links", "end_nodes", "create_nodes", "set_nodes", "create_links", "set_links")
Row = dict[str, Any]


@dataclass(frozen=True)
class Step:
    """One kind of change of one table: ``work`` is one of ORDER."""

    work: str
    kind: str
    table: str
    rows: int


@dataclass(frozen=True)
class Batch:
    """Some rows of one step or of several small ones; ``number`` counts from 1."""

    number: int
    parts: list[tuple[Step, list[Row]]]


class Delta:
    """The difference between two versions; ``old`` None is the empty graph."""

    def __init__(self, old: Path | None, new: Path, *, differs: bool = False) -> None:
        """``differs`` gives each row that is set the names of its columns that differ."""
        self.old, self.new, self.differs = old, new, differs
        self._base = duckdb.connect()
        self._files: dict[str, Path] = {}
        found = [
            step
            for links, kind, file in _files(old, new)
            if not same_table(old, new, file)
            for step in self._steps(kind, file, LINK_KEYS if links else NODE_KEYS)
        ]
        self.steps = sorted(found, key=lambda one: (ORDER.index(one.work), one.kind, one.table))

    def __enter__(self) -> Delta:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._base.close()

    @property
    def digest(self) -> str:
        """A hash of the plan, by which an interrupted one is known again."""
        plan = "\n".join(f"{one.work} {one.kind} {one.table} {one.rows}" for one in self.steps)
        return hashlib.sha256(plan.encode()).hexdigest()[:16]

    def count(self, *works: str) -> int:
        """Return the number of rows of some kinds of change, of all if none is named."""
        return sum(one.rows for one in self.steps if not works or one.work in works)

    def counts(self) -> dict[str, int]:
        """Return the number of nodes and links of each kind in the new version."""
        counted: dict[str, int] = {}
        for _, kind, file in _files(None, self.new):
            values = {"f": str(self.new / file)}
            found = self._base.execute("SELECT count(*) FROM read_parquet($f)", values)
            counted[kind] = counted.get(kind, 0) + int(found.fetchall()[0][0])
        return {kind: count for kind, count in counted.items() if count}

    def total(self, size: int) -> int:
        """Return the number of batches of at most ``size`` rows."""
        return len(self._cut(size))

    def batches(self, size: int, done: int = 0) -> Iterator[Batch]:
        """Yield the batches after the first ``done`` ones, always cut in the same places."""
        rows: dict[Step, Iterator[list[Row]]] = {}
        for number, parts in enumerate(self._cut(size)[done:], start=done + 1):
            filled: list[tuple[Step, list[Row]]] = []
            for step, first in parts:
                if step not in rows:
                    rows = {step: self._rows(step, size, first)}
                filled.append((step, next(rows[step])))
            yield Batch(number, filled)

    def _cut(self, size: int) -> list[list[tuple[Step, int]]]:
        """Cut the steps into batches: for each its parts, by step and first row."""
        batches: list[list[tuple[Step, int]]] = []
        room = 0
        for step in self.steps:
            for first in range(0, step.rows, size):
                amount = min(size, step.rows - first)
                if amount > room:
                    batches.append([])
                    room = size
                batches[-1].append((step, first))
                room -= amount
        return batches

    def _steps(self, kind: str, file: str, keys: Sequence[str]) -> list[Step]:
        old = self.old / file if self.old and (self.old / file).is_file() else None
        new = self.new / file if (self.new / file).is_file() else None
        what = "links" if keys is LINK_KEYS else "nodes"
        if old is None or new is None:
            path = new or old
            assert path is not None
            self._files[file] = path
            work = "create" if new else "end"
            found = self._base.execute("SELECT count(*) FROM read_parquet($f)", {"f": str(path)})
            counted = {work: int(found.fetchall()[0][0])}
        else:
            counted = self._differ(file, *changed_rows(old, self.new, file), keys)
        return [Step(f"{work}_{what}", kind, file, rows) for work, rows in counted.items() if rows]

    def _differ(self, file: str, old: Path, new: Path, keys: Sequence[str]) -> dict[str, int]:
        """Make a table of the rows that differ, each with what to do."""
        before, after = self._columns(old), self._columns(new)
        every = [*after, *(name for name in before if name not in after)]
        same = " AND ".join(f"o.{quoted(key)} = n.{quoted(key)}" for key in keys)
        first = quoted(keys[0])
        values = ", ".join(
            f"coalesce(o.{quoted(name)}, n.{quoted(name)}) AS {quoted(name)}"
            if name in keys
            else f"n.{quoted(name)}"
            for name in after
        )
        self._base.execute(
            f"CREATE TABLE {_table(file)} AS SELECT CASE WHEN o.{first} IS NULL THEN 'create' "
            f"WHEN n.{first} IS NULL THEN 'end' ELSE 'set' END AS work, "
            f"{values}{self._names(after)} "
            f"FROM (SELECT {_picked(every, before)} FROM read_parquet($old)) o "
            f"FULL JOIN (SELECT {_picked(every, after)} FROM read_parquet($new)) n ON {same} "
            f"WHERE o.{first} IS NULL OR n.{first} IS NULL OR "
            f"row({column_list(every, 'o.')}) IS DISTINCT FROM row({column_list(every, 'n.')})",
            {"old": str(old), "new": str(new)},
        )
        found = self._base.execute(f"SELECT work, count(*) FROM {_table(file)} GROUP BY work")
        return {str(work): int(count) for work, count in found.fetchall()}

    def _names(self, columns: list[str]) -> str:
        """The column of the names of columns that differ, if it is asked for."""
        if not self.differs:
            return ""
        named = ", ".join(
            f"CASE WHEN o.{quoted(name)} IS DISTINCT FROM n.{quoted(name)} THEN '{name}' END"
            for name in columns
        )
        return f", list_filter([{named}], lambda x: x IS NOT NULL) AS {DIFFERS}"

    def _columns(self, path: Path) -> list[str]:
        found = self._base.execute("SELECT * FROM read_parquet($f) LIMIT 0", {"f": str(path)})
        return [one[0] for one in found.description or []]

    def _rows(self, step: Step, size: int, first: int) -> Iterator[list[Row]]:
        links = step.work.endswith("links")
        order = column_list(LINK_KEYS if links else NODE_KEYS)
        params: dict[str, Any] = {"skip": first}
        if path := self._files.get(step.table):
            columns = order if step.work.startswith("end") else "*"
            text = f"SELECT {columns} FROM read_parquet($f) ORDER BY {order} OFFSET $skip"
            params["f"] = str(path)
        else:
            text = (
                f"SELECT * EXCLUDE (work) FROM {_table(step.table)} WHERE work = $work "
                f"ORDER BY {order} OFFSET $skip"
            )
            params["work"] = step.work.partition("_")[0]
        with self._base.cursor() as cursor:
            cursor.execute(text, params)
            names = [one[0] for one in cursor.description or []]
            while found := cursor.fetchmany(size):
                shaped = (_known(names, row) for row in found)
                yield [_link(row) for row in shaped] if links else list(shaped)


def same_table(old: Path | None, new: Path, file: str) -> bool:
    """Say whether a table was taken over from the older version as it is."""
    if old is None or not (old / file).is_file() or not (new / file).is_file():
        return False
    return (old / file).samefile(new / file)


def changed_rows(before: Path, new: Path, file: str) -> tuple[Path, Path]:
    """Return where the rows of a table that may differ lie, in the older version and the newer.

    These are the whole tables (``before`` is the older one), or what a merge onto the older
    version touched of them.
    """
    was, now = new / WAS / file, new / IS / file
    return (was, now) if was.is_file() and now.is_file() else (before, new / file)


def _files(old: Path | None, new: Path) -> Iterator[tuple[bool, str, str]]:
    """Yield for each table of either version: whether it holds links, its kind, its file."""
    tables: list[tuple[bool, str, str]] = [(False, kind, file) for kind, file in SYSTEM_FILES]
    tables += [(False, kind, node_file(kind)) for kind in model().nodes]
    for kind, link in model().links.items():
        tables += [(True, kind, link_file(kind, a, b)) for a, b in link.ends]
    for table in tables:
        if any(folder and (folder / table[2]).is_file() for folder in (old, new)):
            yield table


def _table(file: str) -> str:
    return quoted("d_" + file.removesuffix(".parquet").replace("/", "_").replace(".", "_"))


def _picked(every: list[str], present: list[str]) -> str:
    return ", ".join(
        quoted(name) if name in present else f"NULL AS {quoted(name)}" for name in every
    )


def _known(names: list[str], row: tuple[Any, ...]) -> Row:
    return {name: value for name, value in zip(names, row, strict=True) if value is not None}


def _link(row: Row) -> Row:
    return {"f": row.pop("from"), "t": row.pop("to"), "p": row}
