"""The data folder: where things lie, who may write, and what an interruption left.

    ledger.sqlite           what was decided, unless LIANTU_LEDGER names a server
    ledger.id               which ledger this folder belongs to
    facts/<batch>/          accepted rows, immutable
    snapshots/<version>/    graph.lbug and the tables it was built from
    sources/*.yml           an office's own sources
    gaps.yml, coverage.yml  an office's own thresholds
    jobs/<number>.log       what a job said
    load.lock               held by the one load that runs

Names that begin with ``.`` are unfinished work: whoever holds the lock sweeps it
away when it ends, and before it begins what a killed process left.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import select

from liantu.errors import Locked, Unavailable
from liantu.ledger import Batch, Ledger, VersionRow
from liantu.settings import settings


class Home:
    """One data folder and its ledger."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.facts = root / "facts"
        self.snapshots = root / "snapshots"
        for folder in (self.root, self.facts, self.snapshots):
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise Unavailable("home", where=str(folder), reason=str(error.strerror)) from error
        named = settings().ledger
        self.ledger = Ledger(named.get_secret_value()) if named else Ledger.in_home(root)
        try:
            self._check_ledger()
        except Unavailable:
            self.ledger.close()
            raise

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the lock of the one writer; raises Locked where another holds it too long."""
        lock = FileLock(self.root / "load.lock")
        try:
            lock.acquire(timeout=settings().lock_seconds)
        except Timeout as error:
            raise Locked("locked", where=str(self.root), seconds=settings().lock_seconds) from error
        except OSError as error:
            raise Unavailable("home", where=str(self.root), reason=str(error.strerror)) from error
        try:
            with self.ledger.writing(settings().lock_seconds):
                self._check_ledger(mark=True)
                self._sweep()
                try:
                    yield
                finally:
                    self._check_ledger(mark=True)
                    self._sweep()
        finally:
            lock.release()

    def _check_ledger(self, mark: bool = False) -> None:
        """Refuse a ledger that does not know this folder: it would sweep its facts away."""
        note = self.root / "ledger.id"
        try:
            noted = note.read_text(encoding="utf-8").strip() if note.is_file() else ""
            found = self.ledger.identity()
            if noted and noted != found:
                raise Unavailable("ledger_other", where=str(self.root), ledger=self.ledger.url)
            if mark and found and not noted:
                building = note.with_name(".ledger.id")
                building.write_text(found + "\n", encoding="utf-8")
                building.replace(note)
        except OSError as error:
            raise Unavailable("home", where=str(note), reason=str(error.strerror)) from error

    def _sweep(self) -> None:
        """Remove unfinished folders, and finished batches that no version ever accepted."""
        with self.ledger.session() as session:
            self.ledger.lock.fence(session)
            accepted = set(session.scalars(select(Batch.id)))
            versions = set(session.scalars(select(VersionRow.id)))
        for folder, known in ((self.facts, accepted), (self.snapshots, versions)):
            for entry in folder.iterdir():
                if entry.name not in known:
                    shutil.rmtree(entry, ignore_errors=True)

    def snapshot(self, version: str) -> Path:
        """Return the folder of a version's snapshot, which may not exist."""
        return self.snapshots / version

    def batch_folders(self, batches: Iterable[str]) -> list[Path]:
        """Return the folders of accepted batches, in the order of their ids.

        Raises Unavailable where one is gone: a version without it would be another one.
        """
        found = [self.facts / batch for batch in sorted(batches)]
        for folder in found:
            if not folder.is_dir():
                raise Unavailable("facts_missing", where=str(folder))
        return found

    def prune(self) -> None:
        """Keep the snapshots of the last versions only; facts and ledger keep all."""
        kept = [row.id for row, _ in self.ledger.versions()][: settings().keep_versions]
        for entry in self.snapshots.iterdir():
            if entry.name not in kept and not entry.name.startswith("."):
                shutil.rmtree(entry, ignore_errors=True)


def publish(building: Path, target: Path) -> None:
    """Sync a finished folder and rename it into place in one step."""
    for path in [*building.rglob("*"), building]:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    if target.exists():
        shutil.rmtree(building)
    else:
        building.rename(target)
