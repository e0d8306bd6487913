"""Accounts, their sessions and login attempts, tokens, and the audit that only grows."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

REFUSED = "the audit is only added to"


def _words(length: int | None = None) -> sa.String:
    """Text that PostgreSQL too orders by its bytes."""
    found = sa.Text() if length is None else sa.String(length)
    same = sa.Text(collation="C") if length is None else sa.String(length, collation="C")
    return found.with_variant(same, "postgresql")


def _moment(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    """Make the tables."""
    _accounts()
    op.create_table(
        "token",
        sa.Column("id", _words(12), primary_key=True),
        sa.Column("account", sa.Integer, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("name", _words(60), nullable=False),
        sa.Column("secret", _words(64), nullable=False),
        sa.Column("scopes", sa.JSON, nullable=False),
        sa.Column("region", _words(12), nullable=False),
        _moment("made_at"),
        _moment("expires_at", nullable=True),
        _moment("used_at", nullable=True),
        _moment("revoked_at", nullable=True),
    )
    op.create_index("token_account", "token", ["account"])
    _audit()


def _accounts() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("name", _words(40), nullable=False, unique=True),
        sa.Column("role", _words(20), nullable=False),
        sa.Column("password", _words(200), nullable=False),
        _moment("made_at"),
        _moment("password_at"),
        _moment("login_at", nullable=True),
        _moment("disabled_at", nullable=True),
    )
    op.create_table(
        "login_session",
        sa.Column("id", _words(64), primary_key=True),
        sa.Column("account", sa.Integer, sa.ForeignKey("account.id"), nullable=False),
        _moment("started_at"),
        _moment("ended_at", nullable=True),
    )
    op.create_index("login_session_account", "login_session", ["account"])
    op.create_table(
        "login_attempt",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("account", _words(64), nullable=False),
        sa.Column("address", _words(64), nullable=False),
        _moment("at"),
    )
    op.create_index("login_attempt_account", "login_attempt", ["account", "at"])
    op.create_index("login_attempt_address", "login_attempt", ["address", "at"])


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        _moment("at"),
        sa.Column("kind", _words(20), nullable=False),
        sa.Column("name", _words(100), nullable=False),
        sa.Column("who", _words(32), nullable=False),
        sa.Column("address", _words(64), nullable=False),
        sa.Column("event", _words(40), nullable=False),
        sa.Column("subject", _words(300), nullable=False),
        sa.Column("detail", sa.JSON, nullable=False),
    )
    op.create_index("audit_at", "audit", ["at"])
    op.create_index("audit_name", "audit", ["name"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION audit_refuses() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$"
        )
        op.execute(
            "CREATE TRIGGER audit_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses()"
        )
        return
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_no_{act.lower()} BEFORE {act} ON audit "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
        )


def downgrade() -> None:
    """Take the tables away."""
    for table in ("token", "login_session", "login_attempt", "account", "audit"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_refuses()")
