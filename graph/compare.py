"""What differs between two data versions: new, changed and ended nodes and links.

A node is changed when a property differs; a row that only moved in its file, or
one more source that says the same, is no change.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from liantu.graph.delta import changed_rows, same_table
from liantu.graph.tables import Part, column_list, parts, quoted


@dataclass(frozen=True)
class Count:
    """How many are new, changed, ended."""

    new: int = 0
    changed: int = 0
    ended: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.new + other.new, self.changed + other.changed, self.ended + other.ended)

    def as_dict(self) -> dict[str, int]:
        """Return the three counts by name."""
        return {"new": self.new, "changed": self.changed, "ended": self.ended}


@dataclass(frozen=True)
class Difference:
    """Counts over all kinds, and by kind."""

    nodes: Count
    links: Count
    by_kind: dict[str, Count]


def compare(old: Path | None, new: Path) -> Difference:
    """Compare the merged tables of two versions; ``old`` is None before the first one."""
    by_kind: dict[str, Count] = {}
    nodes = links = Count()
    with duckdb.connect() as base:
        former_table(base, new)
        for part in parts():
            count = _count(base, old, new, part)
            by_kind[part.kind] = by_kind.get(part.kind, Count()) + count
            if part.ends:
                links += count
            else:
                nodes += count
    return Difference(nodes, links, {name: one for name, one in by_kind.items() if one != Count()})


def _count(base: duckdb.DuckDBPyConnection, old: Path | None, new: Path, part: Part) -> Count:
    if same_table(old, new, part.file):
        return Count()
    before = old / part.file if old and (old / part.file).is_file() else None
    after = new / part.file if (new / part.file).is_file() else None
    if before is None or after is None:
        return Count(new=_rows(base, after), ended=_rows(base, before))
    differ, values = differing(before, new, part)
    found = base.execute(f"SELECT state, count(*) FROM ({differ}) GROUP BY state", values)
    return Count(**{str(state): int(count) for state, count in found.fetchall()})


def differing(before: Path, new: Path, part: Part) -> tuple[str, dict[str, str]]:
    """Return the SQL of the rows of a table that differ, and the values to bind.

    Columns: ``state`` (new, changed or ended), the keys of the newer row (null where it
    ended) and under ``old_`` those of the older one (null where it is new). It reads the
    table ``former`` of :func:`former_table`.
    """
    keys, identity = part.keys, part.identity
    row = f"md5(CAST(row(1{''.join(f', {quoted(name)}' for name in part.properties)}) AS VARCHAR))"
    mapped = ", ".join(_mapped(name) for name in identity)
    own = ", ".join(f"t.{quoted(name)} AS {quoted('old_' + name)}" for name in keys)
    every = column_list(dict.fromkeys([*identity, *keys]))
    join = " AND ".join(
        f"o.{quoted(name)} IS NOT DISTINCT FROM n.{quoted(name)}" for name in identity
    )
    text = (
        f"WITH o AS (SELECT {mapped}, {own}, {row} AS v FROM read_parquet($before) t), "
        f"n AS (SELECT {every}, {row} AS v FROM read_parquet($after)) "
        "SELECT CASE WHEN o.v IS NULL THEN 'new' WHEN n.v IS NULL THEN 'ended' ELSE 'changed' END "
        f"AS state, {column_list(keys, 'n.')}, "
        f"{column_list((f'old_{name}' for name in keys), 'o.')} "
        f"FROM o FULL JOIN n ON {join} WHERE o.v IS DISTINCT FROM n.v"
    )
    before, after = changed_rows(before, new, part.file)
    return text, {"before": str(before), "after": str(after)}


def former_table(base: duckdb.DuckDBPyConnection, new: Path) -> None:
    """Make the table ``former``: which id of the older version the newer one calls how."""
    base.execute(
        "CREATE TABLE former AS SELECT id, node FROM read_parquet($file)",
        {"file": str(new / "former_ids.parquet")},
    )


def _mapped(name: str) -> str:
    """An id of the older version as the newer one calls the same thing."""
    column = quoted(name)
    if name not in ("id", "from", "to"):
        return f"t.{column}"
    return (
        f"coalesce((SELECT node FROM former WHERE former.id = t.{column}), t.{column}) AS {column}"
    )


def _rows(base: duckdb.DuckDBPyConnection, path: Path | None) -> int:
    if path is None:
        return 0
    found = base.execute("SELECT count(*) FROM read_parquet($file)", {"file": str(path)})
    return int(found.fetchall()[0][0])
