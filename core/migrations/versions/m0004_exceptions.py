"""The exceptions list of party coverage: what may stay as it is, why, and until when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _words(length: int | None = None) -> sa.String:
    """Text that PostgreSQL too orders by its bytes."""
    found = sa.Text() if length is None else sa.String(length)
    same = sa.Text(collation="C") if length is None else sa.String(length, collation="C")
    return found.with_variant(same, "postgresql")


def upgrade() -> None:
    """Make the table of exceptions."""
    op.create_table(
        "coverage_exception",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("unit", _words(), nullable=False),
        sa.Column("name", _words(), nullable=False),
        sa.Column("code", _words(100), nullable=False),
        sa.Column("reason", _words(), nullable=False),
        sa.Column("until", _words(10), nullable=False),
        sa.Column("added_by", _words(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_by", _words(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True)),
    )
    op.create_index("coverage_exception_unit", "coverage_exception", ["unit", "code"])


def downgrade() -> None:
    """Take the table of exceptions away."""
    op.drop_table("coverage_exception")
