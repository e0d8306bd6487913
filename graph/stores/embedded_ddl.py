"""Tables and COPY of the embedded store: the one place that formats names and paths.

Names come from the checked model, paths are our own; ``COPY`` accepts neither as
a parameter. Columns of a Parquet file are written in table order, because COPY
maps them by position.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from liantu.graph.model import Model, PropertyType
from liantu.graph.tables import ORIGIN_COLUMNS, link_file, node_file

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


def build_statements(model: Model, merged: Path) -> Iterator[str]:
    """Yield the statements that make and fill one snapshot, in order."""
    yield from SYSTEM_TABLES
    origin = ", ".join(f"`{name}` {ORIGIN_TYPES[kind]}" for name, kind in ORIGIN_COLUMNS.items())
    yield f"CREATE NODE TABLE `Origin` ({origin}, PRIMARY KEY (`id`))"
    for node in model.nodes.values():
        columns = ", ".join(f"`{name}` {TYPES[kind]}" for name, kind in node.columns.items())
        yield f"CREATE NODE TABLE `{node.name}` ({columns}, PRIMARY KEY (`id`))"
    for link in model.links.values():
        ends = ", ".join(f"FROM `{start}` TO `{end}`" for start, end in link.ends)
        columns = ", ".join(f"`{name}` {TYPES[kind]}" for name, kind in link.columns.items())
        yield f"CREATE REL TABLE `{link.name}` ({ends}, {columns})"
    yield from _copies(model, merged)


def _copies(model: Model, merged: Path) -> Iterator[str]:
    for table, name in (("Origin", "origins"), ("FormerId", "former_ids")):
        if (merged / f"{name}.parquet").is_file():
            yield f"COPY `{table}` FROM '{_path(merged / f'{name}.parquet')}'"
    for node in model.nodes:
        path = merged / node_file(node)
        if path.is_file():
            yield f"COPY `{node}` FROM '{_path(path)}'"
    for link in model.links.values():
        for start, end in link.ends:
            path = merged / link_file(link.name, start, end)
            if path.is_file():
                pair = f" (from='{start}', to='{end}')" if len(link.ends) > 1 else ""
                yield f"COPY `{link.name}` FROM '{_path(path)}'{pair}"


def _path(path: Path) -> str:
    return str(path).replace("\\", "\\\\").replace("'", "\\'")
