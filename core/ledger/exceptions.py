"""The exceptions list an office keeps (因工作需要): findings of coverage that may stay.

An entry is about one unit and one code, holds until a day or without end, and is never
deleted: taking it back writes down when and by which office.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Index, select
from sqlalchemy.orm import Mapped, mapped_column

from liantu.days import day_of
from liantu.errors import NotFound, UsageError
from liantu.ledger.tables import Base, Moment
from liantu.ledger.tables import _words as words

if TYPE_CHECKING:
    from liantu.ledger import Ledger

LONGEST = 500  # characters of a reason or of an office's name


class ExceptionRow(Base):
    """One entry: which unit and code, why, until when, and when it was added or taken back."""

    __tablename__ = "coverage_exception"
    __table_args__ = (Index("coverage_exception_unit", "unit", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    unit: Mapped[str] = mapped_column(words())
    name: Mapped[str] = mapped_column(words(), default="")
    code: Mapped[str] = mapped_column(words(100))
    reason: Mapped[str] = mapped_column(words())
    until: Mapped[str] = mapped_column(words(10), default="")
    added_by: Mapped[str] = mapped_column(words(), default="")
    added_at: Mapped[datetime] = mapped_column(Moment())
    removed_by: Mapped[str] = mapped_column(words(), default="")
    removed_at: Mapped[datetime | None] = mapped_column(Moment())

    def as_dict(self) -> dict[str, Any]:
        """Return the entry by name; what is not given is null."""
        return {
            "id": self.id,
            "unit": self.unit,
            "name": self.name,
            "code": self.code,
            "reason": self.reason,
            "until": self.until or None,
            "added_by": self.added_by or None,
            "added_at": self.added_at.isoformat(),
            "removed_by": self.removed_by or None,
            "removed_at": self.removed_at.isoformat() if self.removed_at else None,
        }


def exceptions(ledger: Ledger, *, removed: bool = False) -> list[ExceptionRow]:
    """Return the entries in force, oldest first; with ``removed`` those taken back as well."""
    with ledger.session() as session:
        found = select(ExceptionRow).order_by(ExceptionRow.id)
        if not removed:
            found = found.where(ExceptionRow.removed_at.is_(None))
        return list(session.scalars(found))


def add(
    ledger: Ledger, unit: str, name: str, code: str, reason: str, until: str = "", by: str = ""
) -> ExceptionRow:
    """Add an entry; one in force for the same unit and code is taken back in the same moment.

    ``code`` is a rule in full. Raises UsageError without a reason, for one that is too long,
    and for an ``until`` that is no ISO date.
    """
    reason, by = reason.strip(), by.strip()
    if not reason or max(len(reason), len(by)) > LONGEST:
        raise UsageError("coverage_reason", where=unit)
    last = day_of(until.strip(), "until").isoformat() if until.strip() else ""
    at = _now()
    row = ExceptionRow(
        unit=unit, name=name, code=code, reason=reason, until=last, added_by=by, added_at=at
    )
    with ledger.session() as session:
        for old in session.scalars(
            select(ExceptionRow).where(
                ExceptionRow.unit == unit,
                ExceptionRow.code == code,
                ExceptionRow.removed_at.is_(None),
            )
        ):
            old.removed_at, old.removed_by = at, by
        session.add(row)
    return row


def remove(ledger: Ledger, number: int, by: str = "") -> ExceptionRow:
    """Take an entry back; its row stays. Raises NotFound where none in force has the number."""
    with ledger.session() as session:
        row = session.get(ExceptionRow, number)
        if row is None or row.removed_at is not None:
            raise NotFound("coverage_exception", where=str(number))
        row.removed_at, row.removed_by = _now(), by.strip()[:LONGEST]
    return row


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
