"""Attempts to log in, counted where every process sees them."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING

from sqlalchemy import Index, delete, func, select
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.sql.elements import ColumnElement

from liantu.errors import TooMany
from liantu.ledger.tables import Base, Moment
from liantu.ledger.tables import _words as words

if TYPE_CHECKING:
    from liantu.ledger import Ledger

WINDOW = timedelta(minutes=15)
# Failures within the window after which one waits: of an account from one address, of an
# address, and of an account from everywhere. The last is the largest, so that somebody
# elsewhere cannot easily keep an owner out.
PAIR, ADDRESS, ACCOUNT = 5, 30, 50


class AttemptRow(Base):
    """One attempt that has not succeeded; the account stands as a hash, known or not."""

    __tablename__ = "login_attempt"
    __table_args__ = (
        Index("login_attempt_account", "account", "at"),
        Index("login_attempt_address", "address", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    account: Mapped[str] = mapped_column(words(64))
    address: Mapped[str] = mapped_column(words(64))
    at: Mapped[datetime] = mapped_column(Moment())


def now() -> datetime:
    """Return this moment."""
    return datetime.now(UTC).replace(microsecond=0)


def origin(address: str) -> str:
    """Return what counts as one address: of IPv6 the network that one line is given."""
    try:
        found = ip_address(address)
    except ValueError:
        return address[:64]
    return str(ip_network((found, 64), strict=False)) if found.version == 6 else str(found)


def attempt(ledger: Ledger, name: str, address: str) -> None:
    """Count an attempt before the password is looked at; raises TooMany with when to return."""
    of, moment, address = _key(name), now(), origin(address)
    pair = (AttemptRow.account == of) & (AttemptRow.address == address)
    limits: tuple[tuple[ColumnElement[bool], int], ...] = (
        (pair, PAIR),
        (AttemptRow.address == address, ADDRESS),
        (AttemptRow.account == of, ACCOUNT),
    )
    with ledger.session() as session:
        if ledger.engine.dialect.name == "postgresql":  # SQLite lets one write at a time anyway
            session.execute(sql("LOCK TABLE login_attempt IN SHARE ROW EXCLUSIVE MODE"))
        session.execute(delete(AttemptRow).where(AttemptRow.at <= moment - WINDOW))
        wait = max(_wait(session, which, most, moment) for which, most in limits)
        if not wait:
            session.add(AttemptRow(account=of, address=address, at=moment))
    if wait:
        raise TooMany("login_often", where="login", retry_after=wait, minutes=-(-wait // 60))


def succeeded(session: Session, name: str, address: str) -> None:
    """Forget the attempts of an account from an address that has logged in."""
    here = AttemptRow.address == origin(address)
    pair = (AttemptRow.account == _key(name)) & here
    session.execute(delete(AttemptRow).where(pair))


def forget(session: Session, name: str) -> None:
    """Forget every attempt of an account: it has a new password."""
    session.execute(delete(AttemptRow).where(AttemptRow.account == _key(name)))


def _wait(session: Session, which: ColumnElement[bool], most: int, moment: datetime) -> int:
    """Return the seconds until one more attempt is allowed; 0 is now."""
    found = session.scalar(select(func.count(AttemptRow.id)).where(which)) or 0
    if found < most:
        return 0
    newest = select(AttemptRow.at).where(which).order_by(AttemptRow.at.desc(), AttemptRow.id.desc())
    opens = session.scalars(newest.offset(most - 1).limit(1)).one() + WINDOW
    return max(1, int((opens - moment).total_seconds()))


def _key(name: str) -> str:
    return hashlib.sha256(name.strip().lower().encode()).hexdigest()
