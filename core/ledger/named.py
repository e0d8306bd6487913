"""Queries that were saved under a name, in versions: nothing that was saved is ever lost.

A name is in use while its newest version is not removed. To remove it marks that version;
to undo takes the mark away; to save again makes one more version.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, UniqueConstraint, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from liantu.errors import NotFound, Outdated
from liantu.ledger.tables import Base, Moment
from liantu.ledger.tables import _words as words

if TYPE_CHECKING:
    from liantu.ledger import Ledger


class NamedRow(Base):
    """One version of a query; ``params`` have name, type, meaning and default (or None)."""

    __tablename__ = "named_query"
    __table_args__ = (UniqueConstraint("name", "version", name="named_query_version"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    name: Mapped[str] = mapped_column(words(60))
    version: Mapped[int]
    doc: Mapped[str] = mapped_column(words(500))
    params: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    text: Mapped[str] = mapped_column(words())
    made_by: Mapped[str] = mapped_column(words(60))
    made_at: Mapped[datetime] = mapped_column(Moment())
    removed_at: Mapped[datetime | None] = mapped_column(Moment())

    def as_dict(self) -> dict[str, Any]:
        """Return what the list of queries tells of a saved one beside name, doc, parameters."""
        return {
            "version": self.version,
            "made_by": self.made_by,
            "made_at": self.made_at.isoformat(),
            "text": self.text,
        }


def save_query(
    ledger: Ledger, name: str, doc: str, params: Sequence[Mapping[str, Any]], text: str, who: str
) -> NamedRow:
    """Keep a query as the next version of its name; what it holds has been checked.

    Raises Outdated where somebody saved the same name at the same moment.
    """
    try:
        with ledger.session() as session:
            newest = session.scalar(select(func.max(NamedRow.version)).where(NamedRow.name == name))
            row = NamedRow(
                name=name,
                version=(newest or 0) + 1,
                doc=doc,
                params=[dict(one) for one in params],
                text=text,
                made_by=who[:60],
                made_at=datetime.now(UTC).replace(microsecond=0),
            )
            session.add(row)
            session.flush()
            session.expunge(row)
    except IntegrityError as error:
        raise Outdated("named_same_moment", where=name, name=name) from error
    return row


def named(ledger: Ledger, removed: bool = False) -> list[NamedRow]:
    """Return the newest version of every name in use, or of those that were removed, by name."""
    newest = (
        select(NamedRow.name, func.max(NamedRow.version).label("version"))
        .group_by(NamedRow.name)
        .subquery()
    )
    wanted = (
        select(NamedRow)
        .join(newest, (NamedRow.name == newest.c.name) & (NamedRow.version == newest.c.version))
        .where(NamedRow.removed_at.is_not(None) if removed else NamedRow.removed_at.is_(None))
        .order_by(NamedRow.name)
    )
    with ledger.session() as session:
        return list(session.scalars(wanted))


def versions_of(ledger: Ledger, name: str) -> list[NamedRow]:
    """Return every version of a name, newest first; none where nothing was saved under it."""
    wanted = select(NamedRow).where(NamedRow.name == name).order_by(NamedRow.version.desc())
    with ledger.session() as session:
        return list(session.scalars(wanted))


def mark(ledger: Ledger, name: str, removed: bool) -> None:
    """Remove a name, or undo that; raises NotFound where nothing was saved under it."""
    with ledger.session() as session:
        row = session.scalar(
            select(NamedRow).where(NamedRow.name == name).order_by(NamedRow.version.desc()).limit(1)
        )
        if row is None or (removed and row.removed_at is not None):
            raise NotFound("named_unknown", where=name, name=name, near="–")
        row.removed_at = datetime.now(UTC).replace(microsecond=0) if removed else None
