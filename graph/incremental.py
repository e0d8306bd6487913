"""A version merged onto the one before: only what the changed batches touch is merged again.

    seeds → what is joined with them → their names → links that now read otherwise → splice

The touched facts go through the same merge as all facts would (:class:`Merging` over
fewer rows); its rows replace those of the old tables, and tables that nothing touches
are linked, not written. The result is the same, row for row, as that of a whole merge.
"""

# ruff: noqa: S608 (names of the checked vocabulary and our own tables; values are bound)
from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import duckdb

from liantu.graph.deliveries import fact_files
from liantu.graph.flips import Flips
from liantu.graph.merge import Decision, Merged, write_waiting
from liantu.graph.model import model
from liantu.graph.restricted import Restricted, Row, fill
from liantu.graph.splice import Splice
from liantu.graph.tables import link_file, node_file
from liantu.graph.working import working_database

SHARE = 0.1  # of the rows; where more changed, a whole merge is quicker


class Onto:
    """One merge onto an older version's tables."""

    def __init__(
        self,
        old: Path,
        before: Sequence[Path],
        after: Sequence[Path],
        decisions: Sequence[Decision],
        out: Path,
    ) -> None:
        self.old, self.out, self.decisions = old, out, list(decisions)
        self.before, self.after = list(before), list(after)
        self.added = [one for one in after if one not in set(before)]
        self.removed = [one for one in before if one not in set(after)]
        self.changed = [*self.added, *self.removed]
        self.model = model()
        self.base = working_database(out / ".spill")
        self._parts = 0
        self._facts = out / ".facts"
        self._gathered: set[str] = set()
        spill = out / ".spill"
        self.flips = Flips(self.base, (before, after), self.decisions, self.model, spill)

    def worthwhile(self) -> bool:
        """Say whether few rows changed and the old tables hold what is needed."""
        if not (self.old / "waiting.json").is_file():
            return False
        changed, every = (
            self._count(fact_files(some, "rows")) for some in (self.changed, self.after)
        )
        return changed + len(self.flips.rows) <= SHARE * every

    def run(self) -> Merged:
        """Write the tables of the new version; see :func:`liantu.graph.merge.merge`."""
        (self.out / "nodes").mkdir(parents=True)
        (self.out / "links").mkdir()
        self._facts.mkdir()
        seeds = self._closed(self._ids(self.changed) | self.flips.ids())
        rows = self._rows(self.changed) | self.flips.links()
        self._touch(seeds, rows)
        rows |= self._reread(seeds)
        rows |= self._joined_before(rows, self._touch(seeds, rows))
        while True:
            touched = self._touch(seeds, rows)
            merged = self._partial(touched, rows)
            mates = self._mates(self._groups(merged.folder, rows)) - rows
            if not mates:
                break
            rows |= mates
        splice = Splice(self.base, self.old, merged.folder, self.out)
        waiting = splice.waiting(merged, rows, {one.name for one in self.removed})
        self._splice(splice, touched)
        shutil.copy(merged.folder / "origins.parquet", self.out)
        write_waiting(self.out, waiting)
        nodes = {name: self._count([node_file(name)]) for name in self.model.nodes}
        links = {
            name: self._count([link_file(name, a, b) for a, b in kind.ends])
            for name, kind in self.model.links.items()
        }
        self.base.close()
        for number in range(self._parts):
            shutil.rmtree(self.out / f".part-{number}")
        for name in (".spill", ".facts"):
            shutil.rmtree(self.out / name, ignore_errors=True)
        return Merged(
            self.out,
            {name: count for name, count in nodes.items() if count},
            {name: count for name, count in links.items() if count},
            waiting,
            merged.as_of,
        )

    # -- what is touched -------------------------------------------------------

    def _count(self, files: Iterable[str]) -> int:
        found = [str(path) for one in files if (path := self.out / one).is_file()]
        if not found:
            return 0
        counted = self.base.execute("SELECT count(*) FROM read_parquet($f)", {"f": found})
        return int(counted.fetchall()[0][0])

    def _node_files(self, batches: Sequence[Path]) -> list[str]:
        return [one for kind in self.model.nodes for one in fact_files(batches, f"node-{kind}")]

    def _ids(self, batches: Sequence[Path]) -> set[str]:
        files = self._node_files(batches)
        if not files:
            return set()
        found = self.base.execute(
            "SELECT nid, alt FROM read_parquet($f, union_by_name = true)", {"f": files}
        )
        return {one for row in found.fetchall() for one in row if one}

    def _closed(self, ids: set[str]) -> set[str]:
        """Add every id that facts or decisions say to be the same."""
        files = self._node_files(self.after)
        closed, fresh = set(ids), set(ids)
        while fresh:
            fill(self.base, "fresh", [(one,) for one in fresh], "id VARCHAR")
            found = self.base.execute(
                "SELECT DISTINCT nid, alt FROM read_parquet($f, union_by_name = true) "
                "WHERE alt IS NOT NULL AND (nid IN (SELECT id FROM fresh) "
                "OR alt IN (SELECT id FROM fresh))",
                {"f": files},
            ).fetchall()
            same = {one for row in found for one in row}
            for one in self.decisions:
                if one.old in fresh or one.new in fresh:
                    same |= {one.old, one.new}
            fresh = same - closed
            closed |= fresh
        return closed

    def _rows(self, batches: Sequence[Path]) -> set[Row]:
        """The rows of some batches that say something of a link."""
        rows: set[Row] = set()
        for kind in self.model.links:
            if files := fact_files(batches, f"link-{kind}"):
                found = self.base.execute(
                    "SELECT DISTINCT origin, row FROM read_parquet($f)", {"f": files}
                )
                rows |= {(kind, *row) for row in found.fetchall()}
        return rows

    def _reread(self, seeds: set[str]) -> set[Row]:
        """The rows whose words or ids mean another node than before, or none."""
        (was, was_ids), (now, now_ids) = (
            self._known(self.before, seeds),
            self._known(self.after, seeds),
        )
        words = {name[4] for name in was ^ now}
        ids = {one for pair in was_ids ^ now_ids for one in pair}
        rows: set[Row] = set()
        if not words and not ids:
            return rows
        fill(self.base, "words", [(one,) for one in words], "word VARCHAR")
        fill(self.base, "fresh", [(one,) for one in ids], "id VARCHAR")
        for kind in self.model.links:
            if files := fact_files(self.after, f"link-{kind}"):
                found = self.base.execute(
                    "SELECT DISTINCT origin, row FROM read_parquet($f, union_by_name = true) "
                    "WHERE from_key IN (SELECT word FROM words) "
                    "OR to_key IN (SELECT word FROM words) "
                    "OR from_id IN (SELECT id FROM fresh) OR to_id IN (SELECT id FROM fresh)",
                    {"f": files},
                )
                rows |= {(kind, *row) for row in found.fetchall()}
        return rows

    def _touch(self, seeds: set[str], rows: set[Row]) -> set[str]:
        """Gather the facts of the seeds and of every node that the rows may mean, and its ids."""
        touched = self._closed(seeds | self._meant(rows))
        if not touched <= self._gathered:
            self._gathered = touched
            fill(self.base, "fresh", [(one,) for one in touched], "id VARCHAR")
            for kind in self.model.nodes:
                if files := fact_files([*self.after, *self.removed], f"node-{kind}"):
                    text = (
                        "SELECT f.* FROM read_parquet($f, union_by_name = true) f "
                        "SEMI JOIN fresh t ON t.id = f.nid"
                    )
                    found = self.base.sql(text, params={"f": files})
                    found.write_parquet(str(self._facts / f"node-{kind}.parquet"))
        return touched

    def _known(
        self, batches: list[Path], seeds: set[str]
    ) -> tuple[set[tuple[str, ...]], set[tuple[str, str]]]:
        with duckdb.connect() as base:
            merging = Restricted(
                base, batches, self.decisions, self._part(), self.model, self._facts
            )
            merging.leave_out(self.flips.replaced[batches is self.after])
            merging.restrict(seeds, ())
            return merging.known()

    def _part(self) -> Path:
        self._parts += 1
        return self.out / f".part-{self._parts - 1}"

    def _partial(self, touched: set[str], rows: set[Row]) -> Merged:
        """Merge the touched ids and the rows."""
        with duckdb.connect() as base:
            merging = Restricted(
                base, self.after, self.decisions, self._part(), self.model, self._facts
            )
            merging.leave_out(self.flips.replaced[1])
            merging.restrict(touched, rows)
            return merging.run()

    def _meant(self, rows: set[Row]) -> set[str]:
        """The ids that rows name, and those of every node that bears a word of theirs."""
        fill(self.base, "picked", list(rows), "kind VARCHAR, origin VARCHAR, row BIGINT")
        ids: set[str] = set()
        words: set[str] = set()
        for kind in {row[0] for row in rows}:
            files = fact_files(self.after, f"link-{kind}")
            if not files:
                continue
            found = self.base.execute(
                "SELECT DISTINCT from_id, to_id, from_key, to_key "
                "FROM read_parquet($f, union_by_name = true) f SEMI JOIN picked p "
                "ON p.origin = f.origin AND p.row = f.row AND p.kind = $kind",
                {"f": files, "kind": kind},
            ).fetchall()
            ids |= {one for row in found for one in row[:2] if one}
            words |= {one for row in found for one in row[2:] if one}
        if words:
            fill(self.base, "words", [(one,) for one in words], "word VARCHAR")
            found = self.base.execute(
                "SELECT DISTINCT nid FROM (SELECT nid, string_split(unnest(keys), ':')[2] AS word "
                "FROM read_parquet($f, union_by_name = true)) SEMI JOIN words USING (word)",
                {"f": self._node_files(self.after)},
            ).fetchall()
            ids |= {row[0] for row in found}
        return ids

    # -- which links change ----------------------------------------------------

    def _joined_before(self, rows: set[Row], touched: set[str]) -> set[Row]:
        """The rows of old links of the same kinds between touched nodes: their mates, mostly."""
        fill(self.base, "fresh", [(one,) for one in touched], "id VARCHAR")
        found: set[Row] = set()
        for file in self._link_files(self.old):
            kind = Path(file).name.partition(".")[0]
            if any(row[0] == kind for row in rows):
                text = (
                    "SELECT unnest(records) FROM read_parquet($f) "
                    'SEMI JOIN fresh f ON f.id = "from" SEMI JOIN fresh t ON t.id = "to"'
                )
                found |= self._still(kind, text, {"f": str(self.old / file)})
        return found

    def _link_files(self, part: Path) -> list[str]:
        """The link tables that the old version or a part of the new one has."""
        names = [
            link_file(kind, a, b) for kind, link in self.model.links.items() for a, b in link.ends
        ]
        return [one for one in names if (self.old / one).is_file() or (part / one).is_file()]

    def _groups(self, part: Path, rows: set[Row]) -> dict[str, str]:
        """Make a table of the links that changed rows are or were part of, by their file."""
        records = [(kind, f"{origin}:{row}") for kind, origin, row in rows]
        fill(self.base, "changed", records, "kind VARCHAR, record VARCHAR")
        groups: dict[str, str] = {}
        kinds = {row[0] for row in rows}
        for file in self._link_files(part):
            kind = Path(file).name.partition(".")[0]
            if kind not in kinds:
                continue
            table = f"g{len(groups)}"
            found = [str(folder / file) for folder in (self.old, part) if (folder / file).is_file()]
            self.base.execute(
                f'CREATE TABLE {table} AS SELECT DISTINCT "from", "to", key FROM ('
                'SELECT "from", "to", key, unnest(records) AS record FROM read_parquet($f)) r '
                "SEMI JOIN changed c ON c.record = r.record AND c.kind = $kind",
                {"f": found, "kind": kind},
            )
            if self.base.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchall():
                groups[file] = table
            else:
                self.base.execute(f"DROP TABLE {table}")
        self.groups = groups
        return groups

    def _mates(self, groups: dict[str, str]) -> set[Row]:
        """The other rows of the links that change, as far as they are still there."""
        rows: set[Row] = set()
        for file, table in groups.items():
            if (self.old / file).is_file():
                text = (
                    f"SELECT unnest(records) FROM read_parquet($f) SEMI JOIN {table} "
                    'USING ("from", "to", key)'
                )
                rows |= self._still(
                    Path(file).name.partition(".")[0], text, {"f": str(self.old / file)}
                )
        return rows

    def _still(self, kind: str, text: str, values: dict[str, Any]) -> set[Row]:
        """The rows that a query names by their records, of batches that are still there."""
        gone = {one.name for one in self.removed}
        rows: set[Row] = set()
        for (record,) in self.base.execute(text, values).fetchall():
            origin, _, row = record.rpartition(":")
            if origin.partition(".")[0] not in gone:
                rows.add((kind, origin, int(row)))
        return rows

    # -- the new tables --------------------------------------------------------

    def _splice(self, splice: Splice, touched: set[str]) -> None:
        fill(self.base, "fresh", [(one,) for one in touched], "id VARCHAR")
        kinds = self.flips.kinds()
        for kind in self.model.nodes:
            if kind in kinds or fact_files(self.changed, f"node-{kind}"):
                splice.nodes(node_file(kind), "fresh")
            else:
                splice.take(node_file(kind))
        splice.nodes("former_ids.parquet", "fresh")
        for file in self._link_files(splice.part):
            if file in self.groups:
                splice.links(file, self.groups[file])
            else:
                splice.take(file)
