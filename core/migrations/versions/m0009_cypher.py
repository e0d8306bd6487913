"""Named queries in their versions, and the log of the Cypher that was asked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def _words(length: int | None = None) -> sa.String:
    """Text that PostgreSQL too orders by its bytes."""
    found = sa.Text() if length is None else sa.String(length)
    same = sa.Text(collation="C") if length is None else sa.String(length, collation="C")
    return found.with_variant(same, "postgresql")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "named_query",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("name", _words(60), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("doc", _words(500), nullable=False),
        sa.Column("params", sa.JSON, nullable=False),
        sa.Column("text", _words(), nullable=False),
        sa.Column("made_by", _words(60), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.UniqueConstraint("name", "version", name="named_query_version"),
    )
    op.create_table(
        "query_log",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", _words(20), nullable=False),
        sa.Column("name", _words(100), nullable=False),
        sa.Column("text", _words(), nullable=False),
        sa.Column("data_version", _words(16), nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("seconds", sa.Double, nullable=False),
        sa.Column("outcome", _words(60), nullable=False),
    )
    op.create_index("query_log_at", "query_log", ["at"])


def downgrade() -> None:
    """Take the tables away."""
    op.drop_table("query_log")
    op.drop_table("named_query")
