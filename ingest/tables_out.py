"""Answers as files that a spreadsheet opens: every cell as text, none taken for a formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from liantu.errors import UsageError
from liantu.ingest.rejects import Table, as_csv, as_xlsx
from liantu.locale import text

FORMS = {"csv": as_csv, "xlsx": as_xlsx}


def as_file(form: str, name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return a table as ``csv`` or ``xlsx``; raises UsageError for another form."""
    if form not in FORMS:
        raise UsageError("rejects_type", where=form, suffix=f".{form}")
    shown = tuple(tuple(_shown(value) for value in row) for row in rows)
    return FORMS[form]([Table(name, tuple(header), shown)])


def write_file(path: Path, name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write a table to a .csv or .xlsx file; raises UsageError where that cannot be done."""
    content = as_file(path.suffix.lower().lstrip("."), name, header, rows)
    try:
        path.write_bytes(content)
    except OSError as error:
        raise UsageError("file_unwritable", where=str(path), reason=str(error.strerror)) from error


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return text("known.yes" if value else "known.no")
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, (list, tuple)):
        return "；".join(_shown(one) for one in value)
    return str(value)
