"""Days: read as somebody typed them, and counted back by months."""

from __future__ import annotations

import calendar
from datetime import date
from functools import lru_cache

from liantu.errors import UsageError


def day_of(given: str, where: str) -> date:
    """Return a day given as YYYY-MM-DD; raises UsageError naming the option or field."""
    try:
        return date.fromisoformat(given)
    except (TypeError, ValueError):
        raise UsageError("date", where=where, value=given) from None


def last_observed_day() -> date:
    """Return the last day that an observation may have: the end of next year.

    Tables of a year are dated to its end, some a year ahead; what lies later is a slip, and
    all that was observed in earnest would count as outdated beside it.
    """
    return date(date.today().year + 1, 12, 31)


def observed_day(given: str, where: str) -> date:
    """Return the day of an observation; raises UsageError for none, or one too far ahead."""
    day = day_of(given, where)
    if day > (last := last_observed_day()):
        raise UsageError("date_ahead", where=where, value=given, last=last.isoformat())
    return day


@lru_cache(maxsize=64)  # asked for each of many rows, and nearly always the same
def months_before(as_of: str, months: int) -> str:
    """Return the day so many months before a day, ISO; empty where there is no day."""
    if not as_of:
        return ""
    day = date.fromisoformat(as_of)
    total = day.year * 12 + day.month - 1 - months
    year, month = divmod(total, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last)).isoformat()
