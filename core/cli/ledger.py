"""The command that takes a data folder's ledger to a database server."""

from __future__ import annotations

import typer
from filelock import FileLock, Timeout

from liantu.cli.data import Json
from liantu.cli.shared import print_json
from liantu.errors import Locked, NotFound, UsageError
from liantu.ledger import Ledger
from liantu.ledger.move import copy
from liantu.locale import text
from liantu.settings import settings


def move_ledger(as_json: Json = False) -> None:
    """把 SQLite 台账搬到 LIANTU_LEDGER。Move the SQLite ledger to LIANTU_LEDGER.

    Every row is copied in one transaction; the old file is then renamed, so that
    nobody goes on writing to it.
    """
    named, home = settings().ledger, settings().home
    old = home / "ledger.sqlite"
    if not named:
        raise UsageError("ledger_unnamed", where="LIANTU_LEDGER")
    if not old.is_file():
        raise NotFound("ledger_gone", where=str(old))
    seconds = settings().lock_seconds
    try:
        with FileLock(home / "load.lock", timeout=seconds):
            target = Ledger(named.get_secret_value())
            try:
                with target.writing(seconds):
                    source = Ledger.in_home(home)
                    try:
                        copied = copy(source, target)
                        source.settle()
                    finally:
                        source.close()
                old.replace(old.with_name("ledger.sqlite.moved"))
            finally:
                target.close()
    except Timeout as error:
        raise Locked("locked", where=str(home), seconds=seconds) from error
    if as_json:
        print_json({"ledger": target.url, "rows": copied})
    else:
        rows = sum(copied.values())
        typer.echo(text("cli.ledger_moved", ledger=target.url, rows=rows, old=f"{old}.moved"))
