"""The merge of a few ids and rows only, by the same steps as that of all of them."""

# ruff: noqa: S608 (names of the checked vocabulary and our own tables; values are bound)
from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb

from liantu.graph.merge import Decision, Merging
from liantu.graph.model import Model
from liantu.graph.tables import quoted

Row = tuple[str, str, int]  # link kind, origin, row


class Restricted(Merging):
    """A merge of the facts of some ids and of some rows only."""

    def __init__(
        self,
        base: duckdb.DuckDBPyConnection,
        batches: list[Path],
        decisions: list[Decision],
        out: Path,
        vocabulary: Model,
        gathered: Path,
    ) -> None:
        """``gathered`` holds the node facts of every touched id, of more batches perhaps."""
        super().__init__(base, batches, decisions, out, vocabulary)
        for part in ("nodes", "links"):
            (out / part).mkdir(parents=True, exist_ok=True)
        self._gathered = gathered
        self._picked: dict[str, str] = {}
        self._kinds: set[str] = set()
        base.execute("CREATE TABLE touched (id VARCHAR)")
        base.execute("CREATE TABLE touched_rows (kind VARCHAR, origin VARCHAR, row BIGINT)")

    def restrict(self, ids: Iterable[str], rows: Iterable[Row]) -> None:
        """Say which ids' and which rows' facts are merged."""
        fill(self.base, "touched", [(one,) for one in ids])
        rows = list(rows)
        self._kinds = {row[0] for row in rows}
        fill(self.base, "touched_rows", rows)

    def scan(self, name: str) -> str:
        """Return a table of the touched facts of one kind, nothing where there are none."""
        if name not in self._picked:
            self._picked[name] = self._pick(name)
        return self._picked[name]

    def _pick(self, name: str) -> str:
        role, _, kind = name.partition("-")
        if role == "link" and kind not in self._kinds:
            return ""
        picked = quoted(f"p_{role}_{kind}")
        values: dict[str, object]
        if role == "node":
            path = self._gathered / f"{name}.parquet"
            if not path.is_file():
                return ""
            text = (
                "SELECT f.* FROM read_parquet($f) f SEMI JOIN touched t ON t.id = f.nid "
                "SEMI JOIN origins o ON o.id = f.origin"
            )
            if self.replaced:
                text += " ANTI JOIN replaced_rows r ON r.origin = f.origin AND r.row = f.row"
            values = {"f": str(path)}
        else:
            view = super().scan(name)
            if not view:
                return ""
            text = (
                f"SELECT f.* FROM {view} f SEMI JOIN touched_rows t ON t.origin = f.origin "
                "AND t.row = f.row AND t.kind = $kind"
            )
            values = {"kind": kind}
        self.base.execute(f"CREATE TABLE {picked} AS {text}", values)
        found = self.base.execute(f"SELECT 1 FROM {picked} LIMIT 1").fetchall()
        return picked if found else ""

    def known(self) -> tuple[set[tuple[str, ...]], set[tuple[str, str]]]:
        """Return the names by which nodes are meant, and which id leads where."""
        self._origins()
        self._canonical()
        for kind in self.model.nodes.values():
            self._nodes(kind)
        self._names()
        names = self.base.execute("SELECT kind, id, scope, rank, key, adcode FROM names").fetchall()
        ids = self.base.execute("SELECT old, new FROM coded UNION SELECT id, kind FROM ids")
        return set(names), set(ids.fetchall())


def fill(
    base: duckdb.DuckDBPyConnection,
    table: str,
    rows: Sequence[tuple[object, ...]],
    columns: str = "",
) -> None:
    """Put rows into a table, which is made anew where its columns are given."""
    if columns:
        base.execute(f"CREATE OR REPLACE TABLE {table} ({columns})")
    if rows:
        lists: dict[str, list[object]] = {
            f"v{at}": [row[at] for row in rows] for at in range(len(rows[0]))
        }
        base.execute(
            f"INSERT INTO {table} SELECT " + ", ".join(f"unnest(${name})" for name in lists), lists
        )
