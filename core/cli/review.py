"""Commands of the review queue: find, list, show, same, different, later, undo, apply."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from liantu.cli.shared import open_home, print_json, print_table
from liantu.cli.store import say
from liantu.errors import UsageError
from liantu.graph.follow import follow
from liantu.ingest.look import look, look_after
from liantu.ingest.review import Answered, answer, apply_answers, question
from liantu.ingest.wording import question_json, reason_text
from liantu.ledger.questions import STATES, TOPICS, questions, verdicts
from liantu.locale import text

review = typer.Typer(
    help="审核队列：疑似重复、改名、环节建议。The review queue.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Json = Annotated[bool, typer.Option("--json", help="只输出 JSON。Print JSON only.")]
Ids = Annotated[list[str], typer.Argument(help="编号，可写前几位。Ids, or how they begin.")]
Note = Annotated[str, typer.Option("--note", help="理由，随决定留存。Why; kept with the answer.")]


@review.command("find")
def find(
    again: Annotated[
        bool, typer.Option("--again", help="全部重新比较。Compare everything again.")
    ] = False,
    as_json: Json = False,
) -> None:
    """在当前数据版本中查找问题。Look for questions in the active version."""
    found = look(open_home(), again=again).as_dict()
    if as_json:
        print_json(found)
    else:
        typer.echo(text("review.found", **found))


@review.command("list")
def list_(
    topic: Annotated[
        str, typer.Option(help="duplicate、rename 或 segment，默认全部。One topic.")
    ] = "",
    state: Annotated[str, typer.Option(help="open、later、same 或 different。The state.")] = "open",
    limit: Annotated[int, typer.Option(min=1, help="至多几条。At most how many.")] = 50,
    as_json: Json = False,
) -> None:
    """列出问题，分数高的在前。List the questions, best score first."""
    if state not in STATES:
        raise UsageError("review_state", where="--state", known=", ".join(STATES))
    if topic and topic not in TOPICS:
        raise UsageError("review_topic", where="--topic", known=", ".join(TOPICS))
    found = questions(open_home().ledger, (topic,) if topic else TOPICS, (state,), 0, limit)
    if as_json:
        rows = [question_json(row) for row in found.rows]
        print_json({"counts": found.counts, "questions": rows})
        return
    typer.echo(text("review.counts", **found.counts), err=True)
    shown = [
        [
            row.id,
            text(f"review.topic.{row.topic}"),
            f"{row.score:.2f}{'*' if row.marked else ''}",
            row.shown["a"]["name"],
            row.shown["b"]["name"],
            reason_text(row.reasons[0]) if row.reasons else "",
        ]
        for row in found.rows
    ]
    if shown:
        names = ("id", "topic", "score", "a", "b", "reason")
        print_table([text(f"review.column.{name}") for name in names], shown)
    else:
        typer.echo(text("review.none"))


@review.command("show")
def show(
    name: Annotated[str, typer.Argument(help="编号，可写前几位。The id, or how it begins.")],
    as_json: Json = False,
) -> None:
    """显示一个问题：双方、理由、历次决定。Show one question with its reasons and answers."""
    home = open_home()
    row = question(home, name)
    told = verdicts(home.ledger, row.id)
    if as_json:
        history = [
            {"state": one.state, "note": one.note, "made_at": one.made_at.isoformat()}
            for one in told
        ]
        print_json(question_json(row) | {"verdicts": history})
        return
    typer.echo(f"{row.id}  {text(f'review.topic.{row.topic}')}  {row.score:.2f}  {_state(row)}")
    for side in ("a", "b"):
        place = row.shown[side].get("place") or "–"
        typer.echo(f"  {side}  {row.shown[side]['name']}  {place}  {getattr(row, side)}")
    for reason in row.reasons:
        typer.echo(f"  · {reason_text(reason)}")
    for one in told:
        state = text(f"review.state.{one.state}")
        typer.echo(f"  {one.made_at:%Y-%m-%d %H:%M}  {state}  {one.note}".rstrip())


@review.command("same")
def same(ids: Ids, note: Note = "", as_json: Json = False) -> None:
    """是同一家；环节建议则为采纳。They are the same; a suggestion is accepted."""
    _answer(ids, "same", note, as_json)


@review.command("different")
def different(ids: Ids, note: Note = "", as_json: Json = False) -> None:
    """不是同一家；环节建议则为不采纳。They are not the same; a suggestion is refused."""
    _answer(ids, "different", note, as_json)


@review.command("later")
def later(ids: Ids, note: Note = "", as_json: Json = False) -> None:
    """以后再定。Decide later."""
    _answer(ids, "later", note, as_json)


@review.command("undo")
def undo(ids: Ids, note: Note = "", as_json: Json = False) -> None:
    """撤回决定，问题重新待定。Take the answer back; the question is open again."""
    _answer(ids, "open", note, as_json)


@review.command("apply")
def apply(as_json: Json = False) -> None:
    """让尚未生效的决定生效。Make a version of the answers that none holds yet."""
    home = open_home()
    before, version = apply_answers(home)
    follow(home, say)
    look_after(home)
    _tell({"previous_version": before, "data_version": version}, as_json)


def _answer(ids: list[str], state: str, note: str, as_json: bool) -> None:
    home = open_home()
    done: Answered = answer(home, ids, state, note)
    if done.changed:
        follow(home, say)
        look_after(home)
    shown = {
        "previous_version": done.before,
        "data_version": done.version,
        "questions": [question_json(row) for row in done.questions],
    }
    _tell(shown, as_json)


def _tell(shown: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(shown)
        return
    for row in shown.get("questions", ()):
        typer.echo(f"{row['id']}  {row['a']['name']} | {row['b']['name']}  {row['state_label']}")
    changed = shown["previous_version"] != shown["data_version"]
    key = "review.version" if changed else "review.no_version"
    typer.echo(text(key, version=shown["data_version"], previous=shown["previous_version"]))


def _state(row: Any) -> str:
    return text(f"review.state.{row.state}")
