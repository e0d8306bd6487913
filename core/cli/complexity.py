"""Commands that ask for complexity and for input–output linkages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from liantu.cli.data import Json
from liantu.cli.shared import open_home, open_store, print_json, print_table
from liantu.errors import InputError
from liantu.ingest.readers import read_file
from liantu.locale import text
from liantu.queries.gaps import gap_settings

if TYPE_CHECKING:  # scipy takes its time to import: only these commands pay for it
    from liantu.queries.complexity.report import Report


def complexity(
    chain: Annotated[
        str, typer.Option(help="产业链编号，不写则全部产业链。The chain's id; empty for all.")
    ] = "",
    level: Annotated[
        str, typer.Option(help="比较的层级：province、city、county。Level of the regions.")
    ] = "city",
    region: Annotated[
        str,
        typer.Option(help="区位商属于哪个行政区。Whose location quotients; the chain's own."),
    ] = "",
    unit: Annotated[
        str, typer.Option(help="按企业数或产值：makers、output。Numbers of makers or output.")
    ] = "makers",
    as_json: Json = False,
) -> None:
    """复杂度与区位商，或为什么算不出。Complexity and location quotients, or why there are none."""
    from liantu.queries.complexity.report import report

    home = open_home()
    settings = gap_settings(home.root)
    found = report(open_store(home), settings, chain=chain, level=level, region=region, unit=unit)
    if as_json:
        print_json(found.as_dict())
    else:
        _print(found)


def _print(found: Report) -> None:
    if found.refused:
        typer.echo(f"{found.refused.message}\n{found.refused.remedy}")
    for rows, figure in ((found.regions, "eci"), (found.segments, "pci")):
        if rows:
            columns = [text(f"complexity.col.{name}") for name in ("name", figure, "count")]
            shown = [(one.name, f"{getattr(one, figure):.3f}", _count(one)) for one in rows]
            print_table(columns, shown)
    if found.lq_rows:
        typer.echo(text("complexity.lq.of", region=found.region_name))
        names = ("name", "n", "expected", "lq", "lq_eb", "low", "high", "verdict")
        print_table(
            [text(f"complexity.col.{name}") for name in names],
            [
                (
                    one.name,
                    one.n,
                    *(_figure(getattr(one, name)) for name in names[2:-1]),
                    text(f"complexity.verdict.{one.verdict}") if one.verdict else None,
                )
                for one in found.lq_rows
                if one.expected is not None
            ],
        )
    if found.external:
        typer.echo(text("complexity.external"))
        print_table(
            [text(f"complexity.col.{name}") for name in ("name", "value", "percentile")],
            [(one.name, f"{one.value:g}", f"{one.percentile:.0f}") for one in found.external],
        )


def _count(row: object) -> int:
    return int(getattr(row, "diversity", 0) or getattr(row, "ubiquity", 0))


def _figure(value: float | None) -> str | None:
    return None if value is None else f"{value:.2f}"


def linkages(
    edges: Annotated[
        Path,
        typer.Argument(
            help="流量表：commodity_code、industry_code、direct_requirement。Requirements."
        ),
    ],
    sectors: Annotated[
        Path,
        typer.Argument(help="行业表：code、industry_output_musd_2017 等。Sectors with outputs."),
    ],
    least: Annotated[
        float, typer.Option(help="直接消耗系数的下限。Least direct requirement.")
    ] = 0.0,
    top: Annotated[int, typer.Option(help="列出多少个行业。How many sectors to list.")] = 20,
    as_json: Json = False,
) -> None:
    """投入产出表的后向、前向关联。Backward and forward linkages of an input–output table."""
    from liantu.queries.complexity.requirements import of_rows

    found = of_rows(_table(edges), _table(sectors), least=least)
    if as_json:
        print_json(found.as_dict())
        return
    typer.echo(
        text(
            "linkages.lead",
            sectors=len(found.rows),
            links=found.linkages.links,
            part=found.linkages.largest_part,
            radius=f"{found.linkages.radius:.3f}",
            left_out=found.left_out,
            negative=found.negative,
        )
    )
    print_table(
        [text(f"linkages.col.{name}") for name in ("sector", "backward", "forward", "output")],
        [
            (one.name, _figure(one.backward), _figure(one.forward), _figure(one.output))
            for one in found.rows[:top]
        ],
    )


def _table(path: Path) -> list[dict[str, str]]:
    """Return the rows of a file's first sheet by the names of its first line."""
    sheets = read_file(path).sheets
    if not sheets or not sheets[0].head:
        raise InputError("file_empty", where=path.name)
    number, header = sheets[0].head[0]
    return [dict(zip(header, cells, strict=False)) for _, cells in sheets[0].after(number)]
