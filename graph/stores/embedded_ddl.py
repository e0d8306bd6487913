"""Tables and COPY of the embedded store: the one place that formats names and paths.

Names come from the checked model, paths are our own; ``COPY`` accepts neither as
a parameter. Columns of a Parquet file are written in table order, because COPY
maps them by position.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from liantu.graph.model import Model, PropertyType
from liantu.graph.stores.joined import JOINED, SPLITTING
from liantu.graph.tables import ORIGIN_COLUMNS, node_file

TYPES: dict[PropertyType, str] = {
    "string": "STRING",
    "integer": "INT64",
    "number": "DOUBLE",
    "boolean": "BOOL",
    "date": "DATE",
    "list": "STRING[]",
}
SYSTEM_TABLES = (
    "CREATE NODE TABLE `DataVersion` (`id` STRING, `as_of` STRING, PRIMARY KEY (`id`))",
    "CREATE NODE TABLE `FormerId` (`id` STRING, `node` STRING, PRIMARY KEY (`id`))",
)
ORIGIN_TYPES = {"VARCHAR": "STRING", "BIGINT": "INT64", "DATE": "DATE"}


def table_statements(model: Model) -> Iterator[str]:
    """Yield the statements that make the empty tables of a snapshot, in order."""
    yield SPLITTING
    yield from SYSTEM_TABLES
    origin = ", ".join(f"`{name}` {ORIGIN_TYPES[kind]}" for name, kind in ORIGIN_COLUMNS.items())
    yield f"CREATE NODE TABLE `Origin` ({origin}, PRIMARY KEY (`id`))"
    for node in model.nodes.values():
        columns = ", ".join(f"`{name}` {TYPES[kind]}" for name, kind in node.columns.items())
        yield f"CREATE NODE TABLE `{node.name}` ({columns}, PRIMARY KEY (`id`))"
    for link in model.links.values():
        ends = ", ".join(f"FROM `{start}` TO `{end}`" for start, end in link.ends)
        types = {name: "string" if name in JOINED else kind for name, kind in link.columns.items()}
        columns = ", ".join(f"`{name}` {TYPES[kind]}" for name, kind in types.items())
        yield f"CREATE REL TABLE `{link.name}` ({ends}, {columns})"


def node_copies(model: Model, merged: Path) -> Iterator[str]:
    """Yield the statements that fill the tables of nodes from the tables of a version."""
    for table, name in (("Origin", "origins"), ("FormerId", "former_ids")):
        if (merged / f"{name}.parquet").is_file():
            yield f"COPY `{table}` FROM '{_path(merged / f'{name}.parquet')}'"
    for node in model.nodes:
        path = merged / node_file(node)
        if path.is_file():
            yield f"COPY `{node}` FROM '{_path(path)}'"


def link_copies(model: Model, links: Mapping[Path, int]) -> Iterator[tuple[str, int]]:
    """Yield the statements that fill the tables of links, each with the rows that it copies.

    ``links`` are the files of :func:`liantu.graph.stores.joined.write_joined`, with their rows.
    """
    for path, rows in links.items():
        kind, start, end = path.stem.split(".")
        pair = f" (from='{start}', to='{end}')" if len(model.links[kind].ends) > 1 else ""
        yield f"COPY `{kind}` FROM '{_path(path)}'{pair}", rows


def _path(path: Path) -> str:
    return str(path).replace("\\", "\\\\").replace("'", "\\'")
