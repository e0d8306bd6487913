"""What a batch is to the others of its source: all of it, changes to it, or corrections.

A full delivery stands for itself. A delivery of changes takes the place of the earlier
rows of its source that are about the same: the same nodes or, in a row that makes none,
the same links. Changes follow each other by date, then by sequence. Corrections of rows
that a delivery set aside stand as if that delivery had held them. What follows from it
is a pure function of the batches, whatever the order in which they were loaded.
"""

# ruff: noqa: S608 (names of the checked vocabulary and our own tables; values are bound)
from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count, takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import duckdb

from liantu.graph.model import LinkKind, Model, NodeKind
from liantu.graph.tables import quoted

if TYPE_CHECKING:
    from liantu.graph.merge import Decision

FILE = "delivery.json"
ENDED = "ended-"  # facts of rows by which something ended: they replace and say nothing more
Form = Literal["full", "changes", "corrections"]


@dataclass(frozen=True)
class Delivered:
    """How a batch was delivered.

    ``on`` is the date of changes (ISO), ``of`` the batch whose rows are corrected,
    ``corrected`` for each row of the file the place (file, sheet, row) that it corrects,
    ``taken`` the places of which the correction was accepted.
    """

    form: Form = "full"
    on: str = ""
    sequence: int = 0
    of: str = ""
    corrected: tuple[tuple[str, str, int, str, str, int], ...] = ()
    taken: frozenset[tuple[str, str, int]] = frozenset()


def delivered(folder: Path) -> Delivered:
    """Return how a batch was delivered; a batch without a word of it is a full delivery."""
    path = folder / FILE
    if not path.is_file():
        return Delivered()
    found = json.loads(path.read_text(encoding="utf-8"))
    corrected = tuple(tuple(one) for one in found.pop("corrected", []))
    taken = frozenset((one[0], one[1], one[2]) for one in found.pop("taken", []))
    return Delivered(**found, corrected=corrected, taken=taken)


@lru_cache(maxsize=4096)
def last_day(folder: Path) -> str:
    """Return the latest date of a batch's rows as ISO text, empty where none has one.

    A batch never changes, so it is asked once.
    """
    with duckdb.connect() as base:
        found = base.execute(
            "SELECT max(observed_on) FROM read_parquet($f)",
            {"f": str(folder / "origins.parquet")},
        ).fetchall()
    return found[0][0].isoformat() if found[0][0] else ""


def fact_files(batches: Iterable[Path], name: str) -> list[str]:
    """Return the files of one kind of fact over some batches; a large batch has several."""
    found: list[str] = []
    for batch in batches:
        if (path := batch / f"{name}.parquet").is_file():
            found.append(str(path))
        pieces = (batch / f"{name}.{number}.parquet" for number in count(1))
        found += map(str, takewhile(Path.is_file, pieces))
    return found


def write_superseded(
    batches: Sequence[Path], decisions: Iterable[Decision], vocabulary: Model, path: Path
) -> bool:
    """Write the rows (origin, row) that later rows of their source replace, if there are any."""
    told = {one: delivered(one) for one in batches}
    if not any(one.form == "changes" for one in told.values()):
        return False
    with duckdb.connect() as base:
        return _Superseding(base, told, decisions, vocabulary).write(path)


