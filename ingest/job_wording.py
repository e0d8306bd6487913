"""Jobs and schedules in words and as JSON: the same for the terminal, the page and the API."""

from __future__ import annotations

from typing import Any

from liantu.home import Home
from liantu.ingest.jobs import log_lines
from liantu.ingest.progress import share
from liantu.ingest.schedule import next_at
from liantu.ledger import JobRow, ScheduleRow, now
from liantu.ledger.jobs import DONE, RUNNING
from liantu.locale import catalogue, text


def job_json(row: JobRow) -> dict[str, Any]:
    """Return the stable JSON of a job; words are in the language in use, times in UTC."""
    ended = row.state == DONE or row.stage == "end"
    return {
        "id": row.id,
        "kind": row.kind,
        "kind_label": _words(f"job.kind.{row.kind}", row.kind),
        "arguments": row.arguments,
        "state": row.state,
        "state_label": text(f"job.state.{row.state}"),
        "cancelling": row.state == RUNNING and row.asked == "cancel",
        "tries": row.tries,
        "retries": row.retries,
        "timeout": row.timeout,
        "made_at": row.made_at.isoformat(),
        "started_at": row.started_at.isoformat() if row.started_at else None,
        "finished_at": row.finished_at.isoformat() if row.finished_at else None,
        "seconds": seconds(row),
        "elapsed": elapsed(row),
        "progress": {
            "stage": row.stage,
            "stage_label": _words(f"job.stage.{row.stage}", row.stage),
            "done": row.done,
            "total": row.total,
            "share": 1.0 if ended else share(row.stage, row.done, row.total),
            "message": message(row),
        },
        "worker": {"host": row.host.partition(":")[0], "pid": row.pid},
        "schedule": row.schedule,
        "report": row.report,
    }


def whole_json(home: Home, row: JobRow, lines: int = 20) -> dict[str, Any]:
    """Return the JSON of a job with the last lines of its log."""
    return {**job_json(row), "log": log_lines(home, row.id, lines)}


def schedule_json(row: ScheduleRow) -> dict[str, Any]:
    """Return the stable JSON of a schedule."""
    due = next_at(row)
    return {
        "name": row.name,
        "kind": row.kind,
        "path": row.path,
        "cron": row.cron,
        "every": row.every,
        "when": when(row),
        "options": row.options,
        "active": row.active,
        "retries": row.retries,
        "timeout": row.timeout,
        "last_at": row.last_at.isoformat() if row.last_at else None,
        "next_at": due.isoformat() if due else None,
    }


def when(row: ScheduleRow) -> str:
    """Return in words when a schedule fires."""
    if row.kind == "watch":
        return text("schedule.watched")
    return row.cron or text("schedule.every", seconds=row.every)


def message(row: JobRow) -> str:
    """Return what a running job waits for, or nothing."""
    return text(row.message["key"], **row.message["values"]) if row.message else ""


def seconds(row: JobRow) -> int:
    """Return for how long a job has run, or ran."""
    if row.started_at is None:
        return 0
    return max(int(((row.finished_at or now()) - row.started_at).total_seconds()), 0)


def elapsed(row: JobRow) -> str:
    """Return for how long a job has run, as 1:02 or 1:02:03."""
    minutes, rest = divmod(seconds(row), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def subject(row: JobRow) -> str:
    """Return what a job is about: its files by name, or its folder."""
    names = row.arguments.get("files") or [
        str(one).rstrip("/").rpartition("/")[2] or str(one) for one in row.arguments["paths"]
    ]
    shown = "、".join(list(names)[:3])
    return text("job.and_more", names=shown, count=len(names)) if len(names) > 3 else shown


def _words(key: str, other: str) -> str:
    return text(key) if key in catalogue() else other
