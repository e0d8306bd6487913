"""The division table of the installation as a batch of its built-in source."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from liantu.ingest.batches import DIVISIONS_FILE, Delivery, Row, getter, take_rows
from liantu.ingest.facts import BatchWriter, sync
from liantu.ingest.places import divisions, full_name, level, parent, path
from liantu.ingest.rules import Source

_known: dict[str, tuple[Delivery, dict[str, bytes]]] = {}


def deliver_divisions(source: Source, root: Path) -> Delivery:
    """Write the divisions as a batch; ``root`` is the folder of facts.

    They are the same in every data folder, so a process works them out once.
    """
    if source.digest not in _known:
        found = _anew(source, root)
        files = {one.name: one.read_bytes() for one in (root / found.batch).iterdir()}
        _known[source.digest] = (found, files)
    known, files = _known[source.digest]
    _plant(root, known.batch, files)
    return replace(known, notes=list(known.notes), by_table=dict(known.by_table))


def _anew(source: Source, root: Path) -> Delivery:
    delivery = Delivery(source, "", DIVISIONS_FILE, [])
    writer = BatchWriter(root, source, "")
    rows: list[Row] = []
    for number, (code, name) in enumerate(divisions().items(), start=1):
        cells = {
            "adcode": code,
            "name": name,
            "full_name": full_name(code),
            "path": path(code),
            "level": level(code),
            "parent": parent(code),
        }
        rows.append((number, cells, getter(cells)))
    try:
        take_rows(delivery, writer, source.tables[0], DIVISIONS_FILE, "", iter(rows))
        delivery.batch = writer.close()
    finally:
        writer.drop()
    return delivery


def _plant(root: Path, batch: str, files: dict[str, bytes]) -> None:
    """Put a batch that is known to the byte into place, whole or not at all."""
    target = root / batch
    if target.exists():
        return
    folder = root / f".writing-{os.getpid()}-{batch}"
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
        sync(folder / name)
    sync(folder)
    folder.rename(target)
    sync(root)
