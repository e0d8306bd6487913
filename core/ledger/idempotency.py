"""Keys under which scripts deliver: the same key and body have the same answer, once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from liantu.errors import InputError, TooMany, Unavailable, UsageError
from liantu.ledger.tables import Base, Moment
from liantu.ledger.tables import _words as words

if TYPE_CHECKING:
    from liantu.ledger import Ledger

LONGEST = 200  # signs of a key
KEPT = timedelta(days=30)
STUCK = timedelta(minutes=5)  # after which a key whose request died may be used again


class DeliveryKeyRow(Base):
    """One key of one principal, with what was delivered under it and what was answered."""

    __tablename__ = "delivery_key"

    who: Mapped[str] = mapped_column(words(100), primary_key=True)
    key: Mapped[str] = mapped_column(words(LONGEST), primary_key=True)
    digest: Mapped[str] = mapped_column(words(64))
    answer: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Moment())


def claim(ledger: Ledger, who: str, key: str, digest: str) -> dict[str, Any] | None:
    """Take a key; return the answer that was given under it before, None for a new one.

    Raises InputError for a key that something else was delivered under, TooMany while the
    first request with it is still answered, UsageError for a key that is none.
    """
    if not key.isascii() or not key.isprintable() or not 0 < len(key) <= LONGEST:
        raise UsageError("idempotency_key", where="Idempotency-Key", longest=LONGEST)
    moment = datetime.now(UTC)
    with ledger.session() as session:
        session.execute(delete(DeliveryKeyRow).where(DeliveryKeyRow.at < moment - KEPT))
    row = DeliveryKeyRow(who=who, key=key, digest=digest, answer={}, at=moment)
    try:
        with ledger.session() as session:
            session.add(row)
        return None
    except Unavailable as error:  # the ledger's own word for what the database refused
        if not isinstance(error.__cause__, IntegrityError):
            raise
    with ledger.session() as session:
        held = session.get(DeliveryKeyRow, (who, key))
    if held is None:
        raise TooMany("idempotency_busy", where=key, retry_after=1)
    if held.digest != digest:
        raise InputError("idempotency_other", where=key)
    if held.answer:
        return held.answer
    if moment - held.at < STUCK:
        raise TooMany("idempotency_busy", where=key, retry_after=2)
    return None


def answered(ledger: Ledger, who: str, key: str, answer: dict[str, Any]) -> None:
    """Keep what is answered under a key."""
    mine = (DeliveryKeyRow.who == who) & (DeliveryKeyRow.key == key)
    with ledger.session() as session:
        session.execute(update(DeliveryKeyRow).where(mine).values(answer=answer))


def release(ledger: Ledger, who: str, key: str) -> None:
    """Let go of a key under which nothing came of what was delivered."""
    mine = (DeliveryKeyRow.who == who) & (DeliveryKeyRow.key == key)
    with ledger.session() as session:
        session.execute(delete(DeliveryKeyRow).where(mine))
