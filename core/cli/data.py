"""Commands that change the data: load, versions, rollback."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import Annotated, Any, cast

import typer

from liantu.cli.look import tell_look
from liantu.cli.preview import Shown, preview_files
from liantu.cli.progress import shown
from liantu.cli.shared import open_home, print_json, print_table
from liantu.cli.store import say
from liantu.days import observed_day
from liantu.errors import UsageError
from liantu.graph.follow import follow
from liantu.graph.versions import rollback as switch_back
from liantu.ingest.load import load as load_files
from liantu.ingest.report import LoadReport
from liantu.ingest.rules import FORMS, Form
from liantu.locale import text

WAITS = 4  # the exit code where a delivery waits for a person
FOLDED, EXAMPLES = 5, 3  # notes of one kind: more than so many are folded, so many shown
Json = Annotated[bool, typer.Option("--json", help="只输出 JSON。Print JSON only.")]


def load(
    paths: Annotated[list[Path], typer.Argument(help="文件或文件夹。Files or folders.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="只看差异，不接收。Show the difference only.")
    ] = False,
    observed_on: Annotated[
        str, typer.Option(help="这批数据的观察日期。The date of this delivery, YYYY-MM-DD.")
    ] = "",
    delivery: Annotated[
        str, typer.Option(help="full 全量，changes 只是变更；默认按来源。In full, or changes only.")
    ] = "",
    sequence: Annotated[
        int, typer.Option(min=0, help="同一天几份变更的次序。The order of changes of one day.")
    ] = 0,
    accept_smaller: Annotated[
        bool,
        typer.Option("--accept-smaller", help="确认全量交付确实变少。It really holds less now."),
    ] = False,
    no_gaps: Annotated[
        bool, typer.Option("--no-gaps", help="预览时不看缺口。Leave the gaps out of a dry run.")
    ] = False,
    kind: Annotated[
        str, typer.Option(help="预览只列这一类。List this kind only in a dry run.")
    ] = "",
    limit: Annotated[
        int, typer.Option(min=0, help="预览每类列几条。Rows per kind in a dry run.")
    ] = 10,
    as_json: Json = False,
) -> int:
    """载入文件，生成新的数据版本。Load files into a new data version."""
    if observed_on:
        observed_on = observed_day(observed_on, "--observed-on").isoformat()
    if delivery not in ("", *FORMS):
        raise UsageError("delivery", where="--delivery", value=delivery)
    home = open_home()
    form = cast(Form, delivery) if delivery else None
    if dry_run:
        wanted = Shown(kind, limit, gaps=not no_gaps, as_json=as_json)
        options = {"observed_on": observed_on, "delivery": form, "sequence": sequence}
        options |= {"accept_smaller": accept_smaller}
        report = preview_files(home, paths, options, wanted, _print)
        return 1 if report.failed else WAITS if report.held else 0
    with shown(quiet=as_json) as progress:
        report = load_files(
            home,
            paths,
            observed_on=observed_on,
            delivery=form,
            sequence=sequence,
            accept_smaller=accept_smaller,
            progress=progress,
        )
    if as_json:
        print_json(report.as_json())
    else:
        _print(report)
    follow(home, say)
    if not report.failed:
        tell_look(home, quiet=as_json)
    return 1 if report.failed else WAITS if report.held else 0


def _print(report: LoadReport) -> None:
    found = report.as_dict()
    for file in found["files"]:
        name = Path(file["path"]).name
        if "error" in file:
            error = file["error"]
            typer.echo(
                text("cli.refused", file=name, message=error["message"], remedy=error["remedy"]),
                err=True,
            )
        else:
            typer.echo(
                text("cli.file", file=name, source=file["source"], encoding=file["encoding"]),
                err=True,
            )
    for held in report.held:
        files = ", ".join(held.files)
        typer.echo(
            text("cli.held", files=files, message=held.message, remedy=held.remedy), err=True
        )
    _print_notes("cli.set_aside", found["set_aside"])
    _print_notes("cli.warning", found["warnings"])
    typer.echo(text("cli.rows", **found["rows"]))
    for part in ("nodes", "links"):
        typer.echo(text(f"cli.{part}", **found[part]))
    key = "cli.would_be" if report.dry_run else "cli.version"
    typer.echo(
        text(key, version=report.data_version or "–", previous=report.previous_version or "–")
    )


def _print_notes(key: str, notes: list[dict[str, Any]]) -> None:
    """Print notes, of many in a row of one kind and file the first few and how many more."""
    for _, same in groupby(notes, key=lambda one: (one["code"], one["file"], one["sheet"])):
        group = list(same)
        shown = group if len(group) <= FOLDED else group[:EXAMPLES]
        for note in shown:
            parts = (
                note["file"],
                f"[{note['sheet']}]" if note["sheet"] else "",
                text("cli.row", row=note["row"]) if note["row"] else "",
                note["column"],
            )
            where = " ".join(part for part in parts if part)
            typer.echo(
                text(key, where=where, message=note["message"], remedy=note["remedy"]), err=True
            )
        if rest := group[len(shown) :]:
            rows = "、".join(str(note["row"]) for note in rest[:EXAMPLES]) + " …"
            typer.echo(text("cli.more_notes", count=len(rest), rows=rows), err=True)


def versions(as_json: Json = False) -> None:
    """列出数据版本，新的在前。List the data versions, newest first."""
    rows = open_home().ledger.listed()
    if as_json:
        print_json(rows)
    else:
        names = ("data_version", "switched_at", "active", "batches", "nodes", "links")
        print_table(names, [[row[name] for name in names] for row in rows])


def rollback(
    version: Annotated[str, typer.Argument(help="数据版本。The data version.")],
    as_json: Json = False,
) -> None:
    """回到一个较早的数据版本。Go back to an older data version."""
    home = open_home()
    found = switch_back(home, version)
    follow(home, say)
    if as_json:
        print_json({"data_version": found.id, "nodes": found.nodes, "links": found.links})
    else:
        typer.echo(text("cli.rolled_back", version=found.id))
