"""The log of requests: who asked which endpoint, how long it took, how much was given.

Neither addresses nor what was asked for are kept: the audit says who wrote and who took away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Double, Index, case, delete, func, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from liantu.ledger.tables import Base, Moment
from liantu.ledger.tables import _words as words

if TYPE_CHECKING:
    from liantu.ledger import Ledger

QUANTILE = 0.95


class RequestRow(Base):
    """One request that was answered."""

    __tablename__ = "request_log"
    __table_args__ = (Index("request_log_at", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(Moment())
    kind: Mapped[str] = mapped_column(words(20))
    name: Mapped[str] = mapped_column(words(100))
    who: Mapped[str] = mapped_column(words(32))
    endpoint: Mapped[str] = mapped_column(words(80))
    method: Mapped[str] = mapped_column(words(10))
    status: Mapped[int]
    ms: Mapped[float] = mapped_column(Double())
    bytes: Mapped[int] = mapped_column(BigInteger())
    rows: Mapped[int | None]


@dataclass(frozen=True)
class Use:
    """What one principal asked of one endpoint in a span of time; p95 in ms."""

    kind: str
    name: str
    who: str
    endpoint: str
    requests: int
    errors: int
    refused: int
    p95_ms: float
    bytes: int
    rows: int
    last_at: datetime

    def as_dict(self) -> dict[str, Any]:
        """Return the figures by name."""
        found = asdict(self) | {"last_at": self.last_at.isoformat()}
        return found | {"p95_ms": round(self.p95_ms, 1)}


def note(ledger: Ledger, requests: Sequence[dict[str, Any]]) -> None:
    """Add requests to the log, in one transaction."""
    if requests:
        with ledger.session() as session:
            session.execute(insert(RequestRow), list(requests))


def forget(ledger: Ledger, before: datetime) -> None:
    """Remove what was asked before a moment."""
    with ledger.session() as session:
        session.execute(delete(RequestRow).where(RequestRow.at < before))


def usage(ledger: Ledger, since: datetime, who: str = "", endpoint: str = "") -> list[Use]:
    """Return what was asked since a moment by principal and endpoint, the most asked first.

    ``who`` and ``endpoint`` narrow it to what holds their text. ``errors`` are answers of
    500 and more, ``refused`` those of 400 to 499.
    """
    row = RequestRow
    of = (row.kind, row.name, row.who, row.endpoint)
    wanted = [row.at >= since]
    if who:
        wanted.append(row.name.icontains(who, autoescape=True))
    if endpoint:
        wanted.append(row.endpoint.icontains(endpoint, autoescape=True))
    place = func.cume_dist().over(partition_by=of, order_by=row.ms).label("place")
    told = select(row, place).where(*wanted).subquery()
    at = told.c
    key = (at.kind, at.name, at.who, at.endpoint)
    query = (
        select(
            *key,
            func.count(),
            func.sum(case((at.status >= 500, 1), else_=0)),
            func.sum(case((at.status.between(400, 499), 1), else_=0)),
            func.min(case((at.place >= QUANTILE, at.ms))),
            func.sum(at.bytes),
            func.sum(func.coalesce(at.rows, 0)),
            func.max(at.at, type_=Moment()),
        )
        .group_by(*key)
        .order_by(func.count().desc(), *key)
    )
    with ledger.session() as session:
        rows = session.execute(query).all()
    return [
        Use(
            found[0],
            found[1],
            found[2],
            found[3],
            int(found[4]),
            int(found[5]),
            int(found[6]),
            float(found[7]),
            int(found[8]),
            int(found[9]),
            found[10],
        )
        for found in rows
    ]
