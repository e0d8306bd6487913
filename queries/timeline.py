"""What each data version changed of one node: its properties and its links, version by version.

Read from the merged tables of the versions whose folders are kept; a table that a version
took over from the one before as it was is not read again.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from liantu.graph.delta import same_table
from liantu.graph.model import Property, model
from liantu.graph.tables import link_file, node_file

Row = dict[str, Any]
Key = tuple[str, str, str, str]  # kind of link, from, to, key
MOST_LINKS = 200  # changes of links that are told of one version


@dataclass(frozen=True)
class Kept:
    """A version whose tables are here, with its folder, when it was made, up to which day."""

    version: str
    made_at: str
    folder: Path


@dataclass(frozen=True)
class Moved:
    """A property before and after."""

    label: str
    unit: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Joined:
    """A link that is new, changed or ended, seen from the node."""

    state: str
    label: str
    other: str
    name: str
    moved: tuple[Moved, ...]


@dataclass(frozen=True)
class Step:
    """What one version changed of a node: ``state`` is new, changed or ended."""

    version: str
    made_at: str
    state: str
    moved: tuple[Moved, ...]
    joined: tuple[Joined, ...]
    more: int

    def as_dict(self) -> dict[str, Any]:
        """Return the step by name."""
        return {
            "version": self.version,
            "made_at": self.made_at,
            "state": self.state,
            "properties": [dict(vars(one)) for one in self.moved],
            "links": [
                {**vars(one), "moved": [dict(vars(each)) for each in one.moved]}
                for one in self.joined
            ],
            "more_links": self.more,
        }


def timeline(
    versions: Sequence[Kept],
    node_id: str,
    lang: str = "zh",
    withheld: Set[tuple[str, str]] = frozenset(),
) -> tuple[Step, ...]:
    """Return what each version changed of a node, oldest first; the oldest kept one is the start.

    ``withheld`` are kinds and properties of which nothing is told.

    ``versions`` are in the order in which they were made. A version that changed nothing of
    the node is left out; an unknown id has no steps.
    """
    kind = model().kind_of(node_id)
    if kind is None:
        return ()
    steps = []
    with duckdb.connect() as base:
        reader = _Reader(base, node_id, kind, lang, withheld)
        was: tuple[Row | None, dict[Key, Row]] = (None, {})
        before: Path | None = None
        for one in versions:
            now = reader.read(one.folder, before, was)
            if step := reader.step(one, was, now):
                steps.append(step)
            was, before = now, one.folder
    return tuple(steps)


def last_seen(versions: Sequence[Kept], node_id: str) -> Kept | None:
    """Return the newest of some versions, oldest first, that holds a node."""
    kind = model().kind_of(node_id)
    with duckdb.connect() as base:
        for one in reversed(versions):
            path = one.folder / node_file(kind) if kind else None
            if path and path.is_file() and _row(base, path, node_id):
                return one
    return None


def _row(base: duckdb.DuckDBPyConnection, path: Path, node_id: str) -> Row | None:
    text = "SELECT * FROM read_parquet($f) WHERE id = $id"
    rows = _rows(base, text, {"f": str(path), "id": node_id})
    return rows[0] if rows else None


def _rows(base: duckdb.DuckDBPyConnection, text: str, values: Row) -> list[Row]:
    found = base.execute(text, values)
    names = [one[0] for one in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


class _Reader:
    """Reads one node and its links in one version after the other."""

    def __init__(
        self,
        base: duckdb.DuckDBPyConnection,
        node: str,
        kind: str,
        lang: str,
        withheld: Set[tuple[str, str]],
    ) -> None:
        self.base, self.node, self.kind, self.lang = base, node, kind, lang
        self.withheld = withheld
        self.names: dict[str, str] = {}

    def read(
        self, folder: Path, before: Path | None, was: tuple[Row | None, dict[Key, Row]]
    ) -> tuple[Row | None, dict[Key, Row]]:
        """Return the row of the node in a version, and its links by their keys."""
        file = node_file(self.kind)
        if same_table(before, folder, file):
            own = was[0]
        else:
            own = _row(self.base, folder / file, self.node) if (folder / file).is_file() else None
        links: dict[Key, Row] = {}
        for name, link in model().links.items():
            for ends in link.ends:
                if self.kind in ends:
                    links |= self._links(folder, before, was[1], name, ends)
        return own, links

    def _links(
        self,
        folder: Path,
        before: Path | None,
        was: dict[Key, Row],
        name: str,
        ends: tuple[str, str],
    ) -> dict[Key, Row]:
        path = folder / (file := link_file(name, *ends))
        if not path.is_file():
            return {}
        if same_table(before, folder, file):
            sides = tuple(f"{model().nodes[one].prefix}:" for one in ends)
            return {
                key: row for key, row in was.items()
                if key[0] == name and key[1].startswith(sides[0]) and key[2].startswith(sides[1])
            }  # fmt: skip
        text = 'SELECT * FROM read_parquet($f) WHERE "from" = $id OR "to" = $id'
        rows = _rows(self.base, text, {"f": str(path), "id": self.node})
        self._name(folder, ends, rows)
        return {(name, row["from"], row["to"], row["key"]): row for row in rows}

    def _name(self, folder: Path, ends: tuple[str, str], rows: list[Row]) -> None:
        wanted = {row[side] for row in rows for side in ("from", "to")} - {*self.names, self.node}
        for kind in dict.fromkeys(ends):
            path = folder / node_file(kind)
            if wanted and path.is_file() and "name" in model().nodes[kind].properties:
                text = "SELECT id, name FROM read_parquet($f) WHERE id IN (SELECT unnest($ids))"
                found = self.base.execute(text, {"f": str(path), "ids": sorted(wanted)}).fetchall()
                self.names |= {one: str(name or one) for one, name in found}

    def step(
        self,
        version: Kept,
        was: tuple[Row | None, dict[Key, Row]],
        now: tuple[Row | None, dict[Key, Row]],
    ) -> Step | None:
        """Return what differs between two states, None where nothing does."""
        if was[0] is None and now[0] is None:
            return None
        properties = model().nodes[self.kind].properties
        moved = self._moved(self.kind, properties, was[0] or {}, now[0] or {})
        joined = self._joined(was[1], now[1])
        state = "new" if was[0] is None else "ended" if now[0] is None else "changed"
        if state == "changed" and not moved and not joined:
            return None
        more = max(0, len(joined) - MOST_LINKS)
        return Step(version.version, version.made_at, state, moved, joined[:MOST_LINKS], more)

    def _moved(self, kind: str, properties: Any, was: Row, now: Row) -> tuple[Moved, ...]:
        specs: dict[str, Property] = dict(properties)
        return tuple(
            Moved(
                spec.label.text(self.lang), spec.unit, _plain(was.get(name)), _plain(now.get(name))
            )
            for name, spec in specs.items()
            if was.get(name) != now.get(name) and (kind, name) not in self.withheld
        )

    def _joined(self, was: dict[Key, Row], now: dict[Key, Row]) -> tuple[Joined, ...]:
        found = []
        for key in sorted({*was, *now}):
            kind, start, end, _ = key
            link = model().links[kind]
            moved = self._moved(kind, link.properties, was.get(key, {}), now.get(key, {}))
            state = "new" if key not in was else "ended" if key not in now else "changed"
            if state == "changed" and not moved:
                continue
            label = link.label if start == self.node else link.reverse
            other = end if start == self.node else start
            name = self.names.get(other, other)
            told = moved if state == "changed" else ()
            found.append(Joined(state, label.text(self.lang), other, name, told))
        return tuple(found)


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
