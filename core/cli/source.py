"""Commands of an office's own sources: new, list, show, remove."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from liantu.cli.shared import open_home, print_json, print_table
from liantu.errors import UsageError
from liantu.graph.model import model
from liantu.ingest.guess.choices import choices, subjects
from liantu.ingest.guess.draft import Draft
from liantu.ingest.guess.known import Known, known
from liantu.ingest.guess.preview import TableShown, previewed
from liantu.ingest.guess.propose import corrected, propose
from liantu.ingest.guess.save import (
    Tried,
    attempt,
    file_of,
    matching_source,
    own_sources,
    save,
)
from liantu.ingest.guess.seen import look_at
from liantu.ingest.guess.wording import (
    choice_text,
    draft_json,
    problems_text,
    reason_text,
    row_texts,
    subject_text,
)
from liantu.ingest.readers import read_file
from liantu.ingest.rules import ROLES
from liantu.locale import text

source = typer.Typer(
    help="自己的来源：不写 YAML，由文件建立。An office's own sources.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Json = Annotated[bool, typer.Option("--json", help="只输出 JSON。Print JSON only.")]
Name = Annotated[str, typer.Argument(help="来源编号。The id of the source.")]


@source.command("new")
def new(
    file: Annotated[Path, typer.Argument(help="一个文件。A file.")],
    id: Annotated[str, typer.Option(help="来源编号，默认取文件名拼音。Its id.")] = "",
    label: Annotated[str, typer.Option(help="名称，默认取文件名。Its name.")] = "",
    role: Annotated[
        str, typer.Option(help="register、report、candidates、reference 或 unsourced。Its role.")
    ] = "",
    kind: Annotated[
        list[str] | None,
        typer.Option(help="每一行是什么；几张表时写 工作表=类别。What the rows are."),
    ] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", help="列名=含义，空为不读取。COLUMN=MEANING; empty: not read."),
    ] = None,
    incremental: Annotated[
        bool, typer.Option("--incremental", help="每次只给新的和改过的。Only what changed.")
    ] = False,
    replacing: Annotated[
        bool, typer.Option("--replace", help="替换同编号的来源。Replace the source of this id.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="不问，直接保存。Save without asking.")
    ] = False,
    as_json: Json = False,
) -> int:
    """看一个文件，猜各列是什么，预览后保存为来源。Propose a source for a file, preview, save."""
    home = open_home()
    document = read_file(file)
    there = matching_source(document, home)
    if there is not None and not (replacing and there.id == id):
        values = {"id": there.id, "label": there.label.zh}
        raise UsageError("mapping_matched", where=file.name, **values)
    names = known(home)
    draft = propose(look_at(document), document.name, names)
    draft = _corrected(draft, kind or [], set_ or [], names)
    if role and role not in ROLES:
        raise UsageError("mapping_role", where="--role", role=role, known=", ".join(ROLES))
    draft = replace(
        draft,
        id=id or draft.id,
        label=label or draft.label,
        role=role or draft.role,
        full=not incremental,
    )
    tried = attempt(draft, document, home, replacing)
    shown = previewed(tried, names)
    if as_json:
        written = str(save(tried, home, replacing)) if yes and tried.good else None
        print_json(draft_json(draft, tried, shown) | {"saved": written})
        return 0 if tried.good else 1
    _print(draft, tried, shown)
    if not tried.good:
        for line in problems_text(tried):
            typer.echo(line, err=True)
        return 1
    if not (yes or typer.confirm(text("mapping.ask"))):
        typer.echo(text("mapping.not_saved"), err=True)
        return 1
    path = save(tried, home, replacing)
    typer.echo(text("mapping.saved.cli", path=path, file=file))
    return 0


@source.command("list")
def list_(as_json: Json = False) -> None:
    """列出自己的来源。List the office's own sources."""
    found = own_sources(open_home())
    rows = [
        {
            "id": one.id,
            "label": one.label.zh,
            "role": one.role,
            "delivery": one.delivery,
            "tables": [rule.name for rule in one.tables],
            "headers": [header for rule in one.tables for header in rule.headers],
            "file": one.file or None,
        }
        for one in found.values()
    ]
    if as_json:
        print_json(rows)
    elif rows:
        print_table(list(rows[0]), [list(row.values()) for row in rows])
    else:
        typer.echo(text("mapping.none_own"))


