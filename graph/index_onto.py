"""The index of a version made from that of the one before: what differs stands beside its base.

What a search asks of the base leaves out the nodes that ``gone`` names; those of them that
are still there stand in ``over`` with their new words. ``over`` gathers everything since the
base was written, so that an index never has more than two parts.
"""

# ruff: noqa: S608 (names of the checked vocabulary and our own tables; values are bound)
from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import numpy as np

from liantu.graph.delta import changed_rows, same_table
from liantu.graph.index import (
    BASE,
    FOLDER,
    OVER,
    finish,
    gather,
    has_index,
    is_large,
    picked,
    share,
    write_index,
    write_part,
)
from liantu.graph.model import model
from liantu.graph.tables import node_file
from liantu.graph.working import working_database

SHARE = 0.05  # of the nodes; where more stand beside the base, it is written anew


def make_index(tables: Path, old: Path | None = None) -> None:
    """Write the index of merged tables, onto that of an older version where little differs.

    Few nodes get theirs when they are first searched.
    """
    if old is not None and has_index(old) and _write_onto(old, tables):
        return
    shutil.rmtree(tables / FOLDER, ignore_errors=True)
    if is_large(tables):
        write_index(tables)


def _write_onto(old: Path, new: Path) -> bool:
    folder, before = new / FOLDER, old / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with working_database(folder / ".spill") as base:
        _changed(base, old, new)
        base.read_parquet(str(before / BASE / "docs.parquet")).create_view("base_docs")
        if _count(base, "changed") > SHARE * _count(base, "base_docs"):
            return False
        (folder / BASE).mkdir()
        for path in sorted((before / BASE).iterdir()):
            share(path, folder / BASE / path.name)
        if _count(base, "changed"):
            _write_over(base, new, folder)
    finish(new, folder)
    return True


def _write_over(base: duckdb.DuckDBPyConnection, new: Path, folder: Path) -> None:
    """Write the nodes that changed, and which of the base they stand for."""
    gather(base, new, only="changed")
    write_part(base, folder / OVER)
    gone = base.execute(
        "SELECT b.doc FROM base_docs b SEMI JOIN changed c ON c.id = b.id ORDER BY b.doc"
    ).fetchnumpy()["doc"]
    np.save(folder / OVER / "gone.npy", np.asarray(gone, np.uint32))
    _places(base, folder)


def _changed(base: duckdb.DuckDBPyConnection, old: Path, new: Path) -> None:
    """Make the table of ids whose words or told facts differ from those of the base."""
    base.execute("CREATE TABLE changed (id VARCHAR)")
    over = old / FOLDER / OVER / "docs.parquet"
    if over.is_file():
        base.execute("INSERT INTO changed SELECT id FROM read_parquet($f)", {"f": str(over)})
        _ended(base, old)
    for name, kind in model().nodes.items():
        file = node_file(name)
        if same_table(old, new, file) or not any((one / file).is_file() for one in (old, new)):
            continue
        was, now = changed_rows(old / file, new, file)
        if not (was.is_file() and now.is_file()):
            there = now if now.is_file() else was
            base.execute("INSERT INTO changed SELECT id FROM read_parquet($f)", {"f": str(there)})
            continue
        sides = [
            f"SELECT id, concat(search, told) AS said FROM (SELECT {picked(base, one, kind)} "
            f"FROM read_parquet({value}) n) t(id, name, place, search, products, told)"
            for one, value in ((was, "$o"), (now, "$n"))
        ]
        base.execute(
            f"INSERT INTO changed SELECT coalesce(o.id, n.id) FROM ({sides[0]}) o "
            f"FULL JOIN ({sides[1]}) n ON n.id = o.id WHERE o.said IS DISTINCT FROM n.said",
            {"o": str(was), "n": str(now)},
        )
    base.execute("CREATE TABLE once AS SELECT DISTINCT id FROM changed")
    base.execute("DROP TABLE changed")
    base.execute("ALTER TABLE once RENAME TO changed")


def _ended(base: duckdb.DuckDBPyConnection, old: Path) -> None:
    """Keep what the older index left out of the base: it may not come back by itself."""
    gone = np.load(old / FOLDER / OVER / "gone.npy")
    base.execute(
        "INSERT INTO changed SELECT id FROM read_parquet($f) "
        "SEMI JOIN (SELECT unnest($gone) AS doc) g USING (doc)",
        {"f": str(old / FOLDER / BASE / "docs.parquet"), "gone": gone.tolist()},
    )


def _places(base: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write for each node of ``over`` how many of the base come before it."""
    found = base.execute(
        "SELECT n - doc - 1 AS before FROM ("
        "SELECT doc, mine, row_number() OVER (ORDER BY rank, long, name, id, mine) AS n FROM ("
        "SELECT doc, rank, long, name, id, false AS mine FROM base_docs UNION ALL "
        "SELECT doc, rank, length(name), name, id, true FROM docs)) WHERE mine ORDER BY doc"
    ).fetchnumpy()["before"]
    np.save(folder / OVER / "before.npy", np.asarray(found, np.int64))


def _count(base: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(base.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])
