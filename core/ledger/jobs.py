"""Jobs and schedules: work that runs in a process of its own, and when it is started.

A job is put in as ``queued``, claimed by one worker (``running``) and ended by it as
``done``, ``failed``, ``cancelled`` or ``held``. A worker that died ends nothing: its job
becomes ``interrupted`` as soon as anybody looks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import JSON, CursorResult, Double, ForeignKey, Index, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from liantu.errors import NotFound, UsageError
from liantu.ledger.tables import Base, Moment
from liantu.ledger.tables import _words as words

if TYPE_CHECKING:
    from liantu.ledger import Ledger

QUEUED, RUNNING, DONE, FAILED = "queued", "running", "done", "failed"
CANCELLED, INTERRUPTED, HELD = "cancelled", "interrupted", "held"
LIVE = (QUEUED, RUNNING)
ENDED = (DONE, FAILED, CANCELLED, INTERRUPTED, HELD)
STATES = (*LIVE, *ENDED)


class ScheduleRow(Base):
    """What is loaded by itself, and when: by cron, every so many seconds, or as files appear."""

    __tablename__ = "schedule"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    name: Mapped[str] = mapped_column(words(100), unique=True)
    kind: Mapped[str] = mapped_column(words(20))
    path: Mapped[str] = mapped_column(words())
    cron: Mapped[str] = mapped_column(words(100), default="")
    every: Mapped[float] = mapped_column(Double(), default=0.0)
    options: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    active: Mapped[bool] = mapped_column(default=True)
    retries: Mapped[int]
    timeout: Mapped[float] = mapped_column(Double())
    from_at: Mapped[datetime] = mapped_column(Moment())  # runs before it are not made up for
    last_at: Mapped[datetime | None] = mapped_column(Moment())


class JobRow(Base):
    """One piece of work: what, how far, by which process, and what came of it."""

    __tablename__ = "job"
    __table_args__ = (Index("job_state", "state"), Index("job_schedule", "schedule"))

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(words(20))
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(words(20), default=QUEUED)
    asked: Mapped[str] = mapped_column(words(20), default="")
    tries: Mapped[int] = mapped_column(default=0)
    retries: Mapped[int]
    timeout: Mapped[float] = mapped_column(Double())
    made_at: Mapped[datetime] = mapped_column(Moment())
    started_at: Mapped[datetime | None] = mapped_column(Moment())
    finished_at: Mapped[datetime | None] = mapped_column(Moment())
    stage: Mapped[str] = mapped_column(words(20), default="")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    message: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    host: Mapped[str] = mapped_column(words(), default="")
    pid: Mapped[int | None]
    born: Mapped[float | None] = mapped_column(Double())
    seen_at: Mapped[datetime | None] = mapped_column(Moment())
    report: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    schedule: Mapped[int | None] = mapped_column(ForeignKey("schedule.id"))


@dataclass(frozen=True)
class Worker:
    """A process as it is told from any other: machine, number, and when it began (epoch s)."""

    host: str
    pid: int
    born: float


def job(ledger: Ledger, number: int) -> JobRow:
    """Return a job by number; raises NotFound."""
    with ledger.session() as session:
        found = session.get(JobRow, number)
    if found is None:
        raise NotFound("job_unknown", where=str(number))
    return found


def jobs(
    ledger: Ledger, states: Sequence[str] = STATES, limit: int = 100, kind: str = ""
) -> list[JobRow]:
    """Return the last jobs in some states, newest first."""
    wanted = select(JobRow).where(JobRow.state.in_(states))
    if kind:
        wanted = wanted.where(JobRow.kind == kind)
    with ledger.session() as session:
        return list(session.scalars(wanted.order_by(JobRow.id.desc()).limit(limit)))


def live_of(ledger: Ledger, schedule: int) -> JobRow | None:
    """Return the job of a schedule that has not ended, or None."""
    wanted = select(JobRow).where(JobRow.schedule == schedule, JobRow.state.in_(LIVE))
    with ledger.session() as session:
        return session.scalars(wanted.order_by(JobRow.id.desc()).limit(1)).first()


def put(ledger: Ledger, row: JobRow, keep: int) -> int:
    """Queue a job and return its number; of those that ended only the last ``keep`` stay."""
    with ledger.session() as session:
        row.seen_at = func.now()
        session.add(row)
        session.flush()
        old = delete(JobRow).where(JobRow.id <= row.id - keep, JobRow.state.in_(ENDED))
        session.execute(old)
        return row.id


def move(ledger: Ledger, number: int, before: Sequence[str], after: str, **values: Any) -> bool:
    """Bring a job from one of some states into another one; say whether it was in one of them."""
    with ledger.session() as session:
        return moved(session, number, before, state=after, **values)


def moved(session: Session, number: int, before: Sequence[str], **values: Any) -> bool:
    """Change columns of a job that is in one of some states; say whether it was."""
    wanted = update(JobRow).where(JobRow.id == number, JobRow.state.in_(before)).values(**values)
    return cast("CursorResult[Any]", session.execute(wanted)).rowcount == 1


def seen(ledger: Ledger, number: int, **values: Any) -> None:
    """Note that a running job's worker lives, by the ledger's own clock, and how far it is."""
    with ledger.session() as session:
        moved(session, number, (RUNNING,), seen_at=func.now(), **values)


def unseen(ledger: Ledger, seconds: float) -> list[JobRow]:
    """Return live jobs whose worker was not seen for so long, by the ledger's own clock."""
    with ledger.session() as session:
        at = session.scalar(select(func.now(type_=Moment())))
        rows = session.scalars(select(JobRow).where(JobRow.state.in_(LIVE)).order_by(JobRow.id))
        limit = timedelta(seconds=seconds)
        return [row for row in rows if row.seen_at and at and at - row.seen_at > limit]


def schedule(ledger: Ledger, name: str) -> ScheduleRow:
    """Return a schedule by name; raises NotFound."""
    with ledger.session() as session:
        found = session.scalars(select(ScheduleRow).where(ScheduleRow.name == name)).first()
    if found is None:
        raise NotFound("schedule_unknown", where=name)
    return found


def schedules(ledger: Ledger) -> list[ScheduleRow]:
    """Return every schedule, by name."""
    with ledger.session() as session:
        return list(session.scalars(select(ScheduleRow).order_by(ScheduleRow.name)))


def add_schedule(ledger: Ledger, row: ScheduleRow) -> None:
    """Keep a new schedule; raises UsageError where its name is taken."""
    with ledger.session() as session:
        taken = session.scalars(select(ScheduleRow).where(ScheduleRow.name == row.name)).first()
        if taken is not None:
            raise UsageError("schedule_taken", where=row.name)
        session.add(row)


def change_schedule(ledger: Ledger, number: int, **values: Any) -> None:
    """Change columns of a schedule."""
    with ledger.session() as session:
        session.execute(update(ScheduleRow).where(ScheduleRow.id == number).values(**values))


def remove_schedule(ledger: Ledger, number: int) -> None:
    """Forget a schedule; its jobs stay."""
    with ledger.session() as session:
        session.execute(update(JobRow).where(JobRow.schedule == number).values(schedule=None))
        found = session.get(ScheduleRow, number)
        if found is not None:
            session.delete(found)
