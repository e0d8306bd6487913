"""The command that says what hangs on whom: risk."""

from __future__ import annotations

from typing import Annotated

import typer

from liantu.cli.data import Json
from liantu.cli.shared import open_home, open_store, print_json, print_table
from liantu.locale import text
from liantu.queries.gaps import gap_settings
from liantu.queries.risk.report import RiskReport
from liantu.queries.risk.study import risk as study
from liantu.queries.risk.words import said

SHOWN = 20  # rows of a table; the JSON has all


def risk(
    chain: Annotated[str, typer.Option(help="产业链编号。The chain's id.")],
    region: Annotated[
        str,
        typer.Option(
            help="行政区划代码，默认为该链属地。Division code; the chain's own by default."
        ),
    ] = "",
    final: Annotated[
        list[str] | None,
        typer.Option(
            help="终端产品的环节编号，可多个；默认为没有下家的环节。"
            "A final product, repeatable; segments without a user by default."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """哪家企业停产会断什么，采购记录有多全。What stops with whom, by how complete records."""
    home = open_home()
    report = study(
        open_store(home),
        chain,
        region=region,
        finals=final or (),
        settings=gap_settings(home.root),
    )
    if as_json:
        print_json({"said": list(said(report)), **report.as_dict()})
    else:
        _print(report)


def _print(report: RiskReport) -> None:
    for line in said(report):
        typer.echo(line)
    name = report.names
    _table(
        text("risk.points", count=len(report.points)),
        ("firm", "where", "lost"),
        [
            (one.firm.name, text(f"risk.where.{one.firm.where}"), [name[p] for p in one.lost])
            for one in report.points
        ],
    )
    unknown = text("risk.unknown_source")
    _table(
        text("risk.needed", count=len(report.needed)),
        ("segment", "users", "source"),
        [
            (
                name[one.segment],
                [name[user] for user in one.users],
                [firm.name for firm in one.outside] or unknown,
            )
            for one in report.needed
        ],
    )
    _table(
        text("risk.cuts"),
        ("segment", "sets"),
        [
            (name[cuts.segment], text("risk.cuts.and").join(report.firms[f].name for f in firms))
            for cuts in report.cuts
            for firms in cuts.sets[:SHOWN]
        ],
    )
    _print_purchases(report)


def _print_purchases(report: RiskReport) -> None:
    _table(
        text("risk.bought"),
        ("segment", "purchases", "n_eff", "top", "outside"),
        [
            (
                report.names[one.segment],
                one.purchases,
                f"{one.figures.n_eff:.3g}" if one.figures.n_eff is not None else None,
                _share(one.figures.top_share),
                _share(one.figures.outside_share),
            )
            for one in report.bought
        ],
    )
    if report.spread:
        _table(
            text("risk.spread"),
            ("firm", "where", "leontief", "linear", "up"),
            [
                (
                    one.firm.name,
                    text(f"risk.where.{one.firm.where}"),
                    _share(one.leontief),
                    _share(one.linear),
                    _share(one.up),
                )
                for one in report.spread.hits[:SHOWN]
            ],
        )


def _share(value: float | None) -> str | None:
    return None if value is None else f"{value:.1%}"


def _table(
    title: str, columns: tuple[str, ...], rows: list[tuple[str | int | list[str] | None, ...]]
) -> None:
    if rows:
        typer.echo(f"\n{title}")
        print_table([text(f"risk.col.{one}") for one in columns], rows)
