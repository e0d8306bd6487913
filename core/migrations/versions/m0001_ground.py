"""The ground: batches, rejects, identity decisions, versions, switches, loads."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "batch",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("source", sa.String(100), nullable=False),
        sa.Column("view", sa.String(200), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("mapping", sa.String(64), nullable=False),
        sa.Column("observed_on", sa.String(10), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("files", sa.JSON, nullable=False),
        sa.Column("rows_read", sa.Integer, nullable=False),
        sa.Column("rows_accepted", sa.Integer, nullable=False),
        sa.Column("rows_set_aside", sa.Integer, nullable=False),
    )
    op.create_table(
        "reject",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("batch", sa.String(16), sa.ForeignKey("batch.id"), nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("sheet", sa.Text, nullable=False),
        sa.Column("row", sa.Integer),
        sa.Column("column", sa.Text, nullable=False),
        sa.Column("code", sa.String(50), nullable=False),
        sa.Column("values", sa.JSON, nullable=False),
        sa.Column("raw", sa.JSON, nullable=False),
    )
    op.create_index("reject_batch", "reject", ["batch"])
    op.create_table(
        "decision",
        sa.Column("old", sa.String(200), primary_key=True),
        sa.Column("new", sa.String(200), nullable=False),
        sa.Column("former_name", sa.Text, nullable=False),
        sa.Column("reason", sa.String(50), nullable=False),
        sa.Column("source", sa.String(100), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "version",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("schema", sa.String(64), nullable=False),
        sa.Column("batches", sa.JSON, nullable=False),
        sa.Column("decisions", sa.JSON, nullable=False),
        sa.Column("nodes", sa.Integer, nullable=False),
        sa.Column("links", sa.Integer, nullable=False),
        sa.Column("as_of", sa.String(10), nullable=False),
        sa.Column("waiting", sa.JSON, nullable=False),
    )
    op.create_table(
        "switch",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("version", sa.String(16), sa.ForeignKey("version.id"), nullable=False),
        sa.Column("switched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
    )
    op.create_table(
        "load",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("report", sa.JSON, nullable=False),
    )


def downgrade() -> None:
    """Take the first tables away."""
    for table in ("load", "switch", "version", "decision", "reject", "batch"):
        op.drop_table(table)
