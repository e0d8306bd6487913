"""The ground: batches, rejects, identity decisions, versions, switches, loads."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _words(length: int | None = None) -> sa.String:
    """Text that PostgreSQL too orders by its bytes."""
    found = sa.Text() if length is None else sa.String(length)
    same = sa.Text(collation="C") if length is None else sa.String(length, collation="C")
    return found.with_variant(same, "postgresql")


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "batch",
        sa.Column("id", _words(16), primary_key=True),
        sa.Column("source", _words(), nullable=False),
        sa.Column("view", _words(), nullable=False),
        sa.Column("title", _words(), nullable=False),
        sa.Column("mapping", _words(64), nullable=False),
        sa.Column("observed_on", _words(10), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("files", sa.JSON, nullable=False),
        sa.Column("rows_read", sa.Integer, nullable=False),
        sa.Column("rows_accepted", sa.Integer, nullable=False),
        sa.Column("rows_set_aside", sa.Integer, nullable=False),
    )
    op.create_table(
        "reject",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("batch", _words(16), sa.ForeignKey("batch.id"), nullable=False),
        sa.Column("file", _words(), nullable=False),
        sa.Column("sheet", _words(), nullable=False),
        sa.Column("row", sa.Integer),
        sa.Column("column", _words(), nullable=False),
        sa.Column("code", _words(50), nullable=False),
        sa.Column("values", sa.JSON, nullable=False),
        sa.Column("raw", sa.JSON, nullable=False),
    )
    op.create_index("reject_batch", "reject", ["batch"])
    op.create_table(
        "decision",
        sa.Column("old", _words(), primary_key=True),
        sa.Column("new", _words(), nullable=False),
        sa.Column("former_name", _words(), nullable=False),
        sa.Column("reason", _words(50), nullable=False),
        sa.Column("source", _words(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "version",
        sa.Column("id", _words(16), primary_key=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("schema", _words(64), nullable=False),
        sa.Column("batches", sa.JSON, nullable=False),
        sa.Column("decisions", sa.JSON, nullable=False),
        sa.Column("nodes", sa.Integer, nullable=False),
        sa.Column("links", sa.Integer, nullable=False),
        sa.Column("as_of", _words(10), nullable=False),
        sa.Column("waiting", sa.JSON, nullable=False),
    )
    op.create_table(
        "switch",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("version", _words(16), sa.ForeignKey("version.id"), nullable=False),
        sa.Column("switched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", _words(20), nullable=False),
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
