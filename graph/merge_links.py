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

# An end is a node by its exact id, or by the one hit of its words.
_END = "coalesce(i.id, w.id)"
_KIND = "coalesce(i.kind, w.kind)"
_LOOKED_UP = (
    "LEFT JOIN found w ON w.key = x.{end}_key AND w.ask = x.{end}_ask AND x.{end}_id IS NULL "
    "LEFT JOIN decided d ON d.old = x.{end}_id "
    "LEFT JOIN coded c ON c.old = coalesce(d.new, x.{end}_id) "
    "LEFT JOIN ids i ON i.id = coalesce(c.new, d.new, x.{end}_id)"
)
_IF_UNKNOWN = (
    "CASE WHEN a IS NULL OR to_text IS NULL THEN from_text END AS from_text, "
    "CASE WHEN a IS NULL THEN from_kinds END AS from_kinds"
)


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
        self._resolve(kind)
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
            SELECT key, ask, CASE WHEN len(hits) = 1 THEN hits[1] END AS id,
                CASE WHEN len(hits) = 1 THEN kind END AS kind,
                CASE WHEN len(hits) > 1 THEN hits END AS hits FROM hits
            """
        )

    def _resolve(self, kind: LinkKind) -> None:
        """Look the ends up, one after the other: what is looked up is held in memory.

        The words of an end that is known are left behind, all but those of a link that waits.
        """
        self.base.execute(
            f"CREATE OR REPLACE TABLE started AS SELECT y.* REPLACE ({_IF_UNKNOWN}) FROM ("
            "SELECT x.* EXCLUDE (from_key, from_ask), "
            f"{_END} AS a, {_KIND} AS pair, w.hits AS from_hits "
            f"FROM facts x {_LOOKED_UP.format(end='from')}) y"
        )
        bound = {"pairs": [f"{a}>{b}" for a, b in kind.ends], "self": kind.allows_self}
        self.base.execute(
            "CREATE OR REPLACE TABLE resolved AS SELECT z.* REPLACE ("
            "CASE WHEN waits THEN from_text END AS from_text, "
            "CASE WHEN waits THEN to_text END AS to_text, "
            "CASE WHEN waits THEN to_kinds END AS to_kinds) FROM ("
            "SELECT y.*, NOT coalesce(optional, false) AND (pair IS NULL "
            "OR NOT list_contains($pairs, pair) OR (a = b AND NOT $self)) AS waits FROM ("
            "SELECT x.* EXCLUDE (to_key, to_ask, pair), "
            f"{_END} AS b, x.pair || '>' || {_KIND} AS pair, "
            "coalesce(w.hits, CASE WHEN w.id IS NOT NULL THEN [w.id] END) AS to_hits "
            f"FROM started x {_LOOKED_UP.format(end='to')}) y) z",
            bound,
        )
        self.base.execute("DROP TABLE started")

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
        path = self.out / link_file(kind.name, start, end)
        rows = self.base.sql(
            f"SELECT {', '.join([*ends, *said_alone(types)])} FROM resolved f "
            f"ANTI JOIN several s ON s.same = hash({key}) WHERE {here} "
            f"UNION ALL SELECT {', '.join([*ends, *said_together(types)])} FROM resolved f "
            f"SEMI JOIN several s ON s.same = hash({key}) WHERE {here} GROUP BY {key} "
            'ORDER BY "from", "to", key',
            params={"kind": kind.name, **bound},
        )
        rows.write_parquet(str(path), compression="zstd")
        found = self.base.execute("SELECT count(*) FROM read_parquet($f)", {"f": str(path)})
        if not (count := int(found.fetchall()[0][0])):
            path.unlink()
        return count

    def waiting(self, kind: LinkKind) -> list[Waiting]:
        """Return the facts of the kind just run that no link was made of."""
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
            FROM resolved WHERE waits
            """
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
