"""What a load would change, worked out without changing anything, and kept beside the files.

    merge as a load would → difference, conflicts → a passing snapshot → gaps → swept away

What comes out lies in a folder of its own: ``preview.json`` and the tables that
:mod:`liantu.graph.difference` writes. Of files that wait it is kept until the data, the
sources or the settings are others.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from liantu.errors import LiantuError, StoreError
from liantu.graph.difference import write_difference
from liantu.graph.merge import Merged
from liantu.graph.model import model
from liantu.graph.stores import EmbeddedStore
from liantu.graph.versions import build_snapshot
from liantu.home import Home
from liantu.ingest.accept import note_json
from liantu.ingest.findings import Note
from liantu.ingest.incoming import Incoming, discard, incoming
from liantu.ingest.load import load
from liantu.ingest.progress import Progress, silent
from liantu.ingest.report import LoadReport
from liantu.ingest.sources import all_sources
from liantu.ledger import VersionRow
from liantu.queries.difference import Listing
from liantu.queries.gaps.moves import gap_moves
from liantu.queries.gaps.settings import gap_settings

FORM = 1  # raise it where the same files give another preview than before
FILE = "preview.json"
KEPT = 2_000  # notes of one kind; their count is exact
Say = Callable[[str, dict[str, Any]], None]


@dataclass(frozen=True)
class Preview:
    """What was worked out: figures in ``said``, rows in the listing of the folder."""

    folder: Path
    said: dict[str, Any]

    @property
    def base(self) -> str:
        """The version that was active; empty before the first load."""
        return str(self.said["previous_version"] or "")

    @property
    def acceptable(self) -> bool:
        """Whether at least one of the files would be taken."""
        return any(one["batch"] for one in self.said["files"])

    @property
    def changes(self) -> bool:
        """Whether accepting would make another version."""
        return bool(self.said["data_version"] != self.said["previous_version"])

    def notes(self, part: str) -> list[Note]:
        """Return the first notes of ``set_aside`` or ``warnings``."""
        return [Note(**one) for one in self.said[part]["notes"]]

    def refusals(self) -> dict[str, LiantuError]:
        """Return why files would be refused, by name."""
        return {one["name"]: _error(one["error"]) for one in self.said["files"] if one["error"]}

    @property
    def gaps_error(self) -> LiantuError | None:
        """Why the gaps could not be looked at; None where they were, or were not asked for."""
        found = self.said["gaps_error"]
        return _error(found) if found else None

    def listing(self, lang: str = "zh") -> Listing:
        """Return the changes and conflicts, to be read page by page."""
        return Listing(self.folder, lang)


def preview(
    home: Home,
    paths: Sequence[Path],
    out: Path,
    *,
    options: Mapping[str, Any] | None = None,
    gaps: bool = True,
    say: Say | None = None,
    key: str = "",
    progress: Progress = silent,
) -> tuple[LoadReport, Preview]:
    """Work out what a load would change and write it into a new folder.

    ``options`` are keywords of a load. Without ``gaps`` no snapshot is built and
    ``said["gaps"]`` stays None. Ledger, facts and snapshots are left as they were; errors
    are those of a load.
    """
    tell: Say = say or (lambda _key, _values: None)
    found: dict[str, Any] = {"conflicts": {}, "gaps": None, "gaps_error": None}

    def would_be(report: LoadReport, active: VersionRow | None, merged: Merged) -> None:
        tell("difference.step.compare", {})
        held = active.batches if active else []
        new = [one.batch for one in report.deliveries if one.batch and one.batch not in held]
        old = home.snapshot(active.id) if active else None
        kinds = report.difference.by_kind
        found["conflicts"] = write_difference(old, merged.folder, kinds, new, out)
        if gaps:
            try:
                found["gaps"] = _gaps(home, report, active, merged, tell)
            except StoreError as error:  # the rest of the preview is worth having without them
                found["gaps_error"] = _error_json(error)

    out.mkdir(parents=True, exist_ok=True)
    report = load(
        home, paths, dry_run=True, would_be=would_be, progress=progress, **(options or {})
    )
    if gaps and report.data_version == report.previous_version:
        found["gaps"] = []
    said = {"form": FORM, "key": key, **_said(report), **found}
    text = json.dumps(said, ensure_ascii=False, default=str)
    (out / FILE).write_text(text, encoding="utf-8")
    return report, Preview(out, json.loads(text))


def _gaps(
    home: Home, report: LoadReport, active: VersionRow | None, merged: Merged, tell: Say
) -> list[dict[str, Any]]:
    tell("difference.step.snapshot", {"nodes": merged.node_count, "links": merged.link_count})
    path = build_snapshot(home, merged, report.data_version or "", active)
    before = EmbeddedStore(home.snapshot(active.id) / "graph.lbug") if active else None
    after = EmbeddedStore(path)
    try:
        moves = gap_moves(
            before,
            after,
            gap_settings(home.root),
            lambda done, total: tell("difference.step.gaps", {"done": done, "total": total}),
        )
    finally:
        after.close()
        if before is not None:
            before.close()
    return [one.as_dict() for one in moves]


def _error_json(error: LiantuError) -> dict[str, Any]:
    return {"key": error.key, "code": error.code, "where": error.where, "values": error.values}


def _error(found: dict[str, Any]) -> LiantuError:
    values, where = found["values"], found["where"]
    return LiantuError(found["key"], where=where, code=found["code"], **values)


def _said(report: LoadReport) -> dict[str, Any]:
    files: list[dict[str, Any]] = [
        {
            "name": found.document.name,
            "source": one.source.id,
            "batch": one.batch or None,
            "encoding": found.document.encoding,
            "error": None,
        }
        for one in report.deliveries
        for found in one.matches
    ]
    for path, error in report.refused:
        told = _error_json(error)
        entry = {"name": path.name, "source": None, "batch": None, "encoding": None, "error": told}
        files.append(entry)
    rejects = [note for one in report.deliveries for note in one.rejects]
    told_of = [*report.waiting, *report.warnings]
    shown = report.as_dict()
    return {
        **{name: shown[name] for name in ("data_version", "previous_version", "rows")},
        **{name: shown[name] for name in ("nodes", "links")},
        "by_kind": {name: one.as_dict() for name, one in report.difference.by_kind.items()},
        "files": files,
        "set_aside": {"count": len(rejects), "notes": [note_json(one) for one in rejects[:KEPT]]},
        **{name: [one.as_dict() for one in getattr(report, name)] for name in ("held", "smaller")},
        "warnings": {"count": len(told_of), "notes": [note_json(one) for one in told_of[:KEPT]]},
    }


def kept_preview(home: Home, arrival: Incoming) -> Preview | None:
    """Return the preview of files that wait, None where none fits the data as it is now."""
    path = arrival.preview / FILE
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    known = said.get("form") == FORM and said.get("key") == _key(home, arrival)
    return Preview(path.parent, said) if known else None


def preview_arrival(home: Home, name: str, progress: Progress = silent) -> Preview:
    """Work out and keep the preview of files that wait; raises NotFound, and what a load does."""
    arrival = incoming(home, name)
    building = arrival.preview.with_name(f"{arrival.preview.name}-new")
    shutil.rmtree(building, ignore_errors=True)
    try:
        key = _key(home, arrival)
        options = {**arrival.options, "accept_smaller": True}
        preview(home, arrival.files, building, options=options, key=key, progress=progress)
        shutil.rmtree(arrival.preview, ignore_errors=True)
        building.rename(arrival.preview)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    said = json.loads((arrival.preview / FILE).read_text(encoding="utf-8"))
    return Preview(arrival.preview, said)


def accept_arrival(home: Home, name: str, base: str, progress: Progress = silent) -> LoadReport:
    """Load files that wait onto the version that a person looked at, and let them wait no more.

    Files that are refused go on waiting; where all are, the arrival stays as it is.
    Raises NotFound, Outdated where ``base`` is not the active version, and what a load does.
    """
    arrival = incoming(home, name)
    options = {**arrival.options, "accept_smaller": True}  # a person looked at what it loses
    report = load(home, arrival.files, base=base, progress=progress, **options)
    _settle(home, arrival, report, {path.name for path, _ in report.refused})
    return report


def load_arrival(home: Home, name: str, progress: Progress = silent) -> LoadReport:
    """Load files that a script delivered, as a load does; what is refused or held goes on waiting.

    Nobody looked at what a full delivery would lose, so that one that lost too much is held.
    """
    arrival = incoming(home, name)
    report = load(home, arrival.files, progress=progress, **arrival.options)
    left = {path.name for path, _ in report.refused}
    for one in report.held:
        left |= {*one.files} if one.incoming == name else set()
    _settle(home, arrival, report, left)
    return report


def _settle(home: Home, arrival: Incoming, report: LoadReport, left: set[str]) -> None:
    """Let the files of an arrival wait no more, but for those that are left."""
    if not left:
        discard(home, arrival.name)
    elif not report.failed or any(one.batch for one in report.deliveries):
        for path in arrival.files:
            if path.name not in left:
                path.unlink()


def _key(home: Home, arrival: Incoming) -> str:
    """Return the hash of all that the preview of an arrival depends on."""
    active = home.ledger.active()
    found = [
        active.id if active else "",
        model().digest,
        gap_settings(home.root).version,
        sorted((one.id, one.digest, one.observed_on) for one in all_sources(home.root).values()),
        [(one.old, one.new, one.former_name) for one in home.ledger.decisions()],
        arrival.options,
        [(one.name, one.stat().st_size, one.stat().st_mtime_ns) for one in arrival.files],
    ]
    return hashlib.sha256(json.dumps(found, ensure_ascii=False).encode()).hexdigest()[:32]
