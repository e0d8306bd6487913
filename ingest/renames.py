"""A firm that changed its name, or got a code, is still the same firm.

Recognised without a code by same source, same region and a short name that only
one firm there bears, before and after; written down as an identity decision.
Anything less certain stays one new and one ended node.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from liantu.graph.identity import normalise
from liantu.graph.merge import Decision

Key = tuple[str, str]


def find_renames(old: Path, new: Path, sources: Sequence[str]) -> list[tuple[Decision, str, str]]:
    """Return decisions with their reason and source, found between two merged versions."""
    before, after = old / "nodes" / "Enterprise.parquet", new / "nodes" / "Enterprise.parquet"
    if not before.is_file() or not after.is_file():
        return []
    found: list[tuple[Decision, str, str]] = []
    with duckdb.connect() as base:
        for source in sorted(set(sources)):
            ended = _only_in(base, before, after, source)
            started = _only_in(base, after, before, source)
            if not ended or not started:
                continue
            unique_before, unique_after = (_unique(base, path, source) for path in (before, after))
            arrivals = {key: row for row in started if (key := _key(row)) in unique_after}
            for row in ended:
                key = _key(row)
                if key in unique_before and key in arrivals:
                    found.append((_decision(row, arrivals[key]), "rename", source))
    return found


def _decision(row: dict[str, Any], arrival: dict[str, Any]) -> Decision:
    """The older id stays, unless the newcomer bears a code: then the code is the id."""
    if ":n-" in arrival["id"]:
        return Decision(arrival["id"], row["id"], row["name"])
    return Decision(row["id"], arrival["id"], row["name"])


def _only_in(
    base: duckdb.DuckDBPyConnection, here: Path, there: Path, source: str
) -> list[dict[str, Any]]:
    rows = base.execute(
        "SELECT id, name, short_name, adcode FROM read_parquet($here) h "
        "WHERE list_contains(sources, $source) AND short_name IS NOT NULL AND adcode IS NOT NULL "
        "AND id NOT IN (SELECT id FROM read_parquet($there)) ORDER BY id",
        {"here": str(here), "there": str(there), "source": source},
    ).fetchall()
    return [dict(zip(("id", "name", "short_name", "adcode"), row, strict=True)) for row in rows]


def _unique(base: duckdb.DuckDBPyConnection, path: Path, source: str) -> set[Key]:
    rows = base.execute(
        "SELECT short_name, adcode FROM read_parquet($path) "
        "WHERE list_contains(sources, $source) AND short_name IS NOT NULL AND adcode IS NOT NULL",
        {"path": str(path), "source": source},
    ).fetchall()
    counted = Counter((normalise(name), adcode) for name, adcode in rows)
    return {key for key, count in counted.items() if count == 1}


def _key(row: dict[str, Any]) -> Key:
    return (normalise(row["short_name"]), row["adcode"])
