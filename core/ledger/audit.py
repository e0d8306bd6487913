"""The audit: who logged in, wrote or took data away, and when. Rows are only ever added.

Triggers of the database refuse to change or delete a row, whatever program asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Index, Select, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from liantu.ledger.tables import Base, Moment
from liantu.ledger.tables import _words as words

if TYPE_CHECKING:
    from liantu.ledger import Ledger

NOTHING: Mapping[str, Any] = MappingProxyType({})
LONGEST = 300  # characters of a subject


@dataclass(frozen=True)
class Who:
    """Who did something: the kind of principal, its name, and where the request came from."""

    kind: str
    name: str = ""
    id: str = ""
    address: str = ""


class AuditRow(Base):
    """One line of the audit."""

    __tablename__ = "audit"
    __table_args__ = (Index("audit_at", "at"), Index("audit_name", "name"))

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(Moment())
    kind: Mapped[str] = mapped_column(words(20))
    name: Mapped[str] = mapped_column(words(100))
    who: Mapped[str] = mapped_column(words(32))
    address: Mapped[str] = mapped_column(words(64))
    event: Mapped[str] = mapped_column(words(40))
    subject: Mapped[str] = mapped_column(words(LONGEST))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)

    def as_dict(self) -> dict[str, Any]:
        """Return the line as JSON shows it."""
        return {
            "id": self.id,
            "at": self.at.isoformat(),
            "kind": self.kind,
            "name": self.name,
            "who": self.who,
            "address": self.address,
            "event": self.event,
            "subject": self.subject,
            "detail": self.detail,
        }


@dataclass(frozen=True)
class Asked:
    """Which lines are wanted; an empty field leaves all."""

    since: datetime | None = None
    until: datetime | None = None
    name: str = ""
    event: str = ""
    text: str = ""


def add(
    session: Session,
    who: Who,
    event: str,
    subject: str = "",
    detail: Mapping[str, Any] = NOTHING,
) -> None:
    """Add a line within a transaction: it stands if, and only if, what it tells of does."""
    row = AuditRow(
        at=datetime.now(UTC),
        kind=who.kind,
        name=_clean(who.name)[:100],
        who=who.id[:32],
        address=who.address[:64],
        event=event,
        subject=_clean(subject)[:LONGEST],
        detail=dict(detail),
    )
    session.add(row)


def write(
    ledger: Ledger,
    who: Who,
    event: str,
    subject: str = "",
    detail: Mapping[str, Any] = NOTHING,
) -> None:
    """Add a line in a transaction of its own; raises Unavailable where it cannot be kept."""
    with ledger.session() as session:
        add(session, who, event, subject, detail)


def lines(ledger: Ledger, asked: Asked, start: int = 0, limit: int = 100) -> list[AuditRow]:
    """Return the lines that are wanted, newest first."""
    wanted = _of(select(AuditRow), asked).order_by(AuditRow.id.desc())
    with ledger.session() as session:
        return list(session.scalars(wanted.offset(start).limit(limit)))


def count(ledger: Ledger, asked: Asked) -> int:
    """Return how many lines are wanted."""
    with ledger.session() as session:
        return session.scalar(_of(select(func.count(AuditRow.id)), asked)) or 0


def events(ledger: Ledger) -> list[str]:
    """Return the events that there are."""
    with ledger.session() as session:
        return list(session.scalars(select(AuditRow.event).distinct().order_by(AuditRow.event)))


def _of(query: Select[Any], asked: Asked) -> Select[Any]:
    if asked.since:
        query = query.where(AuditRow.at >= asked.since)
    if asked.until:
        query = query.where(AuditRow.at < asked.until)
    if asked.name:
        query = query.where(AuditRow.name == asked.name)
    if asked.event:
        query = query.where(AuditRow.event == asked.event)
    if asked.text:
        query = query.where(AuditRow.subject.contains(asked.text, autoescape=True))
    return query


def _clean(text: str) -> str:
    """Return a text without signs that a terminal or an editor would obey."""
    return "".join(sign if sign.isprintable() else "�" for sign in text)
