"""Days that somebody typed."""

from __future__ import annotations

from datetime import date

from liantu.errors import UsageError


def day_of(given: str, where: str) -> date:
    """Return a day given as YYYY-MM-DD; raises UsageError naming the option or field."""
    try:
        return date.fromisoformat(given)
    except (TypeError, ValueError):
        raise UsageError("date", where=where, value=given) from None
