"""What differs between two data versions: new, changed and ended nodes and links.

A node is changed when a property differs; a row that only moved in its file, or
one more source that says the same, is no change.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from liantu.graph.delta import LINK_KEYS, NODE_KEYS, changed_rows, same_table
from liantu.graph.model import model
from liantu.graph.tables import column_list, link_file, node_file, quoted


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
        for name, kind in model().nodes.items():
            count = _count(base, old, new, node_file(name), ["id"], list(kind.properties))
            by_kind[name] = count
            nodes += count
        for name, link in model().links.items():
            total = Count()
            for start, end in link.ends:
                file = link_file(name, start, end)
                total += _count(
                    base, old, new, file, ["from", "to", *link.identity], list(link.properties)
                )
            by_kind[name] = total
            links += total
    return Difference(nodes, links, {name: one for name, one in by_kind.items() if one != Count()})


def _count(
    base: duckdb.DuckDBPyConnection,
    old: Path | None,
    new: Path,
    file: str,
    identity: list[str],
    properties: list[str],
) -> Count:
    if same_table(old, new, file):
        return Count()
    before = old / file if old and (old / file).is_file() else None
    after = new / file if (new / file).is_file() else None
    if before is None or after is None:
        return Count(new=_rows(base, after), ended=_rows(base, before))
    differ, values = differing(before, new, file, identity, properties)
    found = base.execute(f"SELECT state, count(*) FROM ({differ}) GROUP BY state", values)
    return Count(**{str(state): int(count) for state, count in found.fetchall()})


def differing(
    before: Path, new: Path, file: str, identity: list[str], properties: list[str]
) -> tuple[str, dict[str, str]]:
    """Return the SQL of the rows of a table that differ, and the values to bind.

    Columns: ``state`` (new, changed or ended), the keys of the newer row (null where it
    ended) and under ``old_`` those of the older one (null where it is new). It reads the
    table ``former`` of :func:`former_table`.
    """
    keys = NODE_KEYS if "id" in identity else LINK_KEYS
    row = f"md5(CAST(row(1{''.join(f', {quoted(name)}' for name in properties)}) AS VARCHAR))"
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
    before, after = changed_rows(before, new, file)
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
