"""Commands of schedules and watched folders."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Annotated, Any

import typer

from liantu.cli.jobs import Options, options_of
from liantu.cli.shared import open_home, print_json, print_table
from liantu.errors import Locked, UsageError
from liantu.home import Home
from liantu.ingest import jobs
from liantu.ingest import schedule as clock
from liantu.ingest.job_wording import schedule_json, when
from liantu.ingest.watch import EVERY, QUIET, Watch
from liantu.ledger import JobRow
from liantu.ledger.jobs import DONE, HELD, LIVE, job, remove_schedule, schedules
from liantu.ledger.jobs import schedule as find
from liantu.locale import text

schedule = typer.Typer(
    help="定时载入。Loads by the clock, and watched folders.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Json = Annotated[bool, typer.Option("--json", help="只输出 JSON。Print JSON only.")]
Name = Annotated[str, typer.Argument(help="定时的名称。The name of the schedule.")]
Quiet = Annotated[
    float,
    typer.Option(min=0.1, help="多少秒无变化才载入。Seconds without change before a load."),
]
ObservedOn = Annotated[
    str, typer.Option(help="数据的观察日期。The date of the deliveries, YYYY-MM-DD.")
]


@schedule.command("add")
def add_schedule(
    name: Name,
    path: Annotated[
        Path, typer.Argument(help="文件、文件夹或样式。A file, a folder, or a pattern in quotes.")
    ],
    cron: Annotated[str, typer.Option(help="五栏：分 时 日 月 周。Five cron fields.")] = "",
    every: Annotated[float, typer.Option(min=0, help="每多少秒。Every so many seconds.")] = 0,
    watch: Annotated[
        bool, typer.Option("--watch", help="监看文件夹。Load files as they arrive in a folder.")
    ] = False,
    quiet: Quiet = QUIET,
    observed_on: ObservedOn = "",
    option: Options = None,
    retries: Annotated[int, typer.Option(min=0, help="再试几次。Tries again.")] = jobs.RETRIES,
    timeout: Annotated[
        float, typer.Option(min=0, help="时限（秒），0 为不限。Seconds of work; 0 is no limit.")
    ] = jobs.TIMEOUT,
    as_json: Json = False,
) -> None:
    """新建定时。Make a schedule."""
    options = options_of(option, observed_on)
    if watch:
        options["quiet"] = quiet
    how: dict[str, Any] = {"retries": retries, "timeout": timeout, "options": options}
    row = clock.add(open_home(), name, path, cron=cron, every=every, watch=watch, **how)
    if as_json:
        print_json(schedule_json(row))
    else:
        typer.echo(text("schedule.added", name=name))


@schedule.command("list")
def list_schedules(as_json: Json = False) -> None:
    """列出定时。List the schedules."""
    rows = schedules(open_home().ledger)
    if as_json:
        print_json([schedule_json(row) for row in rows])
        return
    names = ("name", "path", "when", "active", "last", "next")
    print_table([text(f"schedule.column.{name}") for name in names], [_cells(row) for row in rows])


def _cells(row: Any) -> list[str]:
    due = clock.next_at(row)
    moments = (
        at.astimezone().strftime("%Y-%m-%d %H:%M") if at else "–" for at in (row.last_at, due)
    )
    return [row.name, row.path, when(row), "✓" if row.active else "–", *moments]


@schedule.command("remove")
def remove(name: Name) -> None:
    """删除定时；它的任务仍可查。Remove a schedule; its jobs stay."""
    home = open_home()
    remove_schedule(home.ledger, find(home.ledger, name).id)
    typer.echo(text("schedule.removed", name=name))


@schedule.command("pause")
def pause(
    name: Name,
    off: Annotated[bool, typer.Option("--off", help="重新启用。Let it go on.")] = False,
    as_json: Json = False,
) -> None:
    """暂停定时，或用 --off 重新启用。Pause a schedule, or with --off let it go on."""
    row = clock.set_active(open_home(), name, off)
    if as_json:
        print_json(schedule_json(row))


@schedule.command("run")
def run_now(name: Name, as_json: Json = False) -> None:
    """现在就执行一次。Run a schedule once, now."""
    home = open_home()
    number = clock.fire(home, find(home.ledger, name))
    if as_json:
        print_json({"job": number})
    elif number is None:
        typer.echo(text("schedule.nothing"))
    else:
        typer.echo(text("job.started", number=number))


@schedule.command("serve")
def serve() -> None:
    """执行定时，直到结束它。Run the schedules until it is ended."""
    from apscheduler.schedulers.blocking import BlockingScheduler

    home = open_home()
    with clock.only_one(home):
        scheduler = BlockingScheduler()
        clock.Clock(home, scheduler)
        signal.signal(signal.SIGTERM, _stop)
        typer.echo(text("schedule.serving"), err=True)
        try:
            scheduler.start()
        finally:
            if scheduler.running:
                scheduler.shutdown(wait=False)


@contextmanager
def ticking(home: Home) -> Iterator[None]:
    """Run the schedules beside something else; where another process does, only say so."""
    from apscheduler.schedulers.background import BackgroundScheduler

    try:
        with clock.only_one(home):
            scheduler = BackgroundScheduler()
            clock.Clock(home, scheduler)
            scheduler.start()
            try:
                yield
            finally:
                scheduler.shutdown(wait=False)
    except Locked as error:
        if error.key != "schedule_running":
            raise
        typer.echo(text("schedule.elsewhere"), err=True)
        yield


def watch(
    folder: Annotated[Path, typer.Argument(help="要监看的文件夹。The folder.")],
    quiet: Quiet = QUIET,
    every: Annotated[
        float, typer.Option(min=0.1, help="每多少秒看一次。Seconds between looks.")
    ] = EVERY,
    observed_on: ObservedOn = "",
    option: Options = None,
    once: Annotated[
        bool, typer.Option("--once", help="载完已到的文件就结束。End when what is there is loaded.")
    ] = False,
) -> int:
    """监看文件夹：文件到齐即载入，再移到 done 或 refused。Load files as they arrive in a folder."""
    if not folder.is_dir():
        raise UsageError("watch_none", where=str(folder))
    home = open_home()
    eye = Watch(home, folder, quiet=quiet, options=options_of(option, observed_on))
    typer.echo(text("watch.watching", folder=folder, quiet=quiet), err=True)
    signal.signal(signal.SIGTERM, _stop)
    while True:
        jobs.restart(home)
        number = eye.look()
        if number is not None:
            row = _ended(home, number)
            _tell(row)
            if once:
                return 0 if row.state in (DONE, HELD) else 1
        elif once and eye.idle:
            return 0
        time.sleep(min(every, quiet) if once else every)


def _ended(home: Home, number: int) -> JobRow:
    while (row := job(home.ledger, number)).state in LIVE:
        time.sleep(0.5)
        jobs.restart(home)
    return row


def _tell(row: JobRow) -> None:
    typer.echo(text("job.ended", number=row.id, state=text(f"job.state.{row.state}")))
    for name, to in row.report.get("sorted", {}).items():
        typer.echo(text("watch.moved", name=name, to=to))
    error = row.report.get("error")
    if error:
        typer.echo(f"{error['message']}\n{error['remedy']}", err=True)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
