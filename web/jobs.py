"""Jobs and schedules: a list, a page for each job that follows its progress, and their JSON."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from liantu.errors import UsageError
from liantu.ingest import jobs
from liantu.ingest.job_wording import job_json, schedule_json, subject, whole_json
from liantu.ingest.progress import LATE
from liantu.ingest.schedule import next_at
from liantu.ledger import JobRow
from liantu.ledger.jobs import LIVE, RUNNING, STATES, job, schedules
from liantu.ledger.jobs import jobs as listed
from liantu.web.context import home

bp = Blueprint("jobs", __name__)

SHOWN = 100  # jobs of one page


@bp.get("/data/jobs")
def page() -> str:
    """List jobs and schedules."""
    jobs.mend(home())
    return render_template(
        "jobs.html",
        jobs=[(row, job_json(row), subject(row)) for row in listed(home().ledger, limit=SHOWN)],
        schedules=[(row, schedule_json(row), next_at(row)) for row in schedules(home().ledger)],
        json_url=url_for("jobs.all_json"),
    )


@bp.get("/data/jobs/<int:number>")
def one(number: int) -> str:
    """Show a job: how far it is, what came of it, the end of its log."""
    row = _job(number)
    return render_template(
        "job.html",
        row=row,
        found=whole_json(home(), row),
        subject=subject(row),
        live=row.state in LIVE,
        too_late=row.state == RUNNING and row.stage in LATE,
        json_url=url_for("jobs.one_json", number=number),
    )


@bp.post("/data/jobs/<int:number>/cancel")
def cancel(number: int) -> BaseResponse:
    """Cancel a job."""
    jobs.cancel(home(), number)
    return redirect(url_for("jobs.one", number=number), 303)


@bp.post("/data/jobs/<int:number>/retry")
def retry(number: int) -> BaseResponse:
    """Start a job that has ended once more."""
    jobs.retry(home(), number)
    return redirect(url_for("jobs.one", number=number), 303)


@bp.get("/api/v1/jobs")
def all_json() -> Response:
    """Return the last jobs, newest first, and the schedules."""
    state = request.args.get("state", "")
    if state and state not in STATES:
        raise UsageError("job_state", where="state", known=", ".join(STATES))
    jobs.mend(home())
    found = listed(home().ledger, (state,) if state else STATES, SHOWN)
    rows: dict[str, Any] = {
        "jobs": [named_only(job_json(row)) for row in found],
        "schedules": [schedule_json(row) for row in schedules(home().ledger)],
    }
    return jsonify(rows)


@bp.get("/api/v1/jobs/<int:number>")
def one_json(number: int) -> Response:
    """Return a job with its progress, its report and the last lines of its log."""
    return jsonify(named_only(whole_json(home(), _job(number))))


def named_only(told: dict[str, Any]) -> dict[str, Any]:
    """Return the JSON of a job with the names of its files: folders are the server's own."""
    given, report = told["arguments"], told["report"]
    if "paths" in given:
        told["arguments"] = {**given, "paths": [Path(one).name for one in given["paths"]]}
    if "files" in report:
        told["report"] = {**report, "files": files_named(report)}
    return told


def files_named(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the files of a load's report, by name."""
    return [{**one, "path": Path(one["path"]).name} for one in report.get("files", ())]


def _job(number: int) -> JobRow:
    jobs.mend(home())
    return job(home().ledger, number)
