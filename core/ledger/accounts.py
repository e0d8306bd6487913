"""Accounts: a name, a role, an argon2 hash; and the sessions of those who logged in."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, bindparam, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from liantu.errors import NotFound, UsageError
from liantu.ledger import audit
from liantu.ledger.attempts import forget, now
from liantu.ledger.audit import Who
from liantu.ledger.tables import Base, Moment
from liantu.ledger.tables import _words as words
from liantu.passwords import check_rules, hashed
from liantu.rights import ROLES

if TYPE_CHECKING:
    from liantu.ledger import Ledger

NAME = re.compile(r"[^\W_](?:[\w.-]{0,38}[^\W_])?")  # letters of any language, digits, . _ -
HOURS = 12  # a session ends after this
KEPT = timedelta(days=7)  # how long the ledger remembers one; the audit has the logins
LONGEST = 40


class AccountRow(Base):
    """One account. Rows are never deleted: the audit names them."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    name: Mapped[str] = mapped_column(words(LONGEST), unique=True)
    role: Mapped[str] = mapped_column(words(20))
    password: Mapped[str] = mapped_column(words(200))
    made_at: Mapped[datetime] = mapped_column(Moment())
    password_at: Mapped[datetime] = mapped_column(Moment())
    login_at: Mapped[datetime | None] = mapped_column(Moment())
    disabled_at: Mapped[datetime | None] = mapped_column(Moment())

    def as_dict(self) -> dict[str, Any]:
        """Return the account as JSON shows it, without what proves it."""
        return {
            "id": self.id,
            "name": self.name,
            "role": self.role,
            "disabled": self.disabled_at is not None,
            "made_at": self.made_at.isoformat(),
            "password_at": self.password_at.isoformat(),
            "login_at": self.login_at.isoformat() if self.login_at else None,
        }


class SessionRow(Base):
    """One login; its id is the hash of what the browser's signed cookie holds."""

    __tablename__ = "login_session"
    __table_args__ = (Index("login_session_account", "account"),)

    id: Mapped[str] = mapped_column(words(64), primary_key=True)
    account: Mapped[int] = mapped_column(ForeignKey("account.id"))
    started_at: Mapped[datetime] = mapped_column(Moment())
    ended_at: Mapped[datetime | None] = mapped_column(Moment())


ACCOUNT, SESSION = AccountRow.__table__, SessionRow.__table__
ALIVE = (
    select(ACCOUNT)
    .join(SESSION, SESSION.c.account == ACCOUNT.c.id)
    .where(SESSION.c.id == bindparam("id"), SESSION.c.ended_at.is_(None))
    .where(SESSION.c.started_at > bindparam("since"), ACCOUNT.c.disabled_at.is_(None))
)


def named(name: str) -> str:
    """Return a name as it is kept; raises UsageError where it cannot be one."""
    found = name.strip().lower()
    if not NAME.fullmatch(found):
        raise UsageError("account_name", where=name[:LONGEST], longest=LONGEST)
    return found


def role_named(role: str) -> str:
    """Return a role; raises UsageError where there is none of that name."""
    if role not in ROLES:
        raise UsageError("account_role", where=role[:LONGEST], known=", ".join(ROLES))
    return role


def any_account(ledger: Ledger) -> bool:
    """Say whether there is an account; once there is one, there always is."""
    with ledger.reading() as connection:
        return connection.scalar(select(AccountRow.id).limit(1)) is not None


def accounts(ledger: Ledger) -> list[AccountRow]:
    """Return every account by name."""
    with ledger.session() as session:
        return list(session.scalars(select(AccountRow).order_by(AccountRow.name)))


def account(ledger: Ledger, name: str) -> AccountRow:
    """Return an account by its name; raises NotFound."""
    with ledger.session() as session:
        return _found(session, name)


