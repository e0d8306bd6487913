"""What the page of files that wait shows: the files, and a page of what they would change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from liantu.errors import LiantuError, UsageError
from liantu.graph.difference import STATES
from liantu.graph.model import model
from liantu.ingest.incoming import Incoming, incoming
from liantu.ingest.preview import Preview, kept_preview
from liantu.ingest.sources import all_sources
from liantu.ledger import JobRow
from liantu.ledger.jobs import LIVE
from liantu.queries.difference import Change, Conflict
from liantu.refusing import out_of_range, unknown_value
from liantu.web import access
from liantu.web.context import home, lang

PAGE = 50  # changes or conflicts of one page
UNKNOWN = ("no_source", "no_source_near", "no_source_json")


@dataclass(frozen=True)
class FileView:
    """One file: whose it is, or why it would not be taken."""

    name: str
    size: int
    source: str
    label: str
    error: LiantuError | None
    mapping_url: str

    def as_dict(self) -> dict[str, Any]:
        """Return the file by name, with its refusal if there is one."""
        found = {"name": self.name, "bytes": self.size, "source": self.source or None}
        return found | (self.error.as_dict() if self.error else {"error": None})


@dataclass(frozen=True)
class Asked:
    """What of the difference an address asks for."""

    kind: str
    state: str
    start: int
    from_conflict: int


@dataclass(frozen=True)
class View:
    """An arrival with what it would change; ``preview`` is None where nobody looked yet."""

    arrival: Incoming
    files: tuple[FileView, ...]
    preview: Preview | None
    asked: Asked
    changes: tuple[Change, ...]
    conflicts: tuple[Conflict, ...]
    count: int
    listed: int
    job: JobRow | None = None  # that works it out, or did not come to its end

    @property
    def looking(self) -> bool:
        """Whether a job works the difference out at this moment."""
        return self.job is not None and self.job.state in LIVE

    def as_dict(self) -> dict[str, Any]:
        """Return the stable JSON of an arrival."""
        found = arrival_json(self.arrival) | {"files": [one.as_dict() for one in self.files]}
        if self.preview is None:
            return found | {"preview": None, "job": self.job.id if self.job else None}
        said, error = self.preview.said, self.preview.gaps_error
        names = ("smaller", "previous_version", "data_version", "rows", "nodes", "links", "gaps")
        return found | {
            "preview": {
                **{name: said[name] for name in names},
                "gaps_error": error.as_dict()["error"] if error else None,
                "difference": {
                    "by_kind": said["by_kind"],
                    "changes": [one.as_dict() for one in self.changes],
                },
                "conflicts": {
                    "by_kind": said["conflicts"],
                    "listed": [one.as_dict() for one in self.conflicts],
                },
                **{
                    part: {
                        "count": said[part]["count"],
                        "listed": [note.as_dict() for note in self.preview.notes(part)],
                    }
                    for part in ("set_aside", "warnings")
                },
            }
        }


def view(name: str, look: Callable[[str], Preview | JobRow]) -> View:
    """Gather the page of an arrival; ``look`` works its difference out where a clerk asks for it.

    It gives a job where that takes its time.

    Raises NotFound and UsageError.
    """
    asked = _asked()
    arrival = incoming(home(), name)
    found = kept_preview(home(), arrival)
    if found is None and access.may("ingest"):
        looked = look(name)
        if isinstance(looked, JobRow):
            return View(arrival, _files(arrival, None), None, asked, (), (), 0, 0, looked)
        found = looked
    if found is None:
        return View(arrival, _files(arrival, None), None, asked, (), (), 0, 0)
    listing = found.listing(lang())
    return View(
        arrival,
        _files(arrival, found),
        found,
        asked,
        tuple(listing.changes(asked.kind, asked.state, PAGE, asked.start)),
        tuple(listing.conflicts("", PAGE, asked.from_conflict)),
        _sum(found.said["by_kind"], asked),
        _sum(listing.listed(), asked),
    )


def _asked() -> Asked:
    kind, state = request.args.get("kind", ""), request.args.get("state", "")
    vocabulary = model()
    if kind and kind not in {**vocabulary.nodes, **vocabulary.links}:
        raise UsageError("kind_of_rows", where="kind", kind=kind)
    if state and state not in STATES:
        raise unknown_value("state", state, STATES)
    return Asked(kind, state, _whole("start"), _whole("conflict"))


def _whole(name: str) -> int:
    given = request.args.get(name, "0")
    if not given.isascii() or not given.isdigit() or len(given) > 9:
        raise out_of_range(name, given, 0, 10**9 - 1, whole=True)
    return int(given)


def _sum(by_kind: dict[str, dict[str, int]], asked: Asked) -> int:
    return sum(
        count
        for kind, counts in by_kind.items()
        for state, count in counts.items()
        if asked.kind in ("", kind) and asked.state in ("", state)
    )


def _files(arrival: Incoming, found: Preview | None) -> tuple[FileView, ...]:
    refusals = found.refusals() if found else {}
    sources = all_sources(home().root)
    of = {one["name"]: one["source"] for one in found.said["files"]} if found else {}
    views = []
    for path in arrival.files:
        source = of.get(path.name) or ""
        label = sources[source].label.text(lang()) if source in sources else source
        error = refusals.get(path.name)
        unknown = error is not None and error.key in UNKNOWN
        url = url_for("mapping.new", incoming=arrival.name, file=path.name) if unknown else ""
        views.append(FileView(path.name, path.stat().st_size, source, label, error, url))
    return tuple(views)


def arrival_json(one: Incoming) -> dict[str, Any]:
    """Return name, time and files of an arrival."""
    return {
        "name": one.name,
        "arrived": one.arrived.isoformat(),
        "files": [path.name for path in one.files],
    }
