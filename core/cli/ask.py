"""Commands that ask: gaps and query."""

from __future__ import annotations

from typing import Annotated

import typer

from liantu.cli.data import Json
from liantu.cli.shared import open_home, open_store, print_json, print_table
from liantu.errors import UsageError
from liantu.locale import text
from liantu.queries import catalogue
from liantu.queries.gaps import GapReport, find_gaps, gap_settings


def gaps(
    chain: Annotated[str, typer.Option(help="产业链编号。The chain's id.")],
    region: Annotated[
        str,
        typer.Option(
            help="行政区划代码，默认为该链属地。Division code; the chain's own by default."
        ),
    ] = "",
    assume_complete: Annotated[
        bool,
        typer.Option("--assume-complete", help="按登记齐全看。Treat the records as complete."),
    ] = False,
    as_json: Json = False,
) -> None:
    """每个环节的等级与理由。The grade of every segment, with its reasons."""
    home = open_home()
    report = find_gaps(
        open_store(home),
        chain,
        region=region,
        assume_complete=assume_complete,
        settings=gap_settings(home.root),
    )
    if as_json:
        print_json(report.as_dict())
    else:
        _print(report)


def _print(report: GapReport) -> None:
    scope, coverage = report.scope, report.coverage
    ratio = f"{coverage.ratio:.1%}" if coverage.ratio is not None else "–"
    typer.echo(
        text(
            "cli.scope",
            region=scope.region_name,
            chain=scope.chain,
            recorded=coverage.recorded,
            declared=f"{coverage.qualifier}{coverage.declared:g}" if coverage.declared else "–",
            ratio=ratio,
            version=report.data_version,
        )
    )
    if scope.assume_complete:
        typer.echo(text("cli.assumed"))
    print_table(
        [text(f"cli.column.{name}") for name in ("segment", "kind", "because", "targets")],
        [
            (
                finding.name,
                text(f"kind.{finding.kind}") + (text("cli.doubtful") if finding.doubtful else ""),
                finding.because.text,
                [target.name for target in finding.targets],
            )
            for finding in report.findings
        ],
    )
    typer.echo(
        "  ".join(f"{text(f'kind.{kind}')} {count}" for kind, count in report.counts().items())
    )


def query(
    name: Annotated[str, typer.Argument(help="查询名称；不写则列出全部。Empty lists all.")] = "",
    param: Annotated[
        list[str] | None, typer.Option("-p", "--param", help="名称=值。name=value.")
    ] = None,
    as_json: Json = False,
) -> None:
    """运行一个命名查询。Run a named query."""
    if not name:
        _list(as_json)
        return
    given: dict[str, str] = {}
    for pair in param or []:
        key, equals, value = pair.partition("=")
        if not equals:
            raise UsageError("query_param", where=pair, query=name, problem=pair)
        given[key] = value
    found = catalogue.query(name)
    bound = catalogue.bind(found, given)
    store = open_store(open_home())
    table = catalogue.run(store, name, **bound)
    if as_json:
        print_json(catalogue.answer(store, found, bound, table))
    else:
        print_table(
            table.columns, [[catalogue.plain(value) for value in row] for row in table.rows]
        )


def _list(as_json: bool) -> None:
    listed = [one.as_dict() for one in catalogue.queries().values()]
    if as_json:
        print_json(listed)
        return
    rows = [
        (one["name"], [param["name"] for param in one["params"]], one["columns"], one["doc"])
        for one in listed
    ]
    print_table([text(f"cli.column.{key}") for key in ("query", "params", "columns", "doc")], rows)
