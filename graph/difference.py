"""The difference of two versions row by row, written down to be paged through.

Three tables go into a folder of their own:

    changes.parquet     new, changed and ended nodes and links, with what each property was and is
    conflicts.parquet   properties of which some new batches and another source say different things
    origins.parquet     where the records of both versions were read

Counts are exact and come from :mod:`liantu.graph.compare`; of each table and state at
most ``LISTED`` rows are listed, so that neither memory nor disk grows with the load.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb

from liantu.graph.compare import differing, former_table
from liantu.graph.conflicts import CONFLICTS, LISTED, list_conflicts
from liantu.graph.delta import same_table
from liantu.graph.model import model
from liantu.graph.tables import Part, column_list, node_file, parts, quoted
from liantu.graph.working import working_database

STATES = ("new", "changed", "ended")
CHANGED = "STRUCT(property VARCHAR, before VARCHAR, after VARCHAR)[]"
CHANGES = {
    "kind": "VARCHAR",
    "state": "VARCHAR",
    "id": "VARCHAR",
    "old_id": "VARCHAR",
    "name": "VARCHAR",
    "to": "VARCHAR",
    "to_name": "VARCHAR",
    "shown": "VARCHAR",
    "changes": CHANGED,
    "before_records": "VARCHAR[]",
    "before_reported": "VARCHAR",
    "records": "VARCHAR[]",
    "reported": "VARCHAR",
}


def write_difference(
    old: Path | None, new: Path, kinds: Iterable[str], batches: Sequence[str], out: Path
) -> dict[str, int]:
    """Write the difference of some kinds and what the batches and others disagree on.

    ``old`` and ``new`` are folders of merged tables, ``batches`` the ids of what is new.
    Returns the number of conflicts by kind.
    """
    out.mkdir(parents=True, exist_ok=True)
    differ = set(kinds)
    with working_database(out / ".spill") as base:
        for name, columns in (("changes", CHANGES), ("conflicts", CONFLICTS)):
            declared = ", ".join(f"{quoted(one)} {kind}" for one, kind in columns.items())
            base.execute(f"CREATE TABLE {name} ({declared})")
        former_table(base, new)
        _origins(base, old, new, out)
        found: dict[str, int] = {}
        for part in parts():
            if same_table(old, new, part.file):
                continue
            if part.kind in differ:
                _changes(base, old, new, part)
            if count := list_conflicts(base, new, part, batches):
                found[part.kind] = found.get(part.kind, 0) + count
                _name(base, part, new, "conflicts")
        for name in ("changes", "conflicts"):
            base.sql(f"SELECT * FROM {name}").write_parquet(
                str(out / f"{name}.parquet"), compression="zstd"
            )
    shutil.rmtree(out / ".spill", ignore_errors=True)
    return found


def _origins(base: duckdb.DuckDBPyConnection, old: Path | None, new: Path, out: Path) -> None:
    files = [str(one / "origins.parquet") for one in (new, old) if one]
    base.execute(
        "CREATE TABLE origins AS SELECT DISTINCT ON (id) * "
        "FROM read_parquet($files, union_by_name = true)",
        {"files": files},
    )
    base.table("origins").write_parquet(str(out / "origins.parquet"), compression="zstd")


def _changes(base: duckdb.DuckDBPyConnection, old: Path | None, new: Path, part: Part) -> None:
    before = old / part.file if old and (old / part.file).is_file() else None
    after = new / part.file if (new / part.file).is_file() else None
    if before is None and after is None:
        return
    _pick(base, before, new, part)
    for state in STATES:
        side = before if state == "ended" else after
        if side is not None and (state != "changed" or before is not None):
            _list(base, part, state, side, before if state == "changed" else None)
            _name(base, part, old if state == "ended" else new)


def _pick(base: duckdb.DuckDBPyConnection, before: Path | None, new: Path, part: Part) -> None:
    """Let ``picked`` be the keys of the first rows of each state."""
    after = new / part.file
    own, olds = column_list(part.keys), [f"old_{one}" for one in part.keys]
    if before is not None and after.is_file():
        text, values = differing(before, new, part)
        base.execute(f"CREATE OR REPLACE TABLE every AS {text}", values)
        text, values = "SELECT * FROM every", {}
    elif before is None:
        nothing = ", ".join(f"NULL::VARCHAR AS {quoted(one)}" for one in olds)
        text = f"SELECT 'new' AS state, {own}, {nothing} FROM read_parquet($after)"
        values = {"after": str(after)}
    else:
        nothing = ", ".join(f"NULL::VARCHAR AS {quoted(one)}" for one in part.keys)
        named = ", ".join(f"{quoted(one)} AS {quoted('old_' + one)}" for one in part.keys)
        text = f"SELECT 'ended' AS state, {nothing}, {named} FROM read_parquet($before)"
        values = {"before": str(before)}
    order = f"{own}, {column_list(olds)}"
    each = " UNION ALL ".join(
        f"(SELECT * FROM t WHERE state = '{state}' ORDER BY {order} LIMIT {LISTED})"
        for state in STATES
    )
    base.execute(f"CREATE OR REPLACE TABLE picked AS WITH t AS ({text}) {each}", values)


def _list(
    base: duckdb.DuckDBPyConnection, part: Part, state: str, side: Path, before: Path | None
) -> None:
    """Add the rows of one state to ``changes``; ``before`` is the older table, if it is read."""
    prefix = "old_" if state == "ended" else ""
    ours = " AND ".join(f"n.{quoted(one)} = s.{quoted(prefix + one)}" for one in part.keys)
    first = quoted(part.keys[0])
    name = "n.name" if "name" in part.properties and not part.ends else "NULL::VARCHAR"
    columns = {
        "kind": "$kind",
        "state": "$state",
        "id": f"n.{first}",
        "old_id": f"s.{quoted('old_' + part.keys[0])}",
        "name": name,
        "to": 'n."to"' if part.ends else "NULL::VARCHAR",
        "to_name": "NULL::VARCHAR",
        "shown": _packed(part.properties) if part.ends else "NULL::VARCHAR",
        "changes": f"NULL::{CHANGED}",
        "before_records": "NULL::VARCHAR[]",
        "before_reported": "NULL::VARCHAR",
        "records": "n.records",
        "reported": "n.reported",
    }
    text = f"FROM picked s JOIN read_parquet($side) n ON {ours}"
    values = {"kind": part.kind, "state": state, "side": str(side)}
    if before is not None:
        theirs = " AND ".join(f"o.{quoted(one)} = s.{quoted('old_' + one)}" for one in part.keys)
        text += f" JOIN read_parquet($before) o ON {theirs}"
        values["before"] = str(before)
        columns |= {
            "changes": _told(part.properties),
            "before_records": "o.records",
            "before_reported": "o.reported",
        }
    base.execute(
        f"INSERT INTO changes SELECT {', '.join(columns.values())} {text} "
        f"WHERE s.state = $state ORDER BY {column_list(part.keys, 'n.')}",
        values,
    )


def _packed(properties: Iterable[str]) -> str:
    fields = ", ".join(f"{quoted(name)} := n.{quoted(name)}" for name in properties)
    return f"CAST(to_json(struct_pack({fields})) AS VARCHAR)" if fields else "NULL::VARCHAR"


def _told(properties: Iterable[str]) -> str:
    """The properties of ``o`` and ``n`` that differ, each with both values as JSON."""
    each = [
        f"CASE WHEN o.{quoted(name)} IS DISTINCT FROM n.{quoted(name)} THEN "
        f"struct_pack(property := '{name}', before := {_json('o', name)}, "
        f"after := {_json('n', name)}) END"
        for name in properties
    ]
    return f"list_filter([{', '.join(each)}]::{CHANGED}, lambda x: x IS NOT NULL)"


def _json(side: str, name: str) -> str:
    column = f"{side}.{quoted(name)}"
    return f"CASE WHEN {column} IS NOT NULL THEN CAST(to_json({column}) AS VARCHAR) END"


def _name(
    base: duckdb.DuckDBPyConnection, part: Part, side: Path | None, table: str = "changes"
) -> None:
    """Write the names of both ends beside the links of a part that have none yet."""
    if not part.ends or side is None:
        return
    for kind, key, name in ((part.ends[0], "id", "name"), (part.ends[1], "to", "to_name")):
        path = side / node_file(kind)
        if path.is_file() and "name" in model().nodes[kind].properties:
            base.execute(
                f"UPDATE {table} SET {quoted(name)} = p.name FROM read_parquet($file) p "
                f"WHERE p.id = {table}.{quoted(key)} AND {table}.kind = $kind "
                f"AND {table}.{quoted(name)} IS NULL",
                {"file": str(path), "kind": part.kind},
            )
