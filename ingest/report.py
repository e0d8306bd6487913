"""What a load did, or would do: figures, files, rows set aside, in the one JSON shape."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from liantu.errors import LiantuError
from liantu.graph.compare import Count, Difference
from liantu.ingest.batches import Delivery
from liantu.ingest.findings import Note
from liantu.ingest.held import Held


@dataclass
class LoadReport:
    """What a load did, or would do."""

    dry_run: bool
    data_version: str | None = None
    previous_version: str | None = None
    difference: Difference = field(default_factory=lambda: Difference(Count(), Count(), {}))
    deliveries: list[Delivery] = field(default_factory=list)
    refused: list[tuple[Path, LiantuError]] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    smaller: list[Held] = field(default_factory=list)  # of a dry run: taken with a person's word
    all_waiting: list[Note] = field(default_factory=list)  # of the whole version
    warnings: list[Note] = field(default_factory=list)

    @property
    def waiting(self) -> list[Note]:
        """The links of this load's rows that wait."""
        batches = {one.batch for one in self.deliveries}
        return [note for note in self.all_waiting if note.batch in batches]

    @property
    def failed(self) -> bool:
        """Whether a file was refused or nothing could be accepted."""
        return bool(self.refused) or not (self.held or any(one.batch for one in self.deliveries))

    def as_dict(self) -> dict[str, Any]:
        """Return the stable JSON of ``liantu load --json``."""
        files = [
            {
                "path": str(found.document.path),
                "source": one.source.id,
                "batch": one.batch or None,
                "encoding": found.document.encoding,
            }
            for one in self.deliveries
            for found in one.matches
        ]
        for path, error in self.refused:
            entry: dict[str, Any] = {
                "path": str(path),
                "source": None,
                "batch": None,
                "encoding": None,
            }
            files.append(entry | error.as_dict())
        rejects = [note for one in self.deliveries for note in one.rejects]
        return {
            "data_version": self.data_version,
            "previous_version": self.previous_version,
            "dry_run": self.dry_run,
            "nodes": self.difference.nodes.as_dict(),
            "links": self.difference.links.as_dict(),
            "rows": {
                "read": sum(one.read for one in self.deliveries),
                "accepted": sum(one.accepted for one in self.deliveries),
                "waiting": len({(note.file, note.sheet, note.row) for note in self.waiting}),
                "set_aside": len(rejects),
            },
            "files": files,
            "held": [one.as_dict() for one in self.held],
            "set_aside": [note.as_dict() for note in rejects],
            "warnings": [note.as_dict() for note in [*self.waiting, *self.warnings]],
        }

    def as_json(self) -> dict[str, Any]:
        """Return the report, with the first refusal as its error where nothing was accepted."""
        found = self.as_dict()
        if self.refused and not any(one.batch for one in self.deliveries):
            found |= self.refused[0][1].as_dict()
        return found
