"""What differs between two data versions: counts by kind, and the things one by one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from liantu.errors import NotHeld
from liantu.graph.compare import compare, differing, former_table
from liantu.graph.delta import same_table
from liantu.graph.model import model
from liantu.graph.tables import Part, parts
from liantu.refusing import unknown_value

STATES = ("new", "changed", "ended")
Json = dict[str, Any]


def counted(before: Path, after: Path) -> Json:
    """Return how many nodes and links are new, changed and ended, in all and by kind.

    Raises NotHeld where the tables of a version are not at hand.
    """
    _at_hand(before, after)
    found = compare(before, after)
    return {
        "nodes": found.nodes.as_dict(),
        "links": found.links.as_dict(),
        "by_kind": [{"kind": kind, **one.as_dict()} for kind, one in found.by_kind.items()],
    }


def changed(
    before: Path, after: Path, kind: str, state: str, begin: int, limit: int
) -> tuple[list[Json], int]:
    """Return a page of what is new, changed or ended of a kind, and how many there are.

    A node is told by ``id``, a link by ``from``, ``to`` and ``key``; ``was`` is an id of old.
    Raises UsageError for an unknown kind or state.
    """
    _at_hand(before, after)
    if kind not in (known := [*model().nodes, *model().links]):
        raise unknown_value("kind", kind, known)
    if state and state not in STATES:
        raise unknown_value("state", state, STATES)
    rows: list[Json] = []
    with duckdb.connect() as base:
        former_table(base, after)
        for part in (one for one in parts() if one.kind == kind):
            rows += _rows(base, before, after, part)
    rows = [one for one in rows if not state or one["state"] == state]
    rows.sort(key=lambda one: (STATES.index(one["state"]), _place(one)))
    return rows[begin : begin + limit], len(rows)


def _place(row: Json) -> tuple[str, ...]:
    return tuple(str(row.get(name) or "") for name in ("id", "from", "to", "key"))


def _rows(base: duckdb.DuckDBPyConnection, before: Path, after: Path, part: Part) -> list[Json]:
    if same_table(before, after, part.file):
        return []
    held = [(one / part.file).is_file() for one in (before, after)]
    if not all(held):
        return _only(base, before if held[0] else after, part, "ended" if held[0] else "new")
    text, values = differing(before / part.file, after, part)
    found = base.execute(text, values)
    names = [one[0] for one in found.description or ()]
    return [_row(dict(zip(names, row, strict=True)), part) for row in found.fetchall()]


def _only(base: duckdb.DuckDBPyConnection, folder: Path, part: Part, state: str) -> list[Json]:
    file = str(folder / part.file)
    if not Path(file).is_file():
        return []
    found = base.read_parquet(file).select(*(duckdb.ColumnExpression(one) for one in part.keys))
    return [
        {"kind": part.kind, "state": state, **dict(zip(part.keys, row, strict=True))}
        for row in found.fetchall()
    ]


def _row(row: Json, part: Part) -> Json:
    gone = row["state"] == "ended"
    keys = {name: row[f"old_{name}"] if gone else row[name] for name in part.keys}
    found = {"kind": part.kind, "state": row["state"], **keys}
    old = row.get("old_id")
    return found | ({"was": old} if old and old != row.get("id") and not gone else {})


def _at_hand(*folders: Path) -> None:
    for one in folders:
        if not (one / "nodes").is_dir():
            raise NotHeld("not_held", where=one.name, held="–")
