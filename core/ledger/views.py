"""Saved views of the explorer: what was on the canvas, where, and how it was looked at."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Index, select
from sqlalchemy.orm import Mapped, defer, mapped_column, undefer

from liantu.errors import NotFound, UsageError
from liantu.ledger.tables import Base, Moment
from liantu.ledger.tables import _words as words

if TYPE_CHECKING:
    from liantu.ledger import Ledger

LONGEST, LONGEST_NOTE = 100, 1000  # characters of a name, of a note
SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"  # of an id: none that is taken for another
LENGTH = 10


class ViewRow(Base):
    """One view under an id of its own; ``deleted_at`` is set while it can be had back."""

    __tablename__ = "saved_view"
    __table_args__ = (Index("saved_view_changed", "changed_at"),)

    id: Mapped[str] = mapped_column(words(16), primary_key=True)
    name: Mapped[str] = mapped_column(words(100))
    note: Mapped[str] = mapped_column(words(), default="")
    bookmark: Mapped[bool] = mapped_column(default=False)
    data_version: Mapped[str] = mapped_column(words(16))
    nodes: Mapped[int]
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(Moment())
    changed_at: Mapped[datetime] = mapped_column(Moment())
    deleted_at: Mapped[datetime | None] = mapped_column(Moment())

    def as_dict(self) -> dict[str, Any]:
        """Return the view by name, without its body."""
        return {
            "id": self.id,
            "name": self.name,
            "note": self.note,
            "bookmark": self.bookmark,
            "data_version": self.data_version,
            "nodes": self.nodes,
            "made_at": self.made_at.isoformat(),
            "changed_at": self.changed_at.isoformat(),
            "deleted_at": self.deleted_at.isoformat() if self.deleted_at else None,
        }


def save_view(
    ledger: Ledger, name: str, body: Mapping[str, Any], note: str = "", bookmark: bool = False
) -> ViewRow:
    """Keep a view under a new id; raises UsageError for a name or note that cannot be."""
    moment = _now()
    row = ViewRow(
        id="".join(secrets.choice(SIGNS) for _ in range(LENGTH)),
        name=_named(name),
        note=_noted(note),
        bookmark=bookmark,
        **_held(body),
        made_at=moment,
        changed_at=moment,
    )
    with ledger.session() as session:
        session.add(row)
    return row


def change_view(
    ledger: Ledger,
    view: str,
    *,
    name: str | None = None,
    note: str | None = None,
    bookmark: bool | None = None,
    body: Mapping[str, Any] | None = None,
) -> ViewRow:
    """Change what is given of a view; raises NotFound, and UsageError as for a new one."""
    given: dict[str, Any] = {} if body is None else _held(body)
    if name is not None:
        given["name"] = _named(name)
    if note is not None:
        given["note"] = _noted(note)
    if bookmark is not None:
        given["bookmark"] = bookmark
    return _changed(ledger, view, {**given, "changed_at": _now()}, deleted=False)


def delete_view(ledger: Ledger, view: str) -> ViewRow:
    """Put a view aside, from where it can be had back; raises NotFound."""
    return _changed(ledger, view, {"deleted_at": _now()}, deleted=False)


def restore_view(ledger: Ledger, view: str) -> ViewRow:
    """Bring a view back that was deleted; raises NotFound."""
    return _changed(ledger, view, {"deleted_at": None}, deleted=True)


def views(ledger: Ledger, deleted: bool = False) -> list[ViewRow]:
    """Return the views without their bodies: bookmarks first, then the last changed."""
    gone = ViewRow.deleted_at.is_not(None) if deleted else ViewRow.deleted_at.is_(None)
    order = (ViewRow.bookmark.desc(), ViewRow.changed_at.desc(), ViewRow.id)
    with ledger.session() as session:
        return list(
            session.scalars(
                select(ViewRow).where(gone).order_by(*order).options(defer(ViewRow.body))
            )
        )


def view_named(ledger: Ledger, view: str) -> ViewRow:
    """Return a view with its body; raises NotFound, also for one that was deleted."""
    with ledger.session() as session:
        found = session.get(ViewRow, view, options=[undefer(ViewRow.body)])
    if found is None or found.deleted_at is not None:
        raise NotFound("view_unknown" if found is None else "view_deleted", where=view[:40])
    return found


def _changed(ledger: Ledger, view: str, given: Mapping[str, Any], deleted: bool) -> ViewRow:
    with ledger.session() as session:
        row = session.get(ViewRow, view)
        if row is None or (row.deleted_at is not None) != deleted:
            raise NotFound("view_unknown", where=view[:40])
        for name, value in given.items():
            setattr(row, name, value)
    return row


def _held(body: Mapping[str, Any]) -> dict[str, Any]:
    version, nodes = str(body["data_version"]), len(body["nodes"])
    return {"body": dict(body), "data_version": version, "nodes": nodes}


def _named(name: str) -> str:
    name = name.strip()
    if not name or len(name) > LONGEST or not name.isprintable():
        raise UsageError("view_name", where="name", longest=LONGEST)
    return name


def _noted(note: str) -> str:
    if len(note) > LONGEST_NOTE:
        raise UsageError("view_note", where="note", longest=LONGEST_NOTE)
    return note.strip()


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
