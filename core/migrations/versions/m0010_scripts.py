"""Keys under which scripts deliver, and the log of requests."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def _words(length: int) -> sa.String:
    """Text that PostgreSQL too orders by its bytes."""
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "delivery_key",
        sa.Column("who", _words(100), primary_key=True),
        sa.Column("key", _words(200), primary_key=True),
        sa.Column("digest", _words(64), nullable=False),
        sa.Column("answer", sa.JSON, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "request_log",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", _words(20), nullable=False),
        sa.Column("name", _words(100), nullable=False),
        sa.Column("who", _words(32), nullable=False),
        sa.Column("endpoint", _words(80), nullable=False),
        sa.Column("method", _words(10), nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("ms", sa.Double, nullable=False),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        sa.Column("rows", sa.Integer, nullable=True),
    )
    op.create_index("request_log_at", "request_log", ["at"])


def downgrade() -> None:
    """Take the tables away."""
    op.drop_table("request_log")
    op.drop_table("delivery_key")
