"""The row viewer: a row as its file held it, whether it was accepted or set aside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request, url_for

from liantu.errors import LiantuError, NotFound
from liantu.ingest.findings import Note
from liantu.ingest.read_back import HeldRow, held_row
from liantu.ingest.rejects import note_of
from liantu.ingest.sources import all_sources
from liantu.ledger import Batch
from liantu.queries.catalogue import run
from liantu.refusing import out_of_range
from liantu.web.context import home, lang, snapshots, store
from liantu.web.context import version as asked_version
from liantu.web.published import whole_rows
from liantu.web.rendering import aware

bp = Blueprint("rows", __name__)


@dataclass(frozen=True)
class RowView:
    """A row with what is known of its delivery; ``notes`` say what became of it."""

    batch: Batch
    file: str
    sheet: str
    row: int
    held: HeldRow | None
    rejects: tuple[Note, ...]
    waiting: tuple[Note, ...]
    citation_name: str
    citation_id: str

    @property
    def cells(self) -> dict[str, Any]:
        """What stood in each column."""
        return dict(self.held.cells) if self.held else dict(self.rejects[0].raw)

    @property
    def observed_on(self) -> str:
        """The date of the row, ISO; empty where none is known."""
        return self.held.observed_on if self.held else self.batch.observed_on

    def as_dict(self) -> dict[str, Any]:
        """Return the stable JSON of a row."""
        return {
            "batch": self.batch.id,
            "source": self.batch.source,
            "file": self.file,
            "sheet": self.sheet,
            "row": self.row,
            "observed_on": self.observed_on or None,
            "loaded_at": aware(self.batch.loaded_at).isoformat(),
            "citation": {"id": self.citation_id, "name": self.citation_name}
            if self.citation_id
            else None,
            "accepted": self.held is not None,
            "cells": self.cells,
            "set_aside": [note.as_dict() for note in self.rejects],
            "waiting": [note.as_dict() for note in self.waiting],
        }


@bp.get("/rows/<batch>/<path:file>")
def page(batch: str, file: str) -> str:
    """Show one row."""
    found = view(batch, file)
    json_url = url_for("api.row", batch=batch, file=file, sheet=found.sheet or None, row=found.row)
    source = all_sources(home().root).get(found.batch.source)
    label = source.label.text(lang()) if source else found.batch.source
    return render_template("row.html", view=found, source_label=label, json_url=json_url)


def view(batch_id: str, file: str) -> RowView:
    """Return the row that the address names; raises NotFound and UsageError."""
    whole_rows()
    sheet = request.args.get("sheet", "")
    try:
        row = int(request.args.get("row", ""))
    except ValueError as error:
        raise out_of_range("row", request.args.get("row", ""), 1, 10**6 - 1, whole=True) from error
    where = " · ".join(part for part in (file, sheet, str(row)) if part)
    batches = home().ledger.batches([batch_id])  # the ledger knows which folders are batches
    if not batches:
        raise NotFound("row_unknown", where=where)
    held = held_row(home().facts, batch_id, file, sheet, row)
    rejects = tuple(
        note_of(one)
        for one in home().ledger.rejects([batch_id])
        if (one.file, one.sheet, one.row) == (file, sheet, row)
    )
    if held is None and not rejects:
        raise NotFound("row_unknown", where=where)
    citation = held.citation if held else ""
    return RowView(
        batches[0],
        file,
        sheet,
        row,
        held,
        rejects,
        tuple(one for one in waiting() if (one.file, one.sheet, one.row) == (file, sheet, row)),
        citations().get(citation, citation),
        citation,
    )


def waiting() -> list[Note]:
    """Return the links that wait in the version of this request."""
    found = snapshots().version(asked_version())
    return [Note(**one) for one in found.waiting]


def citations() -> dict[str, str]:
    """Return the titles of citations by their own id; none where no store can be read."""
    try:
        rows = run(store(), "citations").rows
    except LiantuError:
        return {}
    return {node.properties["citation_id"]: str(node.properties["name"]) for (node,) in rows}
