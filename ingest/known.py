"""A delivery that was read before is known again by its bytes and what reads them.

What became of it lies beside its facts: how many rows were read and accepted, which
were set aside and why. The same files of the same source, read by the same rules,
give the same report without reading them row by row.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from liantu.graph.model import model
from liantu.ingest.findings import Note

if TYPE_CHECKING:
    from liantu.ingest.batches import Delivery

FORM = "2"  # raise it where the same bytes are read otherwise than before


def key_of(delivery: Delivery, observed_on: str, divisions: str) -> str:
    """Return the hash of everything that the outcome of a delivery depends on."""
    files = [
        [
            one.document.name,
            one.document.digest,
            one.document.encoding,
            [[at.rule.name, at.sheet.name, at.header_row, at.header] for at in one.tables],
        ]
        for one in delivery.matches
    ]
    source: list[Any] = [delivery.source.id, delivery.source.digest, delivery.view, observed_on]
    source += [delivery.form, delivery.sequence, delivery.of]
    known = [FORM, model().digest, divisions, source, files]
    return hashlib.sha256(json.dumps(known, ensure_ascii=False).encode()).hexdigest()[:32]


def recall(delivery: Delivery, root: Path, key: str) -> bool:
    """Fill a delivery as it came out before; say no where it is not known."""
    for path in root.glob(f"[!.]*/known-{key}.json"):
        found = json.loads(path.read_text(encoding="utf-8"))
        delivery.batch = path.parent.name
        delivery.read, delivery.accepted = found["read"], found["accepted"]
        delivery.by_table = found["by_table"]
        delivery.rejects = [Note(**one) for one in found["rejects"]]
        delivery.notes = [Note(**one) for one in found["notes"]]
        return True
    return False


def remember(delivery: Delivery, root: Path, key: str) -> None:
    """Write down how a delivery came out, beside its facts."""
    found = {
        "read": delivery.read,
        "accepted": delivery.accepted,
        "by_table": delivery.by_table,
        "rejects": [_plain(note) for note in delivery.rejects],
        "notes": [_plain(note) for note in delivery.notes],
    }
    target = root / delivery.batch / f"known-{key}.json"
    passing = target.with_name(f".{target.name}")
    passing.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    passing.replace(target)


def _plain(note: Note) -> dict[str, Any]:
    return dict(vars(note))
