"""Working databases: DuckDB in bounded memory, what does not fit goes to a passing folder."""

from __future__ import annotations

import ctypes
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


def give_back() -> None:
    """Give memory that is freed, but kept by the C library, back to the system if it can."""
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (AttributeError, OSError, TypeError):  # there is no such function but in glibc
        return
