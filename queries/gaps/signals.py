"""When an expansion signal was: the day that its words begin with."""

from __future__ import annotations

import datetime as dt
import re

SIGNED = re.compile(r"\s*((?:19|20)\d\d)(?:[-./年](\d{1,2})(?:[-./月](\d{1,2}))?)?")


def signal_day(said: str, as_of: str) -> str:
    """Return the day that a signal begins with, ISO, or empty.

    One known by year counts as of the year's end, one known by month as of the month's
    end, neither later than ``as_of``.
    """
    found = SIGNED.match(said)
    if not found or not as_of:
        return ""
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        if day:
            return dt.date(year, month, day).isoformat()
        begun = dt.date(year, month or 12, 1)
        after = dt.date(begun.year + begun.month // 12, begun.month % 12 + 1, 1)
    except ValueError:
        return ""
    end = (after - dt.timedelta(days=1)).isoformat()
    return min(end, as_of) if year <= int(as_of[:4]) else end
