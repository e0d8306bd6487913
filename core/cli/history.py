"""The command that tells what became of findings from version to version."""

from __future__ import annotations

from typing import Annotated

import typer

from liantu.cli.data import Json
from liantu.cli.shared import open_home, print_json, print_table
from liantu.graph.snapshots import Snapshots
from liantu.locale import text
from liantu.queries.gaps import find_gaps, gap_settings
from liantu.queries.gaps.history import STATUSES, Cause, History, earlier
from liantu.queries.gaps.history import history as histories


def history(
    chain: Annotated[str, typer.Option(help="产业链编号。The chain's id.")],
    region: Annotated[str, typer.Option(help="行政区划代码。Division code.")] = "",
    last: Annotated[
        int, typer.Option(min=2, max=20, help="比较最近几个版本。How many versions.")
    ] = 5,
    as_json: Json = False,
) -> None:
    """各版本之间新增、消除的缺口。What is new and healed between data versions."""
    home = open_home()
    snapshots = Snapshots(home)
    used = gap_settings(home.root)
    now = find_gaps(snapshots.store(), chain, region=region, settings=used)
    before = [one for one in snapshots.held()[:last] if one != now.data_version]
    stores = (snapshots.store(one) for one in reversed(before))
    found = histories([*earlier(stores, chain, region, used), now])
    snapshots.close()
    if as_json:
        print_json(found.as_dict())
        return
    _print(found)


def _print(found: History) -> None:
    if len(found.versions) < 2:
        typer.echo(text("history.single"))
        return
    counts = {status: len(found.latest(status)) for status in STATUSES}
    typer.echo(text("history.lead", **counts))
    rows = [
        (
            text(f"history.status.{status}"),
            one.name,
            text(f"kind.{one.kind}"),
            [said(found, cause) for cause in one.by] or [text("history.by.other")],
        )
        for status in ("new", "healed")
        for one in found.latest(status)
    ]
    columns = ("history.col.status", "cli.column.segment", "cli.column.kind", "history.col.by")
    print_table([text(key) for key in columns], rows)


def said(found: History, cause: Cause) -> str:
    """Return a cause in words."""
    names = {one.segment: one.name for one in found.timelines}
    key = "history.came" if cause.came else "history.went"
    return text(key, name=cause.name, segment=names.get(cause.segment, cause.segment))
