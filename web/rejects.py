"""The rows set aside as a file to correct: of one delivery, or of all."""

from __future__ import annotations

from urllib.parse import quote

from flask import Blueprint, Response

from liantu.errors import NotFound, UsageError
from liantu.ingest.rejects import as_csv, as_xlsx, rejects, tables
from liantu.web.context import home, snapshots

bp = Blueprint("rejects", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMS = {"csv": (as_csv, "text/csv; charset=utf-8"), "xlsx": (as_xlsx, XLSX)}


@bp.get("/data/rejects.<form>")
def every(form: str) -> Response:
    """Give all rows set aside as a workbook, or as CSV where they have the same columns."""
    return _file(form, "")


@bp.get("/data/rejects/<batch>.<form>")
def of_batch(batch: str, form: str) -> Response:
    """Give the rows set aside of one delivery as a workbook or CSV."""
    return _file(form, batch)


def _file(form: str, batch: str) -> Response:
    if form not in FORMS:
        raise UsageError("rejects_type", where=form, suffix=f".{form}")
    version = snapshots().version()
    if batch and batch not in version.batches:
        raise NotFound("batch_unknown", where=batch, name=batch)
    found = rejects(home(), version.batches)
    write, mime = FORMS[form]
    content = write(tables(home(), found.of(batch) if batch else found.open))
    name = quote(f"搁置的行{f'-{batch}' if batch else ''}.{form}")
    answer = Response(content, mimetype=mime)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return answer
