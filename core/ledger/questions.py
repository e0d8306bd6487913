"""What a person is asked, and every answer that was given.

A question is about two ids: likely duplicates, a rename that is not sure, an
enterprise and the segment that its own words point to. Its answer is the last
verdict; taking an answer back is one more verdict, so nothing is ever lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Double, ForeignKey, Index, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from liantu.ledger.tables import Base, DecisionRow, Moment
from liantu.ledger.tables import _words as words

if TYPE_CHECKING:
    from liantu.ledger import Ledger

IDENTITY = ("duplicate", "rename")  # topics whose "same" joins two ids
TOPICS = (*IDENTITY, "segment")
OPEN, SAME, DIFFERENT, LATER = "open", "same", "different", "later"
STATES = (OPEN, LATER, SAME, DIFFERENT)


class QuestionRow(Base):
    """One question with its score and reasons; ``state`` repeats the last verdict."""

    __tablename__ = "question"
    __table_args__ = (Index("question_state", "topic", "state", "score"),)

    id: Mapped[str] = mapped_column(words(16), primary_key=True)
    topic: Mapped[str] = mapped_column(words(20))
    kind: Mapped[str] = mapped_column(words(50))
    a: Mapped[str] = mapped_column(words())
    b: Mapped[str] = mapped_column(words())
    a_version: Mapped[str] = mapped_column(words(16))
    b_version: Mapped[str] = mapped_column(words(16))
    former_name: Mapped[str] = mapped_column(words(), default="")
    score: Mapped[float] = mapped_column(Double())
    marked: Mapped[bool]
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    shown: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(words(20), default=OPEN)
    asked_at: Mapped[datetime] = mapped_column(Moment())


class VerdictRow(Base):
    """One answer, or one answer taken back."""

    __tablename__ = "verdict"
    __table_args__ = (Index("verdict_question", "question"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    question: Mapped[str] = mapped_column(words(16), ForeignKey("question.id"))
    state: Mapped[str] = mapped_column(words(20))
    note: Mapped[str] = mapped_column(words(), default="")
    made_at: Mapped[datetime] = mapped_column(Moment())


class LookRow(Base):
    """One search for questions: in which version, what was found, in how many seconds."""

    __tablename__ = "look"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    version: Mapped[str] = mapped_column(words(16))
    looked_at: Mapped[datetime] = mapped_column(Moment())
    found: Mapped[dict[str, Any]] = mapped_column(JSON)


@dataclass(frozen=True)
class Listed:
    """A page of questions, best score first, and how many there are in each state."""

    rows: list[QuestionRow]
    counts: dict[str, int]


def question_id(topic: str, a: str, b: str) -> str:
    """Return the id of a question; for duplicates the order of the two ids does not matter."""
    pair = sorted((a, b)) if topic == "duplicate" else [a, b]
    return sha256("|".join([topic, *pair]).encode()).hexdigest()[:16]


def questions(
    ledger: Ledger, topics: Sequence[str], states: Sequence[str], start: int = 0, limit: int = 50
) -> Listed:
    """Return the questions of some topics in some states, and the counts of all their states."""
    wanted = QuestionRow.topic.in_(topics)
    with ledger.session() as session:
        counted = session.execute(
            select(QuestionRow.state, func.count()).where(wanted).group_by(QuestionRow.state)
        ).all()
        rows = session.scalars(
            select(QuestionRow)
            .where(wanted, QuestionRow.state.in_(states))
            .order_by(QuestionRow.score.desc(), QuestionRow.id)
            .offset(start)
            .limit(limit)
        )
        return Listed(
            list(rows), dict.fromkeys(STATES, 0) | {one[0]: int(one[1]) for one in counted}
        )


def neighbours(ledger: Ledger, row: QuestionRow, topics: Sequence[str]) -> tuple[str, str]:
    """Return the open questions before and after one in the order of the queue; or empty."""
    with ledger.session() as session:
        ids = [
            (score, one)
            for one, score in session.execute(
                select(QuestionRow.id, QuestionRow.score).where(
                    QuestionRow.topic.in_(topics),
                    QuestionRow.state == OPEN,
                    QuestionRow.id != row.id,
                )
            )
        ]
    own = (-row.score, row.id)
    before = max(((-score, one) for score, one in ids if (-score, one) < own), default=(0, ""))
    after = min(((-score, one) for score, one in ids if (-score, one) > own), default=(0, ""))
    return before[1], after[1]


def by_id(session: Session, name: str) -> list[QuestionRow]:
    """Return the questions whose id begins with ``name``; more than one means it is too short."""
    found = session.scalars(
        select(QuestionRow).where(func.substr(QuestionRow.id, 1, len(name)) == name).limit(2)
    )
    return list(found)


def verdicts(ledger: Ledger, question: str) -> list[VerdictRow]:
    """Return every answer to a question, newest first."""
    with ledger.session() as session:
        return list(
            session.scalars(
                select(VerdictRow)
                .where(VerdictRow.question == question)
                .order_by(VerdictRow.id.desc())
            )
        )


def answered(ledger: Ledger, topics: Sequence[str], states: Sequence[str]) -> list[QuestionRow]:
    """Return every question of some topics in some states, by id."""
    with ledger.session() as session:
        return list(
            session.scalars(
                select(QuestionRow)
                .where(QuestionRow.topic.in_(topics), QuestionRow.state.in_(states))
                .order_by(QuestionRow.id)
            )
        )


def last_look(ledger: Ledger) -> LookRow | None:
    """Return the last search for questions, or None before the first."""
    with ledger.session() as session:
        return session.scalars(select(LookRow).order_by(LookRow.id.desc()).limit(1)).first()


def ask(
    session: Session,
    found: Iterable[QuestionRow],
    topics: Sequence[str],
    stale: Callable[[QuestionRow], bool],
) -> dict[str, int]:
    """Bring the open questions of some topics to what was found; answers stay as they are.

    An open question that was not found again and is ``stale`` goes away, unless it
    was answered once. Returns how many are new and how many went.
    """
    known = {
        row.id: row
        for row in session.scalars(select(QuestionRow).where(QuestionRow.topic.in_(topics)))
    }
    told = set(session.scalars(select(VerdictRow.question).distinct()))
    seen: set[str] = set()
    new = 0
    for row in found:
        if row.id in seen:
            continue
        seen.add(row.id)
        old = known.get(row.id)
        if old is None:
            session.add(row)
            new += 1
        elif old.state in (OPEN, LATER):
            for name in ("a_version", "b_version", "score", "marked", "reasons", "shown"):
                setattr(old, name, getattr(row, name))
    gone = [
        row
        for row in known.values()
        if row.state == OPEN and row.id not in seen | told and stale(row)
    ]
    for row in gone:
        session.delete(row)
    return {"new": new, "gone": len(gone)}


def put(session: Session, row: QuestionRow, state: str, note: str, at: datetime) -> None:
    """Answer a question, or take its answer back with the state ``open``."""
    row.state = state
    session.add(VerdictRow(question=row.id, state=state, note=note, made_at=at))


def asked_pairs(ledger: Ledger) -> set[frozenset[str]]:
    """Return the pairs that a person was asked about and has not joined: a load leaves them."""
    rows = answered(ledger, IDENTITY, (OPEN, LATER, DIFFERENT))
    return {frozenset((row.a, row.b)) for row in rows}


def joined(session: Session) -> list[DecisionRow]:
    """Return what people answered as identity decisions: facts under ``a`` are about ``b``."""
    return [
        DecisionRow(
            old=row.a,
            new=row.b,
            former_name=row.former_name,
            reason=row.topic,
            source="review",
            made_at=row.asked_at,
        )
        for row in session.scalars(
            select(QuestionRow)
            .where(QuestionRow.topic.in_(IDENTITY), QuestionRow.state == SAME)
            .order_by(QuestionRow.a, QuestionRow.id)
        )
    ]
