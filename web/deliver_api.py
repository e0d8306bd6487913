"""Deliveries of scripts: files or rows for a source, the job that loads them, what was set aside.

What comes in takes the way of every file: it waits among the arrivals until a job has loaded
it as ``liantu load`` does. Declared here by hand until the document of the API has its models.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import ExitStack
from typing import Any, BinaryIO, cast

from flask import Blueprint, Flask, Response, g, jsonify, request, url_for
from werkzeug.exceptions import UnsupportedMediaType

from liantu.errors import InputError, UsageError
from liantu.ingest import delivering, jobs
from liantu.ingest.delivering import Terms
from liantu.ingest.incoming import Incoming, discard
from liantu.ingest.rejects import Aside, as_csv, as_xlsx, no_rows, rejects, tables
from liantu.ingest.rules import Source
from liantu.ledger.idempotency import answered, claim, release
from liantu.ledger.jobs import LIVE, job
from liantu.refusing import out_of_range
from liantu.settings import settings
from liantu.web import access
from liantu.web.answers.forms import MIME
from liantu.web.answers.paging import following, start, whole
from liantu.web.context import home, lang
from liantu.web.jobs import files_named

bp = Blueprint("deliver_api", __name__, url_prefix="/api/v1")

ROWS = 64 << 20  # bytes of rows in a body; more comes as a file
FIELDS = 1 << 20
TERMS = ("observed_on", "delivery", "sequence")
LINES = ("application/jsonl", "application/x-ndjson", "application/x-jsonlines")


def install(app: Flask) -> None:
    """Let a delivery be as large as a load may be."""
    app.before_request(_room)


def _room() -> None:
    if request.endpoint == "deliver_api.deliver" and access.may("ingest"):
        form = request.mimetype == "multipart/form-data"
        files = (settings().max_file_mib << 20) + FIELDS
        request.max_content_length = files if form or request.mimetype == "text/csv" else ROWS


@bp.get("/sources")
def sources() -> Response:
    """Return the sources that files can be delivered to, each with the columns that it needs."""
    found = [_source(one) for one in delivering.sources(home()).values()]
    return jsonify({"sources": found})


def _source(one: Source) -> dict[str, Any]:
    return {
        "id": one.id,
        "label": one.label.text(lang()),
        "role": one.role,
        "delivery": one.delivery,
        "format": one.format,
        "file": one.file or None,
        "tables": [{"id": rule.name, "columns": list(rule.headers)} for rule in one.tables],
        "deliveries": url_for("deliver_api.deliver", source_id=one.id),
    }


@bp.post("/sources/<source_id>/deliveries")
def deliver(source_id: str) -> Response:
    """Take files or rows for a source and start the job that loads them; 202 with its address.

    With the same ``Idempotency-Key`` and body the first answer is given again, and nothing
    is loaded twice.
    """
    source = delivering.source_named(home(), source_id)
    with ExitStack() as opened:
        files, terms = _sent(source, opened)
        arrival = delivering.receive_for(home(), source, files, terms)
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return _accepted(_begun(source, arrival))
    who = _who()
    try:
        before = claim(home().ledger, who, key, delivering.digest(arrival))
    except Exception:
        discard(home(), arrival.name)
        raise
    if before is not None:
        discard(home(), arrival.name)
        response = _accepted(before)
        response.headers["Idempotency-Replayed"] = "true"
        return response
    try:
        answer = _begun(source, arrival)
    except Exception:
        release(home().ledger, who, key)
        raise
    answered(home().ledger, who, key, answer)
    return _accepted(answer)


@bp.get("/jobs/<int:number>/rejects")
def rejected(number: int) -> Response:
    """Return the rows that a job's load set aside, with their cells; as CSV to correct and send."""
    jobs.mend(home())
    row = job(home().ledger, number)
    batches = [str(one["batch"]) for one in row.report.get("files", ()) if one.get("batch")]
    known = [one for one in dict.fromkeys(batches) if (home().facts / one).is_dir()]
    found = [one for of in known for one in rejects(home(), known).of(of)]
    form = g.get("form", "json")
    if form in ("csv", "xlsx"):
        write = as_csv if form == "csv" else as_xlsx
        return Response(write(tables(home(), found) or [no_rows()]), mimetype=MIME[form])
    begin, limit = start(10**9), whole("limit", 1000, 1, 10_000)
    shown = found[begin : begin + limit]
    return jsonify(
        {
            "job": number,
            "state": row.state,
            "ended": row.state not in LIVE,
            "total": len(found),
            "start": begin,
            "refused": [one for one in files_named(row.report) if one.get("error")],
            "rejects": [_aside(one) for one in shown],
            "next": following(begin, limit, len(found)),
        }
    )


