"""Working databases: DuckDB in bounded memory, what does not fit goes to a passing folder."""

from __future__ import annotations

from pathlib import Path

import duckdb

from liantu.settings import settings


def working_database(spill: Path) -> duckdb.DuckDBPyConnection:
    """Open a database of one's own; ``spill`` is made when memory runs short."""
    return duckdb.connect(
        config={
            "memory_limit": f"{settings().work_memory_mib}MiB",
            "temp_directory": str(spill),
        }
    )
