"""What new batches and older facts say differently, who wins and why.

A merge keeps what each row said beside the value in use; here the rows of some batches
are held against those of other sources. The first value in the order of the merge wins:
by precedence of its source, then by date, then in a fixed order.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from liantu.graph.delta import IS
from liantu.graph.tables import Part, quoted

LISTED = 100_000  # rows of one table and state
CONFLICTS = {
    "kind": "VARCHAR",
    "id": "VARCHAR",
    "name": "VARCHAR",
    "to": "VARCHAR",
    "to_name": "VARCHAR",
    "property": "VARCHAR",
    "wins": "BOOLEAN",
    "reason": "VARCHAR",
    "sides": 'STRUCT("value" VARCHAR, record VARCHAR, mine BOOLEAN)[]',
}


def list_conflicts(
    base: duckdb.DuckDBPyConnection, new: Path, part: Part, batches: Sequence[str]
) -> int:
    """Add what some batches say otherwise than another source to the table ``conflicts``.

    It reads the table ``origins`` and returns how many there are, listed or not. What
    the same source said in an older batch counts only where it is still in use.
    """
    path = new / part.file
    changed = new / IS / part.file  # what a merge onto an older version touched
    scalars = [n for n, one in part.properties.items() if one.type != "list" and n != "stub"]
    if not path.is_file() or not batches or not scalars:
        return 0
    ends = 'n."from" AS id, n."to" AS "to"' if part.ends else 'n.id AS id, NULL::VARCHAR AS "to"'
    name = "n.name" if "name" in part.properties and not part.ends else "NULL::VARCHAR"
    rows = ", ".join(f"n.{quoted(one)}" for one in part.keys)
    base.execute(
        f"""
        CREATE OR REPLACE TABLE disputed AS
        WITH several AS (
            SELECT {ends}, {name} AS name, hash({rows}) AS row, n.records, n.reported
            FROM read_parquet($file) n WHERE n.reported IS NOT NULL
            AND list_has_any(list_transform(n.records, lambda r: split_part(r, '.', 1)), $batches)
        ), said AS (
            SELECT id, "to", name, row, unnest(records) AS record,
                unnest(from_json(reported, '["JSON"]')) AS one,
                generate_subscripts(records, 1) AS place FROM several
        ), placed AS (
            SELECT s.*, o.source, o.precedence, o.observed_on,
                list_contains($batches, o.batch) AS mine,
                o.source IN (SELECT source FROM origins WHERE list_contains($batches, batch)) AS own
            FROM said s JOIN origins o ON o.id = regexp_extract(s.record, '^(.*):', 1)
        ), rivals AS (
            SELECT row FROM placed GROUP BY row HAVING bool_or(NOT own)
                OR min(place) FILTER (NOT mine) < min(place) FILTER (mine)
        ), each AS (
            SELECT *, unnest($scalars) AS property FROM placed SEMI JOIN rivals USING (row)
        ), told AS (
            SELECT *, one -> property AS value FROM each
        ), known AS (
            SELECT *, min(place) FILTER (mine) OVER (PARTITION BY row, property) AS first
            FROM told WHERE value IS NOT NULL AND json_type(value) <> 'NULL'
        ), held AS (
            SELECT * FROM known WHERE mine OR place < first OR NOT own
        )
        SELECT any_value(id) AS id, any_value("to") AS "to", any_value(name) AS name, property,
            arg_min(mine, place) AS wins, arg_min(value, place) AS used,
            list(struct_pack("value" := CAST(value AS VARCHAR), record := record, mine := mine,
                precedence := precedence, observed_on := observed_on) ORDER BY place) AS sides
        FROM held GROUP BY row, property
        HAVING count(DISTINCT CAST(value AS VARCHAR)) > 1 AND bool_or(mine) AND NOT bool_and(mine)
        """,
        {
            "file": str(changed if changed.is_file() else path),
            "batches": list(batches),
            "scalars": scalars,
        },
    )
    base.execute(
        f"""
        INSERT INTO conflicts BY NAME SELECT $kind AS kind, id, "to", name, property, wins,
            CASE WHEN l.precedence <> w.precedence THEN 'precedence'
                WHEN l.observed_on IS DISTINCT FROM w.observed_on THEN 'date'
                ELSE 'order' END AS reason,
            list_transform(sides, lambda s: struct_pack("value" := s.value, record := s.record,
                mine := s.mine)) AS sides
        FROM (SELECT *, sides[1] AS w,
            list_filter(sides, lambda s: s.value <> sides[1].value)[1] AS l FROM disputed)
        ORDER BY id, "to", property LIMIT {LISTED}
        """,
        {"kind": part.kind},
    )
    return int(base.execute("SELECT count(*) FROM disputed").fetchall()[0][0])
