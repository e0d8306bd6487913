"""Where a figure comes from: every record opens to source, file, sheet, row and date."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from weakref import WeakKeyDictionary

from liantu.graph.stores import Link, Node, Store
from liantu.queries.catalogue import run
from liantu.queries.recording import unheard


@dataclass(frozen=True)
class Evidence:
    """One row of one delivered file; an empty ``observed_on`` means 日期未注明."""

    source: str
    citation: str
    file: str
    sheet: str
    row: int
    observed_on: str
    batch: str

    def as_dict(self) -> dict[str, Any]:
        """Return the fields by name; an unknown date is null."""
        return asdict(self) | {"observed_on": self.observed_on or None}


@dataclass(frozen=True)
class Reported:
    """One value of a property with where it was read; the first of a list is the one in use."""

    value: Any
    evidence: Evidence


class Origins:
    """Resolves record keys (``origin:row``) of one store."""

    def __init__(self, store: Store) -> None:
        self._rows = {row["id"]: row for row in unheard(lambda: run(store, "origins")).dicts()}
        roles = {row["source"]: row["role"] for row in self._rows.values()}
        self.unsourced = frozenset(one for one, role in roles.items() if role == "unsourced")
        self.hearsay = frozenset(
            key for key, row in self._rows.items() if row["source"] in self.unsourced
        )
        self.candidates = frozenset(one for one, role in roles.items() if role == "candidates")

    def evidence(self, record: str) -> Evidence:
        """Return what a record key stands for."""
        origin, _, row = record.rpartition(":")
        found = self._rows[origin]
        return Evidence(
            source=found["source"],
            citation=found["citation"] or "",
            file=found["file"],
            sheet=found["sheet"] or "",
            row=int(row),
            observed_on=found["observed_on"] or "",
            batch=found["batch"],
        )

    def dates(self) -> dict[str, tuple[str, ...]]:
        """Return for each batch the days on which its rows were observed, in order."""
        found: dict[str, set[str]] = {}
        for row in self._rows.values():
            if row["observed_on"]:
                found.setdefault(row["batch"], set()).add(str(row["observed_on"]))
        return {batch: tuple(sorted(days)) for batch, days in found.items()}

    def of(self, thing: Node | Link) -> list[Evidence]:
        """Return the rows that a node or link was read from, strongest first."""
        return self.of_records(thing.properties.get("records", []))

    def of_records(self, records: Iterable[str]) -> list[Evidence]:
        """Return what some record keys stand for, in their order."""
        return [self.evidence(record) for record in records]

    def registered(self, sources: Iterable[str]) -> bool:
        """Say whether any of some sources is more than a list of candidates or hearsay."""
        return any(source not in self.candidates | self.unsourced for source in sources)

    def sourced(self, records: Iterable[str]) -> bool:
        """Say whether any of some rows comes from a source that is more than hearsay."""
        return any(
            self._rows[one.rpartition(":")[0]]["source"] not in self.unsourced for one in records
        )

    def outdated(self, oldest: str, undated_counts: bool) -> frozenset[str]:
        """Return the origins whose rows do not count: observed before ``oldest`` (ISO), or undated.

        Rows without a date are left out only where they are said not to count.
        """
        dates = {key: row["observed_on"] or "" for key, row in self._rows.items()}
        return frozenset(
            key for key, day in dates.items() if (day < oldest if day else not undated_counts)
        )

    def counts(self, records: Iterable[str], outdated: frozenset[str]) -> bool:
        """Say whether any of some rows is more than hearsay and not outdated."""
        found = (one.rpartition(":")[0] for one in records)
        return any(
            one not in outdated and self._rows[one]["source"] not in self.unsourced for one in found
        )

    def last_observed(self, records: Iterable[str]) -> str:
        """Return the latest date on which any of some rows was observed, or empty."""
        dates = (self._rows[one.rpartition(":")[0]]["observed_on"] or "" for one in records)
        return max(dates, default="")

    def reported(self, thing: Node | Link) -> dict[str, list[Reported]]:
        """Return for each property what each row said of it, the value in use first."""
        records = self.of(thing)
        raw = thing.properties.get("reported")
        said: list[Mapping[str, Any]] = json.loads(raw) if raw else [thing.properties]
        found: dict[str, list[Reported]] = {}
        for values, evidence in zip(said, records, strict=False):
            for name, value in values.items():
                if name == "stub" and not thing.properties.get("stub"):
                    continue  # another row is about it: a stub no more
                if value is not None and name not in SYSTEM:
                    found.setdefault(name, []).append(Reported(value, evidence))
        return found


SYSTEM = frozenset({"search", "sources", "records", "reported"})
_origins: WeakKeyDictionary[Store, Origins] = WeakKeyDictionary()


def origins(store: Store) -> Origins:
    """Return the origins of a store, read once."""
    found = _origins.get(store)
    if found is None:
        found = _origins[store] = Origins(store)
    return found
