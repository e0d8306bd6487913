"""The ledger's tables: everything that is decided, by people or by loading.

SQLite by default, PostgreSQL by URL; what stands here is never derived data.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKey, Index, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """The declarative base of the ledger."""


class Batch(Base):
    """One accepted delivery of one source."""

    __tablename__ = "batch"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    source: Mapped[str] = mapped_column(String(100))
    view: Mapped[str] = mapped_column(String(200), default="")
    title: Mapped[str] = mapped_column(Text, default="")
    mapping: Mapped[str] = mapped_column(String(64))
    observed_on: Mapped[str] = mapped_column(String(10), default="")
    loaded_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    files: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    rows_read: Mapped[int]
    rows_accepted: Mapped[int]
    rows_set_aside: Mapped[int]


class RejectRow(Base):
    """One row set aside, with its reason and its cells."""

    __tablename__ = "reject"
    __table_args__ = (Index("reject_batch", "batch"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    batch: Mapped[str] = mapped_column(ForeignKey("batch.id"))
    file: Mapped[str] = mapped_column(Text)
    sheet: Mapped[str] = mapped_column(Text, default="")
    row: Mapped[int | None]
    column: Mapped[str] = mapped_column(Text, default="")
    code: Mapped[str] = mapped_column(String(50))
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    raw: Mapped[dict[str, Any]] = mapped_column(JSON)


class DecisionRow(Base):
    """An identity decision: facts under ``old`` are about ``new``."""

    __tablename__ = "decision"

    old: Mapped[str] = mapped_column(String(200), primary_key=True)
    new: Mapped[str] = mapped_column(String(200))
    former_name: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(String(50))
    source: Mapped[str] = mapped_column(String(100))
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class VersionRow(Base):
    """One data version: which batches and decisions it holds."""

    __tablename__ = "version"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    schema: Mapped[str] = mapped_column(String(64))
    batches: Mapped[list[str]] = mapped_column(JSON)
    decisions: Mapped[list[str]] = mapped_column(JSON)
    nodes: Mapped[int]
    links: Mapped[int]
    as_of: Mapped[str] = mapped_column(String(10), default="")
    waiting: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


class SwitchRow(Base):
    """One switch to a version; the last one is what readers see."""

    __tablename__ = "switch"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    version: Mapped[str] = mapped_column(ForeignKey("version.id"))
    switched_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    reason: Mapped[str] = mapped_column(String(20))


class LoadRow(Base):
    """One call of load, with what it said: also of files that were refused."""

    __tablename__ = "load"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    finished_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    report: Mapped[dict[str, Any]] = mapped_column(JSON)
