"""The rows that later rows of their source replace in one version and not in another."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from liantu.graph.deliveries import fact_files, write_superseded
from liantu.graph.model import Model
from liantu.graph.restricted import Row, fill

if TYPE_CHECKING:
    from liantu.graph.merge import Decision

_FACTS = "FROM read_parquet($f, union_by_name = true) f SEMI JOIN flips USING (origin, row)"


class Flips:
    """The rows that are replaced before and not after, or after and not before.

    ``replaced`` are the files of the rows that each of the two versions leaves out.
    """

    def __init__(
        self,
        base: duckdb.DuckDBPyConnection,
        versions: tuple[Sequence[Path], Sequence[Path]],
        decisions: Sequence[Decision],
        vocabulary: Model,
        folder: Path,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.base, self.model = base, vocabulary
        self.batches = list(dict.fromkeys([*versions[0], *versions[1]]))
        self.replaced: list[Path | None] = []
        for at, batches in enumerate(versions):
            path = folder / f"replaced-{at}.parquet"
            some = write_superseded(batches, decisions, vocabulary, path)
            self.replaced.append(path if some else None)
        before, after = (self._rows_of(one) for one in self.replaced)
        self.rows = sorted(before ^ after)
        fill(base, "flips", self.rows, "origin VARCHAR, row BIGINT")

    def _rows_of(self, path: Path | None) -> set[tuple[str, int]]:
        if path is None:
            return set()
        found = self.base.execute("SELECT * FROM read_parquet($f)", {"f": str(path)})
        return set(found.fetchall())

    def ids(self) -> set[str]:
        """Return every id that the rows give to a node."""
        ids: set[str] = set()
        for kind in self.kinds():
            files = fact_files(self.batches, f"node-{kind}")
            found = self.base.execute(f"SELECT nid, alt {_FACTS}", {"f": files}).fetchall()
            ids |= {one for row in found for one in row if one}
        return ids

    def links(self) -> set[Row]:
        """Return the rows that say something of a link, by its kind."""
        rows: set[Row] = set()
        for kind in self.model.links if self.rows else ():
            if files := fact_files(self.batches, f"link-{kind}"):
                found = self.base.execute(f"SELECT DISTINCT origin, row {_FACTS}", {"f": files})
                rows |= {(kind, *row) for row in found.fetchall()}
        return rows

    def kinds(self) -> set[str]:
        """Return the kinds of node that the rows are about."""
        return {
            kind
            for kind in (self.model.nodes if self.rows else ())
            if (files := fact_files(self.batches, f"node-{kind}"))
            and self.base.execute(f"SELECT 1 {_FACTS} LIMIT 1", {"f": files}).fetchall()
        }
