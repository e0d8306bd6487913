"""The command that shows the audit, and the lines that commands themselves write into it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Annotated

import typer

from liantu.cli import shared
from liantu.cli.data import Json
from liantu.cli.shared import open_home, print_json, print_table
from liantu.days import day_of
from liantu.errors import UsageError
from liantu.ledger.audit import Asked, AuditRow, Who, count, lines, write
from liantu.ledger.audit_out import as_csv
from liantu.locale import catalogue, text

# Commands that write: alone, or with these words after them.
WRITES = {
    "load": (),
    "rollback": (),
    "review": ("find", "same", "different", "later", "undo", "apply"),
    "job": ("start", "cancel", "retry", "run"),
    "schedule": ("add", "remove", "pause", "run"),
    "source": ("new", "remove"),
    "store": ("sync", "switch"),
    "what-if": ("delete",),
    "map": ("add", "remove"),
    "coverage": ("exceptions add", "exceptions remove"),
}
COLUMNS = ("at", "kind", "name", "event", "subject", "address")


def audit(
    since: Annotated[str, typer.Option(help="从哪天起。From this day, YYYY-MM-DD.")] = "",
    until: Annotated[str, typer.Option(help="到哪天止。To this day.")] = "",
    name: Annotated[str, typer.Option(help="谁。Who.")] = "",
    event: Annotated[str, typer.Option(help="做了什么，如 login。What, such as login.")] = "",
    about: Annotated[str, typer.Option(help="对象含此文字。What it was done to has this.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="至多几条。At most.")] = 100,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="写到 CSV。To a CSV file.")
    ] = None,
    as_json: Json = False,
) -> None:
    """查看审计：登录、改动、导出。Show the audit: logins, writes, exports, newest first."""
    ledger = open_home().ledger
    asked = Asked(
        _day(since, "since") if since else None,
        _day(until, "until") + timedelta(days=1) if until else None,
        name,
        event,
        about,
    )
    rows = lines(ledger, asked, 0, limit)
    if out:
        try:
            out.write_bytes(as_csv(rows))
        except OSError as error:
            raise UsageError(
                "file_unwritable", where=str(out), reason=str(error.strerror)
            ) from error
        write(ledger, Who("command"), "export", f"audit {out}")
        typer.echo(text("cli.audit.written", count=len(rows), file=out), err=True)
    elif as_json:
        print_json({"total": count(ledger, asked), "lines": [row.as_dict() for row in rows]})
    else:
        print_table([text(f"audit.column.{one}") for one in COLUMNS], [_cells(row) for row in rows])


def note(arguments: Sequence[str], code: int) -> None:
    """Write down a command that wrote or exported, what was typed and how it ended."""
    event = _event(arguments)
    if event and shared.opened:
        ledger, typed = shared.opened[0].ledger, " ".join(arguments)
        write(ledger, Who("command"), event, typed, {"exit": code} if code else {})


def _event(arguments: Sequence[str]) -> str:
    first, rest = arguments[0] if arguments else "", " ".join(arguments[1:])
    words = WRITES.get(first)
    if words is not None and (not words or rest.startswith(words)):
        return "write"
    if first in ("screen", "what-if") and "--save" in arguments:
        return "write"
    out = first not in ("export", "audit") and {"--out", "-o"} & {*arguments}
    return "export" if out else ""


def _day(given: str, where: str) -> datetime:
    return datetime.combine(day_of(given, where), time()).astimezone().astimezone(UTC)


def _cells(row: AuditRow) -> list[str]:
    key = f"audit.event.{row.event}"
    event = text(key) if key in catalogue() else row.event
    at = row.at.astimezone().strftime("%Y-%m-%d %H:%M:%S")
    return [at, text(f"audit.kind.{row.kind}"), row.name, event, row.subject, row.address]
