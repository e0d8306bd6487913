"""Commands of what-if: ask, list, show, compare, delete."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any

import typer

from liantu.cli.shared import at_end, open_home, print_json, print_table
from liantu.errors import InputError, UsageError
from liantu.graph.snapshots import Snapshots
from liantu.home import Home
from liantu.ledger.scenarios import delete_scenario, scenario_named, scenarios
from liantu.locale import text
from liantu.queries.gaps import gap_settings
from liantu.queries.whatif import Answer, what_if
from liantu.queries.whatif.changes import Change, as_dicts, read_scenario, scenario
from liantu.queries.whatif.saved import Again, again, save, side_by_side
from liantu.queries.whatif.wording import figure_rows, said, state_words

what_if_app = typer.Typer(
    help="推演：来一家、走一家、断一地，缺口怎么变。What if: who comes, who goes, what it changes.",
    invoke_without_command=True,
    rich_markup_mode=None,
)
Json = Annotated[bool, typer.Option("--json", help="只输出 JSON。Print JSON only.")]
Which = Annotated[str, typer.Argument(help="方案的名称或编号。The scenario's name or number.")]
MAKER = re.compile(
    r"(?P<name>[^:]+):(?P<segment>(?:seg:)?[^:]+)(?::(?P<output>[0-9]+(?:\.[0-9]+)?))?"
)
MAKER_FORM, MOVE_FORM = "NAME:SEGMENT[:OUTPUT]", "ID:ADCODE"


@what_if_app.callback()
def ask(
    context: typer.Context,
    chain: Annotated[str, typer.Option(help="产业链编号。The chain's id.")] = "",
    region: Annotated[
        str, typer.Option(help="行政区划代码，默认该链属地。The chain's own by default.")
    ] = "",
    assume_complete: Annotated[
        bool,
        typer.Option("--assume-complete", help="按登记齐全看。Treat the records as complete."),
    ] = False,
    add_maker: Annotated[
        list[str] | None,
        typer.Option(help=f"来一家：{MAKER_FORM}（产值万元，可省）。A maker comes."),
    ] = None,
    remove: Annotated[
        list[str] | None, typer.Option(help="走一家：企业编号或名称。A firm is gone: id or name.")
    ] = None,
    move: Annotated[
        list[str] | None, typer.Option(help=f"迁一家：{MOVE_FORM}。A firm moves.")
    ] = None,
    cut_off: Annotated[
        list[str] | None, typer.Option(help="断一地：行政区划代码。A region is cut off.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option(help="变动写在 YAML 里。The changes in a YAML file.")
    ] = None,
    save_as: Annotated[
        str, typer.Option("--save", help="以此名保存。Save it under this name.")
    ] = "",
    as_json: Json = False,
) -> None:
    """推演一个方案。Ask what a scenario changes."""
    if context.invoked_subcommand is not None:
        return
    if not chain:
        raise UsageError("whatif_option", where="--chain", form="--chain ID")
    given = [*_read(file), *_quick(add_maker, remove, move, cut_off)]
    _answer(chain, given, (region, assume_complete), save_as, as_json)


def _answer(
    chain: str, given: list[dict[str, Any]], scope: tuple[str, bool], save_as: str, as_json: bool
) -> None:
    home, snapshots = _open()
    found = what_if(
        snapshots.store(),
        chain,
        scenario(given),
        region=scope[0],
        assume_complete=scope[1],
        settings=gap_settings(home.root),
    )
    row = save(snapshots, save_as, found) if save_as else None
    if as_json:
        print_json(found.as_dict() | {"saved": row.as_dict() if row else None})
        return
    _print(found)
    if row is not None:
        typer.echo(text("whatif.saved", name=row.name, number=row.id))


@what_if_app.command("list")
def list_scenarios(
    chain: Annotated[str, typer.Option(help="只看一条链。Those of one chain only.")] = "",
    as_json: Json = False,
) -> None:
    """列出保存的方案。List the saved scenarios, newest first."""
    rows = scenarios(open_home().ledger, chain)
    if as_json:
        print_json([row.as_dict() for row in rows])
        return
    names = ("number", "name", "chain", "region", "changes", "version", "made_at")
    print_table(
        [text(f"whatif.column.{name}") for name in names],
        [
            (r.id, r.name, r.chain, r.region, len(r.changes), r.data_version, str(r.made_at)[:16])
            for r in rows
        ],
    )


@what_if_app.command("show")
def show(name: Which, as_json: Json = False) -> None:
    """按它自己的数据版本重算一个方案。Answer a saved scenario on its own data version."""
    home, snapshots = _open()
    found = again(snapshots, scenario_named(home.ledger, name), gap_settings(home.root))
    if as_json:
        print_json(found.as_dict())
        return
    typer.echo(f"{found.row.name}  {found.row.data_version}")
    _notes(found)
    if found.answer is not None:
        _print(found.answer)


@what_if_app.command("compare")
def compare_scenarios(
    names: Annotated[list[str], typer.Argument(help="最多五个方案。At most five scenarios.")],
    as_json: Json = False,
) -> None:
    """并排比较保存的方案。Compare saved scenarios side by side."""
    home, snapshots = _open()
    rows = [scenario_named(home.ledger, name) for name in names]
    found = side_by_side(snapshots, rows, gap_settings(home.root))
    if as_json:
        print_json([one.as_dict() for one in found])
        return
    answers = [one.answer for one in found if one.answer is not None]
    for one in found:
        _notes(one)
    heads = [text("whatif.figure"), *(one.row.name for one in found if one.answer is not None)]
    table = [figure_rows(one.before_figures, one.after_figures) for one in answers]
    print_table(
        heads,
        [
            (label, *(f"{rows[number][1]} → {rows[number][2]}" for rows in table))
            for number, (label, _, _) in enumerate(table[0] if table else ())
        ],
    )


@what_if_app.command("delete")
def delete(name: Which) -> None:
    """删除一个保存的方案。Delete a saved scenario."""
    found = delete_scenario(open_home().ledger, name)
    typer.echo(text("whatif.deleted", name=found.name))


def _open() -> tuple[Home, Snapshots]:
    home = open_home()
    return home, at_end.enter_context(_closing(Snapshots(home)))


def _closing(snapshots: Snapshots) -> Any:
    from contextlib import closing

    return closing(snapshots)


def _read(file: Path | None) -> list[dict[str, Any]]:
    if file is None:
        return []
    try:
        return as_dicts(read_scenario(file.read_text(encoding="utf-8"), file.name))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("whatif_file", where=str(file)) from error


def _quick(
    add: list[str] | None, remove: list[str] | None, move: list[str] | None, cut: list[str] | None
) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for said_ in add or ():
        parts = MAKER.fullmatch(said_)
        if parts is None:
            raise UsageError("whatif_option", where=f"--add-maker {said_}", form=MAKER_FORM)
        making: dict[str, Any] = {"segment": parts["segment"]}
        if parts["output"]:
            making["output"] = float(parts["output"])
        found.append({"do": "add_firm", "firm": parts["name"], "makes": [making]})
    found += [{"do": "remove_firm", "firm": one} for one in remove or ()]
    for said_ in move or ():
        firm, colon, code = said_.rpartition(":")
        if not colon:
            raise UsageError("whatif_option", where=f"--move {said_}", form=MOVE_FORM)
        found.append({"do": "move_firm", "firm": firm, "to": code})
    return [*found, *({"do": "cut_off", "region": one} for one in cut or ())]


def _notes(found: Again) -> None:
    for note in found.notes:
        typer.echo(f"! {found.row.name}: {note}")


def _print(found: Answer) -> None:
    scope = found.after.report.scope
    typer.echo(f"{scope.region_name} · {scope.chain} · {found.after.report.data_version}")
    if scope.assume_complete:
        typer.echo(text("cli.assumed"))
    typer.echo(found.sentence)
    for number, change in enumerate(found.changes, start=1):
        typer.echo(f"  {number}. {_words(found, change)}")
    for note in found.notes:
        typer.echo(f"! {note}")
    heads = ("segment", "way", "before", "after", "because")
    print_table(
        [text(f"whatif.column.{name}") for name in heads],
        [
            (
                one.name,
                text(f"whatif.way.{one.way}"),
                state_words(one.before),
                state_words(one.after),
                (one.after or one.before).text if one.after or one.before else "",  # type: ignore[union-attr]
            )
            for one in found.changed
            if one.way != "moved"
        ],
    )
    moved = len(found.of("moved"))
    if moved:
        typer.echo(text("whatif.moved", count=moved))
    if found.lost:
        heads_lost = ("buyer", "segment", "lost", "left", "makers")
        print_table(
            [text(f"whatif.column.{name}") for name in heads_lost],
            [(one.buyer_name, one.name, one.lost, one.left, one.makers) for one in found.lost],
        )
    for label, before, after in figure_rows(found.before_figures, found.after_figures):
        typer.echo(f"{label}  {before} → {after}")


def _words(found: Answer, change: Change) -> str:
    return said(found.base.situation, change)
