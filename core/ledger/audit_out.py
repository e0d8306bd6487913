"""Lines of the audit as CSV, no cell of it taken for a formula."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable

from liantu.ledger.audit import AuditRow
from liantu.locale import text

COLUMNS = ("at", "kind", "name", "who", "address", "event", "subject", "detail")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(rows: Iterable[AuditRow]) -> bytes:
    """Return lines as one CSV file: UTF-8 with a byte-order mark, as spreadsheets like it."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([text(f"audit.column.{name}") for name in COLUMNS])
    for row in rows:
        said = row.as_dict()
        said["detail"] = json.dumps(row.detail, ensure_ascii=False) if row.detail else ""
        writer.writerow([_plain(str(said[name])) for name in COLUMNS])
    return stream.getvalue().encode("utf-8-sig")


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
