"""How fresh each source is: its last delivery, what its rows are dated, when the next is due.

"As of" is what the data says of itself; only whether a source is overdue asks for a day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import duckdb

from liantu.graph.deliveries import fact_files
from liantu.home import Home
from liantu.ingest.rules import Form, Source
from liantu.ingest.sources import all_sources
from liantu.ledger import Batch, VersionRow


@dataclass(frozen=True)
class Fresh:
    """One source: what it delivered last, and whether the next delivery is overdue.

    ``dates`` are the first and the last date of its rows in force, ISO, both empty where no
    row has one; ``days`` are counted from the last of them, else from the day it was loaded,
    to the day that was asked for.
    """

    source: Source
    deliveries: int
    loaded_on: str
    dates: tuple[str, str]
    days: int | None

    @property
    def form(self) -> Form:
        """How it is delivered unless a load says otherwise."""
        return self.source.delivery

    @property
    def state(self) -> str:
        """``never``, ``overdue``, ``in_time`` or, where nothing says how often, ``free``."""
        if self.days is None:
            return "never"
        if self.source.every is None:
            return "free"
        return "overdue" if self.days > self.source.every else "in_time"

    def as_dict(self) -> dict[str, Any]:
        """Return the stable JSON of a source's freshness."""
        return {
            "source": self.source.id,
            "label": self.source.label.zh,
            "delivery": self.form,
            "deliveries": self.deliveries,
            "loaded_on": self.loaded_on or None,
            "observed_on": list(self.dates) if self.dates[1] else None,
            "days": self.days,
            "every": self.source.every,
            "state": self.state,
        }


def freshness(home: Home, version: VersionRow | None, day: dt.date) -> list[Fresh]:
    """Return every source that was delivered or is expected: the overdue ones first."""
    held = home.ledger.batches(version.batches if version else [])
    by_source: dict[str, list[Batch]] = {}
    for one in held:
        by_source.setdefault(one.source, []).append(one)
    dates = _dates(home, [one.id for one in held])
    found = [
        _fresh(source, by_source.get(source.id, []), dates.get(source.id), day)
        for source in all_sources(home.root).values()
        if source.format != "builtin" and (source.id in by_source or source.every)
    ]
    order = ("overdue", "never", "in_time", "free")
    return sorted(found, key=lambda one: (order.index(one.state), -(one.days or 0), one.source.id))


def _fresh(source: Source, held: Iterable[Batch], dates: Dates | None, day: dt.date) -> Fresh:
    held = list(held)
    loaded = max((one.loaded_at.astimezone().date() for one in held), default=None)
    first, last = dates or (None, None)
    since = last or loaded
    return Fresh(
        source,
        len(held),
        loaded.isoformat() if loaded else "",
        (first.isoformat() if first else "", last.isoformat() if last else ""),
        (day - since).days if since else None,
    )


Dates = tuple[dt.date, dt.date]


def _dates(home: Home, batches: list[str]) -> dict[str, Dates]:
    """Return the first and the last date of each source's rows, where they have any."""
    files = fact_files([home.facts / one for one in batches], "origins")
    if not files:
        return {}
    with duckdb.connect() as base:
        rows = base.execute(
            "SELECT source, min(observed_on), max(observed_on) FROM read_parquet($f) "
            "WHERE observed_on IS NOT NULL GROUP BY source",
            {"f": files},
        ).fetchall()
    return {source: (first, last) for source, first, last in rows}
