"""The process of one job: it works, says how far it is, and hears when it should end.

A thread of its own writes progress and "I live" into the ledger, and reads there
whether the job was cancelled. To end means a signal to this very process: before a load
is accepted it gives the work up and leaves nothing behind, after that it is ignored.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from sqlalchemy import func

from liantu.errors import LiantuError, Unavailable, UsageError
from liantu.home import Home
from liantu.ingest import jobs
from liantu.ingest.progress import LATE
from liantu.ingest.work import KINDS, Outcome
from liantu.ledger import JobRow, now
from liantu.ledger.jobs import (
    CANCELLED,
    FAILED,
    INTERRUPTED,
    LIVE,
    QUEUED,
    RUNNING,
    job,
    move,
    seen,
)
from liantu.ledger.jobs import jobs as listed
from liantu.locale import text

BEAT = 0.5  # seconds between two looks at the ledger
WORD = 5.0  # seconds after which a worker says that it lives, though nothing changed
BACK_OFF = 10.0  # seconds before the second try; doubled for each further one
LONGEST_PAUSE = 600.0
LOG_BYTES = 1 << 20  # a longer log keeps its last quarter


class Stopped(BaseException):
    """The work is given up; no handler of ordinary errors takes it."""


def run(home: Home, number: int) -> JobRow:
    """Claim a queued job, do it here and now, and return it as it ended.

    Raises UsageError for a job that is not queued.
    """
    me, tries = jobs.this_worker(), job(home.ledger, number).tries + 1
    claim: dict[str, Any] = {
        "host": me.host, "pid": me.pid, "born": me.born, "tries": tries,
        "started_at": now(), "seen_at": func.now(), "stage": "start",
    }  # fmt: skip
    if not move(home.ledger, number, (QUEUED,), RUNNING, **claim):
        raise UsageError("job_not_queued", where=str(number))
    return _Work(home, job(home.ledger, number)).done()


class _Work:
    def __init__(self, home: Home, row: JobRow) -> None:
        self.home, self.row, self.tries = home, row, row.tries
        self.now: tuple[str, int, int] = ("start", 0, 0)
        self.message: dict[str, Any] = {}
        self.reason = ""  # why it has to end: cancel, timeout, signal, lost
        self.stopping, self.kill_at = False, 0.0
        self.worked, self.since = 0.0, time.monotonic()
        self.over = threading.Event()

    def done(self) -> JobRow:
        """Do the job and keep how it ended."""
        with self._heard():
            try:
                self._wait_for_turn()
                found = self._tried()
                self.progress("end")
            except Stopped:
                found = self._stopped()
            except Exception as error:
                found = self._stopped() if self.reason else self._broken(error)
            self.now = ("end", 0, 0)
        self._keep(found)
        return job(self.home.ledger, self.row.id)

    def progress(self, stage: str, done: int = 0, total: int = 0, /) -> None:
        """Take note of a stage; before a load is accepted it is written down at once."""
        before = self.now[0]
        if self.reason and before not in LATE:
            self.stopping = True
            raise Stopped
        if before != stage:
            self._count(before)
            if stage not in ("wait", "end"):
                self._say(text(f"job.stage.{stage}"))
        self.now = (stage, done, total)
        if stage in LATE and before not in LATE:
            seen(self.home.ledger, self.row.id, stage=stage)

    def _wait_for_turn(self) -> None:
        """Wait for the jobs that were put in before; a load outside of jobs is waited for later."""
        while True:
            jobs.mend(self.home)
            ahead = [row.id for row in listed(self.home.ledger, LIVE) if row.id < self.row.id]
            if not ahead:
                break
            if not self.message:
                self._say(text("job.waits_for", job=ahead[-1]))
            self.message = {"key": "job.waits_for", "values": {"job": ahead[-1]}}
            self.progress("wait")
            time.sleep(BEAT)
        self.message = {}

    def _tried(self) -> Outcome:
        while True:
            try:
                return KINDS[self.row.kind](self.home, self.row.arguments, self.progress)
            except (Unavailable, OSError) as error:
                if self.reason and self.now[0] not in LATE:
                    raise Stopped from error
                if self.tries > self.row.retries:
                    return self._broken(error)
                self._pause(error)
            except LiantuError as error:
                return self._broken(error)

    def _pause(self, error: Exception) -> None:
        """Wait before the next try, longer each time."""
        seconds = min(BACK_OFF * 2 ** (self.tries - 1), LONGEST_PAUSE)
        shown = _told(error)["message"]
        self._say(text("job.tries_again", seconds=seconds, message=shown))
        self.message = {"key": "job.tries_again", "values": {"seconds": seconds, "message": shown}}
        self._count(self.now[0])
        self.now = ("wait", 0, 0)
        time.sleep(seconds)
        self.tries += 1
        self.message = {}
        seen(self.home.ledger, self.row.id, tries=self.tries)

    def _broken(self, error: Exception) -> Outcome:
        told = _told(error)
        if told["code"] == "internal":
            traceback.print_exception(error)
        self._say(f"{told['message']} {told['remedy']}")
        return Outcome(FAILED, {"error": told})

    def _stopped(self) -> Outcome:
        if self.reason == "timeout":
            error = UsageError("job_timeout", where=str(self.row.id), seconds=self.row.timeout)
            return self._broken(error)
        asked = job(self.home.ledger, self.row.id).asked
        self._say(text("cli.stopped"))
        return Outcome(CANCELLED if asked else INTERRUPTED, {})

    def _keep(self, found: Outcome) -> None:
        """Write down how it ended; a ledger that is away is waited for."""
        values: dict[str, Any] = {"report": found.report, "finished_at": now(), "message": {}}
        if found.state not in (CANCELLED, INTERRUPTED):
            values |= {"stage": "end", "done": 0, "total": 0}
        for seconds in (1, 5, 30, 60, 120, 0):
            try:
                move(self.home.ledger, self.row.id, (RUNNING,), found.state, **values)
                return
            except Unavailable:
                if not seconds:
                    raise
                time.sleep(seconds)

    # -- the other thread, and the signal ----------------------------------------

    @contextmanager
    def _heard(self) -> Iterator[None]:
        thread = threading.Thread(target=self._beat, daemon=True)
        old = signal.signal(signal.SIGTERM, self._on_signal)
        thread.start()
        try:
            yield
        finally:
            self.over.set()
            thread.join(2 * jobs.GRACE)
            signal.signal(signal.SIGTERM, old)

    def _on_signal(self, _signal: int, _frame: FrameType | None) -> None:
        if self.now[0] in LATE or self.stopping:
            return
        self.stopping = True
        self.reason = self.reason or "signal"
        raise Stopped

    def _beat(self) -> None:
        told: Any = None
        last = 0.0
        while not self.over.wait(BEAT):
            try:
                row = job(self.home.ledger, self.row.id)
                if row.state != RUNNING or row.asked:
                    self._stop("cancel" if row.asked else "lost")
                elif self.row.timeout and self._seconds() > self.row.timeout:
                    self._stop("timeout")
                current = (self.now, self.message)
                if current != told or time.monotonic() - last > WORD:
                    stage, done, total = self.now
                    values = {"done": done, "total": total, "message": self.message}
                    if stage != "end":
                        seen(self.home.ledger, self.row.id, stage=stage, **values)
                    told, last = current, time.monotonic()
                self._shorten()
            except (LiantuError, OSError):
                continue  # the ledger is away: the work goes on

    def _stop(self, reason: str) -> None:
        """Ask this process to end; where it hangs, end it with all that it started."""
        if self.now[0] in LATE:
            return
        if not self.kill_at:
            self.reason, self.kill_at = reason, time.monotonic() + jobs.GRACE
            os.kill(os.getpid(), signal.SIGTERM)
        elif time.monotonic() > self.kill_at:
            if reason != "lost":
                self._keep(self._stopped())
            own = os.getpgrp() == os.getpid()
            (os.killpg if own else os.kill)(os.getpid(), signal.SIGKILL)

    def _count(self, stage: str) -> None:
        at = time.monotonic()
        if stage != "wait":
            self.worked += at - self.since
        self.since = at

    def _seconds(self) -> float:
        working = 0.0 if self.now[0] == "wait" else time.monotonic() - self.since
        return self.worked + working

    def _say(self, words: str) -> None:
        sys.stderr.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {words}\n")
        sys.stderr.flush()

    def _shorten(self) -> None:
        log = jobs.log_file(self.home, self.row.id)
        if log.is_file() and log.stat().st_size > LOG_BYTES:
            with log.open("r+b") as stream:
                stream.seek(-LOG_BYTES // 4, os.SEEK_END)
                kept = stream.read()
                stream.seek(0)
                stream.write(kept)
                stream.truncate()


def _told(error: Exception) -> dict[str, str]:
    """Return an error as every reader is told it: no traceback, but what to do."""
    if isinstance(error, OSError):
        where = str(error.filename or "")
        error = Unavailable("job_os", where=where, reason=str(error.strerror or error))
    if not isinstance(error, LiantuError):
        error = LiantuError("internal", where=type(error).__name__, code="internal")
    shown: dict[str, str] = error.as_dict()["error"]
    return shown
