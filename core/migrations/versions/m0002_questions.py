"""What people are asked: questions, verdicts, and when questions were looked for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _words(length: int | None = None) -> sa.String:
    """Text that PostgreSQL too orders by its bytes."""
    found = sa.Text() if length is None else sa.String(length)
    same = sa.Text(collation="C") if length is None else sa.String(length, collation="C")
    return found.with_variant(same, "postgresql")


def upgrade() -> None:
    """Make the tables of the review queue."""
    op.create_table(
        "question",
        sa.Column("id", _words(16), primary_key=True),
        sa.Column("topic", _words(20), nullable=False),
        sa.Column("kind", _words(50), nullable=False),
        sa.Column("a", _words(), nullable=False),
        sa.Column("b", _words(), nullable=False),
        sa.Column("a_version", _words(16), nullable=False),
        sa.Column("b_version", _words(16), nullable=False),
        sa.Column("former_name", _words(), nullable=False),
        sa.Column("score", sa.Double, nullable=False),
        sa.Column("marked", sa.Boolean, nullable=False),
        sa.Column("reasons", sa.JSON, nullable=False),
        sa.Column("shown", sa.JSON, nullable=False),
        sa.Column("state", _words(20), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("question_state", "question", ["topic", "state", "score"])
    op.create_table(
        "verdict",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("question", _words(16), sa.ForeignKey("question.id"), nullable=False),
        sa.Column("state", _words(20), nullable=False),
        sa.Column("note", _words(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("verdict_question", "verdict", ["question"])
    op.create_table(
        "look",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("version", _words(16), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("found", sa.JSON, nullable=False),
    )


def downgrade() -> None:
    """Take the tables of the review queue away."""
    for table in ("look", "verdict", "question"):
        op.drop_table(table)