def _aside(one: Aside) -> dict[str, Any]:
    cells = {name: value for name, value in one.note.raw.items() if name}
    return {**one.note.as_dict(), "batch": one.batch, "cells": cells}


def _sent(source: Source, opened: ExitStack) -> tuple[list[tuple[str, BinaryIO]], Terms]:
    """Return the files of the request, those of rows made here, and how they are delivered."""
    kind = request.mimetype
    if kind == "multipart/form-data":
        sent = [one for one in request.files.getlist("file") if one.filename]
        for one in sent:
            opened.callback(one.close)
        _only_known([*request.form, *(name for name in request.files if name != "file")], "file")
        return [(str(one.filename), cast(BinaryIO, one.stream)) for one in sent], _terms(
            request.form.to_dict()
        )
    name = delivering.file_name(source)
    if kind == "text/csv":
        return [(name, cast(BinaryIO, request.stream))], _terms({})
    if source.format != "table":
        raise InputError("deliver_no_rows", where=source.id)
    if kind in LINES:
        rows = delivering.read_lines(request.get_data(cache=False))
        return [(name, delivering.as_csv(source, rows))], _terms({})
    if kind == "application/json":
        listed, given = _json()
        return [(name, delivering.as_csv(source, listed))], _terms(given)
    raise UnsupportedMediaType


def _json() -> tuple[list[Any], dict[str, Any]]:
    try:
        body = json.loads(request.get_data(cache=False))
    except (ValueError, RecursionError):
        raise UsageError("json_body", where="body") from None
    if isinstance(body, list):
        return body, {}
    if not isinstance(body, dict) or not isinstance(body.get("rows"), list):
        raise InputError("deliver_rows", where="rows")
    _only_known(body, "rows")
    return body["rows"], {name: body[name] for name in TERMS if name in body}


def _only_known(names: Iterable[str], body: str) -> None:
    """Raise InputError for a field that is neither the body's own nor a term."""
    unknown = sorted({*names} - {body, *TERMS})
    if unknown:
        raise InputError("deliver_field", where=unknown[0][:60], known=", ".join((body, *TERMS)))


def _terms(given: dict[str, Any]) -> Terms:
    """Return how files are delivered: what the body says, else the address."""
    found = {name: given.get(name, request.args.get(name, "")) for name in TERMS}
    sequence = str(found["sequence"] or "0")
    if not (sequence.isascii() and sequence.isdigit() and len(sequence) < 10):
        raise out_of_range("sequence", sequence, 0, 10**9 - 1, whole=True)
    return Terms(str(found["observed_on"] or ""), str(found["delivery"] or ""), int(sequence))


def _begun(source: Source, arrival: Incoming) -> dict[str, Any]:
    files = [{"name": one.name, "bytes": one.stat().st_size} for one in arrival.files]
    number = delivering.start(home(), arrival)
    return {
        "source": source.id,
        "arrival": arrival.name,
        "files": files,
        "job": number,
        "job_url": url_for("jobs.one_json", number=number),
        "rejects_url": url_for("deliver_api.rejected", number=number),
        "page_url": url_for("jobs.one", number=number),
    }


def _accepted(answer: dict[str, Any]) -> Response:
    response = jsonify(answer)
    response.status_code = 202
    response.headers["Location"] = answer["job_url"]
    response.headers["Retry-After"] = "1"
    return response


def _who() -> str:
    asking = access.principal()
    return f"{asking.kind}:{asking.id or asking.name}"[:100]
