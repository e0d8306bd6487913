"""Answers of people to the questions of the queue, and what they change.

An answer about identity or about a segment makes a new data version; ``later``
changes nothing but the queue. Every answer and every one taken back is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from liantu.errors import NotFound, UsageError
from liantu.graph.merge import Decision
from liantu.graph.versions import in_force, version_id
from liantu.home import Home
from liantu.ingest import confirmed
from liantu.ingest.revise import revise
from liantu.ledger import DecisionRow, QuestionRow, now
from liantu.ledger.questions import IDENTITY, SAME, STATES, answered, by_id, put

LONGEST_NOTE = 500


@dataclass(frozen=True)
class Answered:
    """What an answer did: the questions as they are now, and the version before and now."""

    questions: tuple[QuestionRow, ...]
    before: str
    version: str
    waiting: bool  # answers are kept that no version holds yet

    @property
    def changed(self) -> bool:
        """Whether readers see another version than before."""
        return self.before != self.version


def answer(
    home: Home, ids: Sequence[str], state: str, note: str = "", *, apply: bool = True
) -> Answered:
    """Give one answer to some questions; the state ``open`` takes their answers back.

    ``ids`` may be beginnings of at least four characters. Without ``apply`` the
    answers are kept and the version is left to :func:`apply_answers` or the next
    load. Raises NotFound for an unknown question, UsageError for an answer that
    a rule forbids or a note that is too long.
    """
    if state not in STATES:
        raise UsageError("review_state", where=state, known=", ".join(STATES))
    if len(note) > LONGEST_NOTE:
        raise UsageError("review_note", where="note", limit=LONGEST_NOTE)
    with home.writing():
        with home.ledger.session() as session:
            rows = {row.id: row for name in ids for row in [_find(session, name)]}
        for row in rows.values():
            if state == SAME and any(one["code"] == "codes_differ" for one in row.reasons):
                raise UsageError("review_codes", where=row.id)
        touched = any(SAME in (row.state, state) for row in rows.values())

        def write(session: Session) -> None:
            at = now()
            for one in rows:
                found = session.get(QuestionRow, one)
                assert found is not None
                if state != SAME:
                    _forget(session, found)
                put(session, found, state, note, at)
                session.flush()
                rows[one] = found

        if touched and apply:
            before, version = _revise(home, dict.fromkeys(rows, state), write)
        else:
            with home.ledger.session() as session:
                write(session)
            before = version = _active(home)
        return Answered(tuple(rows.values()), before, version, touched and not apply)


def apply_answers(home: Home) -> tuple[str, str]:
    """Bring the active version to every answer given; return the version before and now."""
    with home.writing():
        return _revise(home, {}, lambda _session: None)


def question(home: Home, name: str) -> QuestionRow:
    """Return a question by its id or a unique beginning of it; raises NotFound."""
    with home.ledger.session() as session:
        return _find(session, name)


def pending(home: Home) -> bool:
    """Say whether the active version lacks an answer, or holds one that was taken back."""
    active = home.ledger.active()
    if active is None:
        return False
    pool = [Decision(row.old, row.new, row.former_name) for row in home.ledger.decisions()]
    held = [Decision(*one) for one in active.decisions]
    if pool or held:
        wanted = in_force(home, active.batches, pool)
        if version_id(active.batches, wanted) != version_id(active.batches, held):
            return True
    return confirmed.pending(home, active)


def _revise(
    home: Home, changes: dict[str, str], write: Callable[[Session], None]
) -> tuple[str, str]:
    decisions, accepted = _after(home, changes)
    delivery = confirmed.delivery(home, accepted)
    done = revise(
        home,
        decisions,
        "review",
        write,
        replace=confirmed.SOURCE,
        delivery=delivery,
    )
    return done.before, done.version


def _after(home: Home, changes: dict[str, str]) -> tuple[list[Decision], list[QuestionRow]]:
    """Return decisions and accepted segments as they are once ``changes`` are answered."""
    undone, joined = set(), []
    segments = {row.id: row for row in answered(home.ledger, ("segment",), (SAME,))}
    with home.ledger.session() as session:
        for name, state in changes.items():
            row = session.get(QuestionRow, name)
            assert row is not None
            if row.topic in IDENTITY:
                pair = (row.a, row.b)
                if state == SAME:
                    joined.append(Decision(row.a, row.b, row.former_name))
                else:
                    undone.add(pair)
            elif state == SAME:
                segments[name] = row
            else:
                segments.pop(name, None)
    pool = [
        Decision(row.old, row.new, row.former_name)
        for row in home.ledger.decisions()
        if (row.old, row.new) not in undone
    ]
    return pool + joined, list(segments.values())


def _find(session: Session, name: str) -> QuestionRow:
    found = by_id(session, name) if len(name) >= 4 else []
    if len(found) != 1:
        raise NotFound("question_unknown", where=name or "–")
    return found[0]


def _forget(session: Session, row: QuestionRow) -> None:
    """Take back what a load had decided of the same pair."""
    kept = session.get(DecisionRow, row.a)
    if row.topic in IDENTITY and kept is not None and kept.new == row.b:
        session.delete(kept)


def _active(home: Home) -> str:
    active = home.ledger.active()
    return active.id if active else ""
