"""Scenarios: what-if changes that were saved, with the versions that they were asked of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def _words(length: int | None = None) -> sa.String:
    """Text that PostgreSQL too orders by its bytes."""
    found = sa.Text() if length is None else sa.String(length)
    same = sa.Text(collation="C") if length is None else sa.String(length, collation="C")
    return found.with_variant(same, "postgresql")


def upgrade() -> None:
    """Make the table of scenarios."""
    op.create_table(
        "scenario",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("name", _words(100), nullable=False, unique=True),
        sa.Column("chain", _words(100), nullable=False),
        sa.Column("region", _words(20), nullable=False),
        sa.Column("assume_complete", sa.Boolean, nullable=False),
        sa.Column("changes", sa.JSON, nullable=False),
        sa.Column("data_version", _words(16), nullable=False),
        sa.Column("settings_version", _words(16), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("scenario_chain", "scenario", ["chain"])


def downgrade() -> None:
    """Take the table of scenarios away."""
    op.drop_table("scenario")
