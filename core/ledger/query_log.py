"""The log of the Cypher that was asked: who, what, how long, and how it ended."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Double, Index, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from liantu.ledger.audit import Who
from liantu.ledger.tables import Base, Moment
from liantu.ledger.tables import _words as words

if TYPE_CHECKING:
    from liantu.ledger import Ledger

KEPT_DAYS = 90
SWEPT_EVERY = 200  # lines after which old ones are looked for
LONGEST = 20_000  # signs of a text


class QueryLogRow(Base):
    """One text that was asked; ``outcome`` is ``ok``, ``cut``, or the code of an error."""

    __tablename__ = "query_log"
    __table_args__ = (Index("query_log_at", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(Moment())
    kind: Mapped[str] = mapped_column(words(20))
    name: Mapped[str] = mapped_column(words(100))
    text: Mapped[str] = mapped_column(words())
    data_version: Mapped[str] = mapped_column(words(16))
    rows: Mapped[int]
    seconds: Mapped[float] = mapped_column(Double())
    outcome: Mapped[str] = mapped_column(words(60))

    def as_dict(self) -> dict[str, Any]:
        """Return the line as JSON shows it; seconds are of the clock."""
        return {
            "id": self.id,
            "at": self.at.isoformat(),
            "kind": self.kind,
            "name": self.name,
            "query": self.text,
            "data_version": self.data_version,
            "rows": self.rows,
            "seconds": round(self.seconds, 3),
            "outcome": self.outcome,
        }


def log_query(
    ledger: Ledger, who: Who, text: str, version: str, rows: int, seconds: float, outcome: str
) -> None:
    """Write a line; lines older than 90 days are taken away now and then."""
    row = QueryLogRow(
        at=datetime.now(UTC),
        kind=who.kind,
        name=who.name[:100],
        text=text[:LONGEST].replace("\x00", "\N{REPLACEMENT CHARACTER}"),
        data_version=version[:16],
        rows=rows,
        seconds=seconds,
        outcome=outcome[:60],
    )
    with ledger.session() as session:
        session.add(row)
        session.flush()
        if row.id % SWEPT_EVERY == 0:
            old = datetime.now(UTC) - timedelta(days=KEPT_DAYS)
            session.execute(delete(QueryLogRow).where(QueryLogRow.at < old))


def logged(
    ledger: Ledger, start: int = 0, limit: int = 100, name: str = ""
) -> tuple[int, list[QueryLogRow]]:
    """Return how many lines there are and some of them, newest first."""
    wanted = select(QueryLogRow)
    if name:
        wanted = wanted.where(QueryLogRow.name == name)
    with ledger.session() as session:
        count = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
        rows = session.scalars(
            wanted.order_by(QueryLogRow.id.desc()).offset(start).limit(limit)
        ).all()
    return count, list(rows)
