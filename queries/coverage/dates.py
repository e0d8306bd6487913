"""Days on which terms end and observations grow old."""

from __future__ import annotations

import calendar
import datetime as dt


def shifted(day: dt.date, months: int) -> dt.date:
    """Return the same day some months later (earlier where negative).

    A month without that day gives the first of the next one: 29 February becomes 1 March.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if day.day <= calendar.monthrange(year, month + 1)[1]:
        return dt.date(year, month + 1, day.day)
    return dt.date(year, month + 2, 1)  # December has 31 days: there is a next month


def due(started: dt.date, years: int) -> dt.date:
    """Return the day from which an election is overdue: the day after the anniversary."""
    return shifted(started, years * 12) + dt.timedelta(days=1)
