"""The command line of Liantu.

``liantu load | gaps | targets | way-in | similar | screen | export | what-if | risk
| history | honesty | settings | complexity | linkages | coverage | query | versions | rollback
| serve | demo | store | review | job | schedule | source | sources | rejects | watch
| move-ledger | map | user | token | audit``

Exit codes: 0 done (also with rows set aside), 1 a file was refused or nothing could
be accepted, 2 wrong use or an unknown name, 3 store, ledger or lock not available,
4 a delivery is held for a person (the rest of the load is done).
Answers go to standard output, progress and messages to standard error; with
``--json`` standard output holds nothing but JSON, errors included.
"""

from __future__ import annotations

import gc
import json
import logging
import sys

import structlog
import typer

from liantu.cli.ask import query
from liantu.cli.audit import audit, note
from liantu.cli.complexity import complexity, linkages
from liantu.cli.coverage import coverage
from liantu.cli.data import load, rollback, versions
from liantu.cli.deliveries import rejects, sources
from liantu.cli.export import export
from liantu.cli.gaps import ask_honesty, gaps
from liantu.cli.gaps import settings as gap_settings
from liantu.cli.history import history
from liantu.cli.jobs import job
from liantu.cli.ledger import move_ledger
from liantu.cli.map import map_app
from liantu.cli.review import review
from liantu.cli.risk import risk
from liantu.cli.schedule import schedule, watch
from liantu.cli.screen import screen
from liantu.cli.serve import demo, serve
from liantu.cli.shared import at_end
from liantu.cli.source import source
from liantu.cli.store import store
from liantu.cli.targets import similar, targets, way_in
from liantu.cli.token import token
from liantu.cli.user import user
from liantu.cli.whatif import what_if_app
from liantu.errors import LiantuError
from liantu.locale import language, text
from liantu.settings import settings

# The parser's own base of every usage error; it has no public name.
UsageProblem: type[typer.BadParameter] = typer.BadParameter.__mro__[1]

app = typer.Typer(
    name="liantu",
    help="链图：产业链图谱。Industry chain maps whose gaps explain themselves.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
COMMANDS = (
    load,
    gaps,
    risk,
    history,
    targets,
    way_in,
    similar,
    screen,
    export,
    query,
    complexity,
    linkages,
    versions,
    rollback,
    sources,
    rejects,
    serve,
    demo,
    watch,
    move_ledger,
    audit,
)
for command in (*COMMANDS, move_ledger):
    app.command()(command)
app.add_typer(coverage, name="coverage")
app.command("honesty")(ask_honesty)
app.add_typer(gap_settings, name="settings")
app.add_typer(store, name="store")
app.add_typer(review, name="review")
app.add_typer(job, name="job")
app.add_typer(schedule, name="schedule")
app.add_typer(source, name="source")
app.add_typer(what_if_app, name="what-if")
app.add_typer(map_app, name="map")
app.add_typer(user, name="user")
app.add_typer(token, name="token")

COLLECT = (20_000, 10, 10)  # large answers are many small objects that live: look less often


def main(arguments: list[str] | None = None) -> None:
    """Run one command and end the process with its exit code."""
    gc.set_threshold(*COLLECT)
    given = sys.argv[1:] if arguments is None else arguments
    sys.exit(run(given))


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code; no traceback reaches the user."""
    as_json = "--json" in arguments
    try:
        language.set(settings().lang)
        _log()
        command = typer.main.get_command(app)
        result = command.main(arguments, prog_name="liantu", standalone_mode=False)
        code = result if isinstance(result, int) else 0
        note(arguments, code)
        return code
    except LiantuError as error:
        return _fail(error.as_dict()["error"], error.exit_code, as_json)
    except UsageProblem as error:
        if not arguments:  # no command at all: the message is the help
            typer.echo(error.format_message(), err=True)
            return 2
        context = error.ctx.command_path if error.ctx else "liantu"
        shown = {
            "code": "usage",
            "message": error.format_message(),
            "where": context,
            "remedy": text("cli.usage.remedy"),
        }
        return _fail(shown, 2, as_json)
    except (typer.Abort, KeyboardInterrupt):
        typer.echo(text("cli.stopped"), err=True)
        return 130
    except Exception as error:
        structlog.get_logger().error("internal", error=repr(error))
        structlog.get_logger().debug("trace", exc_info=error)
        shown = {
            "code": "internal",
            "message": text("error.internal"),
            "where": type(error).__name__,
            "remedy": text("error.internal.remedy"),
        }
        return _fail(shown, 1, as_json)
    finally:
        at_end.close()


def _fail(error: dict[str, str], code: int, as_json: bool) -> int:
    if as_json:
        typer.echo(json.dumps({"error": error}, ensure_ascii=False))
    else:
        where = f"{error['where']}：" if error["where"] else ""
        typer.echo(f"{where}{error['message']}\n{error['remedy']}", err=True)
    return code


def _log() -> None:
    level = getattr(logging, settings().log_level.upper())
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
