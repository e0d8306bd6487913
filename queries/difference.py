"""The difference of two versions as it was written down: pages of changes and of conflicts.

:func:`liantu.graph.difference.write_difference` writes the tables; here their rows
become typed values with labels and with the rows of the files that say so.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from liantu.graph.model import Property, model
from liantu.queries.evidence import Evidence

PAGES = {
    "changes": "SELECT * FROM read_parquet($file) WHERE ($kind = '' OR kind = $kind) "
    "AND ($state = '' OR state = $state) LIMIT $limit OFFSET $start",
    "conflicts": "SELECT * FROM read_parquet($file) WHERE ($kind = '' OR kind = $kind) "
    "LIMIT $limit OFFSET $start",
}


@dataclass(frozen=True)
class Told:
    """A value with the row that says so; None where nothing was known."""

    value: Any
    evidence: Evidence | None

    def as_dict(self) -> dict[str, Any]:
        """Return value and evidence by name."""
        return {
            "value": self.value,
            "evidence": self.evidence.as_dict() if self.evidence else None,
        }


@dataclass(frozen=True)
class Changed:
    """A property before and after."""

    property: str
    label: str
    unit: str
    before: Told
    after: Told

    def as_dict(self) -> dict[str, Any]:
        """Return the property with both values."""
        return {
            "property": self.property,
            "label": self.label,
            "unit": self.unit,
            "before": self.before.as_dict(),
            "after": self.after.as_dict(),
        }


@dataclass(frozen=True)
class Thing:
    """A node, or a link where ``to`` is not empty, with what it is called."""

    kind: str
    label: str
    id: str
    name: str
    to: str
    to_name: str

    def as_dict(self) -> dict[str, Any]:
        """Return the node or link by name."""
        found: dict[str, Any] = {"kind": self.kind, "label": self.label}
        if not self.to:
            return found | {"id": self.id, "name": self.name}
        ends = {"id": self.id, "name": self.name}, {"id": self.to, "name": self.to_name}
        return found | {"from": ends[0], "to": ends[1]}


@dataclass(frozen=True)
class Change:
    """A node or link that is new, changed or ended; ``old_id`` where it was another id."""

    thing: Thing
    state: str
    old_id: str
    shown: tuple[tuple[str, Any, str], ...]
    changes: tuple[Changed, ...]
    evidence: Evidence | None

    def as_dict(self) -> dict[str, Any]:
        """Return the change by name; ``evidence`` is the first row that says so."""
        return {
            **self.thing.as_dict(),
            "state": self.state,
            "old_id": self.old_id or None,
            "changes": [one.as_dict() for one in self.changes],
            "evidence": self.evidence.as_dict() if self.evidence else None,
        }


@dataclass(frozen=True)
class Side:
    """What one row says in a conflict; ``mine`` where it is of the new delivery."""

    value: Any
    mine: bool
    evidence: Evidence


@dataclass(frozen=True)
class Conflict:
    """A property of which rows disagree: the value in use first, then what is also reported.

    ``reason`` says why the first wins: ``precedence``, ``date`` or ``order``.
    """

    thing: Thing
    property: str
    label: str
    unit: str
    wins: bool
    reason: str
    sides: tuple[Side, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the conflict by name."""
        said = [
            {"value": one.value, "new": one.mine, "evidence": one.evidence.as_dict()}
            for one in self.sides
        ]
        return {
            **self.thing.as_dict(),
            "property": self.property,
            "property_label": self.label,
            "unit": self.unit,
            "new_wins": self.wins,
            "reason": self.reason,
            "in_use": said[0],
            "also_reported": said[1:],
        }


