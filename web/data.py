"""The data page: what was loaded, what was not, and every version there is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from liantu.days import day_of
from liantu.graph.follow import follow
from liantu.graph.stores import Node
from liantu.graph.versions import rollback as roll_back
from liantu.ingest.accuracy import shipped as accuracy
from liantu.ingest.findings import Note
from liantu.ingest.freshness import Fresh, freshness
from liantu.ingest.rejects import Rejects
from liantu.ingest.rejects import rejects as find_rejects
from liantu.ingest.sources import all_sources
from liantu.ledger import Batch, VersionRow
from liantu.ledger.questions import OPEN, TOPICS, questions
from liantu.queries.catalogue import run
from liantu.queries.evidence import Evidence, origins
from liantu.web.context import home, lang, snapshots, store
from liantu.web.context import version as asked_version
from liantu.web.rendering import aware
from liantu.web.rows import citations, waiting

bp = Blueprint("data", __name__)


@dataclass(frozen=True)
class Held:
    """One batch in force, with the label of its source and the dates of its rows."""

    batch: Batch
    label: str
    builtin: bool
    dates: tuple[str, ...]

    @property
    def observed_on(self) -> str:
        """The date of its rows, or the first and the last one; empty where none has any."""
        return " – ".join(dict.fromkeys((self.dates[0], self.dates[-1]))) if self.dates else ""

    def as_dict(self) -> dict[str, Any]:
        """Return the batch by name."""
        one = self.batch
        return {
            "id": one.id,
            "source": one.source,
            "label": self.label,
            "title": one.title,
            "view": one.view,
            "observed_on": [self.dates[0], self.dates[-1]] if self.dates else None,
            "loaded_at": aware(one.loaded_at).isoformat(),
            "files": [
                {"name": file["name"], "encoding": file["encoding"], "sheets": file["sheets"]}
                for file in one.files
            ],
            "rows": {
                "read": one.rows_read,
                "accepted": one.rows_accepted,
                "set_aside": one.rows_set_aside,
            },
        }


@dataclass(frozen=True)
class Figure:
    """A published figure with its scope and rows."""

    node: Node
    evidence: tuple[Evidence, ...]

    def cited(self) -> list[str]:
        """Return what its rows name as their origin, each once."""
        return sorted({one.citation for one in self.evidence if one.citation})

    def as_dict(self) -> dict[str, Any]:
        """Return the figure by name."""
        known = self.node.properties
        names = ("adcode", "place", "scheme", "name", "value", "unit", "qualifier", "period")
        return {
            "id": self.node.id,
            **{name: known.get(name) for name in names},
            "evidence": [one.as_dict() for one in self.evidence],
        }


@dataclass(frozen=True)
class Refused:
    """A file that a load refused, with the words of that day."""

    at: datetime
    path: str
    error: dict[str, str]

    def as_dict(self) -> dict[str, Any]:
        """Return the refusal by name."""
        return {"at": aware(self.at).isoformat(), "path": self.path, "error": self.error}


@dataclass(frozen=True)
class DataView:
    """Everything on the data page."""

    version: VersionRow
    batches: tuple[Held, ...]
    rejects: Rejects
    waiting: tuple[Note, ...]
    refused: tuple[Refused, ...]
    figures: tuple[Figure, ...]
    fresh: tuple[Fresh, ...]

    def placed_rejects(self) -> list[tuple[str, Note]]:
        """Return the open rows set aside, each with its batch."""
        return [(one.batch, one.note) for one in self.rejects.open]

    def batch_of(self, note: Note) -> str:
        """Return the batch in force that holds the file of a note, or an empty text."""
        for one in self.batches:
            if any(file["name"] == note.file for file in one.batch.files):
                return one.batch.id
        return ""

    def placed_waiting(self) -> list[tuple[str, Note]]:
        """Return the links that wait, each with its batch."""
        return [(self.batch_of(note), note) for note in self.waiting]

    def totals(self) -> dict[str, int]:
        """Return rows read, accepted, set aside and waiting, of files that people delivered."""
        own = [one.batch for one in self.batches if not one.builtin]
        return {
            "read": sum(one.rows_read for one in own),
            "accepted": sum(one.rows_accepted for one in own),
            "set_aside": len(self.rejects.open),
            "waiting": len({(note.file, note.sheet, note.row) for note in self.waiting}),
        }

    def as_dict(self) -> dict[str, Any]:
        """Return the stable JSON of the data page."""
        return {
            "data_version": self.version.id,
            "as_of": self.version.as_of or None,
            "rows": self.totals(),
            "batches": [one.as_dict() for one in self.batches],
            "set_aside": [one.note.as_dict() | {"batch": one.batch} for one in self.rejects.open],
            "settled": self.rejects.settled,
            "freshness": [one.as_dict() for one in self.fresh],
            "waiting": [note.as_dict() for note in self.waiting],
            "refused": [one.as_dict() for one in self.refused],
            "indicators": [one.as_dict() for one in self.figures],
        }


@bp.get("/data")
def page() -> str | Response:
    """Show sources, batches, rejects, waiting links, versions and published figures."""
    if home().ledger.active() is None:
        return redirect(url_for("incoming.index"))
    return render_template(
        "data.html",
        view=data_view(),
        versions=home().ledger.versions(),
        active=snapshots().version().id,
        held=snapshots().at_hand(),
        citations=citations(),
        accuracy=accuracy(),
        review_open=questions(home().ledger, TOPICS, (OPEN,), 0, 1).counts[OPEN],
        json_url=url_for("api.data"),
    )


@bp.post("/data/rollback")
def rollback() -> Response:
    """Make an older version the one in use."""
    roll_back(home(), request.form.get("version", ""))
    follow(home())
    return redirect(url_for("data.page", version=None) + "#versions", 303)


def data_view() -> DataView:
    """Gather the data page for the version of this request."""
    version = snapshots().version(asked_version())
    rejects = find_rejects(home(), version.batches)
    found = store()
    where = origins(found)
    return DataView(
        version,
        _batches(version, where.dates()),
        rejects,
        tuple(waiting()),
        _refused(),
        tuple(Figure(node, tuple(where.of(node))) for (node,) in run(found, "indicators").rows),
        tuple(freshness(home(), version, _day())),
    )


def _day() -> date:
    """Return the day on which sources are fresh or overdue: today unless the address says."""
    given = request.args.get("day", "")
    return day_of(given, "day") if given else date.today()


def versions_json() -> list[dict[str, Any]]:
    """Return the same JSON as ``liantu versions --json``."""
    return home().ledger.listed()


def _batches(version: VersionRow, dates: Mapping[str, tuple[str, ...]]) -> tuple[Held, ...]:
    sources = all_sources(home().root)
    held = []
    for batch in home().ledger.batches(version.batches):
        source = sources.get(batch.source)
        label = source.label.text(lang()) if source else batch.source
        builtin = batch.source == "divisions"
        held.append(Held(batch, label, builtin, dates.get(batch.id, ())))
    return tuple(sorted(held, key=lambda one: one.builtin))


def _refused() -> tuple[Refused, ...]:
    """Return the files that the last loads refused, leaving out those that loaded since."""
    found: dict[str, Refused] = {}
    loaded: set[str] = set()
    for load in home().ledger.loads():
        for file in load.report["files"]:
            path = file["path"]
            if "error" not in file:
                loaded.add(path)
            elif path not in loaded and path not in found:
                found[path] = Refused(load.finished_at, path, file["error"])
    return tuple(found.values())
