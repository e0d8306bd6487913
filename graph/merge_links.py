"""Ends of links are looked up, links of the same identity joined, the rest waits.

An end is an exact id or words. Words mean a node by its name before its short
name before its other names, and a node in the source's home region before one
elsewhere; two equally good hits are ambiguous, and then the link waits.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from liantu.graph.model import LinkKind
from liantu.graph.tables import ROW_SPAN, Waiting, link_file, quoted, said_alone, said_together


class LinkMerge:
    """Merges the facts of link kinds over the tables that the node merge made.

    It reads ``origins``, ``decided``, ``coded``, ``ids`` and ``names``.
    """

    def __init__(self, base: duckdb.DuckDBPyConnection, out: Path) -> None:
        self.base, self.out = base, out

    def run(self, kind: LinkKind, scan: str) -> int:
        """Write ``links/<KIND>.<From>.<To>.parquet`` of the facts that a view holds.

        Returns the number of links.
        """
        self._read(scan)
        self._look_up()
        self._resolve()
        pairs = {
            row[0] for row in self.base.execute("SELECT DISTINCT pair FROM resolved").fetchall()
        }
        return sum(self._join(kind, a, b) for a, b in kind.ends if f"{a}>{b}" in pairs)

    def _read(self, scan: str) -> None:
        """Let ``facts`` be the facts of one kind, each end's words with where to look them up."""
        self.base.execute(
            f"""
            CREATE OR REPLACE VIEW facts AS SELECT x.* EXCLUDE (origin), o.source, o.batch,
                o.file, o.sheet, o.home, o.id || ':' || x.row AS record,
                o.rank * {ROW_SPAN} + x.row AS fact_order,
                hash(x.from_kinds, x.from_scope, o.home) AS from_ask,
                hash(x.to_kinds, x.to_scope, o.home) AS to_ask
            FROM {scan} x JOIN (
                SELECT * REPLACE (regexp_replace(home, '(00)+$', '') AS home) FROM origins
            ) o ON o.id = x.origin
            """
        )

    def _look_up(self) -> None:
        """Find the best hits of every distinct word."""
        self.base.execute(
            """
            CREATE OR REPLACE TABLE words AS
            SELECT key, ask, any_value(kinds) AS kinds, any_value(scope) AS scope,
                any_value(home) AS home
            FROM (
                SELECT from_key AS key, from_ask AS ask, from_kinds AS kinds, from_scope AS scope,
                    home FROM facts WHERE from_key IS NOT NULL
                UNION ALL
                SELECT to_key, to_ask, to_kinds, to_scope, home FROM facts WHERE to_key IS NOT NULL
            ) GROUP BY key, ask;
            CREATE OR REPLACE TABLE found AS
            WITH hit AS (
                SELECT w.key, w.ask, n.id, n.kind, n.rank + CASE
                    WHEN w.home = '' OR starts_with(coalesce(n.adcode, ''), w.home) THEN 0
                    ELSE 10 END AS score
                FROM words w JOIN names n ON n.key = w.key AND list_contains(w.kinds, n.kind)
                    AND (w.scope = '' OR n.scope = w.scope)
            ), best AS (SELECT key, ask, min(score) AS score FROM hit GROUP BY key, ask),
            hits AS (
                SELECT h.key, h.ask, list_sort(list(DISTINCT h.id)) AS hits,
                    any_value(h.kind) AS kind
                FROM hit h JOIN best b USING (key, ask, score) GROUP BY h.key, h.ask
            )
            SELECT key, ask, hits, CASE WHEN len(hits) = 1 THEN hits[1] END AS id,
                CASE WHEN len(hits) = 1 THEN kind END AS kind FROM hits
            """
        )

    def _resolve(self) -> None:
        self.base.execute(
            """
            CREATE OR REPLACE TABLE resolved AS
            SELECT x.*, coalesce(fi.id, fw.id) AS a, coalesce(ti.id, tw.id) AS b,
                coalesce(fi.kind, fw.kind) || '>' || coalesce(ti.kind, tw.kind) AS pair,
                fw.hits AS from_hits, tw.hits AS to_hits
            FROM facts x
            LEFT JOIN found fw ON fw.key = x.from_key AND fw.ask = x.from_ask
                AND x.from_id IS NULL
            LEFT JOIN decided fd ON fd.old = x.from_id
            LEFT JOIN coded fc ON fc.old = coalesce(fd.new, x.from_id)
            LEFT JOIN ids fi ON fi.id = coalesce(fc.new, fd.new, x.from_id)
            LEFT JOIN found tw ON tw.key = x.to_key AND tw.ask = x.to_ask AND x.to_id IS NULL
            LEFT JOIN decided td ON td.old = x.to_id
            LEFT JOIN coded tc ON tc.old = coalesce(td.new, x.to_id)
            LEFT JOIN ids ti ON ti.id = coalesce(tc.new, td.new, x.to_id)
            """
        )

    def _join(self, kind: LinkKind, start: str, end: str) -> int:
        identity = [f"coalesce(CAST(f.{quoted(name)} AS VARCHAR), '')" for name in kind.identity]
        key = ", ".join(["f.a", "f.b", *identity])
        types = {name: spec.type for name, spec in kind.properties.items()}
        ends = [
            'f.a AS "from"',
            'f.b AS "to"',
            f"substr(md5(concat_ws('|', $kind, {key})), 1, 16) AS key",
        ]
        bound = {"pair": f"{start}>{end}", "self": kind.allows_self}
        here = "f.pair = $pair AND (f.a <> f.b OR $self)"
        self.base.execute(
            f"CREATE OR REPLACE TABLE several AS SELECT hash({key}) AS same FROM resolved f "
            f"WHERE {here} GROUP BY 1 HAVING count(*) > 1",
            bound,
        )
        self.base.execute(
            f"CREATE OR REPLACE TABLE joined AS "
            f"SELECT {', '.join([*ends, *said_alone(types)])} FROM resolved f "
            f"ANTI JOIN several s ON s.same = hash({key}) WHERE {here} "
            f"UNION ALL SELECT {', '.join([*ends, *said_together(types)])} FROM resolved f "
            f"SEMI JOIN several s ON s.same = hash({key}) WHERE {here} GROUP BY {key}",
            {"kind": kind.name, **bound},
        )
        count = int(self.base.execute("SELECT count(*) FROM joined").fetchall()[0][0])
        if count:
            path = self.out / link_file(kind.name, start, end)
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
