"""Tokens for scripts: ``lt_<id>_<secret>``, of which the ledger keeps a hash of the secret."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ForeignKey, Index, bindparam, select, update
from sqlalchemy.orm import Mapped, mapped_column

from liantu.errors import NotFound, NotKnown, UsageError
from liantu.ledger import audit
from liantu.ledger.accounts import ACCOUNT, AccountRow
from liantu.ledger.audit import Who
from liantu.ledger.tables import Base, Moment
from liantu.ledger.tables import _words as words
from liantu.rights import SCOPES, rights_of

if TYPE_CHECKING:
    from liantu.ledger import Ledger

FORM = re.compile(r"lt_([0-9a-f]{12})_([0-9a-zA-Z_-]{43})")
LONGEST = 60  # characters of a name
MOST_DAYS = 3660
USED_EVERY = timedelta(minutes=1)  # last used is not written more often
REGION = re.compile(r"[0-9]{6,12}")


class TokenRow(Base):
    """One token."""

    __tablename__ = "token"
    __table_args__ = (Index("token_account", "account"),)

    id: Mapped[str] = mapped_column(words(12), primary_key=True)
    account: Mapped[int] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str] = mapped_column(words(LONGEST))
    secret: Mapped[str] = mapped_column(words(64))
    scopes: Mapped[list[str]] = mapped_column(JSON)
    region: Mapped[str] = mapped_column(words(12))
    made_at: Mapped[datetime] = mapped_column(Moment())
    expires_at: Mapped[datetime | None] = mapped_column(Moment())
    used_at: Mapped[datetime | None] = mapped_column(Moment())
    revoked_at: Mapped[datetime | None] = mapped_column(Moment())

    @property
    def state(self) -> str:
        """Whether it opens anything: live, expired or revoked."""
        if self.revoked_at is not None:
            return "revoked"
        ended = self.expires_at is not None and self.expires_at <= datetime.now(UTC)
        return "expired" if ended else "live"


TOKEN = TokenRow.__table__
BOTH = (
    select(*TOKEN.c, *ACCOUNT.c)
    .join_from(TOKEN, ACCOUNT, ACCOUNT.c.id == TOKEN.c.account)
    .where(TOKEN.c.id == bindparam("wanted"))
)


@dataclass(frozen=True)
class Token:
    """A token with the account that it acts for."""

    row: TokenRow
    owner: AccountRow

    @property
    def rights(self) -> frozenset[str]:
        """What it may do now: its scopes, as far as its owner's role still has them."""
        return frozenset(self.row.scopes) & rights_of(self.owner.role)

    def as_dict(self) -> dict[str, Any]:
        """Return the token as JSON shows it, without its secret."""
        row = self.row
        moments = {
            name: value.isoformat() if value else None
            for name in ("made_at", "expires_at", "used_at", "revoked_at")
            if (value := getattr(row, name)) or True
        }
        return {
            "id": row.id,
            "name": row.name,
            "owner": self.owner.name,
            "scopes": list(row.scopes),
            "region": row.region,
            "state": row.state,
            **moments,
        }


def add_token(
    ledger: Ledger,
    who: Who,
    owner: AccountRow,
    name: str,
    scopes: Collection[str],
    *,
    region: str = "",
    days: int = 90,
) -> tuple[Token, str]:
    """Make a token and return it with its text, which is shown this once.

    ``days`` 0 never expires. Raises UsageError for a scope that the owner's role lacks.
    """
    name = name.strip()
    if not name or len(name) > LONGEST or not name.isprintable():
        raise UsageError("token_name", where=name[:LONGEST], longest=LONGEST)
    if region and not REGION.fullmatch(region):
        raise UsageError("token_region_form", where=region[:20])
    if not 0 <= days <= MOST_DAYS:
        raise UsageError("token_days", where=str(days), most=MOST_DAYS)
    wanted = _scopes(scopes, owner)
    secret, moment = secrets.token_urlsafe(32), datetime.now(UTC).replace(microsecond=0)
    row = TokenRow(
        id=secrets.token_hex(6),
        account=owner.id,
        name=name,
        secret=_hash(secret),
        scopes=wanted,
        region=region,
        made_at=moment,
        expires_at=moment + timedelta(days=days) if days else None,
    )
    with ledger.session() as session:
        session.add(row)
        told = {"owner": owner.name, "name": name, "scopes": wanted, "region": region}
        audit.add(session, who, "token.add", row.id, told | {"days": days})
    return Token(row, owner), f"lt_{row.id}_{secret}"


def tokens(ledger: Ledger, account: int | None = None) -> list[Token]:
    """Return the tokens of an account, or all, newest first."""
    wanted = select(TokenRow, AccountRow).join(AccountRow, AccountRow.id == TokenRow.account)
    if account is not None:
        wanted = wanted.where(TokenRow.account == account)
    with ledger.session() as session:
        rows = session.execute(wanted.order_by(TokenRow.made_at.desc(), TokenRow.id)).all()
    return [Token(row, owner) for row, owner in rows]


def revoke(ledger: Ledger, who: Who, id: str, account: int | None = None) -> None:
    """End a token for ever; raises NotFound, also for one of another ``account``."""
    with ledger.session() as session:
        row = session.get(TokenRow, id)
        if row is None or (account is not None and row.account != account):
            raise NotFound("token_missing", where=id[:20])
        if row.revoked_at is None:
            row.revoked_at = datetime.now(UTC).replace(microsecond=0)
            audit.add(session, who, "token.revoke", row.id, {"name": row.name})


def used(ledger: Ledger, text: str) -> Token:
    """Return the token of a text; raises NotKnown where it is unknown, expired or revoked."""
    form = FORM.fullmatch(text.strip())
    found = _read(ledger, form[1]) if form else None
    kept = found.row.secret if found else ""
    if not hmac.compare_digest(kept, _hash(form[2] if form else "")) or found is None:
        raise NotKnown("token_unknown", where="Authorization")
    if found.row.state != "live":
        raise NotKnown(f"token_{found.row.state}", where="Authorization", id=found.row.id)
    if found.owner.disabled_at is not None:
        raise NotKnown("token_owner", where="Authorization", id=found.row.id)
    _touch(ledger, found.row)
    return found


def _read(ledger: Ledger, id: str) -> Token | None:
    with ledger.reading() as connection:
        found = connection.execute(BOTH, {"wanted": id}).first()
    if found is None:
        return None
    cells, wide = tuple(found), len(TOKEN.c)
    row = TokenRow(**dict(zip(TOKEN.c.keys(), cells[:wide], strict=True)))
    return Token(row, AccountRow(**dict(zip(ACCOUNT.c.keys(), cells[wide:], strict=True))))


def _touch(ledger: Ledger, row: TokenRow) -> None:
    moment = datetime.now(UTC)
    if row.used_at is not None and moment - row.used_at < USED_EVERY:
        return
    with ledger.session() as session:
        session.execute(update(TokenRow).where(TokenRow.id == row.id).values(used_at=moment))


def _scopes(scopes: Collection[str], owner: AccountRow) -> list[str]:
    has = rights_of(owner.role)
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown or not scopes:
        raise UsageError("token_scope", where=", ".join(unknown)[:100], known=", ".join(SCOPES))
    beyond = sorted(set(scopes) - has)
    if beyond:
        raise UsageError("token_beyond", where=", ".join(beyond), role=owner.role)
    return [one for one in SCOPES if one in scopes]


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
