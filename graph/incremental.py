"""A version merged onto the one before: only what the changed batches touch is merged again.

    seeds → what is joined with them → their names → links that now read otherwise → splice

The touched facts go through the same merge as all facts would (:class:`Merging` over
fewer rows); its rows replace those of the old tables, and tables that nothing touches
are linked, not written. The result is the same, row for row, as that of a whole merge.
"""

# ruff: noqa: S608 (names of the checked vocabulary and our own tables; values are bound)
from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import duckdb

from liantu.graph.deliveries import fact_files
from liantu.graph.delta import TOUCHED
from liantu.graph.flips import Flips
from liantu.graph.merge import Decision, Merged, write_waiting
from liantu.graph.model import model
from liantu.graph.restricted import Restricted, Row, fill
from liantu.graph.tables import Waiting, link_file, node_file, quoted
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
        seeds = self._closed(self._ids(self.changed) | self.flips.ids())
        rows = {*self._rows(self.changed), *self.flips.links(), *self._reread(seeds)}
        merged, touched = self._partial(seeds, rows)
        groups = self._groups(merged.folder, rows)
        mates = self._mates(groups) - rows
        if mates:
            rows |= mates
            merged, touched = self._partial(seeds, rows)
        waiting = self._waiting(merged, rows)
        self._splice_nodes(merged.folder, touched)
        self._splice_links(merged.folder)
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
        shutil.rmtree(self.out / ".spill", ignore_errors=True)
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

    def _known(
        self, batches: list[Path], seeds: set[str]
    ) -> tuple[set[tuple[str, ...]], set[tuple[str, str]]]:
        with duckdb.connect() as base:
            merging = Restricted(base, batches, self.decisions, self._part(), self.model)
            merging.leave_out(self.flips.replaced[batches is self.after])
            merging.restrict(seeds, ())
            return merging.known()

    def _part(self) -> Path:
        self._parts += 1
        return self.out / f".part-{self._parts - 1}"

    def _partial(self, seeds: set[str], rows: set[Row]) -> tuple[Merged, set[str]]:
        """Merge the seeds and the rows with every node that the rows may mean."""
        touched = self._closed(seeds | self._meant(rows))
        with duckdb.connect() as base:
            merging = Restricted(base, self.after, self.decisions, self._part(), self.model)
            merging.leave_out(self.flips.replaced[1])
            merging.restrict(touched, rows)
            return merging.run(), touched

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
        gone = {one.name for one in self.removed}
        for file, table in groups.items():
            if not (self.old / file).is_file():
                continue
            kind = Path(file).name.partition(".")[0]
            found = self.base.execute(
                f"SELECT unnest(records) FROM read_parquet($f) SEMI JOIN {table} "
                'USING ("from", "to", key)',
                {"f": str(self.old / file)},
            ).fetchall()
            for (record,) in found:
                origin, _, row = record.rpartition(":")
                if origin.partition(".")[0] not in gone:
                    rows.add((kind, origin, int(row)))
        return rows

    # -- the new tables --------------------------------------------------------

    def _splice_nodes(self, part: Path, touched: set[str]) -> None:
        fill(self.base, "fresh", [(one,) for one in touched], "id VARCHAR")
        kinds = self.flips.kinds()
        for kind in self.model.nodes:
            if kind in kinds or fact_files(self.changed, f"node-{kind}"):
                self._splice(part, node_file(kind), "fresh", ("id",), every=True)
            else:
                self._link(node_file(kind))
        self._splice(part, "former_ids.parquet", "fresh", ("id",), every=True)

    def _splice_links(self, part: Path) -> None:
        for file in self._link_files(part):
            if file in self.groups:
                self._splice(part, file, self.groups[file], ("from", "to", "key"), every=False)
            else:
                self._link(file)

    def _link(self, file: str) -> None:
        if (self.old / file).is_file():
            try:
                os.link(self.old / file, self.out / file)
            except OSError:  # a file system without hard links
                shutil.copyfile(self.old / file, self.out / file)

    def _splice(
        self, part: Path, file: str, table: str, keys: tuple[str, ...], *, every: bool
    ) -> None:
        """Write the old rows that ``table`` does not name and the new ones (that it names)."""
        order = ", ".join(quoted(key) for key in keys)
        texts, values = [], {}
        if (self.old / file).is_file():
            texts.append(f"SELECT * FROM read_parquet($old) ANTI JOIN {table} USING ({order})")
            values["old"] = str(self.old / file)
        if (part / file).is_file():
            some = "" if every else f" SEMI JOIN {table} USING ({order})"
            texts.append(f"SELECT * FROM read_parquet($part){some}")
            values["part"] = str(part / file)
        if not texts:
            return
        note = self.out / TOUCHED / file
        note.parent.mkdir(parents=True, exist_ok=True)
        self.base.table(table).write_parquet(str(note))
        text = f"SELECT * FROM ({' UNION ALL BY NAME '.join(texts)}) ORDER BY {order}"
        target = self.out / file
        self.base.sql(text, params=values).write_parquet(str(target), compression="zstd")
        if file != "former_ids.parquet" and not self._count([file]):
            target.unlink()

    def _waiting(self, merged: Merged, rows: set[Row]) -> tuple[Waiting, ...]:
        """What waits: what waited and was not touched, and what of the touched rows does."""
        found = json.loads((self.old / "waiting.json").read_text(encoding="utf-8"))
        places = {
            row[0]: row[1:]
            for row in self.base.execute(
                "SELECT id, batch, file, coalesce(sheet, '') FROM read_parquet($f)",
                {"f": str(merged.folder / "origins.parquet")},
            ).fetchall()
        }
        again = {(kind, *places[origin], row) for kind, origin, row in rows if origin in places}
        gone = {one.name for one in self.removed}
        kept = [
            waiting
            for one in found
            if (waiting := _waiting(one)).batch not in gone
            and (waiting.link, waiting.batch, waiting.file, waiting.sheet, waiting.row) not in again
        ]
        every = [*kept, *merged.waiting]
        return tuple(sorted(every, key=lambda one: (one.file, one.sheet, one.row, one.column)))


def _waiting(one: dict[str, Any]) -> Waiting:
    return Waiting(**{**one, "kinds": tuple(one["kinds"]), "hits": tuple(one["hits"])})
