"""Saved filters of the screening of enterprises, by name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, select
from sqlalchemy.orm import Mapped, mapped_column

from liantu.errors import NotFound, UsageError
from liantu.ledger.tables import Base, Moment
from liantu.ledger.tables import _words as words

if TYPE_CHECKING:
    from liantu.ledger import Ledger

LONGEST = 100  # characters of a name


class ScreenRow(Base):
    """One set of filters under its name; saving it again replaces it."""

    __tablename__ = "screen"

    name: Mapped[str] = mapped_column(words(100), primary_key=True)
    filters: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_at: Mapped[datetime] = mapped_column(Moment())


def save_screen(ledger: Ledger, name: str, filters: Mapping[str, Any]) -> None:
    """Keep filters under a name; raises UsageError for an empty or too long one."""
    named = name.strip()
    if not named or len(named) > LONGEST or not named.isprintable():
        raise UsageError("screen_name", where=name[:LONGEST], longest=LONGEST)
    moment = datetime.now(UTC).replace(microsecond=0)
    with ledger.session() as session:
        session.merge(ScreenRow(name=named, filters=dict(filters), saved_at=moment))


def saved_screens(ledger: Ledger) -> list[ScreenRow]:
    """Return all saved filters, by name."""
    with ledger.session() as session:
        return list(session.scalars(select(ScreenRow).order_by(ScreenRow.name)))


def saved_screen(ledger: Ledger, name: str) -> ScreenRow:
    """Return saved filters by name; raises NotFound."""
    with ledger.session() as session:
        found = session.get(ScreenRow, name.strip())
    if found is None:
        known = "、".join(row.name for row in saved_screens(ledger)) or "–"
        raise NotFound("screen_unknown", where=name, known=known)
    return found


def drop_screen(ledger: Ledger, name: str) -> None:
    """Forget saved filters; raises NotFound where there are none of that name."""
    found = saved_screen(ledger, name)
    with ledger.session() as session:
        session.delete(found)
