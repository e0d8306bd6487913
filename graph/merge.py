"""Facts become one graph: rows about the same thing are joined by identity.

Input are the Parquet folders of the accepted batches, output the node and link
tables of one data version, again as Parquet. The result is a pure function of
batches and identity decisions; the order in which they were loaded changes
nothing. Where rows disagree the source of stronger precedence wins, then the
later date; what the others say stays in ``reported``.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from liantu.graph.deliveries import fact_files, write_superseded
from liantu.graph.identity import normalise
from liantu.graph.merge_links import LinkMerge
from liantu.graph.model import Model, NodeKind, model
from liantu.graph.tables import (
    ROW_SPAN,
    Waiting,
    column_list,
    node_file,
    quoted,
    said_alone,
    said_together,
)
from liantu.graph.working import working_database

SEARCH_ALONE = "array_to_string(list_sort(list_distinct(string_split(f.search, '|'))), '|')"
SEARCH_JOINED = (
    "array_to_string(list_sort(list_distinct(flatten(list(string_split(f.search, '|'))))), '|')"
)


@dataclass(frozen=True)
class Decision:
    """Facts under id ``old`` are about node ``new``; ``former_name`` stays searchable."""

    old: str
    new: str
    former_name: str = ""


@dataclass(frozen=True)
class Merged:
    """The tables of one data version."""

    folder: Path
    nodes: dict[str, int]
    links: dict[str, int]
    waiting: tuple[Waiting, ...]
    as_of: str

    @property
    def node_count(self) -> int:
        """Number of nodes over all kinds."""
        return sum(self.nodes.values())

    @property
    def link_count(self) -> int:
        """Number of links over all kinds."""
        return sum(self.links.values())


def merge(batches: Sequence[Path], decisions: Iterable[Decision], out: Path) -> Merged:
    """Merge batches into ``out``: nodes/<Kind>.parquet, links/<KIND>.<From>.<To>.parquet."""
    (out / "nodes").mkdir(parents=True)
    (out / "links").mkdir()
    decisions = list(decisions)
    replaced = out / ".spill" / "replaced.parquet"
    with working_database(out / ".spill") as base:
        base.execute("SET preserve_insertion_order = false")  # what is written is sorted
        (out / ".spill").mkdir(exist_ok=True)
        some = write_superseded(batches, decisions, model(), replaced)
        merging = Merging(base, list(batches), decisions, out, model())
        merging.leave_out(replaced if some else None)
        merged = merging.run()
    write_waiting(out, merged.waiting)
    shutil.rmtree(out / ".spill", ignore_errors=True)
    return merged


def write_waiting(out: Path, waiting: Iterable[Waiting]) -> None:
    """Write the links that wait beside the tables, for the next version to go on from."""
    found = [asdict(one) for one in waiting]
    (out / "waiting.json").write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")


class Merging:
    """The steps of a merge, over the tables of one working database."""

    def __init__(
        self,
        base: duckdb.DuckDBPyConnection,
        batches: list[Path],
        decisions: list[Decision],
        out: Path,
        vocabulary: Model,
    ) -> None:
        self.base, self.batches, self.decisions = base, batches, decisions
        self.out, self.model = out, vocabulary
        self.there: set[str] = set()  # node kinds of which there are facts
        self.replaced = False

    def leave_out(self, path: Path | None) -> None:
        """Leave the rows (origin, row) of a file out: later ones of their source replace them."""
        if path is not None:
            self.base.read_parquet(str(path)).create("replaced_rows")
            self.replaced = True

    def run(self) -> Merged:
        """Write the tables of all facts that :meth:`scan` gives."""
        self._origins()
        self._canonical()
        nodes = {name: self._nodes(kind) for name, kind in self.model.nodes.items()}
        self._names()
        self._former_ids()
        waiting: list[Waiting] = []
        joiner = LinkMerge(self.base, self.out)
        links = {}
        for name, kind in self.model.links.items():
            if scan := self.scan(f"link-{name}"):
                links[name] = joiner.run(kind, scan)
                waiting += joiner.waiting(kind)
        as_of = self.base.execute("SELECT max(observed_on) FROM origins").fetchall()[0]
        return Merged(
            self.out,
            {name: count for name, count in nodes.items() if count},
            {name: count for name, count in links.items() if count},
            tuple(sorted(waiting, key=lambda one: (one.file, one.sheet, one.row, one.column))),
            as_of[0].isoformat() if as_of[0] else "",
        )

    def scan(self, name: str) -> str:
        """Return a view of the facts of one kind over all batches, nothing where there are none."""
        files = fact_files(self.batches, name)
        if not files:
            return ""
        view = quoted("v_" + name.replace("-", "_"))
        facts = self.base.read_parquet(files, union_by_name=True)
        if self.replaced:
            every = quoted("e_" + name.replace("-", "_"))
            facts.create_view(every.strip('"'), replace=True)
            self.base.execute(
                f"CREATE OR REPLACE VIEW {view} AS SELECT x.* FROM {every} x "
                "ANTI JOIN replaced_rows r ON r.origin = x.origin AND r.row = x.row"
            )
        else:
            facts.create_view(view.strip('"'), replace=True)
        return view

    def _origins(self) -> None:
        self.base.execute(
            "CREATE TABLE origins AS SELECT *, row_number() OVER (ORDER BY precedence, "
            "observed_on DESC NULLS LAST, source, file, sheet, citation, id) AS rank "
            "FROM read_parquet($files)",
            {"files": fact_files(self.batches, "origins")},
        )
        self._write("SELECT * EXCLUDE (rank) FROM origins ORDER BY id", "origins.parquet")

    def _canonical(self) -> None:
        """Which id replaces which: decisions first, then ids by name that have a code."""
        self.base.execute(
            "CREATE TABLE decided (old VARCHAR PRIMARY KEY, new VARCHAR, name VARCHAR)"
        )
        for one in self.decisions:
            self.base.execute(
                "INSERT INTO decided VALUES (?, ?, ?)", [one.old, one.new, one.former_name]
            )
        self.base.execute("CREATE TABLE coded (old VARCHAR, new VARCHAR)")
        for kind in self.model.nodes:
            if scan := self.scan(f"node-{kind}"):
                self.base.execute(
                    "INSERT INTO coded SELECT coalesce(d.new, f.alt), min(f.nid) "
                    f"FROM {scan} f LEFT JOIN decided d ON d.old = f.alt "
                    "WHERE f.alt IS NOT NULL GROUP BY 1 HAVING count(DISTINCT f.nid) = 1"
                )

    def _nodes(self, kind: NodeKind) -> int:
        scan = self.scan(f"node-{kind.name}")
        table = quoted(f"n_{kind.name}")
        if not scan:
            return 0
        self.there.add(kind.name)
        facts = quoted(f"f_{kind.name}")
        columns = column_list(kind.properties, "x.")
        self.base.execute(
            f"CREATE TABLE {facts} AS {self._facts(scan, columns, 'x.search, x.keys')}"
        )
        self.base.execute(
            f"CREATE OR REPLACE TABLE several AS SELECT id FROM {facts} GROUP BY id "
            "HAVING count(*) > 1"
        )
        types = {name: spec.type for name, spec in kind.properties.items()}
        alone = ["f.id", f"{SEARCH_ALONE} AS search", *said_alone(types)]
        joined = ["f.id", f"{SEARCH_JOINED} AS search", *said_together(types)]
        self.base.execute(
            f"CREATE TABLE {table} AS SELECT {', '.join(alone)} FROM {facts} f "
            "ANTI JOIN several USING (id) "
            f"UNION ALL SELECT {', '.join(joined)} FROM {facts} f "
            "SEMI JOIN several USING (id) GROUP BY f.id"
        )
        if "former_names" in kind.properties:
            self._former_names(table)
        self._write(f"SELECT * FROM {table} ORDER BY id", node_file(kind.name))
        return self._count(table)

    def _facts(self, scan: str, properties: str, more: str) -> str:
        return (
            "SELECT coalesce(c.new, d.new, x.nid) AS id, o.source AS source, "
            "o.id || ':' || x.row AS record, "
            f"o.rank * {ROW_SPAN} + x.row AS fact_order, {properties}, {more} "
            f"FROM {scan} x JOIN origins o ON o.id = x.origin "
            "LEFT JOIN decided d ON d.old = x.nid "
            "LEFT JOIN coded c ON c.old = coalesce(d.new, x.nid)"
        )

    def _former_names(self, table: str) -> None:
        for one in self.decisions:
            if one.former_name:
                self.base.execute(
                    f"UPDATE {table} SET former_names = "
                    "list_distinct(list_append(coalesce(former_names, []), $name)), "
                    "search = array_to_string(list_sort(list_distinct("
                    "string_split(search || '|' || $key, '|'))), '|') "
                    "WHERE id = $id AND name <> $name",
                    {"name": one.former_name, "key": normalise(one.former_name), "id": one.new},
                )

    def _names(self) -> None:
        """Every name under which a node may be meant: kind, id, scope, rank, key, adcode."""
        self.base.execute(
            "CREATE TABLE ids (id VARCHAR, kind VARCHAR);"
            "CREATE TABLE names (kind VARCHAR, id VARCHAR, scope VARCHAR, rank INT, "
            "key VARCHAR, adcode VARCHAR)"
        )
        for name, kind in self.model.nodes.items():
            if name not in self.there:
                continue
            table, facts = quoted(f"n_{name}"), quoted(f"f_{name}")
            scope = "n.chain_id" if "chain_id" in kind.properties else "''"
            adcode = "n.adcode" if "adcode" in kind.properties else "''"
            self.base.execute(f"INSERT INTO ids SELECT id, $kind FROM {table}", {"kind": name})
            self.base.execute(
                "INSERT INTO names "
                "SELECT DISTINCT $kind, n.id, s, CAST(k[1] AS INT), k[2], a FROM ("
                f"SELECT f.id, string_split(unnest(f.keys), ':') AS k FROM {facts} f) u "
                f"JOIN (SELECT n.id, {scope} AS s, {adcode} AS a FROM {table} n) n ON n.id = u.id",
                {"kind": name},
            )
        for one in self.decisions:
            if one.former_name:
                self.base.execute(
                    "INSERT INTO names SELECT kind, id, '', 2, ?, '' FROM ids WHERE id = ?",
                    [normalise(one.former_name), one.new],
                )

    def _former_ids(self) -> None:
        """Which ids of old lead to which node: decisions, and names that got a code."""
        self.base.execute(
            "CREATE TABLE former AS "
            "SELECT old AS id, coalesce(c.new, d.new) AS node FROM decided d "
            "LEFT JOIN (SELECT old AS o, new FROM coded) c ON c.o = d.new "
            "UNION SELECT old, new FROM coded WHERE old NOT IN (SELECT old FROM decided)"
        )
        self._write(
            "SELECT f.id, f.node FROM former f JOIN ids i ON i.id = f.node "
            "WHERE f.id NOT IN (SELECT id FROM ids) ORDER BY f.id",
            "former_ids.parquet",
        )

    def _count(self, table: str) -> int:
        return int(self.base.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])

    def _write(self, query: str, name: str) -> None:
        self.base.sql(query).write_parquet(str(self.out / name), compression="zstd")
