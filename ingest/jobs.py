"""Jobs: work put into the ledger and done by a process of its own.

    start → queued → (worker) running → done | failed | cancelled | held
                                └ its process died → interrupted → started again

The worker belongs to nobody: it goes on when the web server or the terminal that
started it ends. Who looks at jobs first calls ``mend``, which notices dead workers.
"""

from __future__ import annotations

import contextlib
import os
import platform
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import func

from liantu.errors import Unavailable, UsageError
from liantu.home import Home
from liantu.ingest.progress import LATE
from liantu.ingest.work import checked
from liantu.ledger import JobRow, now
from liantu.ledger.jobs import (
    CANCELLED,
    ENDED,
    FAILED,
    INTERRUPTED,
    LIVE,
    QUEUED,
    RUNNING,
    Worker,
    job,
    jobs,
    move,
    put,
    unseen,
)

RETRIES = 2  # how often a job is tried again after a passing error or a dead worker
TIMEOUT = 6 * 3600.0  # seconds that a job may work, waiting for others not counted
KEPT = 2000  # jobs that are remembered
KEPT_LOGS = 200
TAIL = 16 << 10  # bytes of a log that are looked at for its last lines
GRACE = 5.0  # seconds that a worker has to end by itself when it is cancelled
UNSEEN = 120.0  # seconds without a word after which a worker on another machine is given up
PATIENCE = 7 * 24 * 3600  # seconds that a job waits for another load


def start(
    home: Home,
    kind: str,
    arguments: Mapping[str, Any],
    *,
    retries: int = RETRIES,
    timeout: float = TIMEOUT,
    schedule: int | None = None,
) -> int:
    """Put a job in, start its worker and return its number at once.

    Kinds are ``load`` and ``preview`` with ``paths`` (files, folders or patterns; made
    absolute) and any keyword of ``ingest.load.load``, as in
    ``start(home, "load", {"paths": [path], "observed_on": "2026-11-01"})``. The files must
    stay where they are until the job has ended. ``jobs.job(home.ledger, number)`` tells how
    far it is: ``state``, ``stage``, ``report``; its page is ``/data/jobs/<number>``.

    ``retries`` counts tries after passing errors (a lock, a server) and dead workers, not
    after bad input; ``timeout`` is in seconds of work, 0 for none. Raises UsageError for an
    unknown kind or option, Unavailable where no process can be started.
    """
    row = JobRow(
        kind=kind,
        arguments=checked(kind, arguments),
        retries=retries,
        timeout=timeout,
        made_at=now(),
        schedule=schedule,
    )
    number = put(home.ledger, row, KEPT)
    _spawn(home, number)
    _forget_logs(home, number)
    return number


def retry(home: Home, number: int) -> None:
    """Start a job that has ended once more, from its files; raises UsageError while it runs."""
    mend(home)
    row = job(home.ledger, number)
    if row.state not in ENDED:
        raise UsageError("job_running", where=str(number))
    _again(home, row, tries=0)


def restart(home: Home) -> list[int]:
    """Start interrupted jobs again that have a try left; return their numbers.

    Nothing of an interrupted load was accepted, or all of it: its files load again
    from the beginning, and what was accepted already changes nothing.
    """
    mend(home)
    found = [row for row in jobs(home.ledger, (INTERRUPTED,)) if row.tries <= row.retries]
    return [row.id for row in reversed(found) if _again(home, row, tries=row.tries)]


def cancel(home: Home, number: int) -> JobRow:
    """End a job: nothing of it is accepted, unless it is past that; return it as it then is.

    Raises UsageError for a job that has ended. The worker ends by itself or, where it does
    not within some seconds, is killed with all that it started; on another machine it ends
    as soon as it reads that it should.
    """
    mend(home)
    row = job(home.ledger, number)
    if row.state not in LIVE:
        raise UsageError("job_ended", where=str(number))
    if move(home.ledger, number, (QUEUED,), CANCELLED, finished_at=now()):
        return job(home.ledger, number)
    move(home.ledger, number, (RUNNING,), RUNNING, asked="cancel")
    row = job(home.ledger, number)
    if row.host == this_host() and _alive(row):
        _end(home, row)
    mend(home)
    return job(home.ledger, number)


