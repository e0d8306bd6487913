"""Commands about target enterprises: targets, way-in, similar."""

from __future__ import annotations

from typing import Annotated

import typer

from liantu.cli.data import Json
from liantu.cli.shared import open_home, open_store, print_json, print_table
from liantu.locale import text
from liantu.queries.gaps import gap_settings
from liantu.queries.gaps.lists import Lists, way_text
from liantu.queries.gaps.lists import lists as both_lists
from liantu.queries.gaps.way_in import way_in as look_for
from liantu.queries.similar import similar as find_similar

Region = Annotated[
    str,
    typer.Option(help="行政区划代码，默认为该链属地。Division code; the chain's own by default."),
]


def targets(
    chain: Annotated[str, typer.Option(help="产业链编号。The chain's id.")],
    segment: Annotated[str, typer.Option(help="只要一个环节的。Of one segment.")] = "",
    region: Region = "",
    assume_complete: Annotated[
        bool,
        typer.Option("--assume-complete", help="按登记齐全看。Treat the records as complete."),
    ] = False,
    as_json: Json = False,
) -> None:
    """招引目标企业，和本地供需对接。Whom to recruit for each gap, and whom to match here."""
    home = open_home()
    found = both_lists(
        open_store(home),
        chain,
        region,
        gap_settings(home.root),
        assume_complete=assume_complete,
        segment=segment,
    )
    if as_json:
        print_json(found.as_dict())
    else:
        _print(found)


def _print(found: Lists) -> None:
    rows = [
        (
            one.finding.name,
            text(f"kind.{one.finding.kind}"),
            target.name,
            target.region,
            f"{target.points:.2f}",
            [f"{text(f'target.{piece.code}')} {piece.points:.2f}" for piece in target.pieces],
            way_text(way.ways[0]) if way.ways else "–",
        )
        for one in found.recruit
        for target, way in one.targets
    ]
    names = ("segment", "kind", "target", "region", "points", "evidence", "way_in")
    typer.echo(text("target.cli.recruit", count=len(rows)))
    print_table([text(f"target.column.{name}") for name in names], rows)
    pairs = [
        (
            one.name,
            match.maker.name,
            match.buyer.name,
            match.buyer.amount,
            [bought.supplier_name for bought in match.buyer.bought],
        )
        for one in found.match
        for match in one.listed
    ]
    typer.echo(text("target.cli.match", count=len(pairs)))
    matched = ("segment", "maker", "buyer", "amount", "outside")
    print_table([text(f"target.column.{name}") for name in matched], pairs)


def way_in(
    to: Annotated[str, typer.Option(help="目标企业的编号。The target's id.")],
    region: Region = "",
    paths: Annotated[int, typer.Option(min=0, max=20, help="几条路径，0 为设定值。0: as set.")] = 0,
    as_json: Json = False,
) -> None:
    """谁认识这家企业：到本地的引荐路径。Who here knows a target, and through whom."""
    home = open_home()
    found, scope = look_for(open_store(home), to, region, gap_settings(home.root).way_in, paths)
    if as_json:
        print_json({**scope, **found.as_dict()})
        return
    key = "here" if found.here else "found" if found.ways else "none"
    typer.echo(text(f"way.{key}", name=found.name, count=len(found.ways)))
    for one in found.ways:
        typer.echo(f"{one.length:g}  {way_text(one)}")
        for hop in one.hops:
            for row in hop.evidence[:1]:
                typer.echo(
                    f"    {hop.end_name}: {row.file} {row.sheet} {row.row} {row.observed_on}"
                )
    if found.hubs or found.unread:
        typer.echo(text("way.cut", hubs="、".join(found.hubs) or "–", unread=found.unread))


def similar(
    enterprise: Annotated[str, typer.Option("--of", help="企业编号。The enterprise's id.")],
    limit: Annotated[int, typer.Option(min=1, max=100, help="几家。How many.")] = 10,
    as_json: Json = False,
) -> None:
    """相似企业：产品相同、伙伴相同。Firms that make and deal alike."""
    found = find_similar(open_store(open_home()), enterprise, limit)
    if as_json:
        print_json(found.as_dict())
        return
    rows = [
        (one.name, one.region, f"{one.value:.2f}", one.products.share, one.partners.share, one.id)
        for one in found.listed
    ]
    names = ("name", "region", "likeness", "products", "partners", "id")
    print_table([text(f"similar.column.{name}") for name in names], rows)
