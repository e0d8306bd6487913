"""The one transaction that makes a load true for readers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from liantu.graph.merge import Decision, Merged
from liantu.graph.model import model
from liantu.home import Home
from liantu.ingest.batches import Delivery
from liantu.ingest.findings import Note
from liantu.ingest.report import LoadReport
from liantu.ledger import Batch, DecisionRow, LoadRow, RejectRow, SwitchRow, VersionRow, now


def accept(
    home: Home,
    report: LoadReport,
    deliveries: list[Delivery],
    batches: list[str],
    decisions: list[Decision],
    renames: list[tuple[Decision, str, str]],
    merged: Merged | None,
) -> None:
    """Accept batches, decisions, version and switch in one ledger transaction."""
    at = now()
    version = report.data_version
    assert version is not None
    with home.ledger.session() as session:
        home.ledger.lock.fence(session)
        for one in deliveries:
            if session.get(Batch, one.batch) is None:
                session.add(batch_row(one, at))
                session.flush()
                session.add_all(_reject(one.batch, note) for note in one.rejects)
        for decision, reason, source in renames:
            session.merge(
                DecisionRow(
                    old=decision.old,
                    new=decision.new,
                    former_name=decision.former_name,
                    reason=reason,
                    source=source,
                    made_at=at,
                )
            )
        if session.get(VersionRow, version) is None and merged is not None:
            waiting = report.all_waiting
            session.add(version_row(version, at, merged, batches, decisions, waiting))
            session.flush()
        if version != report.previous_version:
            session.add(SwitchRow(version=version, switched_at=at, reason="load"))
        session.add(LoadRow(finished_at=at, report=report.as_dict()))


def version_row(
    version: str,
    at: datetime,
    merged: Merged,
    batches: list[str],
    decisions: list[Decision],
    waiting: Iterable[Note],
) -> VersionRow:
    """Return a merged version as the ledger keeps it."""
    return VersionRow(
        id=version,
        made_at=at,
        schema=model().digest,
        batches=batches,
        decisions=[[one.old, one.new, one.former_name] for one in decisions],
        nodes=merged.node_count,
        links=merged.link_count,
        as_of=merged.as_of,
        waiting=[note_json(note) for note in waiting],
    )


def note_json(note: Note) -> dict[str, Any]:
    """Return a note as the ledger keeps it: by code and values, not by words."""
    return {
        "code": note.code,
        "file": note.file,
        "sheet": note.sheet,
        "row": note.row,
        "column": note.column,
        "values": note.values,
        "batch": note.batch,
    }


def batch_row(one: Delivery, at: datetime) -> Batch:
    """Return a delivery as the ledger keeps it."""
    files = [
        {
            "name": found.document.name,
            "path": str(found.document.path),
            "encoding": found.document.encoding,
            "sheets": [table.sheet.name for table in found.tables],
        }
        for found in one.matches
    ]
    return Batch(
        id=one.batch,
        source=one.source.id,
        view=one.view,
        title=one.title,
        mapping=one.source.digest,
        observed_on=one.observed_on,
        loaded_at=at,
        files=files,
        rows_read=one.read,
        rows_accepted=one.accepted,
        rows_set_aside=len(one.rejects),
    )


def _reject(batch: str, note: Note) -> RejectRow:
    return RejectRow(
        batch=batch,
        file=note.file,
        sheet=note.sheet,
        row=note.row,
        column=note.column,
        code=note.code,
        values=note.values,
        raw=note.raw,
    )
