"""Jobs in processes of their own: done, waiting, cancelled, killed and started again."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from liantu.errors import Unavailable, UsageError
from liantu.home import Home
from liantu.ingest import jobs, work, worker
from liantu.ledger import JobRow, now
from liantu.ledger.jobs import (
    CANCELLED,
    DONE,
    FAILED,
    INTERRUPTED,
    LIVE,
    QUEUED,
    RUNNING,
    job,
    put,
)
from tests.factories import firm, register, unfinished


def until(home: Home, number: int, reached: Callable[[JobRow], bool]) -> JobRow:
    """Look at a job until something is so, two minutes at most."""
    end = time.monotonic() + 120
    while not reached(row := job(home.ledger, number)):
        assert time.monotonic() < end, (row.state, row.stage, jobs.log_lines(home, number))
        time.sleep(0.05)
    return row


def queued(home: Home, kind: str, *, timeout: float = 0.0, arguments: Any = None) -> int:
    """Put a job in whose worker is this very process."""
    given = arguments or {}
    row = JobRow(kind=kind, arguments=given, retries=2, timeout=timeout, made_at=now())
    return put(home.ledger, row, 10)


def active(home: Home) -> str:
    found = home.ledger.active()
    return found.id if found else ""


def test_jobs_wait_for_each_other_and_a_killed_one_is_started_again(
    home: Home, inbox: Path
) -> None:
    """One waits for a load outside of jobs, the next for it; then the first is killed at work."""
    before = active(home)
    files = {"paths": [str(register(inbox, firm("甲有限公司")))]}
    with home.writing():
        first = jobs.start(home, "load", files)
        until(home, first, lambda row: row.stage == "wait" and not row.message)
        second = jobs.start(home, "preview", {**files, "observed_on": "2026-11-01"})
        row = until(home, second, lambda row: bool(row.message))
        assert row.message == {"key": "job.waits_for", "values": {"job": first}}
        assert jobs.cancel(home, second).state == CANCELLED
        assert (job(home.ledger, first).state, active(home)) == (RUNNING, before)
    row = until(home, first, lambda row: row.stage in ("read", "facts", "match", "build"))
    assert row.pid is not None
    os.kill(row.pid, signal.SIGKILL)
    until(home, first, lambda _: jobs.mend(home) == [first])
    assert (job(home.ledger, first).state, active(home)) == (INTERRUPTED, before)
    assert jobs.restart(home) == [first]
    row = until(home, first, lambda row: row.state not in LIVE)
    assert (row.state, row.tries) == (DONE, 2)
    assert active(home) == row.report["data_version"] != before
    assert unfinished(home) == []
    with pytest.raises(UsageError):
        jobs.cancel(home, first)


def cancelled_at(stage: str, home: Home, number: list[int], progress: work.Progress) -> Any:
    """Hear of progress, and cancel the job as soon as it has come to a stage."""

    def tell(now: str, done: int = 0, total: int = 0, /) -> None:
        progress(now, done, total)
        if now == stage:
            threading.Thread(target=jobs.cancel, args=(home, number[0])).start()
            time.sleep(0.5)

    return tell


def test_a_load_that_is_cancelled_while_it_builds_leaves_nothing(
    home: Home, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number: list[int] = []

    def load(home: Home, given: work.Arguments, progress: work.Progress) -> work.Outcome:
        return work.run_load(home, given, cancelled_at("build", home, number, progress))

    before = active(home)
    monkeypatch.setattr(jobs, "GRACE", 60.0)
    monkeypatch.setitem(work.KINDS, "load", load)
    files = {"paths": [str(register(inbox, firm("甲有限公司")))]}
    number.append(queued(home, "load", arguments=files))
    assert worker.run(home, number[0]).state == CANCELLED
    assert (active(home), unfinished(home)) == (before, [])


def test_what_is_being_accepted_is_not_cancelled_any_more(
    empty: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    number: list[int] = []

    def late(home: Home, _given: work.Arguments, progress: work.Progress) -> work.Outcome:
        cancelled_at("publish", home, number, progress)("publish")
        return work.Outcome(DONE, {})

    monkeypatch.setattr(jobs, "GRACE", 60.0)
    monkeypatch.setitem(work.KINDS, "late", late)
    number.append(queued(empty, "late"))
    row = worker.run(empty, number[0])
    assert (row.state, row.asked) == (DONE, "cancel")


def test_bad_input_fails_at_once_and_says_why(empty: Home, inbox: Path) -> None:
    given = work.checked("load", {"paths": [str(inbox / "无.csv")]})
    row = worker.run(empty, queued(empty, "load", arguments=given))
    assert (row.state, row.tries) == (FAILED, 1)
    assert row.report["error"]["remedy"]
    with pytest.raises(UsageError):
        jobs.start(empty, "load", {"paths": ["a"], "colour": "red"})
    with pytest.raises(UsageError):
        jobs.start(empty, "nothing", {"paths": ["a"]})


def test_a_passing_error_is_tried_again_but_not_for_ever(
    empty: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kind stands for a server that is away: twice, then for good."""
    calls: list[float] = []

    def away(_home: Home, _arguments: work.Arguments, _progress: work.Progress) -> work.Outcome:
        calls.append(time.monotonic())
        if len(calls) < 3 or len(calls) > 3:
            raise Unavailable("ledger_refused", where="db", reason="refused")
        return work.Outcome(DONE, {})

    monkeypatch.setitem(work.KINDS, "away", away)
    monkeypatch.setattr(worker, "BACK_OFF", 0.1)
    row = worker.run(empty, queued(empty, "away"))
    assert (row.state, row.tries, len(calls)) == (DONE, 3, 3)
    assert calls[1] - calls[0] >= 0.1
    assert calls[2] - calls[1] >= 0.2
    row = worker.run(empty, queued(empty, "away"))
    assert (row.state, row.report["error"]["code"], len(calls)) == (FAILED, "unavailable", 6)


def test_a_job_that_takes_too_long_is_ended(empty: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(_home: Home, _arguments: work.Arguments, progress: work.Progress) -> work.Outcome:
        progress("facts", 1, 2)
        time.sleep(20)
        return work.Outcome(DONE, {})

    monkeypatch.setattr(jobs, "GRACE", 60.0)
    monkeypatch.setitem(work.KINDS, "slow", slow)
    begun = time.monotonic()
    row = worker.run(empty, queued(empty, "slow", timeout=0.3))
    assert time.monotonic() - begun < 15
    assert (row.state, row.done, row.total) == (FAILED, 0, 0)
    assert "0.3" in row.report["error"]["message"]


def test_a_job_is_run_once_and_a_worker_elsewhere_is_given_up(
    empty: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = queued(empty, "load")
    other = {"host": "elsewhere:1", "pid": 1, "born": 1.0}
    assert jobs.move(empty.ledger, number, (QUEUED,), RUNNING, **other)
    with pytest.raises(UsageError):
        worker.run(empty, number)
    assert jobs.mend(empty) == []
    monkeypatch.setattr(jobs, "UNSEEN", -1.0)
    assert jobs.mend(empty) == [number]
    assert job(empty.ledger, number).state == INTERRUPTED
