"""``as_of=``: the newest data version whose data is of that day or earlier."""

from __future__ import annotations

from flask import Response, g, request

from liantu.days import day_of
from liantu.errors import LiantuError, NotFound, UsageError
from liantu.web import context

# Here the parameter is the day on which units are looked at, within one data version.
OWN_DAY = frozenset({"coverage"})


def resolve() -> None:
    """Let the day of an address name the data version of this request.

    Raises UsageError for what is no day or stands beside another version, NotFound where
    no version at hand is that old.
    """
    given = request.args.get("as_of", "")
    if not given or not request.path.startswith("/api/v1") or request.blueprint in OWN_DAY:
        return
    day = day_of(given, "as_of").isoformat()
    found = [
        row
        for row, _ in context.home().ledger.versions()
        if row.as_of and row.as_of <= day and row.id in context.snapshots().at_hand()
    ]
    if not found:
        raise NotFound("as_of_none", where="as_of", day=day, first=_first())
    newest = max(found, key=lambda row: (row.as_of, row.made_at, row.id)).id
    asked = request.args.get("version", "")
    if asked and not newest.startswith(asked):
        raise UsageError("as_of_version", where="as_of", version=newest)
    g.version_of_day = newest


def _first() -> str:
    kept = context.snapshots().at_hand()
    days = [row.as_of for row, _ in context.home().ledger.versions() if row.id in kept]
    return min((one for one in days if one), default="–")


def told(response: Response) -> Response:
    """Say of which data version an answer is, and up to which day its data goes."""
    if request.path.startswith("/api/v1") and response.status_code < 400:
        try:
            row = context.snapshots().version(context.version())
        except LiantuError:
            return response
        response.headers["Liantu-Version"] = row.id
        if row.as_of:
            response.headers["Liantu-As-Of"] = row.as_of
    return response
