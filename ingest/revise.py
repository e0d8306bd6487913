"""A new data version of what is already accepted: after a person's answers, not after files.

The answers, the version and the switch are one ledger transaction, as in a load.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from liantu.errors import NotFound
from liantu.graph.merge import Decision
from liantu.graph.versions import in_force, merge_version, publish_version, restore, version_id
from liantu.home import Home
from liantu.ingest.accept import batch_row, version_row
from liantu.ingest.batches import Delivery
from liantu.ingest.waiting import waiting_notes
from liantu.ledger import Batch, SwitchRow, VersionRow, now


@dataclass(frozen=True)
class Revised:
    """The version before and the one now; equal where nothing changed."""

    before: str
    version: str

    @property
    def changed(self) -> bool:
        """Whether readers see another version than before."""
        return self.before != self.version


def revise(
    home: Home,
    decisions: Iterable[Decision],
    reason: str,
    write: Callable[[Session], None],
    *,
    replace: str = "",
    delivery: Delivery | None = None,
) -> Revised:
    """Make the version of the active batches under some decisions and switch to it.

    ``replace`` names an internal source whose batch ``delivery`` takes the place
    of, or nothing does. The caller holds the lock; raises NotFound before the first load.
    """
    active = home.ledger.active()
    if active is None:
        raise NotFound("nothing_loaded", where=str(home.root))
    held = home.ledger.batches(active.batches)
    batches = sorted(
        {one.id for one in held if one.source != replace}
        | ({delivery.batch} if delivery and delivery.batch else set())
    )
    chosen = in_force(home, batches, decisions)
    version = version_id(batches, chosen)
    row = _version(home, version, batches, chosen) if version != active.id else None
    with home.ledger.session() as session:
        home.ledger.lock.fence(session)
        write(session)
        if delivery and delivery.batch and session.get(Batch, delivery.batch) is None:
            session.add(batch_row(delivery, now()))
            session.flush()
        if row is not None:
            if session.get(VersionRow, version) is None:
                session.add(row)
                session.flush()
            session.add(SwitchRow(version=version, switched_at=now(), reason=reason))
    home.prune()
    return Revised(active.id, version)


def _version(home: Home, version: str, batches: list[str], decisions: list[Decision]) -> VersionRow:
    """Return a version that can be read: one there was before, or one just built."""
    known = next((row for row, _ in home.ledger.versions() if row.id == version), None)
    if known is not None:
        restore(home, known)
        return known
    merged = merge_version(home, batches, decisions)
    waiting = waiting_notes(merged.waiting, merged.folder)
    publish_version(home, merged, version)
    return version_row(version, now(), merged, batches, decisions, waiting)
