"""Which ids a data version no longer has, and in which version they ended."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from liantu.graph.tables import node_file
from liantu.queries.explore.reading import by_kind
from liantu.queries.timeline import Kept


def ended_in(versions: Sequence[Kept], ids: Sequence[str]) -> dict[str, str | None]:
    """Return for each id the version in which it ended; None where no kept version held it.

    ``versions`` are in the order in which they were made, the last one does not hold the ids.
    """
    found: dict[str, str | None] = dict.fromkeys(ids)
    left = by_kind(ids)
    with duckdb.connect() as base:
        for place in range(len(versions) - 2, -1, -1):
            for kind, same in left.items():
                path = versions[place].folder / node_file(kind)
                if not same or not path.is_file():
                    continue
                text = "SELECT id FROM read_parquet($f) WHERE id IN (SELECT unnest($ids))"
                rows = base.execute(text, {"f": str(path), "ids": same}).fetchall()
                held = {row[0] for row in rows}
                found |= dict.fromkeys(held, versions[place + 1].version)
                left[kind] = [one for one in same if one not in held]
    return found
