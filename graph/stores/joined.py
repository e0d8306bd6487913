"""Where links come from, as one text each: what the embedded file keeps instead of lists.

A list of texts costs a COPY of links twice the memory of one text. So `sources` and
`records` of links stand in the file joined by a blank, which neither a source's id nor
a record's key may hold; everywhere else they are lists. A text of the catalogue splits
one by ``items(r.records)``, a macro of the file. A file without that macro was made
before and holds lists.
"""

# ruff: noqa: S608 (names pass quoted(), values are bound)
from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import ladybug

from liantu.graph.model import Model
from liantu.graph.tables import link_file, quoted

JOINED = ("sources", "records")
SPLITTING = "CREATE MACRO `items` (x) AS string_split(x, ' ')"
MEMORY_MIB = 256


def write_joined(model: Model, merged: Path, out: Path) -> Iterator[tuple[Path, int]]:
    """Write every link table with these columns as texts; yield each file and its rows.

    The files are named as those that they are made of, below ``out``.
    """
    texts = ", ".join(
        f"nullif(array_to_string({quoted(name)}, ' '), '') AS {quoted(name)}" for name in JOINED
    )
    (out / "links").mkdir(parents=True)
    with duckdb.connect(
        config={"memory_limit": f"{MEMORY_MIB}MiB", "temp_directory": str(out / "spill")}
    ) as base:
        for kind, link in model.links.items():
            for start, end in link.ends:
                file = link_file(kind, start, end)
                if (merged / file).is_file():
                    rows = base.execute(
                        f"COPY (SELECT * REPLACE ({texts}) FROM read_parquet($old)) "
                        "TO $new (FORMAT parquet)",
                        {"old": str(merged / file), "new": str(out / file)},
                    ).fetchall()
                    yield out / file, int(rows[0][0])


def as_text(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a link's values as the file keeps them."""
    return {
        name: (" ".join(value) or None) if name in JOINED and value is not None else value
        for name, value in row.items()
    }


def as_lists(link: dict[str, Any]) -> dict[str, Any]:
    """Return a link's values as a file gave them, with lists again."""
    for name in JOINED:
        if isinstance(link.get(name), str):
            link[name] = link[name].split(" ")
    return link


def is_joined(connection: ladybug.Connection) -> bool:
    """Say whether a file keeps these columns as texts."""
    found = connection.execute("CALL show_macros() RETURN name")
    return not isinstance(found, list) and ["ITEMS"] in found.get_all()
