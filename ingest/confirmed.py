"""Segments that people confirmed, as the batch of an internal source.

The rows go through the reader, the mapping and the batch writer that every file
goes through, so that a confirmed link opens to a row like any other.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from liantu.home import Home
from liantu.ingest.batches import Delivery, deliver
from liantu.ingest.matching import Match, Matched
from liantu.ingest.readers import read_file
from liantu.ingest.sources import shipped
from liantu.ledger import QuestionRow, VersionRow
from liantu.ledger.questions import SAME, answered

SOURCE = "confirmed"
FILE = "人工确认的环节.csv"
CITATION = "人工确认"
HEADERS = (
    "企业编号",
    "企业名称",
    "环节编号",
    "环节名称",
    "依据",
    "置信度",
    "依据行",
    "依据日期",
    "来源",
)


def delivery(home: Home, rows: Sequence[QuestionRow]) -> Delivery | None:
    """Write the confirmed rows as a batch that no version holds yet; None where there is none."""
    if not rows:
        return None
    source = shipped()[SOURCE]
    text = _text(rows)
    with tempfile.TemporaryDirectory(prefix="liantu-") as folder:
        path = Path(folder) / FILE
        path.write_text(text, encoding="utf-8-sig")
        document = read_file(path)
        table = Matched(source.tables[0], document.sheets[0], 1, HEADERS)
        found = Delivery(source, "", _digest(text), [Match(document, source, (table,))])
        deliver(found, home.facts, "")
    return found


def pending(home: Home, active: VersionRow) -> bool:
    """Say whether a version holds other confirmed rows than were confirmed."""
    rows = answered(home.ledger, ("segment",), (SAME,))
    held = [one.title for one in home.ledger.batches(active.batches) if one.source == SOURCE]
    return held != ([_digest(_text(rows))] if rows else [])


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


def _text(rows: Sequence[QuestionRow]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(HEADERS)
    for row in sorted(rows, key=lambda one: (one.a, one.b)):
        said = [one["values"] for one in row.reasons if "word" in one["values"]]
        place: dict[str, Any] = next((one for one in said if one.get("file")), {})
        where = " · ".join(str(place[name]) for name in ("file", "sheet", "row") if place.get(name))
        words = "；".join(f"{one['field']}：{one['word']}" for one in said)
        writer.writerow(
            [
                row.a,
                row.shown["a"]["name"],
                row.b,
                row.shown["b"]["name"],
                words[:500],
                f"{row.score:.2f}",
                where,
                place.get("observed_on") or "",
                CITATION,
            ]
        )
    return stream.getvalue()
