"""Parquet files as rows of values, the names of the columns first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb

from liantu.errors import InputError
from liantu.ingest.trees import cell

GROUP = 10_000


def rows(path: Path, text: Callable[[Any], str]) -> Iterator[list[str]]:
    """Yield the names, then each row's values by ``text``; raises InputError for a bad file."""
    named = re.sub(r"([\[*?])", r"[\1]", str(path))  # a name is no pattern
    try:
        with duckdb.connect() as base:
            found = base.execute(
                "SELECT * FROM read_parquet($path, hive_partitioning = false)", {"path": named}
            )
            yield [column[0] for column in found.description or ()]
            while group := found.fetchmany(GROUP):
                yield from ([_text(value, text) for value in row] for row in group)
    except duckdb.Error as error:
        reason = str(error).partition("\n")[0].replace(str(path), path.name)
        raise InputError("parquet", where=path.name, reason=reason) from error


def _text(value: Any, text: Callable[[Any], str]) -> str:
    return cell(value) if isinstance(value, (list, dict)) else text(value)
