"""Files that wait: sent in by a form, looked at as a difference, accepted or discarded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, cast
from urllib.parse import urlencode

from flask import (
    Blueprint,
    Flask,
    current_app,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response

from liantu.errors import LiantuError, Outdated, UsageError
from liantu.graph.difference import STATES
from liantu.graph.follow import follow
from liantu.graph.model import model
from liantu.ingest import preview as previews
from liantu.ingest.incoming import Incoming, all_incoming, discard, incoming, receive
from liantu.ingest.load import LoadReport
from liantu.ingest.look import look_after
from liantu.ingest.preview import Preview, kept_preview
from liantu.ingest.sources import all_sources
from liantu.queries.difference import Change, Conflict
from liantu.settings import settings
from liantu.web import guard
from liantu.web.context import home, lang
from liantu.web.rendering import aware

bp = Blueprint("incoming", __name__)

PAGE = 50  # changes or conflicts of one page
FIELDS = 1 << 20  # bytes of a form beside its files
MAPPING = "/data/sources/new"  # where a source is made for a file that none knows
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

    def as_dict(self) -> dict[str, Any]:
        """Return the stable JSON of an arrival."""
        found = _arrival_json(self.arrival) | {"files": [one.as_dict() for one in self.files]}
        if self.preview is None:
            return found | {"preview": None}
        said = self.preview.said
        names = ("previous_version", "data_version", "rows", "nodes", "links", "gaps")
        return found | {
            "preview": {
                **{name: said[name] for name in names},
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


def install(app: Flask) -> None:
    """Let the upload, and nothing else, be as large as a load may be."""
    app.before_request(_room)
    app.jinja_env.globals.update(arrivals=arrivals, accepted=accepted)
    app.jinja_env.filters["filesize"] = filesize


def preview_now(name: str) -> Preview:
    """Work out what an arrival would change, in this request."""
    return previews.preview_arrival(home(), name)


def accept_now(name: str, base: str) -> LoadReport:
    """Load an arrival onto the version that was looked at, in this request."""
    report = previews.accept_arrival(home(), name, base)
    if report.data_version != report.previous_version:
        follow(home())
        look_after(home())
    return report


@bp.get("/data/incoming")
def index() -> str:
    """List the files that wait, with the form that takes new ones."""
    return render_template("incoming_list.html", json_url=url_for("incoming.list_json"))


@bp.post("/data/incoming")
def upload() -> Response:
    """Keep files that are sent in, to be looked at."""
    sent = [one for one in request.files.getlist("file") if one.filename]
    found = receive(home(), ((str(one.filename), cast(BinaryIO, one.stream)) for one in sent))
    return redirect(url_for("incoming.page", name=found.name), 303)


@bp.get("/data/incoming/<name>")
def page(name: str) -> str:
    """Show what files that wait would change, and ask."""
    found = view(name)
    active = home().ledger.active()
    sources = all_sources(home().root)
    return render_template(
        "incoming.html",
        view=found,
        held=set(active.batches) if active else set(),
        source_label=lambda one: sources[one].label.text(lang()) if one in sources else one,
        changed="changed" in request.args,
        left="left" in request.args,
        page=PAGE,
        json_url=url_for("incoming.json", name=name),
    )


@bp.post("/data/incoming/<name>/accept")
def accept(name: str) -> Response:
    """Load the files, unless the data is another than what was shown."""
    try:
        report = accept_now(name, request.form.get("base", ""))
    except Outdated:
        return redirect(url_for("incoming.page", name=name, changed=1), 303)
    if not any(one.batch for one in report.deliveries):
        return redirect(url_for("incoming.page", name=name, left=1), 303)
    done = url_for(
        "data.page",
        accepted=report.data_version,
        before=report.previous_version or "",
        left=name if report.refused else None,
    )
    return redirect(done + "#incoming", 303)


@bp.post("/data/incoming/<name>/discard")
def throw_away(name: str) -> Response:
    """Remove files that nobody wants."""
    discard(home(), name)
    return redirect(url_for("incoming.index", discarded=1), 303)


@bp.get("/api/v1/incoming")
def list_json() -> Any:
    """Return the arrivals that wait, the oldest first."""
    return jsonify([_arrival_json(one) for one in all_incoming(home())])


@bp.get("/api/v1/incoming/<name>")
def json(name: str) -> Any:
    """Return one arrival: its files and what they would change, as far as it was worked out."""
    return jsonify(view(name).as_dict())


def view(name: str) -> View:
    """Gather the page of an arrival, working its difference out where a clerk asks for it.

    Raises NotFound and UsageError.
    """
    asked = _asked()
    arrival = incoming(home(), name)
    found = kept_preview(home(), arrival)
    if found is None and guard.unlocked():
        found = preview_now(name)
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


def arrivals() -> list[Incoming]:
    """Return the files that wait, for the list on the data page."""
    return all_incoming(home())


def accepted() -> dict[str, str] | None:
    """Return what was just accepted, where the address says so and it is still so."""
    done, before = request.args.get("accepted", ""), request.args.get("before", "")
    active = home().ledger.active()
    if active is None or active.id != done:
        return None
    known = {row.id for row, _ in home().ledger.versions()}
    left = request.args.get("left", "")
    return {
        "version": done,
        "before": before if before in known and before != done else "",
        "same": "yes" if before == done else "",
        "left": left if left in {one.name for one in arrivals()} else "",
    }


def filesize(size: int) -> str:
    """Return a number of bytes as people read it."""
    for unit in ("B", "KiB", "MiB"):
        if size < 1024:
            return f"{size:,.0f} {unit}"
        size = size // 1024 if size >= 10 * 1024 else round(size / 1024)
    return f"{size:,.0f} GiB"


def _room() -> None:
    if request.endpoint == "incoming.upload" and guard.unlocked():
        request.max_content_length = (settings().max_file_mib << 20) + FIELDS


def _asked() -> Asked:
    kind, state = request.args.get("kind", ""), request.args.get("state", "")
    vocabulary = model()
    if kind and kind not in {**vocabulary.nodes, **vocabulary.links}:
        raise UsageError("kind_of_rows", where="kind", kind=kind)
    if state and state not in STATES:
        problem = ", ".join(STATES)
        raise UsageError("bad_request", where="state", problem=problem)
    return Asked(kind, state, _whole("start"), _whole("conflict"))


def _whole(name: str) -> int:
    given = request.args.get(name, "0")
    if not given.isascii() or not given.isdigit() or len(given) > 9:
        raise UsageError("bad_request", where=name, problem="0 …")
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
        url = _mapping_url(arrival, path) if error and error.key in UNKNOWN else ""
        views.append(FileView(path.name, path.stat().st_size, source, label, error, url))
    return tuple(views)


def _mapping_url(arrival: Incoming, path: Path) -> str:
    """Return where a source is made for a file, empty where this installation has no such page."""
    if not any(rule.rule == MAPPING for rule in current_app.url_map.iter_rules()):
        return ""
    asked = urlencode({"incoming": arrival.name, "file": path.name})
    return f"{request.script_root}{MAPPING}?{asked}"


def _arrival_json(one: Incoming) -> dict[str, Any]:
    arrived: datetime = aware(one.arrived)
    return {
        "name": one.name,
        "arrived": arrived.isoformat(),
        "files": [path.name for path in one.files],
    }
