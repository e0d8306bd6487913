"""Commands of jobs: start, list, show, cancel, retry, run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from liantu.cli.shared import open_home, print_json, print_table
from liantu.errors import UsageError
from liantu.ingest import jobs
from liantu.ingest.job_wording import elapsed, job_json, message, subject, whole_json
from liantu.ingest.progress import LATE
from liantu.ledger import JobRow
from liantu.ledger.jobs import DONE, HELD, LIVE, RUNNING, STATES
from liantu.ledger.jobs import job as find
from liantu.ledger.jobs import jobs as listed
from liantu.locale import text

job = typer.Typer(
    help="任务：在单独进程里的载入。Jobs: loads in processes of their own.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Json = Annotated[bool, typer.Option("--json", help="只输出 JSON。Print JSON only.")]
Number = Annotated[int, typer.Argument(help="任务编号。The number of the job.")]


Options = Annotated[
    list[str] | None,
    typer.Option("--option", "-o", help="载入的其他选项。Another option of load, name=value."),
]


@job.command("start")
def start_job(
    kind: Annotated[str, typer.Argument(help="load 或 preview。load or preview.")],
    paths: Annotated[list[Path], typer.Argument(help="文件或文件夹。Files or folders.")],
    observed_on: Annotated[
        str, typer.Option(help="这批数据的观察日期。The date of this delivery, YYYY-MM-DD.")
    ] = "",
    option: Options = None,
    retries: Annotated[
        int, typer.Option(min=0, help="出暂时错误后再试几次。Tries after a passing error.")
    ] = jobs.RETRIES,
    timeout: Annotated[
        float, typer.Option(min=0, help="时限（秒），0 为不限。Seconds of work; 0 is no limit.")
    ] = jobs.TIMEOUT,
    as_json: Json = False,
) -> None:
    """在后台载入或预览。Load or preview in the background."""
    arguments = {"paths": [str(one) for one in paths], **options_of(option, observed_on)}
    home = open_home()
    number = jobs.start(home, kind, arguments, retries=retries, timeout=timeout)
    if as_json:
        print_json(job_json(find(home.ledger, number)))
    else:
        typer.echo(text("job.started", number=number))


@job.command("list")
def list_jobs(
    state: Annotated[
        str, typer.Option(help="只看某种状态。Only those in a state; see --json for names.")
    ] = "",
    limit: Annotated[int, typer.Option(min=1, help="最多几个。At most so many.")] = 50,
    as_json: Json = False,
) -> None:
    """列出任务，新的在前。List jobs, newest first."""
    if state and state not in STATES:
        raise UsageError("job_state", where="--state", known=", ".join(STATES))
    home = open_home()
    jobs.mend(home)
    rows = listed(home.ledger, (state,) if state else STATES, limit)
    if as_json:
        print_json([job_json(row) for row in rows])
        return
    names = ("number", "kind", "subject", "state", "elapsed")
    print_table(
        [text(f"job.column.{name}") for name in names],
        [
            [row.id, text(f"job.kind.{row.kind}"), subject(row), _state(row), elapsed(row)]
            for row in rows
        ],
    )


@job.command("show")
def show_job(number: Number, as_json: Json = False) -> None:
    """看一个任务：进度、结果、日志末尾。Show a job: progress, result, the end of its log."""
    home = open_home()
    jobs.mend(home)
    row = find(home.ledger, number)
    if as_json:
        print_json(whole_json(home, row))
        return
    typer.echo(f"{text('job.kind.' + row.kind)} {subject(row)}")
    typer.echo(f"{_state(row)} {elapsed(row)}")
    error = row.report.get("error")
    if error:
        typer.echo(f"{error['message']}\n{error['remedy']}")
    if "rows" in row.report:
        typer.echo(text("cli.rows", **row.report["rows"]))
    for line in jobs.log_lines(home, number):
        typer.echo(f"  {line}")


@job.command("cancel")
def cancel_job(number: Number, as_json: Json = False) -> int:
    """取消一个任务。Cancel a job."""
    home = open_home()
    row = jobs.cancel(home, number)
    late = row.state == DONE or (row.state == RUNNING and row.stage in LATE)
    if as_json:
        print_json(job_json(row))
    elif late:
        typer.echo(text("job.too_late", number=number), err=True)
    else:
        typer.echo(text("job.cancelling") if row.state in LIVE else _ended(row))
    return 1 if late else 0


@job.command("retry")
def retry_job(number: Number, as_json: Json = False) -> None:
    """把已结束的任务重来一次。Start a job that has ended once more."""
    home = open_home()
    jobs.retry(home, number)
    if as_json:
        print_json(job_json(find(home.ledger, number)))
    else:
        typer.echo(text("job.started", number=number))


@job.command("run")
def run_job(number: Number, as_json: Json = False) -> int:
    """在本进程里执行一个排队的任务（后台进程用它）。Run a queued job here, as its process does."""
    from liantu.ingest.worker import run

    row = run(open_home(), number)
    if as_json:
        print_json(job_json(row))
    else:
        typer.echo(_ended(row))
    return 0 if row.state in (DONE, HELD) else 1


def options_of(given: list[str] | None, observed_on: str = "") -> dict[str, Any]:
    """Return ``name=value`` texts as options; a value that is JSON is taken as such."""
    found: dict[str, Any] = {"observed_on": observed_on} if observed_on else {}
    for one in given or ():
        name, equals, value = one.partition("=")
        if not equals:
            raise UsageError("job_value", where=one)
        try:
            found[name] = json.loads(value)
        except ValueError:
            found[name] = value
    return found


def _ended(row: JobRow) -> str:
    return text("job.ended", number=row.id, state=text(f"job.state.{row.state}"))


def _state(row: JobRow) -> str:
    shown = text(f"job.state.{row.state}")
    if row.state not in LIVE or not row.stage:
        return shown
    counted = f" {row.done}/{row.total}" if row.total else ""
    return f"{shown} · {message(row) or text(f'job.stage.{row.stage}')}{counted}"
