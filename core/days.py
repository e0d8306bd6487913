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
