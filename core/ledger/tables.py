"""The ledger's tables: everything that is decided, by people or by loading.

SQLite by default, PostgreSQL by URL; what stands here is never derived data.
Both order text by its bytes, whatever the language of the server, and both give
moments back in UTC.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, ForeignKey, Index, String, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """The declarative base of the ledger."""


class Moment(TypeDecorator[datetime]):
    """A moment with its zone, kept and given back in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn a moment into UTC; raises ValueError for one without a zone."""
        if value is not None and value.tzinfo is None:
            raise ValueError(f"a moment without a zone: {value}")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back: SQLite keeps none, PostgreSQL answers in the session's."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _words(length: int | None = None) -> String:
    found = Text() if length is None else String(length)
    same = Text(collation="C") if length is None else String(length, collation="C")
    return found.with_variant(same, "postgresql")


class Batch(Base):
    """One accepted delivery of one source."""

    __tablename__ = "batch"

    id: Mapped[str] = mapped_column(_words(16), primary_key=True)
    source: Mapped[str] = mapped_column(_words())
    view: Mapped[str] = mapped_column(_words(), default="")
    title: Mapped[str] = mapped_column(_words(), default="")
    mapping: Mapped[str] = mapped_column(_words(64))
    observed_on: Mapped[str] = mapped_column(_words(10), default="")
    loaded_at: Mapped[datetime] = mapped_column(Moment())
    files: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    rows_read: Mapped[int]
    rows_accepted: Mapped[int]
    rows_set_aside: Mapped[int]


class RejectRow(Base):
    """One row set aside, with its reason and its cells."""

    __tablename__ = "reject"
    __table_args__ = (Index("reject_batch", "batch"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    batch: Mapped[str] = mapped_column(_words(16), ForeignKey("batch.id"))
    file: Mapped[str] = mapped_column(_words())
    sheet: Mapped[str] = mapped_column(_words(), default="")
    row: Mapped[int | None]
    column: Mapped[str] = mapped_column(_words(), default="")
    code: Mapped[str] = mapped_column(_words(50))
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    raw: Mapped[dict[str, Any]] = mapped_column(JSON)


class DecisionRow(Base):
    """An identity decision: facts under ``old`` are about ``new``."""

    __tablename__ = "decision"

    old: Mapped[str] = mapped_column(_words(), primary_key=True)
    new: Mapped[str] = mapped_column(_words())
    former_name: Mapped[str] = mapped_column(_words(), default="")
    reason: Mapped[str] = mapped_column(_words(50))
    source: Mapped[str] = mapped_column(_words())
    made_at: Mapped[datetime] = mapped_column(Moment())


class VersionRow(Base):
    """One data version: which batches and decisions it holds."""

    __tablename__ = "version"

    id: Mapped[str] = mapped_column(_words(16), primary_key=True)
    made_at: Mapped[datetime] = mapped_column(Moment())
    schema: Mapped[str] = mapped_column(_words(64))
    batches: Mapped[list[str]] = mapped_column(JSON)
    decisions: Mapped[list[str]] = mapped_column(JSON)
    nodes: Mapped[int]
    links: Mapped[int]
    as_of: Mapped[str] = mapped_column(_words(10), default="")
    waiting: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


class SwitchRow(Base):
    """One switch to a version; the last one is what readers see."""

    __tablename__ = "switch"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    version: Mapped[str] = mapped_column(_words(16), ForeignKey("version.id"))
    switched_at: Mapped[datetime] = mapped_column(Moment())
    reason: Mapped[str] = mapped_column(_words(20))


class LoadRow(Base):
    """One call of load, with what it said: also of files that were refused."""

    __tablename__ = "load"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    finished_at: Mapped[datetime] = mapped_column(Moment())
    report: Mapped[dict[str, Any]] = mapped_column(JSON)
