"""Logging in: counted, worked out in the same time for every name, and written down."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from liantu.errors import UsageError
from liantu.ledger import audit
from liantu.ledger.accounts import AccountRow, change_password, start_session
from liantu.ledger.attempts import attempt, succeeded
from liantu.ledger.audit import Who
from liantu.passwords import hashed, outdated, right

if TYPE_CHECKING:
    from liantu.ledger import Ledger


def enter(ledger: Ledger, name: str, password: str, who: Who) -> str:
    """Return the secret of a new session, or nothing where name and password do not fit.

    An unknown name, a wrong password and a disabled account are told the same and take
    the same time. Raises TooMany.
    """
    row = _proved(ledger, name, password, who)
    if row is None:
        return ""
    fresh = hashed(password) if outdated(row.password) else ""
    with ledger.session() as session:
        now = session.get_one(AccountRow, row.id)
        if now.disabled_at is not None or now.password != row.password:
            return ""  # changed while the hash was worked out
        now.password = fresh or now.password
        succeeded(session, name, who.address)
        audit.add(session, _user(now, who), "login", now.name)
        return start_session(session, now)


def change_own(ledger: Ledger, name: str, old: str, new: str, who: Who) -> str:
    """Set one's own password and return the secret of a new session; the others end.

    Raises UsageError where the old one is wrong or the new one will not do, and TooMany.
    """
    row = _proved(ledger, name, old, who)
    if row is None:
        raise UsageError("password_wrong", where="old")
    if old == new:
        raise UsageError("password_same", where="new")
    change_password(ledger, _user(row, who), name, new)
    with ledger.session() as session:
        now = session.get_one(AccountRow, row.id)
        succeeded(session, name, who.address)
        return start_session(session, now)


def _proved(ledger: Ledger, name: str, password: str, who: Who) -> AccountRow | None:
    """Return the account of a name and password, or None, which is written down."""
    attempt(ledger, name, who.address)
    given = name.strip().lower()
    with ledger.session() as session:
        row = session.scalars(select(AccountRow).where(AccountRow.name == given)).first()
    fits = right(password, row.password if row else "")
    if row is not None and fits and row.disabled_at is None:
        return row
    # A name that is not known may be a password in the wrong field: it is not kept.
    audit.write(ledger, who, "login.failed", row.name if row else "?")
    return None


def _user(row: AccountRow, who: Who) -> Who:
    return replace(who, kind="user", name=row.name, id=str(row.id))
