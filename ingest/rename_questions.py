"""Renames that are not sure: one firm ended, one began, and they are alike."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb

from liantu.ingest.duplicates import Pair, Search
from liantu.ingest.likeness import ASKED

ENDED_BONUS = 0.1  # that one ended as the other began says something by itself


def rename_questions(before: Path, after: Path) -> Iterator[Pair]:
    """Yield the pairs of an enterprise that ended and one that began in the same source.

    ``before`` and ``after`` are the merged tables of two versions. As in a rename
    that is recognised by itself, the older id stays unless the newcomer has a code.
    """
    old, new = (folder / "nodes" / "Enterprise.parquet" for folder in (before, after))
    if not old.is_file() or not new.is_file():
        return
    with tempfile.TemporaryDirectory(prefix="liantu-") as folder, duckdb.connect() as base:
        both = Path(folder) / "both.parquet"
        sources = _ended_and_begun(base, old, new, after / "former_ids.parquet", both)
        ended = [name for name, (is_ended, _) in sources.items() if is_ended]
        if not ended or len(ended) == len(sources):
            return
        search = Search("Enterprise", both, ended, asked=ASKED - ENDED_BONUS)
        for pair in search.pairs():
            (a_ended, a_sources), (b_ended, b_sources) = sources[pair.a.id], sources[pair.b.id]
            if a_ended != b_ended and a_sources & b_sources:
                yield _question(pair, a_ended)
        search.close()


def _ended_and_begun(
    base: duckdb.DuckDBPyConnection, old: Path, new: Path, former: Path, both: Path
) -> dict[str, tuple[bool, set[str]]]:
    """Write who ended and who began to ``both``; return whether each ended, and its sources."""
    base.execute(
        "CREATE TABLE both_ AS SELECT true AS ended, o.* FROM read_parquet($old) o "
        "WHERE o.id NOT IN (SELECT id FROM read_parquet($new)) "
        "AND o.id NOT IN (SELECT id FROM read_parquet($former)) "
        "UNION ALL BY NAME SELECT false, n.* FROM read_parquet($new) n "
        "WHERE n.id NOT IN (SELECT id FROM read_parquet($old))",
        {"old": str(old), "new": str(new), "former": str(former)},
    )
    base.sql("SELECT * EXCLUDE (ended) FROM both_").write_parquet(str(both))
    rows = base.execute("SELECT id, ended, sources FROM both_").fetchall()
    return {one: (bool(ended), set(sources)) for one, ended, sources in rows}


def _question(pair: Pair, a_ended: bool) -> Pair:
    ended, begun = (pair.a, pair.b) if a_ended else (pair.b, pair.a)
    pair.likeness.say("ended_and_begun", a=ended.name, b=begun.name)
    pair.likeness.score = round(min(1.0, pair.likeness.score + ENDED_BONUS), 2)
    a, b = (ended, begun) if begun.code else (begun, ended)
    return replace(pair, a=a, b=b, ended=ended.id)
