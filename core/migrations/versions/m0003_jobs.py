"""Jobs and schedules: work in processes of their own, and when it is started."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _words(length: int | None = None) -> sa.String:
    """Text that PostgreSQL too orders by its bytes."""
    found = sa.Text() if length is None else sa.String(length)
    same = sa.Text(collation="C") if length is None else sa.String(length, collation="C")
    return found.with_variant(same, "postgresql")


def upgrade() -> None:
    """Make the tables of jobs and schedules."""
    op.create_table(
        "schedule",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("name", _words(100), nullable=False, unique=True),
        sa.Column("kind", _words(20), nullable=False),
        sa.Column("path", _words(), nullable=False),
        sa.Column("cron", _words(100), nullable=False),
        sa.Column("every", sa.Double, nullable=False),
        sa.Column("options", sa.JSON, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("retries", sa.Integer, nullable=False),
        sa.Column("timeout", sa.Double, nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True)),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("kind", _words(20), nullable=False),
        sa.Column("arguments", sa.JSON, nullable=False),
        sa.Column("state", _words(20), nullable=False),
        sa.Column("asked", _words(20), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("retries", sa.Integer, nullable=False),
        sa.Column("timeout", sa.Double, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True)),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("stage", _words(20), nullable=False),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("message", sa.JSON, nullable=False),
        sa.Column("host", _words(), nullable=False),
        sa.Column("pid", sa.Integer),
        sa.Column("born", sa.Double),
        sa.Column("seen_at", sa.DateTime(timezone=True)),
        sa.Column("report", sa.JSON, nullable=False),
        sa.Column("schedule", sa.Integer, sa.ForeignKey("schedule.id")),
    )
    op.create_index("job_state", "job", ["state"])
    op.create_index("job_schedule", "job", ["schedule"])


def downgrade() -> None:
    """Take the tables of jobs and schedules away."""
    for table in ("job", "schedule"):
        op.drop_table(table)
