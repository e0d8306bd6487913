"""A full delivery that has lost too much waits for a person instead of ending the rest.

It is held against the delivery that it would replace (rows, and nodes by their ids), and
against what its source expects. Its files are kept in ``incoming/``; nothing else of the
same load is stopped.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from liantu.graph.deliveries import fact_files, write_superseded
from liantu.graph.model import model
from liantu.home import Home
from liantu.ingest.batches import Delivery
from liantu.ingest.incoming import all_incoming, receive
from liantu.ingest.rules import Expected
from liantu.locale import text
from liantu.settings import settings

FEWEST = 20  # rows or nodes from which on a share of them says something


@dataclass(frozen=True)
class Reason:
    """Why a delivery is held: ``lost`` or ``expected``, with its figures."""

    code: str
    values: dict[str, Any]

    @property
    def message(self) -> str:
        """The figures in words."""
        values = dict(self.values)
        if "what" in values:
            values["what"] = text(f"held.{values['what']}")
        if "lost" in values:
            values |= {name: f"{values[name]:.1%}" for name in ("lost", "limit")}
        return text(f"held.{self.code}", **values)

    def as_dict(self) -> dict[str, Any]:
        """Return the code, the figures and the words."""
        return {"code": self.code, **self.values, "message": self.message}


@dataclass(frozen=True)
class Held:
    """A delivery that waits for a person, with the arrival that keeps its files."""

    source: str
    label: str
    files: tuple[str, ...]
    reasons: tuple[Reason, ...]
    incoming: str = ""

    @property
    def message(self) -> str:
        """What happened."""
        found = "；".join(one.message for one in self.reasons)
        return text("held.message", label=self.label, source=self.source, reasons=found)

    @property
    def remedy(self) -> str:
        """What to do."""
        return text("held.remedy" if self.incoming else "held.remedy_again", name=self.incoming)

    def as_dict(self) -> dict[str, Any]:
        """Return the stable JSON of a delivery that is held."""
        return {
            "source": self.source,
            "files": list(self.files),
            "reasons": [one.as_dict() for one in self.reasons],
            "incoming": self.incoming or None,
            "message": self.message,
            "remedy": self.remedy,
        }


def reasons(home: Home, delivery: Delivery, ended: Sequence[str]) -> tuple[Reason, ...]:
    """Return why a full delivery should not replace some batches; nothing where it may."""
    return (*_lost(home, delivery, ended), *_unexpected(delivery))


def keep(home: Home, delivery: Delivery, options: Mapping[str, Any]) -> str:
    """Keep the files of a delivery in ``incoming/``, once, and return the arrival's name.

    ``options`` are those of the load that held it; accepted later, it is loaded with them.
    """
    paths = [one.document.path for one in delivery.matches]
    wanted = {(path.name, _digest(path)) for path in paths}
    for known in all_incoming(home):
        if {(path.name, _digest(path)) for path in known.files} == wanted:
            return known.name
    with ExitStack() as stack:
        files = [(path.name, stack.enter_context(path.open("rb"))) for path in paths]
        found = receive(home, files)
        found.tell(options)
        return found.name


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _lost(home: Home, delivery: Delivery, ended: Sequence[str]) -> list[Reason]:
    limit = delivery.source.may_lose
    limit = settings().may_lose if limit is None else limit
    old = home.batch_folders(ended)
    if not old:
        return []
    found = []
    for what, was, kept, now in _figures(home, old, home.facts / delivery.batch):
        lost = (was - kept) / was if was else 0.0
        if was >= FEWEST and lost > limit:
            values = {"what": what, "was": was, "now": now, "lost": round(lost, 4), "limit": limit}
            found.append(Reason("lost", values))
    return found


def _figures(home: Home, old: list[Path], new: Path) -> list[tuple[str, int, int, int]]:
    """Return for rows and for nodes: how many there were, are kept, and are there now."""
    work = home.facts / f".held-{new.name}.parquet"
    try:
        with duckdb.connect() as base:
            base.execute("CREATE TABLE replaced (origin VARCHAR, row BIGINT)")
            if write_superseded(old, (), model(), work):
                base.execute("INSERT INTO replaced FROM read_parquet($f)", {"f": str(work)})
            rows = [_rows(base, folders) for folders in (old, [new])]
            for name, folders in (("was", old), ("now", [new])):
                files = [
                    one for kind in model().nodes for one in fact_files(folders, f"node-{kind}")
                ]
                base.execute(f"CREATE TABLE {name} (nid VARCHAR, alt VARCHAR)")
                if files:
                    base.execute(
                        f"INSERT INTO {name} SELECT nid, any_value(alt) "  # noqa: S608 (two fixed names)
                        "FROM read_parquet($f, union_by_name = true) f "
                        "ANTI JOIN replaced USING (origin, row) GROUP BY nid",
                        {"f": files},
                    )
            was, kept, now = base.execute(
                "SELECT count(*), count(*) FILTER (w.nid IN (SELECT nid FROM now) "
                "OR w.nid IN (SELECT alt FROM now WHERE alt IS NOT NULL) "
                "OR coalesce(w.alt, '') IN (SELECT nid FROM now)), "
                "(SELECT count(*) FROM now) FROM was w"
            ).fetchall()[0]
    finally:
        work.unlink(missing_ok=True)
    return [("rows", rows[0], min(rows), rows[1]), ("nodes", was, kept, now)]


def _rows(base: duckdb.DuckDBPyConnection, folders: list[Path]) -> int:
    found = base.execute(
        "SELECT count(*) FROM read_parquet($f) ANTI JOIN replaced USING (origin, row)",
        {"f": fact_files(folders, "rows")},
    )
    return int(found.fetchall()[0][0])


def _unexpected(delivery: Delivery) -> list[Reason]:
    source = delivery.source
    found = []
    if source.expected:
        found += _out(source.expected, delivery.accepted, source.label.zh)
    for table in source.tables:
        if table.expected:
            found += _out(table.expected, delivery.by_table.get(table.name, 0), table.name)
    return found


def _out(expected: Expected, rows: int, name: str) -> list[Reason]:
    over = expected.most is not None and rows > expected.most
    if rows >= expected.least and not over:
        return []
    span = f"{expected.least} … {'–' if expected.most is None else expected.most}"
    return [Reason("expected", {"table": name, "now": rows, "span": span})]
