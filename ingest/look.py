"""Look for questions in the active version: likely duplicates, unsure renames, segments.

The first look compares all with all; a later one only what is new or changed
since the version that was looked at before.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from liantu.errors import NotFound
from liantu.graph.model import model
from liantu.graph.tables import node_file
from liantu.graph.versions import restore
from liantu.home import Home
from liantu.ingest import suggest
from liantu.ingest.duplicates import COLUMNS, KINDS, Pair, Search
from liantu.ingest.likeness import MARKED
from liantu.ingest.rename_questions import rename_questions
from liantu.ledger import LookRow, QuestionRow, VersionRow, now
from liantu.ledger.questions import (
    DIFFERENT,
    LATER,
    OPEN,
    SAME,
    TOPICS,
    answered,
    ask,
    last_look,
    question_id,
)

AFTER_LOAD = 100_000  # enterprises up to which a load looks by itself


@dataclass(frozen=True)
class Looked:
    """What a look found."""

    version: str
    compared: dict[str, Any]
    new: int
    gone: int
    seconds: float

    def as_dict(self) -> dict[str, Any]:
        """Return the counts by name."""
        return {
            "data_version": self.version,
            "new": self.new,
            "gone": self.gone,
            "seconds": round(self.seconds, 2),
            **self.compared,
        }


def look(home: Home, *, again: bool = False) -> Looked:
    """Look for questions and put them into the queue; raises NotFound before the first load.

    ``again`` compares everything, also what was compared before.
    """
    start = time.perf_counter()
    active = home.ledger.active()
    if active is None:
        raise NotFound("nothing_loaded", where=str(home.root))
    last = last_look(home.ledger)
    if last is not None and last.version == active.id and not again:
        return Looked(active.id, dict(last.found), 0, 0, time.perf_counter() - start)
    tables = restore(home, active)
    before = None if again or last is None else _comparable(home, last.version, active)
    finder = _Finder(home, active, tables, before, last.version if last else "")
    rows = list(finder.rows())
    with home.ledger.session() as session:
        counts = ask(session, rows, TOPICS, finder.stale)
        session.add(LookRow(version=active.id, looked_at=now(), found=finder.told))
    return Looked(
        active.id, finder.told, counts["new"], counts["gone"], time.perf_counter() - start
    )


def _comparable(home: Home, version: str, active: VersionRow) -> Path | None:
    """Return the tables of an older version if they are at hand and of the same vocabulary."""
    folder = home.snapshot(version)
    same = home.ledger.version(version).schema == active.schema
    return folder if same and (folder / "origins.parquet").is_file() else None


def look_after(home: Home) -> Looked | None:
    """Look after a load, unless there is so much that a person should say when."""
    active = home.ledger.active()
    if active is None or active.nodes > AFTER_LOAD:
        return None
    return look(home)


class _Finder:
    def __init__(
        self, home: Home, active: VersionRow, tables: Path, before: Path | None, last: str
    ) -> None:
        self.home, self.version, self.tables, self.before = home, active.id, tables, before
        self.last = last if before else active.id
        self.told: dict[str, Any] = {}
        self.at = now()
        self.former = _former(tables)
        self.changed: dict[str, list[str] | None] = {
            kind: _changed(tables, before, kind) for kind in KINDS
        }
        self.looked = {
            kind: None if ids is None else frozenset(ids) for kind, ids in self.changed.items()
        }
        self.ended = _ended(tables, before) if before else set()
        self.settled = {
            frozenset((self._now(row.a), self._now(row.b)))
            for row in answered(
                home.ledger, ("duplicate", "rename"), (SAME, DIFFERENT, LATER, OPEN)
            )
            if row.state != OPEN or row.topic == "rename"
        }

    def _now(self, one: str) -> str:
        return self.former.get(one, one)

    def rows(self) -> Iterator[QuestionRow]:
        """Yield every question that the version gives rise to."""
        yield from self._sure_renames()
        if self.before is not None:
            for pair in rename_questions(self.before, self.tables):
                if frozenset((pair.a.id, pair.b.id)) not in self.settled:
                    self.settled.add(frozenset((pair.a.id, pair.b.id)))
                    yield self._identity(pair, "rename")
        for kind in KINDS:
            path = self.tables / node_file(kind)
            if path.is_file() and self.changed[kind] != []:
                search = Search(kind, path, self.changed[kind])
                for pair in search.pairs():
                    if frozenset((pair.a.id, pair.b.id)) not in self.settled:
                        yield self._identity(pair, "duplicate")
                self.told[kind] = search.told.as_dict()
                search.close()
        lexicon = _changed(self.tables, self.before, "Segment")
        some = self.changed["Enterprise"] if lexicon == [] else None
        for one in suggest.suggestions(self.tables, some):
            yield QuestionRow(
                id=question_id("segment", one.enterprise, one.segment),
                topic="segment",
                kind="Enterprise",
                a=one.enterprise,
                b=one.segment,
                score=one.confidence,
                marked=False,
                reasons=[hit.as_dict() for hit in one.hits],
                shown={
                    "a": {"name": one.name, "place": one.place},
                    "b": {"name": one.segment_name, "place": one.chain_name},
                },
                **self._asked(),
            )

    def _asked(self, a_version: str = "", b_version: str = "") -> dict[str, Any]:
        return {
            "a_version": a_version or self.version,
            "b_version": b_version or self.version,
            "state": OPEN,
            "asked_at": self.at,
            "former_name": "",
        }

    def _identity(self, pair: Pair, topic: str) -> QuestionRow:
        versions: dict[str, str] = {}
        former = ""
        if topic == "rename":  # the one that ended stands in the version before
            ended = pair.a if pair.ended == pair.a.id else pair.b
            versions = {"a_version" if ended is pair.a else "b_version": self.last}
            former = ended.name
        return QuestionRow(
            id=question_id(topic, pair.a.id, pair.b.id),
            topic=topic,
            kind=pair.a.kind,
            a=pair.a.id,
            b=pair.b.id,
            score=pair.likeness.score,
            marked=pair.likeness.score >= MARKED,
            reasons=pair.likeness.reasons,
            shown={
                side: {"name": firm.name, "place": firm.adcode, "code": firm.code}
                for side, firm in (("a", pair.a), ("b", pair.b))
            },
            **(self._asked(**versions) | {"former_name": former}),
        )

    def _sure_renames(self) -> Iterator[QuestionRow]:
        """List what loads recognised by themselves, so that it can be taken back."""
        known = {(row.a, row.b) for row in answered(self.home.ledger, ("rename",), (SAME,))}
        for row in self.home.ledger.decisions():
            if (
                row.reason == "rename"
                and (row.old, row.new) not in known
                and row.source != "review"
            ):
                yield QuestionRow(
                    id=question_id("rename", row.old, row.new),
                    topic="rename",
                    kind=model().kind_of(row.new) or "Enterprise",
                    a=row.old,
                    b=row.new,
                    score=1.0,
                    marked=True,
                    reasons=[{"code": "rename_sure", "values": {"source": row.source}}],
                    shown={side: {"name": row.former_name, "place": ""} for side in ("a", "b")},
                    **(self._asked() | {"state": SAME, "former_name": row.former_name}),
                )

    def stale(self, row: QuestionRow) -> bool:
        """Say whether an open question that was not found again is none any more."""
        if row.topic == "rename":
            return False
        compared = self.looked[row.kind]
        both = {row.a, row.b}
        return compared is None or not (both.isdisjoint(compared) and both.isdisjoint(self.ended))


def _former(tables: Path) -> dict[str, str]:
    with duckdb.connect() as base:
        rows = base.execute(
            "SELECT id, node FROM read_parquet($path)",
            {"path": str(tables / "former_ids.parquet")},
        ).fetchall()
    return dict(rows)


def _ended(tables: Path, before: Path | None) -> set[str]:
    """Return the ids of an older version that are no nodes of this one."""
    found: set[str] = set()
    with duckdb.connect() as base:
        for kind in (*KINDS, "Segment"):
            old, new = (folder / node_file(kind) for folder in (before or tables, tables))
            if not old.is_file():
                continue
            query, given = "SELECT id FROM read_parquet($old)", {"old": str(old)}
            if new.is_file():
                query += " EXCEPT SELECT id FROM read_parquet($new)"
                given["new"] = str(new)
            found |= {row[0] for row in base.execute(query, given).fetchall()}
    return found


def _changed(tables: Path, before: Path | None, kind: str) -> list[str] | None:
    """Return the ids whose names, code or place differ from an older version; None means all."""
    new = tables / node_file(kind)
    old = before / node_file(kind) if before else None
    if old is None or not old.is_file() or not new.is_file():
        return None
    with duckdb.connect() as base:
        columns = [name for name in _WATCHED if name in model().nodes[kind].properties]
        listed = ", ".join(["id", *columns])
        rows = base.execute(
            f"SELECT id FROM (SELECT {listed} FROM read_parquet($new) "  # noqa: S608 (names of the vocabulary)
            f"EXCEPT SELECT {listed} FROM read_parquet($old)) ORDER BY id",
            {"new": str(new), "old": str(old)},
        ).fetchall()
    return [row[0] for row in rows]


_WATCHED = (*COLUMNS[1:], *suggest.FIELDS)