def add_account(ledger: Ledger, who: Who, name: str, role: str, password: str) -> AccountRow:
    """Make an account; the first one is an administrator's. Raises UsageError."""
    name, role = named(name), role_named(role)
    check_rules(password, name)
    row = AccountRow(
        name=name, role=role, password=hashed(password), made_at=now(), password_at=now()
    )
    with ledger.session() as session:
        if session.scalar(select(AccountRow.id).where(AccountRow.name == name)) is not None:
            raise UsageError("account_exists", where=name)
        if role != "administrator" and session.scalar(select(AccountRow.id).limit(1)) is None:
            raise UsageError("account_first", where=role)
        session.add(row)
        audit.add(session, who, "account.add", name, {"role": role})
    return row


def change_role(ledger: Ledger, who: Who, name: str, role: str) -> AccountRow:
    """Give an account another role; the last administrator keeps theirs."""
    role = role_named(role)
    with ledger.session() as session:
        row = _found(session, name)
        if role != "administrator":
            _keep_one(session, row)
        before, row.role = row.role, role
        audit.add(session, who, "account.role", row.name, {"before": before, "role": role})
    return row


def change_password(ledger: Ledger, who: Who, name: str, password: str) -> AccountRow:
    """Set a password, end every session of the account, and forget its failed attempts."""
    found = account(ledger, name)
    check_rules(password, found.name)
    fresh = hashed(password)
    with ledger.session() as session:
        row = _found(session, name)
        row.password, row.password_at = fresh, now()
        _end_all(session, row.id)
        forget(session, row.name)
        audit.add(session, who, "account.password", row.name)
    return row


def disable(ledger: Ledger, who: Who, name: str) -> AccountRow:
    """Shut an account and end its sessions; its tokens stop as well."""
    with ledger.session() as session:
        row = _found(session, name)
        _keep_one(session, row)
        row.disabled_at = row.disabled_at or now()
        _end_all(session, row.id)
        audit.add(session, who, "account.disable", row.name)
    return row


def enable(ledger: Ledger, who: Who, name: str) -> AccountRow:
    """Open an account again."""
    with ledger.session() as session:
        row = _found(session, name)
        row.disabled_at = None
        audit.add(session, who, "account.enable", row.name)
    return row


def start_session(session: Session, row: AccountRow) -> str:
    """Start a session and return its secret, of which the ledger keeps the hash."""
    secret, moment = secrets.token_urlsafe(32), now()
    session.execute(delete(SessionRow).where(SessionRow.started_at < moment - KEPT))
    session.add(SessionRow(id=session_id(secret), account=row.id, started_at=moment))
    row.login_at = moment
    return secret


def session_account(ledger: Ledger, secret: str) -> AccountRow | None:
    """Return whose session this is; None where it has ended or the account is shut."""
    given = {"id": session_id(secret), "since": now() - timedelta(hours=HOURS)}
    with ledger.reading() as connection:
        found = connection.execute(ALIVE, given).mappings().first()
    return AccountRow(**found) if found else None


def end_session(ledger: Ledger, secret: str) -> None:
    """End a session."""
    with ledger.session() as session:
        row = session.get(SessionRow, session_id(secret))
        if row is not None and row.ended_at is None:
            row.ended_at = now()


def session_id(secret: str) -> str:
    """Return what the ledger keeps of the secret of a session: 256 random bits need no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _found(session: Session, name: str) -> AccountRow:
    given = name.strip().lower()
    row = session.scalars(select(AccountRow).where(AccountRow.name == given)).first()
    if row is None:
        known = "、".join(session.scalars(select(AccountRow.name).order_by(AccountRow.name)))
        raise NotFound("account_unknown", where=name[:LONGEST], known=known or "–")
    return row


def _keep_one(session: Session, row: AccountRow) -> None:
    """Refuse to leave the ledger without an administrator who can log in."""
    able = select(AccountRow.id).where(
        AccountRow.role == "administrator", AccountRow.disabled_at.is_(None)
    )
    ids = list(session.scalars(able.with_for_update()))  # two may not each count on the other
    if ids == [row.id]:
        raise UsageError("account_last", where=row.name)


def _end_all(session: Session, account: int) -> None:
    living = (SessionRow.account == account) & SessionRow.ended_at.is_(None)
    session.execute(update(SessionRow).where(living).values(ended_at=now()))
