"""Saved views of the explorer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def _words(length: int | None = None) -> sa.String:
    """Text that PostgreSQL too orders by its bytes."""
    found = sa.Text() if length is None else sa.String(length)
    same = sa.Text(collation="C") if length is None else sa.String(length, collation="C")
    return found.with_variant(same, "postgresql")


def upgrade() -> None:
    """Make the table of saved views."""
    op.create_table(
        "saved_view",
        sa.Column("id", _words(16), primary_key=True),
        sa.Column("name", _words(100), nullable=False),
        sa.Column("note", _words(), nullable=False),
        sa.Column("bookmark", sa.Boolean, nullable=False),
        sa.Column("data_version", _words(16), nullable=False),
        sa.Column("nodes", sa.Integer, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True)),
    )
    op.create_index("saved_view_changed", "saved_view", ["changed_at"])


def downgrade() -> None:
    """Take the table of saved views away."""
    op.drop_table("saved_view")
