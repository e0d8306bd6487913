"""Commands on deliveries: which sources are fresh, and the rows that were set aside."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from liantu.cli.shared import open_home, print_json, print_table
from liantu.days import day_of
from liantu.errors import NotFound, UsageError
from liantu.home import Home
from liantu.ingest.freshness import freshness
from liantu.ingest.rejects import Rejects, as_csv, as_xlsx, tables
from liantu.ingest.rejects import rejects as find_rejects
from liantu.ingest.sources import all_sources
from liantu.locale import text

Json = Annotated[bool, typer.Option("--json", help="只输出 JSON。Print JSON only.")]
FORMS = {".csv": as_csv, ".xlsx": as_xlsx}


def sources(
    day: Annotated[
        str, typer.Option(help="按哪一天判断是否逾期，默认今天。Overdue on which day.")
    ] = "",
    as_json: Json = False,
) -> None:
    """列出来源：末次交付、数据日期、是否逾期。List the sources and how fresh they are."""
    home = open_home()
    on = day_of(day, "--day") if day else dt.date.today()
    found = [one.as_dict() for one in freshness(home, home.ledger.active(), on)]
    if as_json:
        print_json(found)
        return
    names = ("source", "label", "delivery", "loaded_on", "observed_on", "days", "every", "state")
    shown = [{**one, "state": text(f"fresh.{one['state']}")} for one in found]
    rows = [[_days(one[name]) for name in names] for one in shown]
    print_table([text(f"fresh.column.{name}") for name in names], rows)


def _days(value: Any) -> Any:
    return " – ".join(dict.fromkeys(value)) if isinstance(value, list) else value


def rejects(
    source: Annotated[str, typer.Option(help="只要一个来源的。Of one source.")] = "",
    batch: Annotated[str, typer.Option(help="只要一个批次的。Of one batch.")] = "",
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="写到 .csv 或 .xlsx 文件。Write to a .csv or .xlsx file."),
    ] = None,
    as_json: Json = False,
) -> None:
    """导出搁置的行：原样各列，加上出处、原因、怎么改；改好后用 load 载回。

    Export the rows set aside, to be corrected and loaded back.
    """
    home = open_home()
    found = _chosen(home, source, batch)
    if as_json:
        print_json(
            {
                "open": [one.note.as_dict() | {"batch": one.root} for one in found.open],
                "settled": found.settled,
            }
        )
        return
    if out is None:
        sys.stdout.buffer.write(as_csv(tables(home, found.open)))
        return
    if out.suffix.lower() not in FORMS:
        raise UsageError("rejects_type", where=str(out), suffix=out.suffix or "–")
    content = FORMS[out.suffix.lower()](tables(home, found.open))
    try:
        out.write_bytes(content)
    except OSError as error:
        raise UsageError("file_unwritable", where=str(out), reason=str(error.strerror)) from error
    typer.echo(text("cli.rejects", count=len(found.open), file=out), err=True)


def _chosen(home: Home, source: str, batch: str) -> Rejects:
    active = home.ledger.active()
    if active is None:
        raise NotFound("nothing_loaded", where=str(home.root))
    if source and source not in all_sources(home.root):
        raise NotFound("source_unknown", where="--source", name=source)
    held = home.ledger.batches(active.batches)
    if batch and not any(one.id == batch for one in held):
        raise NotFound("batch_unknown", where="--batch", name=batch)
    found = find_rejects(home, active.batches)
    wanted = {
        one.id for one in held if (not source or one.source == source) and batch in ("", one.id)
    }
    return Rejects(tuple(one for one in found.open if one.root in wanted), found.settled)
