"""Commands of party coverage: the report, and the exceptions list an office keeps."""

from __future__ import annotations

from typing import Annotated

import typer

from liantu.cli.shared import open_home, open_store, print_json, print_table
from liantu.ledger.exceptions import ExceptionRow, add, exceptions, remove
from liantu.locale import text
from liantu.queries.coverage import CoverageReport, coverage_settings, find_coverage, rule_named
from liantu.queries.coverage.exempt import exempts, unit_of
from liantu.queries.coverage.listing import code_name, facts, sentence
from liantu.queries.profile import name_of

coverage = typer.Typer(
    help="两个覆盖：党的组织覆盖和工作覆盖。Coverage of party organisations.",
    invoke_without_command=True,
    rich_markup_mode=None,
)
listed = typer.Typer(
    help="例外清单（因工作需要）。The list of exceptions.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
coverage.add_typer(listed, name="exceptions")
Json = Annotated[bool, typer.Option("--json", help="只输出 JSON。Print JSON only.")]
By = Annotated[str, typer.Option("--by", help="登记科室，不写个人。The office, not a person.")]


@coverage.callback()
def show(
    context: typer.Context,
    region: Annotated[
        str,
        typer.Option(help="行政区划代码，默认为该链或各链属地。Division code; the chain's own."),
    ] = "",
    chain: Annotated[
        str, typer.Option(help="只看一条产业链的企业。Only the enterprises of a chain.")
    ] = "",
    as_of: Annotated[
        str, typer.Option("--as-of", help="截至哪天，默认数据日期。The day; the data's own.")
    ] = "",
    as_json: Json = False,
) -> None:
    """应建未建、届满未换届等情形与四个比率。What coverage lacks, and four rates."""
    if context.invoked_subcommand:
        return
    home = open_home()
    store = open_store(home)
    report = find_coverage(
        store,
        region=region,
        chain=chain,
        as_of=as_of,
        settings=coverage_settings(home.root),
        exceptions=exempts(store, (one.as_dict() for one in exceptions(home.ledger))),
    )
    if as_json:
        print_json(report.as_dict())
    else:
        _print(report)


def _print(report: CoverageReport) -> None:
    typer.echo(sentence(report))
    names = ("code", "unit", "because", "unit_id")
    for title, found in (("coverage.codes", report.open), ("coverage.excepted", report.excepted)):
        if found:
            typer.echo(f"\n{text(title)}（{len(found)}）")
            print_table(
                [text(f"coverage.column.{name}") for name in names],
                [
                    (
                        f"{one.rule.partition('_')[0]} {code_name(one.rule, one.code)}",
                        one.name,
                        one.because.text,
                        one.unit,
                    )
                    for one in found
                ],
            )
    if report.unknown:
        typer.echo(f"\n{text('coverage.unknown')}（{len(report.unknown)}）")
        print_table(
            [text(f"coverage.column.{name}") for name in ("unit", "missing", "rules")],
            [
                (one.name, facts(one), [rule.partition("_")[0] for rule in one.rules])
                for one in report.unknown
            ],
        )


@listed.command("add")
def add_(
    unit: Annotated[str, typer.Argument(help="单位编号。The unit's id.")],
    code: Annotated[str, typer.Argument(help="情形，如 PB1。The code, such as PB1.")],
    reason: Annotated[str, typer.Option(help="理由：因何工作需要。Why.")],
    until: Annotated[str, typer.Option(help="保留到哪天。The last day it holds.")] = "",
    by: By = "",
    as_json: Json = False,
) -> None:
    """把一个情形列为例外：单列，不计入待办。Let a finding stand apart, not counted as open."""
    home = open_home()
    node = unit_of(open_store(home), unit)
    row = add(home.ledger, node.id, name_of(node), rule_named(code), reason, until, by)
    if as_json:
        print_json(row.as_dict())
    else:
        typer.echo(text("coverage.added", id=row.id, unit=row.name, code=row.code))


@listed.command("list")
def list_(
    everything: Annotated[
        bool, typer.Option("--all", help="包括已撤销的。Those taken back as well.")
    ] = False,
    as_json: Json = False,
) -> None:
    """列出例外清单。List the exceptions."""
    found = exceptions(open_home().ledger, removed=everything)
    if as_json:
        print_json([one.as_dict() for one in found])
        return
    names = ("unit_id", "unit", "code", "reason", "until", "added", "by", "state")
    print_table(
        ["#", *(text(f"coverage.column.{name}") for name in names)], [_row(one) for one in found]
    )


@listed.command("remove")
def remove_(
    number: Annotated[int, typer.Argument(help="例外的编号。The exception's number.")],
    by: By = "",
    as_json: Json = False,
) -> None:
    """撤销一条例外；记录仍在台账里。Take an exception back; its record stays."""
    row = remove(open_home().ledger, number, by)
    if as_json:
        print_json(row.as_dict())
    else:
        typer.echo(text("coverage.removed", id=row.id))


def _row(one: ExceptionRow) -> tuple[object, ...]:
    state = "removed" if one.removed_at else "active"
    added = f"{one.added_at:%Y-%m-%d}"
    words = (one.unit, one.name, one.code, one.reason, one.until or "–", added, one.added_by)
    return (one.id, *words, text(f"coverage.state.{state}"))
