"""Data versions: the id of an accepted set, and the snapshot built of it."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb

from liantu.graph.decisions import settle
from liantu.graph.delta import TOUCHED
from liantu.graph.incremental import Onto
from liantu.graph.index_onto import make_index
from liantu.graph.merge import Decision, Merged, merge
from liantu.graph.model import model
from liantu.graph.stores.embedded import build, opens
from liantu.graph.stores.embedded_edit import edit
from liantu.home import Home, publish
from liantu.ledger import VersionRow


def version_id(batches: Iterable[str], decisions: Iterable[Decision]) -> str:
    """Return the id of a data version: a hash of its accepted set and the schema.

    A batch id is itself a hash of its source's mapping and canonical rows, so
    neither the order of loading nor the clock changes the result.
    """
    digest = hashlib.sha256(f"schema {model().digest}\n".encode())
    for batch in sorted(batches):
        digest.update(f"batch {batch}\n".encode())
    for one in sorted(decisions, key=lambda d: d.old):
        digest.update(f"decision {one.old} {one.new} {one.former_name}\n".encode())
    return digest.hexdigest()[:16]


def in_force(home: Home, batches: Sequence[str], decisions: Iterable[Decision]) -> list[Decision]:
    """Return the decisions that matter to a set of batches: one of its facts bears their id.

    They are settled: each replaced id leads straight to the one that stays.
    """
    known: set[str] = set()
    with duckdb.connect() as base:
        base.execute("CREATE TABLE wanted (id VARCHAR)")
        pool = settle(decisions)
        for one in pool:
            base.execute("INSERT INTO wanted VALUES (?), (?)", [one.old, one.new])
        files = [
            str(path)
            for folder in home.batch_folders(batches)
            for path in folder.glob("node-*.parquet")
        ]
        if pool and files:
            rows = base.execute(
                "SELECT DISTINCT id FROM wanted "
                "SEMI JOIN read_parquet($files, union_by_name = true) f "
                "ON f.nid = wanted.id",
                {"files": files},
            ).fetchall()
            known = {row[0] for row in rows}
    return [one for one in pool if one.old in known or (one.new in known and ":n-" not in one.new)]


def merge_version(
    home: Home,
    batches: Sequence[str],
    decisions: Sequence[Decision],
    onto: VersionRow | None = None,
) -> Merged:
    """Merge an accepted set into an unfinished folder of the data folder.

    With ``onto``, a version whose tables are here, only what changed since is merged.
    """
    folder = home.snapshots / f".building-{os.getpid()}-{version_id(batches, decisions)}"
    after = home.batch_folders(batches)
    if onto is not None and _same_ground(onto, decisions):
        merging = Onto(
            home.snapshot(onto.id), home.batch_folders(onto.batches), after, decisions, folder
        )
        if merging.worthwhile():
            return merging.run()
    return merge(after, decisions, folder)


def _same_ground(onto: VersionRow, decisions: Sequence[Decision]) -> bool:
    """Say whether the same vocabulary and decisions stood behind an older version."""
    held = {(one.old, one.new, one.former_name) for one in decisions}
    return onto.schema == model().digest and {tuple(one) for one in onto.decisions} == held


def publish_version(
    home: Home, merged: Merged, version: str, onto: VersionRow | None = None
) -> Path:
    """Make the snapshot and the index of merged tables and switch their folder into place.

    With ``onto``, a version of the same vocabulary, its file is edited where little differs.
    """
    build_snapshot(home, merged, version, onto)
    same = onto is not None and onto.schema == model().digest
    make_index(merged.folder, home.snapshot(onto.id) if same and onto else None)
    shutil.rmtree(merged.folder / TOUCHED, ignore_errors=True)
    target = home.snapshot(version)
    publish(merged.folder, target)
    return target


def build_snapshot(
    home: Home, merged: Merged, version: str, onto: VersionRow | None = None
) -> Path:
    """Make the file of merged tables beside them, unpublished, and return it."""
    path = merged.folder / "graph.lbug"
    same = onto is not None and onto.schema == model().digest
    if not (same and onto and edit(path, home.snapshot(onto.id), merged, version)):
        build(path, merged, version)
    return path


def restore(home: Home, version: VersionRow) -> Path:
    """Return the folder of a version's snapshot, rebuilt from facts where it is gone."""
    folder = home.snapshot(version.id)
    if not (folder / "graph.lbug").is_file():
        shutil.rmtree(folder, ignore_errors=True)
        decisions = [Decision(*one) for one in version.decisions]
        publish_version(home, merge_version(home, version.batches, decisions), version.id)
    return folder


def rollback(home: Home, name: str) -> VersionRow:
    """Make an older version the active one, rebuilding its snapshot from facts if need be.

    Raises NotFound for an unknown version. The accepted set of that version is
    what the next load goes on from.
    """
    with home.writing():
        version = home.ledger.version(name)
        file = home.snapshot(version.id) / "graph.lbug"
        if not opens(file):  # gone, damaged, or of a release of the store whose files differ
            file.unlink(missing_ok=True)
        restore(home, version)
        active = home.ledger.active()
        if active is None or active.id != version.id:
            home.ledger.switch(version.id, "rollback")
    return version
