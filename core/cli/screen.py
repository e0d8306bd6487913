"""The command that screens enterprises."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from liantu.cli.data import Json
from liantu.cli.shared import open_home, open_store, print_json, print_table
from liantu.errors import UsageError
from liantu.home import Home
from liantu.ingest.tables_out import write_file
from liantu.ledger.screens import save_screen, saved_screen, saved_screens
from liantu.locale import text
from liantu.queries.screening import MOST, PAGE, Screened, as_table, screen_of, screening

COLUMNS = ("name", "place", "ownership", "employees", "capital", "output", "tags", "id")


def screen(
    where: Annotated[
        list[str] | None,
        typer.Option(
            "--where",
            "-w",
            help="条件=值，可多次：chain、segment、region、side(in/out)、supplies、text、tag、"
            "ownership(逗号分隔)、size、listed、closed、employees_from、employees_to、"
            "capital_from、output_from、signals(年)、by。filter=value, repeatable.",
        ),
    ] = None,
    use: Annotated[str, typer.Option(help="用已存的筛选。Use saved filters.")] = "",
    save: Annotated[str, typer.Option(help="以此名存下。Save the filters by name.")] = "",
    saved: Annotated[bool, typer.Option("--saved", help="列出已存的。List those saved.")] = False,
    start: Annotated[int, typer.Option(min=0, help="从第几家起。Leave out so many.")] = 0,
    limit: Annotated[int, typer.Option(min=1, max=MOST, help="至多几家。At most so many.")] = PAGE,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="写到 .csv 或 .xlsx。Write to a .csv or .xlsx file."),
    ] = None,
    as_json: Json = False,
) -> None:
    """按条件筛选企业，可存为常用。Screen enterprises by filters, which can be saved by name."""
    home = open_home()
    if saved:
        _list(home, as_json)
        return
    given = dict(saved_screen(home.ledger, use).filters) if use else {}
    wanted = screen_of(given | _given(where or []))
    if save:
        save_screen(home.ledger, save, wanted.given())
    found = screening(open_store(home), wanted, start, MOST if out else limit)
    if out:
        write_file(out, text("screen.title"), *as_table(found))
        typer.echo(
            text("screen.written", count=len(found.rows), total=found.total, file=out), err=True
        )
    elif as_json:
        print_json(found.as_dict())
    else:
        _print(found)


def _list(home: Home, as_json: bool) -> None:
    rows = [{"name": row.name, "filters": row.filters} for row in saved_screens(home.ledger)]
    if as_json:
        print_json(rows)
        return
    names = [text("screen.name"), text("screen.filters")]
    print_table(names, [(row["name"], row["filters"]) for row in rows])


def _given(pairs: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise UsageError("screen_filter", where=pair, problem="filter=value")
        found[name] = value.split(",") if name == "ownership" else value
    return found


def _print(found: Screened) -> None:
    typer.echo(text("screen.found", count=found.total, shown=len(found.rows)))
    rows = [
        [{"id": one.id, "name": one.name, **one.known}[name] for name in COLUMNS]
        for one in found.rows
    ]
    print_table([text(f"screen.column.{name}") for name in COLUMNS], rows)
