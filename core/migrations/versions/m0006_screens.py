"""Saved filters: what a person screens enterprises by, under a name."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def _words(length: int | None = None) -> sa.String:
    """Text that PostgreSQL too orders by its bytes."""
    found = sa.Text() if length is None else sa.String(length)
    same = sa.Text(collation="C") if length is None else sa.String(length, collation="C")
    return found.with_variant(same, "postgresql")


def upgrade() -> None:
    """Make the table of saved filters."""
    op.create_table(
        "screen",
        sa.Column("name", _words(100), primary_key=True),
        sa.Column("filters", sa.JSON, nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    """Take the table of saved filters away."""
    op.drop_table("screen")
