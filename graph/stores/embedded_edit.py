"""A snapshot made from the one before: its file is copied and the difference applied.

Single statements in one transaction, for differences that are small beside the graph;
what comes out is counted, and where anything is not as it should be the caller builds
the file anew. Names come from the checked model; values are bound.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ladybug

from liantu.graph.delta import DIFFERS, Delta, Row, Step
from liantu.graph.merge import Merged
from liantu.graph.model import model
from liantu.graph.stores.joined import as_text, is_joined
from liantu.settings import settings

MOST = 20_000  # rows that are applied one by one
SHARE = 0.05  # of all rows; above it a new file is built sooner
BATCH = 5_000
FEW = 20  # nodes below which a statement for each is as quick as one for all


def edit(path: Path, old: Path, merged: Merged, version: str) -> bool:
    """Write the file of a version from that of the version whose folder is ``old``.

    Say no, leaving no file, where the difference is large or did not apply.
    """
    former = old / "graph.lbug"
    if not former.is_file() or former.with_name("graph.lbug.wal").exists():
        return False
    with Delta(old, merged.folder, differs=True) as delta:
        rows = merged.node_count + merged.link_count
        if delta.count() > min(MOST, SHARE * rows):
            return False
        shutil.copyfile(former, path)
        try:
            _apply(path, delta, version, merged.as_of)
        except (RuntimeError, _Miscounted):
            for one in path.parent.glob(f"{path.name}*"):
                one.unlink()
            return False
    return True


class _Miscounted(Exception):
    """Raised where the file to be edited, or the edited one, is not what the tables say."""


def _apply(path: Path, delta: Delta, version: str, as_of: str) -> None:
    database = ladybug.Database(
        str(path),
        buffer_pool_size=settings().work_memory_mib * 2**20,
        max_num_threads=settings().store_threads,
    )
    connection = ladybug.Connection(database)
    try:
        if not is_joined(connection):
            raise _Miscounted("lists")
        connection.execute("BEGIN TRANSACTION")
        for batch in delta.batches(BATCH):
            for step, rows in batch.parts:
                for text, values in _statements(step, rows):
                    connection.execute(text, values)
        connection.execute("MATCH (v:DataVersion) DELETE v")
        connection.execute(
            "CREATE (:DataVersion {id: $id, as_of: $as_of})", {"id": version, "as_of": as_of}
        )
        connection.execute("COMMIT")
        connection.execute("CHECKPOINT")
        _check(connection, delta)
    finally:
        connection.close()
        database.close()
    if path.with_name(path.name + ".wal").exists():
        raise _Miscounted("wal")


def _check(connection: ladybug.Connection, delta: Delta) -> None:
    links, touched = model().links, {step.kind for step in delta.steps}
    counts = delta.counts()
    for kind, count in ((kind, counts.get(kind, 0)) for kind in sorted(touched)):
        one = f"()-[x:`{kind}`]->()" if kind in links else f"(x:`{kind}`)"
        found = connection.execute(f"MATCH {one} RETURN count(x)")
        if isinstance(found, list) or list(found.get_all()[0]) != [count]:
            raise _Miscounted(kind)


def _statements(step: Step, rows: list[Row]) -> Iterator[tuple[str, dict[str, Any]]]:
    """One statement per row; nodes of which the same columns differ are set together."""
    if step.work != "set_nodes":
        yield from (_statement(step, row) for row in rows)
        return
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        whole = all(name in row for name in row[DIFFERS])
        groups.setdefault(tuple(row[DIFFERS]) if whole else (), []).append(row)
    for columns, alike in groups.items():
        if not columns or len(alike) < FEW:
            yield from (_statement(step, row) for row in alike)
            continue
        text = ", ".join(f"n.`{name}` = row.`{name}`" for name in columns)
        found = f"UNWIND $rows AS row MATCH (n:`{step.kind}` {{id: row.id}})"
        picked = [{name: row[name] for name in ("id", *columns)} for row in alike]
        yield f"{found} SET {text}", {"rows": picked}


def _statement(step: Step, row: Row) -> tuple[str, dict[str, Any]]:
    work, _, what = step.work.partition("_")
    if what == "nodes":
        return _node(work, step.kind, row)
    _, start, end = Path(step.table).stem.split(".")
    return _link(work, step.kind, start, end, row)


def _node(work: str, kind: str, row: Row) -> tuple[str, dict[str, Any]]:
    if work == "end":
        return f"MATCH (n:`{kind}` {{id: $id}}) DELETE n", {"id": row["id"]}
    if work == "create":
        values = {name: value for name, value in row.items() if name != DIFFERS}
        return f"CREATE (:`{kind}` {{{_given(values, {})}}})", values
    text, values = _set("n", row)
    return f"MATCH (n:`{kind}` {{id: $id}}) SET {text}", {"id": row["id"], **values}


def _link(work: str, kind: str, start: str, end: str, row: Row) -> tuple[str, dict[str, Any]]:
    ends = {"f": row["f"], "t": row["t"]}
    kept = as_text(row["p"])
    values = {**ends, **{name: one for name, one in kept.items() if name != DIFFERS}}
    a, b = f"(a:`{start}` {{id: $f}})", f"(b:`{end}` {{id: $t}})"
    if work == "create":
        return f"MATCH {a}, {b} CREATE (a)-[:`{kind}` {{{_given(values, ends)}}}]->(b)", values
    found = f"MATCH {a}-[r:`{kind}` {{key: $key}}]->{b}"
    if work == "end":
        return f"{found} DELETE r", values
    text, changed = _set("r", kept)
    return f"{found} SET {text}", {**ends, "key": kept["key"], **changed}


def _given(values: Row, ends: Row) -> str:
    return ", ".join(f"`{name}`: ${name}" for name in values if name not in ends)


def _set(what: str, row: Row) -> tuple[str, dict[str, Any]]:
    """Set the columns that differ; one without a value is emptied."""
    columns = row[DIFFERS]
    text = ", ".join(
        f"{what}.`{name}` = ${name}" if name in row else f"{what}.`{name}` = NULL"
        for name in columns
    )
    return text, {name: row[name] for name in columns if name in row}
