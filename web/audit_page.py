"""The audit for the administrator: a page, JSON, and CSV, filtered by time, who and what."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request, url_for

from liantu.days import day_of
from liantu.ledger.audit import Asked, count, events, lines
from liantu.ledger.audit_out import as_csv
from liantu.locale import catalogue
from liantu.web.answers import paging
from liantu.web.answers.paging import whole
from liantu.web.context import home, words

bp = Blueprint("audit", __name__)

PAGE, MOST, FARTHEST = 100, 1000, 10**6
MOST_OUT = 100_000  # lines of a file
ASKED = ("since", "until", "name", "event", "text")


@bp.get("/admin/audit")
def page() -> str:
    """Show the lines of the audit, newest first, with filters."""
    asked, start = asked_for(), whole("start", 0, 0, FARTHEST)
    given = _given()
    total = count(home().ledger, asked)
    return render_template(
        "audit.html",
        event_label=event_label,
        rows=lines(home().ledger, asked, start, PAGE),
        total=total,
        start=start,
        page_size=PAGE,
        given=given,
        events=events(home().ledger),
        earlier=url_for("audit.page", **given, start=start + PAGE) if start + PAGE < total else "",
        later=url_for("audit.page", **given, start=max(0, start - PAGE) or None) if start else "",
        json_url=url_for("audit.as_json", **given),
    )


@bp.get("/api/v1/admin/audit")
def as_json() -> Response:
    """Return the lines of the audit, newest first: the JSON of ``liantu audit --json``."""
    asked = asked_for()
    begin, limit = paging.start(FARTHEST), whole("limit", PAGE, 1, MOST)
    rows = [one.as_dict() for one in lines(home().ledger, asked, begin, limit)]
    total = count(home().ledger, asked)
    more = paging.following(begin, limit, total)
    return jsonify({"total": total, "start": begin, "lines": rows, "next": more})


@bp.get("/admin/audit.csv")
def file() -> Response:
    """Give the lines of the audit as CSV, newest first."""
    answer = Response(
        as_csv(lines(home().ledger, asked_for(), 0, MOST_OUT)),
        content_type="text/csv; charset=utf-8",
    )
    answer.headers["Content-Disposition"] = 'attachment; filename="liantu-audit.csv"'
    return answer


def asked_for() -> Asked:
    """Return the filters of the address; raises UsageError for a day that is none."""
    given = _given()
    since, until = given.get("since", ""), given.get("until", "")
    return Asked(
        midnight(since, "since") if since else None,
        midnight(until, "until") + timedelta(days=1) if until else None,
        given.get("name", ""),
        given.get("event", ""),
        given.get("text", ""),
    )


def midnight(day: str, where: str) -> datetime:
    """Return when a day of this machine begins, in UTC."""
    return datetime.combine(day_of(day, where), time()).astimezone().astimezone(UTC)


def event_label(event: str) -> str:
    """Return what an event is called; itself where it is not known."""
    key = f"audit.event.{event}"
    return words(key) if key in catalogue() else event


def _given() -> dict[str, Any]:
    found = {name: request.args.get(name, "").strip()[:200] for name in ASKED}
    return {name: value for name, value in found.items() if value}