def mend(home: Home) -> list[int]:
    """Mark the jobs whose worker died as interrupted; return their numbers."""
    here = this_host()
    silent = {row.id for row in unseen(home.ledger, UNSEEN)}
    found = []
    for row in jobs(home.ledger, LIVE):
        alive = row.host == here and _alive(row)
        dead = row.pid is not None and row.host == here and not alive
        if not dead and (alive or row.id not in silent):
            continue
        state = CANCELLED if row.asked else INTERRUPTED
        if move(home.ledger, row.id, (row.state,), state, finished_at=now()):
            found.append(row.id)
    return found


def this_host() -> str:
    """Return what tells this machine from others, and from a container on it."""
    try:
        space = str(Path("/proc/self/ns/pid").stat().st_ino)
    except OSError:
        space = ""
    return f"{platform.node()}:{space}"


def this_worker() -> Worker:
    """Return this process as a worker."""
    return Worker(this_host(), os.getpid(), psutil.Process().create_time())


def log_file(home: Home, number: int) -> Path:
    """Return where a job's worker writes what it has to say."""
    return home.root / "jobs" / f"{number}.log"


def log_lines(home: Home, number: int, limit: int = 20) -> list[str]:
    """Return the last lines of a job's log."""
    try:
        with log_file(home, number).open("rb") as stream:
            stream.seek(max(stream.seek(0, os.SEEK_END) - TAIL, 0))
            read = stream.read()
    except OSError:
        return []
    return read.decode("utf-8", errors="replace").splitlines()[-limit:]


def _again(home: Home, row: JobRow, tries: int) -> bool:
    values: dict[str, Any] = {
        "tries": tries, "asked": "", "stage": "", "done": 0, "total": 0, "message": {},
        "report": {}, "started_at": None, "finished_at": None, "pid": None, "born": None,
        "seen_at": func.now(),
    }  # fmt: skip
    again = move(home.ledger, row.id, (row.state,), QUEUED, **values)
    if again:
        _spawn(home, row.id)
    return again


def _spawn(home: Home, number: int) -> None:
    """Start the process of a job: in a session of its own, its words into the job's log."""
    root = str(home.root.resolve())
    given = {"LIANTU_HOME": root, "LIANTU_LOCK_SECONDS": str(PATIENCE)}
    log = log_file(home, number)
    command = [sys.executable, "-P", "-m", "liantu", "job", "run", str(number)]
    try:
        log.parent.mkdir(exist_ok=True)
        with log.open("ab") as stream:
            process = subprocess.Popen(  # noqa: S603 (this very program)
                command,
                cwd=root,
                env=os.environ | given,
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=stream,
                start_new_session=True,
            )
    except OSError as error:
        problem = Unavailable("job_spawn", where=str(number), reason=str(error.strerror))
        move(home.ledger, number, (QUEUED,), FAILED, report=problem.as_dict(), finished_at=now())
        raise problem from error
    with contextlib.suppress(psutil.Error):  # it may be over already
        born = psutil.Process(process.pid).create_time()
        who = {"host": this_host(), "pid": process.pid, "born": born}
        move(home.ledger, number, (QUEUED,), QUEUED, **who)
    threading.Thread(target=process.wait, daemon=True).start()  # nobody else takes its leave


def _alive(row: JobRow) -> bool:
    if row.pid is None or row.born is None:
        return False
    try:
        found = psutil.Process(row.pid)
        same = abs(found.create_time() - row.born) < 1.0
        return bool(same and found.status() != psutil.STATUS_ZOMBIE)
    except psutil.AccessDenied:
        return True
    except psutil.Error:
        return False


def _end(home: Home, row: JobRow) -> None:
    """Tell a worker on this machine to end, wait for it, and kill it where it hangs."""
    assert row.pid is not None
    with contextlib.suppress(ProcessLookupError):
        os.kill(row.pid, signal.SIGTERM)
    until = time.monotonic() + GRACE
    while row.state == RUNNING and row.stage not in LATE and _alive(row):
        if time.monotonic() >= until:
            with contextlib.suppress(ProcessLookupError):
                own_group = os.getpgid(row.pid) == row.pid
                (os.killpg if own_group else os.kill)(row.pid, signal.SIGKILL)
            break
        time.sleep(0.1)
        row = job(home.ledger, row.id)


def _forget_logs(home: Home, number: int) -> None:
    for path in (home.root / "jobs").glob("*.log"):
        if path.stem.isdecimal() and int(path.stem) <= number - KEPT_LOGS:
            path.unlink(missing_ok=True)