class Listing:
    """A difference in its folder, read page by page."""

    def __init__(self, folder: Path, lang: str = "zh") -> None:
        self.folder, self.lang = folder, lang

    def changes(
        self, kind: str = "", state: str = "", limit: int = 50, start: int = 0
    ) -> list[Change]:
        """Return a page of the changes of a kind and state (empty: every), nodes first."""
        rows = self._page("changes", {"kind": kind, "state": state}, limit, start)
        known = self._origins(
            record
            for row in rows
            for record in (*(row["records"] or ()), *(row["before_records"] or ()))
        )
        return [self._change(row, known) for row in rows]

    def conflicts(self, kind: str = "", limit: int = 50, start: int = 0) -> list[Conflict]:
        """Return a page of the conflicts of a kind (empty: every)."""
        rows = self._page("conflicts", {"kind": kind}, limit, start)
        known = self._origins(side["record"] for row in rows for side in row["sides"])
        return [self._conflict(row, known) for row in rows]

    def listed(self) -> dict[str, dict[str, int]]:
        """Return how many changes are listed, by kind and state."""
        path = self.folder / "changes.parquet"
        found: dict[str, dict[str, int]] = {}
        if path.is_file():
            with duckdb.connect() as base:
                rows = base.execute(
                    "SELECT kind, state, count(*) FROM read_parquet($file) GROUP BY kind, state",
                    {"file": str(path)},
                ).fetchall()
            for kind, state, count in rows:
                found.setdefault(kind, {})[state] = count
        return found

    def _page(
        self, table: str, asked: Mapping[str, str], limit: int, start: int
    ) -> list[dict[str, Any]]:
        path = self.folder / f"{table}.parquet"
        if not path.is_file():
            return []
        with duckdb.connect() as base:
            given = {"file": str(path), "limit": limit, "start": start, **asked}
            found = base.execute(PAGES[table], given)
            names = [column[0] for column in found.description or ()]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def _origins(self, records: Iterable[str]) -> dict[str, Evidence]:
        """Return where some records were read, by record."""
        wanted = {record: record.rpartition(":")[0] for record in records}
        if not wanted:
            return {}
        with duckdb.connect() as base:
            rows = base.execute(
                "SELECT id, source, citation, file, sheet, observed_on, batch "
                "FROM read_parquet($file) WHERE list_contains($ids, id)",
                {"file": str(self.folder / "origins.parquet"), "ids": sorted({*wanted.values()})},
            ).fetchall()
        origins = {row[0]: row[1:] for row in rows}
        found = {}
        for record, origin in wanted.items():
            if origin in origins:
                source, citation, file, sheet, day, batch = origins[origin]
                number = int(record.rpartition(":")[2])
                found[record] = Evidence(
                    source, citation or "", file, sheet or "", number, str(day or ""), batch
                )
        return found

    def _thing(self, row: Mapping[str, Any]) -> Thing:
        kind, vocabulary = row["kind"], model()
        spec = vocabulary.links.get(kind) or vocabulary.nodes[kind]
        name, to = row["name"] or row["id"], row["to"] or ""
        label = spec.label.text(self.lang)
        return Thing(kind, label, row["id"], name, to, row["to_name"] or to)

    def _properties(self, kind: str) -> Mapping[str, Property]:
        vocabulary = model()
        return (vocabulary.links.get(kind) or vocabulary.nodes[kind]).properties

    def _change(self, row: Mapping[str, Any], known: Mapping[str, Evidence]) -> Change:
        specs = self._properties(row["kind"])
        changes = []
        for one in row["changes"] or ():
            name = one["property"]
            before = _told(one["before"], name, row["before_records"], row["before_reported"])
            after = _told(one["after"], name, row["records"], row["reported"])
            changes.append(
                Changed(
                    name,
                    specs[name].label.text(self.lang),
                    specs[name].unit,
                    Told(before[0], known.get(before[1])),
                    Told(after[0], known.get(after[1])),
                )
            )
        shown = json.loads(row["shown"]) if row["shown"] else {}
        return Change(
            self._thing(row),
            row["state"],
            row["old_id"] if row["old_id"] not in (None, row["id"]) else "",
            tuple(
                (specs[name].label.text(self.lang), value, specs[name].unit)
                for name, value in shown.items()
                if value is not None
            ),
            tuple(changes),
            next((known[one] for one in row["records"] or () if one in known), None),
        )

    def _conflict(self, row: Mapping[str, Any], known: Mapping[str, Evidence]) -> Conflict:
        spec = self._properties(row["kind"])[row["property"]]
        sides = tuple(
            Side(json.loads(one["value"]), one["mine"], known[one["record"]])
            for one in row["sides"]
        )
        label = spec.label.text(self.lang)
        return Conflict(
            self._thing(row), spec.name, label, spec.unit, row["wins"], row["reason"], sides
        )


def _told(
    value: str | None, name: str, records: list[str] | None, reported: str | None
) -> tuple[Any, str]:
    """Return a value and the record of the row that it comes from; an empty one if none does."""
    if value is None or not records:
        return None, ""
    said = json.loads(reported) if reported else [{}]
    place = next((at for at, one in enumerate(said) if one.get(name) is not None), 0)
    return json.loads(value), records[place]