@source.command("show")
def show(name: Name) -> None:
    """显示一个自己的来源的 YAML。Print the YAML of one of the office's own sources."""
    typer.echo(file_of(open_home(), name).read_text(encoding="utf-8").rstrip())


@source.command("remove")
def remove(name: Name) -> None:
    """移除一个自己的来源；已载入的数据不变。Remove a source; what was loaded stays."""
    file_of(open_home(), name).unlink()
    typer.echo(text("mapping.removed", id=name))


def _corrected(draft: Draft, kinds: list[str], given: list[str], names: Known) -> Draft:
    """Return a draft with the kinds and meanings that the command line names."""
    wanted = dict(_kind_of(one, draft) for one in kinds)
    for at, table in enumerate(draft.tables):
        subject = wanted.get(at, wanted.get(-1, table.subject))
        if subject != table.subject:
            table = corrected(table, subject, {}, draft.file, names)
            draft = draft.with_table(at, table)
    for one in given:
        column, sign, what = one.rpartition("=")
        if not sign:
            raise UsageError("mapping_set", where="--set", value=one)
        draft = _set(draft, column.strip(), what.strip(), names)
    return draft


def _kind_of(given: str, draft: Draft) -> tuple[int, str]:
    sheet, _, name = given.rpartition("=")
    known_kinds = {model().nodes[one].label.zh: one for one in subjects() if one in model().nodes}
    subject = known_kinds.get(name, name)
    sheets = [table.seen.sheet for table in draft.tables]
    if subject not in subjects() or (sheet and sheet not in sheets):
        shown = "、".join(subjects())
        raise UsageError("mapping_no_kind", where="--kind", kind=given, known=shown)
    return (sheets.index(sheet) if sheet else -1), subject


def _set(draft: Draft, given: str, what: str, names: Known) -> Draft:
    sheet, stroke, rest = given.partition("/")
    sheets = {table.seen.sheet for table in draft.tables}
    wanted, name = (sheet, rest) if stroke and sheet in sheets else ("", given)
    found = False
    for at, table in enumerate(draft.tables):
        for column in table.columns if not wanted or table.seen.sheet == wanted else ():
            if column.name != name:
                continue
            found = True
            if column.personal and what:
                raise UsageError("mapping_personal", where="--set", column=name)
            token = _token(table.subject, what)
            chosen = {column.seen.at: {"what": token}}
            draft = draft.with_table(at, corrected(table, table.subject, chosen, draft.file, names))
    if not found:
        columns = "、".join(column.name for table in draft.tables for column in table.columns)
        raise UsageError("mapping_no_column", where="--set", column=given, columns=columns)
    return draft


def _token(subject: str, what: str) -> str:
    """Return a choice by its word or by what it is called."""
    called = (
        {choice_text(subject, one.token): one.token for one in choices(subject)} if subject else {}
    )
    return called.get(what, what)


def _print(draft: Draft, tried: Tried, shown: tuple[TableShown, ...]) -> None:
    heads = ("column", "samples", "what", "unit", "split", "confidence", "reason")
    for table in draft.tables:
        typer.echo(
            f"{table.seen.sheet or draft.file}：{subject_text(table.subject)}"
            f"（{reason_text(table.reason, table.subject)}）"
        )
        rows = [
            [
                one.name,
                text("mapping.hidden_samples") if one.personal else " | ".join(one.samples)[:24],
                choice_text(table.subject, one.what),
                one.unit,
                one.split,
                f"{one.confidence:.2f}",
                reason_text(one.reason, table.subject),
            ]
            for one in table.columns
        ]
        print_table([text(f"mapping.column.{name}") for name in heads], rows)
        if table.placeless:
            typer.echo(text("mapping.no_place"))
    for one in shown:
        counts = {"tried": one.tried, "accepted": one.accepted, "aside": one.set_aside}
        typer.echo(f"{one.sheet} {text('mapping.preview.counts', **counts)}".strip())
        for row in one.rows:
            typer.echo("  " + text("mapping.row.at", row=row.row))
            for line in row_texts(row):
                typer.echo(f"     {line}")
    typer.echo(tried.yaml)