class _Superseding:
    """The rows of the changing sources, by what they are about.

    ``late`` holds what the rows of changes are about, ``early`` the same of every row that
    has one of these in common.
    """

    def __init__(
        self,
        base: duckdb.DuckDBPyConnection,
        told: dict[Path, Delivered],
        decisions: Iterable[Decision],
        vocabulary: Model,
    ) -> None:
        self.base, self.model = base, vocabulary
        base.execute("CREATE TABLE decided (old VARCHAR, new VARCHAR)")
        for one in decisions:
            base.execute("INSERT INTO decided VALUES (?, ?)", [one.old, one.new])
        ranks = self._ranked(told)
        self.batches = list(ranks)
        self.late = [one for one, rank in ranks.items() if rank]

    def _ranked(self, told: dict[Path, Delivered]) -> dict[Path, int]:
        """Rank the batches of every source of which there are changes; full ones are first."""
        sources = {one: self._source(one) for one in told}
        changing = {sources[one] for one, how in told.items() if how.form == "changes"}
        ranks: dict[Path, int] = {}
        for source in changing:
            own = [one for one in told if sources[one] == source]
            changes = [one for one in own if told[one].form == "changes"]
            changes.sort(key=lambda one: (told[one].on, told[one].sequence, one.name))
            by_name = {one.name: rank for rank, one in enumerate(changes, start=1)}
            ranks |= {one: by_name.get(told[one].of or one.name, 0) for one in own}
        self.base.execute("CREATE TABLE ranked (batch VARCHAR, source VARCHAR, rank INT)")
        for one, rank in ranks.items():
            self.base.execute("INSERT INTO ranked VALUES (?, ?, ?)", [one.name, sources[one], rank])
        return ranks

    def _source(self, batch: Path) -> str:
        found = self.base.execute(
            "SELECT any_value(source) FROM read_parquet($f)",
            {"f": str(batch / "origins.parquet")},
        )
        return str(found.fetchall()[0][0])

    def write(self, path: Path) -> bool:
        """Write the rows that are replaced; say whether there are any."""
        columns = "kind VARCHAR, origin VARCHAR, row BIGINT, id VARCHAR, alt VARCHAR"
        self.base.execute(f"CREATE TABLE late ({columns}); CREATE TABLE early ({columns})")
        for _, text, values in self._about(self.late):
            self._insert("late", text, values)
        self._without_links("late", self.late)
        self.base.execute(
            "CREATE TABLE asked AS SELECT DISTINCT kind, id FROM late "
            "UNION SELECT DISTINCT kind, alt FROM late WHERE alt IS NOT NULL"
        )
        kinds = {row[0] for row in self.base.execute("SELECT kind FROM asked").fetchall()}
        for kind, text, values in self._about(self.batches):
            if kind in kinds:
                self._insert_asked(text, values)
        self._without_links("early", self.batches)
        self.base.execute(_REPLACED)
        if not self.base.execute("SELECT 1 FROM replaced LIMIT 1").fetchall():
            return False
        self.base.sql("SELECT * FROM replaced ORDER BY ALL").write_parquet(str(path))
        return True

    def _insert(self, table: str, text: str, values: dict[str, Any]) -> None:
        self.base.execute(f"INSERT INTO {table} {text}", values)

    def _insert_asked(self, text: str, values: dict[str, Any]) -> None:
        """Keep all that those rows are about which have something in common with a late one."""
        self.base.execute(
            f"CREATE OR REPLACE TEMP TABLE hits AS SELECT DISTINCT x.origin, x.row "
            f"FROM ({text}) x WHERE x.id IN (SELECT id FROM asked WHERE kind = $kind) "
            "OR x.alt IN (SELECT id FROM asked WHERE kind = $kind)",
            values,
        )
        self._insert(
            "early", f"SELECT x.* FROM ({text}) x SEMI JOIN hits USING (origin, row)", values
        )

    def _without_links(self, table: str, batches: list[Path]) -> None:
        """Take the links of rows out that make a node: those are about the node."""
        nodes = {"nodes": list(self.model.nodes)}
        some = f"SELECT 1 FROM {table} WHERE NOT list_contains($nodes, kind) LIMIT 1"
        if not self.base.execute(some, nodes).fetchall():
            return
        for kind, text, values in self._about(batches):
            if kind in self.model.nodes:
                self.base.execute(
                    f"DELETE FROM {table} WHERE NOT list_contains($nodes, kind) AND "
                    f"(origin, row) IN (SELECT (n.origin, n.row) FROM ({text}) n)",
                    values | nodes,
                )

    def _about(self, batches: list[Path]) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Yield kind, SELECT and values of what rows are about, where there are facts."""
        for name, node in self.model.nodes.items():
            if files := _files(batches, f"node-{name}"):
                yield name, _node_text(node), {"files": files, "kind": name}
        for name, link in self.model.links.items():
            if files := _files(batches, f"link-{name}"):
                yield name, _link_text(link), {"files": files, "kind": name}


def _files(batches: list[Path], name: str) -> list[str]:
    return [*fact_files(batches, name), *fact_files(batches, f"{ENDED}{name}")]


def _node_text(kind: NodeKind) -> str:
    own = " WHERE f.stub IS NOT TRUE" if "stub" in kind.properties else ""
    return (
        "SELECT $kind AS kind, f.origin, f.row, coalesce(d.new, f.nid) AS id, "
        "coalesce(e.new, f.alt) AS alt "
        "FROM read_parquet($files, union_by_name = true) f "
        f"LEFT JOIN decided d ON d.old = f.nid LEFT JOIN decided e ON e.old = f.alt{own}"
    )


def _link_text(kind: LinkKind) -> str:
    parts = "".join(f", coalesce(CAST(f.{quoted(name)} AS VARCHAR), '')" for name in kind.identity)
    return (
        "SELECT $kind AS kind, f.origin, f.row, concat_ws('|', "
        "coalesce(d.new, f.from_id, f.from_key, ''), coalesce(e.new, f.to_id, f.to_key, '')"
        f"{parts}) AS id, CAST(NULL AS VARCHAR) AS alt "
        "FROM read_parquet($files, union_by_name = true) f "
        "LEFT JOIN decided d ON d.old = f.from_id LEFT JOIN decided e ON e.old = f.to_id"
    )


# A row is replaced where a later one of its source is about exactly the same.
_REPLACED = """
CREATE TABLE replaced AS
WITH a AS (
    SELECT f.*, r.source, r.rank, count(*) OVER (PARTITION BY f.origin, f.row) AS parts
    FROM late f JOIN ranked r ON r.batch = split_part(f.origin, '.', 1)
), b AS (
    SELECT f.*, r.source, r.rank, count(*) OVER (PARTITION BY f.origin, f.row) AS parts
    FROM early f JOIN ranked r ON r.batch = split_part(f.origin, '.', 1)
), same AS (
    SELECT a.origin AS by_origin, a.row AS by_row, b.origin, b.row, b.kind, b.id, a.parts, b.parts
        AS own_parts
    FROM a JOIN b ON b.source = a.source AND b.kind = a.kind AND b.id = a.id AND b.rank < a.rank
    UNION SELECT a.origin, a.row, b.origin, b.row, b.kind, b.id, a.parts, b.parts
    FROM a JOIN b ON b.source = a.source AND b.kind = a.kind AND b.alt = a.id AND b.rank < a.rank
    UNION SELECT a.origin, a.row, b.origin, b.row, b.kind, b.id, a.parts, b.parts
    FROM a JOIN b ON b.source = a.source AND b.kind = a.kind AND b.id = a.alt AND b.rank < a.rank
)
SELECT DISTINCT origin, row FROM (
    SELECT origin, row, count(*) AS found, any_value(parts) AS parts,
        any_value(own_parts) AS own_parts
    FROM same GROUP BY by_origin, by_row, origin, row
) WHERE found = parts AND found = own_parts
"""
