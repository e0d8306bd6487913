"""Files that wait: sent in by a form, looked at as a difference, accepted or discarded."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from flask import Blueprint, Flask, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from liantu.days import observed_day
from liantu.errors import Outdated, UsageError
from liantu.graph.follow import follow
from liantu.ingest import jobs
from liantu.ingest import preview as previews
from liantu.ingest.incoming import Incoming, all_incoming, discard, incoming, receive
from liantu.ingest.look import look_after
from liantu.ingest.preview import Preview
from liantu.ingest.report import LoadReport
from liantu.ingest.rules import FORMS
from liantu.ledger import JobRow
from liantu.ledger.jobs import DONE, LIVE, job
from liantu.ledger.jobs import jobs as listed
from liantu.settings import settings
from liantu.web import access
from liantu.web.arrivals import PAGE, arrival_json, view
from liantu.web.context import home

bp = Blueprint("incoming", __name__)

AT_ONCE = 2 << 20  # bytes of an arrival up to which no job is started
FIELDS = 1 << 20  # bytes of a form beside its files


def install(app: Flask) -> None:
    """Let the upload, and nothing else, be as large as a load may be."""
    app.before_request(_room)
    app.jinja_env.globals.update(arrivals=arrivals, accepted=accepted)
    app.jinja_env.filters["filesize"] = filesize


def look(name: str) -> Preview | JobRow:
    """Work out what an arrival would change: at once, or as a job where it is large.

    A job that did not come to its end is started again only where the address asks for it.
    """
    arrival = incoming(home(), name)
    if arrival.size <= AT_ONCE:
        return previews.preview_arrival(home(), name)
    jobs.mend(home())
    for row in listed(home().ledger):
        if row.kind == "look" and row.arguments.get("incoming") == name:
            if row.state in LIVE or (row.state != DONE and "again" not in request.args):
                return row
            break
    return job(home().ledger, jobs.start(home(), "look", _of(arrival)))


def _of(arrival: Incoming) -> dict[str, Any]:
    return {"incoming": arrival.name, "files": [one.name for one in arrival.files]}


def accept_now(name: str, base: str) -> LoadReport:
    """Load a small arrival onto the version that was looked at, in this request."""
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
    found = view(name, look)
    active = home().ledger.active()
    return render_template(
        "incoming.html",
        view=found,
        held=set(active.batches) if active else set(),
        changed="changed" in request.args,
        left="left" in request.args,
        page=PAGE,
        json_url=url_for("incoming.json", name=name),
    )


@bp.post("/data/incoming/<name>/accept")
def accept(name: str) -> Response:
    """Load the files, unless the data is another than what was shown."""
    base = request.form.get("base", "")
    arrival = incoming(home(), name)
    if arrival.size > AT_ONCE:
        number = jobs.start(home(), "accept", {**_of(arrival), "base": base})
        return redirect(url_for("jobs.one", number=number), 303)
    try:
        report = accept_now(name, base)
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


@bp.post("/data/incoming/<name>/options")
def options(name: str) -> Response:
    """Keep the day of the files and whether they hold everything or changes only."""
    day, form = request.form.get("observed_on", ""), request.form.get("delivery", "")
    day = observed_day(day, "observed_on").isoformat() if day else ""
    if form not in ("", *FORMS):
        raise UsageError("delivery", where="delivery", value=form)
    incoming(home(), name).tell({"observed_on": day, "delivery": form})
    return redirect(url_for("incoming.page", name=name), 303)


@bp.post("/data/incoming/<name>/discard")
def throw_away(name: str) -> Response:
    """Remove files that nobody wants."""
    discard(home(), name)
    return redirect(url_for("incoming.index", discarded=1), 303)


@bp.get("/api/v1/incoming")
def list_json() -> Any:
    """Return the arrivals that wait, the oldest first."""
    return jsonify([arrival_json(one) for one in all_incoming(home())])


@bp.get("/api/v1/incoming/<name>")
def json(name: str) -> Any:
    """Return one arrival: its files and what they would change, as far as it was worked out."""
    return jsonify(view(name, look).as_dict())


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
    if request.endpoint == "incoming.upload" and access.may("ingest"):
        request.max_content_length = (settings().max_file_mib << 20) + FIELDS
