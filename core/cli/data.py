"""Commands that change the data: load, versions, rollback."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from liantu.cli.look import tell_look
from liantu.cli.preview import Shown, preview_files
from liantu.cli.shared import open_home, print_json, print_table
from liantu.cli.store import say
from liantu.errors import UsageError
from liantu.graph.follow import follow
from liantu.graph.versions import rollback as switch_back
from liantu.ingest.load import LoadReport
from liantu.ingest.load import load as load_files
from liantu.locale import text

Json = Annotated[bool, typer.Option("--json", help="只输出 JSON。Print JSON only.")]


def load(
    paths: Annotated[list[Path], typer.Argument(help="文件或文件夹。Files or folders.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="只看差异，不接收。Show the difference only.")
    ] = False,
    observed_on: Annotated[
        str, typer.Option(help="这批数据的观察日期。The date of this delivery, YYYY-MM-DD.")
    ] = "",
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
        try:
            observed_on = dt.date.fromisoformat(observed_on).isoformat()
        except ValueError:
            raise UsageError("date", where="--observed-on", value=observed_on) from None
    home = open_home()
    if dry_run:
        shown = Shown(kind, limit, gaps=not no_gaps, as_json=as_json)
        return 1 if preview_files(home, paths, observed_on, shown, _print).failed else 0
    report = load_files(home, paths, observed_on=observed_on)
    if as_json:
        print_json(report.as_json())
    else:
        _print(report)
    follow(home, say)
    if not report.failed:
        tell_look(home, quiet=as_json)
    return 1 if report.failed else 0


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
    for key, notes in (("cli.set_aside", found["set_aside"]), ("cli.warning", found["warnings"])):
        for note in notes:
            where = " ".join(
                part
                for part in (
                    note["file"],
                    f"[{note['sheet']}]" if note["sheet"] else "",
                    text("cli.row", row=note["row"]) if note["row"] else "",
                    note["column"],
                )
                if part
            )
            typer.echo(
                text(key, where=where, message=note["message"], remedy=note["remedy"]), err=True
            )
    typer.echo(text("cli.rows", **found["rows"]))
    for part in ("nodes", "links"):
        typer.echo(text(f"cli.{part}", **found[part]))
    key = "cli.would_be" if report.dry_run else "cli.version"
    typer.echo(
        text(key, version=report.data_version or "–", previous=report.previous_version or "–")
    )


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
