"""The review queue: one question at a time, both records side by side, answered by a form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from liantu.errors import LiantuError, UsageError
from liantu.graph.follow import follow
from liantu.graph.model import model
from liantu.ingest.likeness import MARKED
from liantu.ingest.look import look, look_after
from liantu.ingest.review import answer, apply_answers, pending, question
from liantu.ingest.wording import question_json, reason_text, state_text
from liantu.ledger import QuestionRow, VerdictRow
from liantu.ledger.questions import (
    IDENTITY,
    OPEN,
    STATES,
    last_look,
    neighbours,
    questions,
    verdicts,
)
from liantu.queries.profile import Fact, Profile, profile
from liantu.web.context import home, lang, snapshots

bp = Blueprint("review", __name__)

GROUPS = {"identity": IDENTITY, "segment": ("segment",)}
SHOWN = 100  # questions of one page
AT_ONCE = 50_000  # nodes up to which every answer makes its version by itself


@dataclass(frozen=True)
class Side:
    """One of the two records: what its sources say, in the version in which it was asked."""

    id: str
    name: str
    version: str
    profile: Profile | None
    note: str

    def as_dict(self) -> dict[str, Any]:
        """Return the record by name."""
        return {
            "id": self.id,
            "name": self.name,
            "data_version": self.version,
            "record": self.profile.as_dict() if self.profile else None,
        }


@dataclass(frozen=True)
class Line:
    """One fact of both records."""

    label: str
    unit: str
    a: Fact | None
    b: Fact | None

    @property
    def differs(self) -> bool:
        """Whether both say something, and not the same."""
        return self.a is not None and self.b is not None and self.a.value != self.b.value


@dataclass(frozen=True)
class QuestionView:
    """A question with both records, its answers, and its neighbours in the queue."""

    row: QuestionRow
    group: str
    a: Side
    b: Side
    lines: tuple[Line, ...]
    told: tuple[VerdictRow, ...]
    before: str
    after: str
    left: int

    def as_dict(self) -> dict[str, Any]:
        """Return the stable JSON of a question."""
        return {
            **question_json(self.row),
            "records": {"a": self.a.as_dict(), "b": self.b.as_dict()},
            "verdicts": [
                {"state": one.state, "note": one.note, "made_at": one.made_at.isoformat()}
                for one in self.told
            ],
        }


@bp.get("/data/review")
def page() -> str:
    """List the questions of a group in a state, best score first."""
    group, state = chosen()
    found = questions(home().ledger, GROUPS[group], (state,), 0, SHOWN)
    active, last = home().ledger.active(), last_look(home().ledger)
    open_ = {
        name: questions(home().ledger, topics, (OPEN,), 0, 1).counts[OPEN]
        for name, topics in GROUPS.items()
    }
    return render_template(
        "review.html",
        group=group,
        state=state,
        found=found,
        open=open_,
        states=STATES,
        done=done(),
        look=last if last is not None and active and last.version == active.id else None,
        pending=pending(home()),
        threshold=MARKED,
        reason_text=reason_text,
        state_text=state_text,
        place=place,
        json_url=url_for("api.review", group=group, state=state),
    )


@bp.get("/data/review/<name>")
def one(name: str) -> str:
    """Show one question with both records side by side."""
    found = view(name)
    return render_template(
        "question.html",
        view=found,
        done=done(),
        reason_text=reason_text,
        state_text=state_text,
        json_url=url_for("api.question", name=found.row.id),
    )


@bp.post("/data/review/find")
def find() -> Response:
    """Look for questions in the active version."""
    look(home())
    return redirect(url_for("review.page"), 303)


@bp.post("/data/review/apply")
def apply() -> Response:
    """Make a version of the answers that none holds yet."""
    apply_answers(home())
    follow(home())
    return redirect(url_for("review.page"), 303)


@bp.post("/data/review/<name>")
def decide(name: str) -> Response:
    """Answer a question, or take its answer back, and go on to the next one."""
    row = question(home(), name)
    group = group_of(row)
    state, note = request.form.get("state", ""), request.form.get("note", "").strip()
    if request.form.get("was", row.state) != row.state:  # answered in another window meanwhile
        raise UsageError("page_out_of_date", where=row.id, now=state_text(row))
    active = home().ledger.active()
    at_once = active is None or active.nodes <= AT_ONCE
    if answer(home(), [row.id], state, note, apply=at_once).changed:
        follow(home())
        look_after(home())  # what was joined or parted may raise or settle other questions
    after = neighbours(home().ledger, row, GROUPS[group])[1]
    if state == OPEN:
        return redirect(url_for("review.one", name=row.id), 303)
    if after:
        return redirect(url_for("review.one", name=after, done=row.id), 303)
    return redirect(url_for("review.page", group=group, done=row.id), 303)


def done() -> QuestionRow | None:
    """Return the question that was answered last, for the line that offers to take it back."""
    name = request.args.get("done", "")
    try:
        return question(home(), name) if name else None
    except LiantuError:
        return None


def chosen() -> tuple[str, str]:
    """Return the group and state that the address names; raises UsageError for an unknown one."""
    group, state = request.args.get("group", "identity"), request.args.get("state", OPEN)
    if group not in GROUPS:
        raise UsageError("review_topic", where="group", known=", ".join(GROUPS))
    if state not in STATES:
        raise UsageError("review_state", where="state", known=", ".join(STATES))
    return group, state


def group_of(row: QuestionRow) -> str:
    """Return the group that a question is listed in."""
    return next(name for name, topics in GROUPS.items() if row.topic in topics)


def view(name: str) -> QuestionView:
    """Gather a question's page; raises NotFound for an unknown one."""
    row = question(home(), name)
    group = group_of(row)
    a, b = _side(row, "a"), _side(row, "b")
    before, after = neighbours(home().ledger, row, GROUPS[group])
    left = questions(home().ledger, GROUPS[group], (OPEN,), 0, 1).counts[OPEN]
    told = tuple(verdicts(home().ledger, row.id))
    return QuestionView(row, group, a, b, _lines(row, a, b), told, before, after, left)


def place(shown: dict[str, Any]) -> str:
    """Return the place of a listed side in words; what is no code stays as it is."""
    from liantu.ingest.places import divisions, full_name

    code = str(shown.get("place") or "")
    return full_name(code) if code in divisions() else code


def _side(row: QuestionRow, side: str) -> Side:
    one, version = str(getattr(row, side)), str(getattr(row, f"{side}_version"))
    note = ""
    if row.topic == "rename" and row.a_version != row.b_version:
        active_side = row.b_version if side == "a" else row.a_version
        known = [name for name, _ in home().ledger.versions()] if active_side else []
        order = {item.id: index for index, item in enumerate(known)}
        older = order.get(version, 0) > order.get(active_side, 0)
        note = "ended" if older else "begun"
    try:
        found = profile(snapshots().store(version), one, lang())
    except LiantuError:
        found = None
    return Side(one, row.shown[side]["name"], version, found, note)


def _lines(row: QuestionRow, a: Side, b: Side) -> tuple[Line, ...]:
    if row.topic == "segment":
        return ()
    mine, others = (
        {fact.name: fact for fact in (side.profile.facts if side.profile else ())}
        for side in (a, b)
    )
    return tuple(
        Line(spec.label.text(lang()), spec.unit, mine.get(name), others.get(name))
        for name, spec in model().nodes[row.kind].properties.items()
        if name in mine or name in others
    )
