"""Ends of links are looked up, links of the same identity joined, the rest waits.

An end is an exact id or words. Words mean a node by its name before its short
name before its other names, and a node in the source's home region before one
elsewhere; two equally good hits are ambiguous, and then the link waits.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from liantu.graph.model import LinkKind
from liantu.graph.tables import ROW_SPAN, Waiting, quoted, reported, winner


class LinkMerge:
    """Merges the facts of link kinds over the tables that the node merge made.

    It reads ``origins``, ``decided``, ``coded``, ``ids`` and ``names``.
    """

    def __init__(self, base: duckdb.DuckDBPyConnection, out: Path) -> None:
        self.base, self.out = base, out

    def run(self, kind: LinkKind, files: list[str]) -> int:
        """Write ``links/<KIND>.<From>.<To>.parquet`` and return the number of links."""
        self._read(files)
        self._look_up()
        self._resolve()
        total = 0
        for start, end in kind.ends:
            total += self._join(kind, start, end)
        return total

    def _read(self, files: list[str]) -> None:
        self.base.execute(
            "CREATE OR REPLACE TABLE facts AS SELECT x.* EXCLUDE (origin), o.source, o.batch, "
            "o.file, o.sheet, regexp_replace(o.home, '(00)+$', '') AS home, "
            "o.id || ':' || x.row AS record, o.rank * $span + x.row AS fact_order "
            "FROM read_parquet($files, union_by_name = true) x JOIN origins o ON o.id = x.origin",
            {"files": files, "span": ROW_SPAN},
        )

    def _look_up(self) -> None:
        """Find the best hits of every distinct word."""
        self.base.execute(
            """
            CREATE OR REPLACE TABLE words AS
            SELECT from_key AS key, from_kinds AS kinds, from_scope AS scope, home
            FROM facts WHERE from_key IS NOT NULL
            UNION
            SELECT to_key, to_kinds, to_scope, home FROM facts WHERE to_key IS NOT NULL;
            CREATE OR REPLACE TABLE found AS
            WITH hit AS (
                SELECT w.*, n.id, n.rank + CASE
                    WHEN w.home = '' OR starts_with(coalesce(n.adcode, ''), w.home) THEN 0
                    ELSE 10 END AS score
                FROM words w JOIN names n ON n.key = w.key AND list_contains(w.kinds, n.kind)
                    AND (w.scope = '' OR n.scope = w.scope)
            ), best AS (
                SELECT *, min(score) OVER (PARTITION BY key, kinds, scope, home) AS least FROM hit
            )
            SELECT key, kinds, scope, home, list_sort(list_distinct(list(id))) AS hits
            FROM best WHERE score = least GROUP BY key, kinds, scope, home
            """
        )

    def _resolve(self) -> None:
        self.base.execute(
            """
            CREATE OR REPLACE TABLE resolved AS
            SELECT x.*, fi.id AS a, ti.id AS b, fi.kind || '>' || ti.kind AS pair,
                fw.hits AS from_hits, tw.hits AS to_hits
            FROM facts x
            LEFT JOIN found fw ON fw.key = x.from_key AND fw.kinds = x.from_kinds
                AND fw.scope = x.from_scope AND fw.home = x.home
            LEFT JOIN decided fd ON fd.old = x.from_id
            LEFT JOIN coded fc ON fc.old = coalesce(fd.new, x.from_id)
            LEFT JOIN ids fi ON fi.id = coalesce(fc.new, fd.new, x.from_id,
                CASE WHEN len(fw.hits) = 1 THEN fw.hits[1] END)
            LEFT JOIN found tw ON tw.key = x.to_key AND tw.kinds = x.to_kinds
                AND tw.scope = x.to_scope AND tw.home = x.home
            LEFT JOIN decided td ON td.old = x.to_id
            LEFT JOIN coded tc ON tc.old = coalesce(td.new, x.to_id)
            LEFT JOIN ids ti ON ti.id = coalesce(tc.new, td.new, x.to_id,
                CASE WHEN len(tw.hits) = 1 THEN tw.hits[1] END)
            """
        )

    def _join(self, kind: LinkKind, start: str, end: str) -> int:
        identity = "".join(
            f", coalesce(CAST(f.{quoted(name)} AS VARCHAR), '')" for name in kind.identity
        )
        parts = [
            'f.a AS "from"',
            'f.b AS "to"',
            f"substr(md5(concat_ws('|', $kind, f.a, f.b{identity})), 1, 16) AS key",
            "list_sort(list_distinct(list(f.source))) AS sources",
            "list(f.record ORDER BY f.fact_order) AS records",
            reported(kind.properties),
            *(winner(name, spec.type) for name, spec in kind.properties.items()),
        ]
        columns = ", ".join(parts)
        self.base.execute(
            f"CREATE OR REPLACE TABLE joined AS SELECT {columns} "
            "FROM resolved f WHERE f.pair = $pair AND (f.a <> f.b OR $self) "
            f"GROUP BY f.a, f.b{identity}",
            {"kind": kind.name, "pair": f"{start}>{end}", "self": kind.allows_self},
        )
        count = int(self.base.execute("SELECT count(*) FROM joined").fetchall()[0][0])
        if count:
            path = self.out / "links" / f"{kind.name}.{start}.{end}.parquet"
            rows = self.base.sql('SELECT * FROM joined ORDER BY "from", "to", key')
            rows.write_parquet(str(path), compression="zstd")
        return count

    def waiting(self, kind: LinkKind) -> list[Waiting]:
        """Return the facts of the kind just run that no link was made of."""
        pairs = [f"{a}>{b}" for a, b in kind.ends]
        found: list[Waiting] = []
        rows = self.base.execute(
            """
            SELECT CASE WHEN a IS NULL THEN from_column ELSE coalesce(to_column, from_column) END,
                CASE WHEN a IS NULL THEN coalesce(from_text, from_id)
                    ELSE coalesce(to_text, CASE WHEN a = b THEN from_text END, to_id) END,
                CASE WHEN a IS NULL THEN from_kinds ELSE to_kinds END,
                CASE WHEN a IS NULL THEN from_scope ELSE to_scope END,
                CASE WHEN a IS NULL THEN from_hits ELSE to_hits END,
                a IS NOT NULL AND b IS NOT NULL, a = b, source, batch, file, sheet, row,
                CASE WHEN a IS NULL THEN from_id ELSE to_id END
            FROM resolved
            WHERE NOT coalesce(optional, false)
                AND (pair IS NULL OR NOT list_contains($pairs, pair) OR (a = b AND NOT $self))
            """,
            {"pairs": pairs, "self": kind.allows_self},
        ).fetchall()
        for (
            column,
            text,
            kinds,
            scope,
            hits,
            both,
            same,
            source,
            batch,
            file,
            sheet,
            row,
            exact,
        ) in rows:
            reason = "self" if same else "pair" if both else "ambiguous" if hits else "unknown"
            found.append(
                Waiting(
                    link=kind.name,
                    column=column or "",
                    text=text or "",
                    kinds=tuple(kinds or ()),
                    scope=scope or "",
                    reason=reason,
                    hits=tuple(hits or ()),
                    source=source,
                    batch=batch,
                    file=file,
                    sheet=sheet,
                    row=row,
                    exact=exact or "",
                )
            )
        return found
