"""Schedules: what is loaded by itself, and the clock that starts it.

A schedule of kind ``load`` starts a job by cron or every so many seconds; one of kind
``watch`` looks at a folder and starts a job for what arrived. APScheduler is the clock
and nothing more: what there is to do stands in the ledger and is read again every two
seconds, so a change needs no restart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from apscheduler.schedulers.base import BaseScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from filelock import FileLock, Timeout

from liantu.errors import LiantuError, Locked, Unavailable, UsageError
from liantu.home import Home
from liantu.ingest import jobs
from liantu.ingest.watch import EVERY, QUIET, Watch
from liantu.ingest.work import checked
from liantu.ledger import ScheduleRow, now
from liantu.ledger.jobs import (
    add_schedule,
    change_schedule,
    live_of,
    schedule,
    schedules,
)

REFRESH = 2.0  # seconds after which the ledger is read again
DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
NAME = re.compile(r"[\w.-]{1,100}")


def add(
    home: Home,
    name: str,
    path: Path,
    *,
    cron: str = "",
    every: float = 0.0,
    watch: bool = False,
    options: Mapping[str, Any] | None = None,
    retries: int = jobs.RETRIES,
    timeout: float = jobs.TIMEOUT,
) -> ScheduleRow:
    """Keep a new schedule and return it.

    Exactly one of ``cron`` (five fields), ``every`` (seconds) and ``watch`` says when; a
    watched folder may have ``every`` too, for how often it is looked at, and ``quiet`` among
    its options. Raises UsageError for what makes no sense.
    """
    if not NAME.fullmatch(name):
        raise UsageError("schedule_name", where=name)
    if (bool(cron) + bool(every > 0 and not watch) + watch) != 1 or every < 0:
        raise UsageError("schedule_when", where=name)
    if watch and not path.is_dir():
        raise UsageError("watch_none", where=str(path))
    if cron:
        trigger_of(cron)
    given = dict(options or {})
    known = {key: value for key, value in given.items() if not (watch and key == "quiet")}
    whole = str(path.absolute())
    checked("load", {"paths": [whole], **known})
    row = ScheduleRow(
        name=name, kind="watch" if watch else "load", path=whole, cron=cron, every=every,
        options=given, active=True, retries=retries, timeout=timeout, from_at=now(),
    )  # fmt: skip
    add_schedule(home.ledger, row)
    return row


def set_active(home: Home, name: str, active: bool) -> ScheduleRow:
    """Let a schedule rest, or go on; runs that it missed while it rested are not made up."""
    row = schedule(home.ledger, name)
    if row.active != active:
        more = {"from_at": now()} if active else {}
        change_schedule(home.ledger, row.id, active=active, **more)
    return schedule(home.ledger, name)


def fire(home: Home, row: ScheduleRow) -> int | None:
    """Start the job of a schedule and return its number; None while its last one still runs.

    Of a watched folder everything that lies there is taken, and None means there is nothing.
    """
    jobs.mend(home)
    if live_of(home.ledger, row.id) is not None:
        return None
    how: dict[str, Any] = {"retries": row.retries, "timeout": row.timeout, "schedule": row.id}
    if row.kind == "watch":
        number = _watch(home, row, quiet=0.0).look()
    else:
        number = jobs.start(home, "load", {"paths": [row.path], **row.options}, **how)
    if number is not None:
        change_schedule(home.ledger, row.id, last_at=now())
    return number


def next_at(row: ScheduleRow) -> datetime | None:
    """Return when a schedule fires next, in the past where it was missed; None while it rests."""
    if not row.active or row.kind == "watch":
        return None
    since = max(row.from_at, row.last_at or row.from_at)
    if not row.cron:
        return since + timedelta(seconds=row.every)
    found: datetime | None = trigger_of(row.cron).get_next_fire_time(
        None, since + timedelta(seconds=1)
    )
    return found


def trigger_of(cron: str) -> BaseTrigger:
    """Return the trigger of five cron fields, in local time; raises UsageError.

    Weekdays count as cron does, 0 and 7 being Sunday. Day of the month and weekday
    together are refused: programs disagree on what they mean.
    """
    fields = cron.split()
    if len(fields) != 5 or (fields[2] != "*" and fields[4] != "*"):
        raise UsageError("schedule_cron", where=cron)
    minute, hour, day, month, weekday = fields
    try:
        return CronTrigger(
            minute=minute, hour=hour, day=day, month=month, day_of_week=_weekdays(weekday)
        )
    except (ValueError, TypeError) as error:
        raise UsageError("schedule_cron", where=cron) from error


def _weekdays(field: str) -> str:
    """Return cron's weekdays by name, since APScheduler counts from Monday."""
    if field == "*":
        return field
    found = set()
    for item in field.lower().split(","):
        hit = re.fullmatch(r"(?:(\*)|(\w+)(?:-(\w+))?)(?:/([1-9]))?", item)
        if hit is None:
            raise ValueError(field)
        every, first, last, step = hit.groups()
        begin = 0 if every else _weekday(first)
        end = 6 if every or (step and not last) else _weekday(last or first)
        if end < begin:
            raise ValueError(field)
        found |= {DAYS[number % 7] for number in range(begin, end + 1, int(step or 1))}
    return ",".join(day for day in DAYS if day in found)


def _weekday(name: str) -> int:
    if name in DAYS:
        return DAYS.index(name)
    number = int(name)
    if not 0 <= number <= 7:
        raise ValueError(name)
    return number


def _watch(home: Home, row: ScheduleRow, quiet: float | None = None) -> Watch:
    options = dict(row.options)
    given = float(options.pop("quiet", QUIET))
    return Watch(
        home, Path(row.path), quiet=given if quiet is None else quiet, options=options,
        retries=row.retries, timeout=row.timeout, schedule=row.id,
    )  # fmt: skip


@contextmanager
def only_one(home: Home) -> Iterator[None]:
    """Be the one clock of a data folder; raises Locked where another runs."""
    lock = FileLock(home.root / "schedule.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise Locked("schedule_running", where=str(home.root)) from error
    except OSError as error:
        raise Unavailable("home", where=str(home.root), reason=str(error.strerror)) from error
    try:
        yield
    finally:
        lock.release()


class Clock:
    """The schedules of a data folder on an APScheduler, brought up to date again and again."""

    def __init__(self, home: Home, scheduler: BaseScheduler) -> None:
        self.home, self.scheduler = home, scheduler
        self._known: dict[int, tuple[Any, ...]] = {}
        self._said = ""
        how = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        scheduler.configure(job_defaults=how)
        trigger = IntervalTrigger(seconds=REFRESH)
        scheduler.add_job(self._guarded, trigger, [self.refresh], next_run_time=_now())

    def refresh(self) -> None:
        """Start interrupted jobs again, and follow what the ledger says of the schedules."""
        jobs.restart(self.home)
        rows = {row.id: row for row in schedules(self.home.ledger) if row.active}
        for number in set(self._known) - set(rows):
            self.scheduler.remove_job(str(number))
            del self._known[number]
        for row in rows.values():
            form = (row.kind, row.path, row.cron, row.every, repr(row.options), row.from_at)
            if self._known.get(row.id) != (*form, row.retries, row.timeout):
                self._known[row.id] = (*form, row.retries, row.timeout)
                self._put(row)

    def _put(self, row: ScheduleRow) -> None:
        """Give a schedule to the clock; of the runs that it missed one is made up for."""
        at = _now()
        if row.kind == "watch":
            trigger: BaseTrigger = IntervalTrigger(seconds=row.every or EVERY)
            call, due = self._look(row), at
        else:
            trigger = trigger_of(row.cron) if row.cron else IntervalTrigger(seconds=row.every)
            call, due = self._fire(row.id), max(next_at(row) or at, at)
        how: dict[str, Any] = {"id": str(row.id), "replace_existing": True, "next_run_time": due}
        self.scheduler.add_job(self._guarded, trigger, [call], **how)

    def _look(self, row: ScheduleRow) -> Callable[[], int | None]:
        watch = _watch(self.home, row)

        def call() -> int | None:
            number = watch.look()
            if number is not None:
                change_schedule(self.home.ledger, row.id, last_at=now())
            return number

        return call

    def _fire(self, number: int) -> Callable[[], int | None]:
        def call() -> int | None:
            row = next((one for one in schedules(self.home.ledger) if one.id == number), None)
            return fire(self.home, row) if row is not None and row.active else None

        return call

    def _guarded(self, call: Callable[[], Any]) -> None:
        """Go on after an error, and say it once."""
        try:
            call()
            self._said = ""
        except LiantuError as error:
            if error.message != self._said:
                structlog.get_logger().warning("schedule", error=error.message, where=error.where)
            self._said = error.message


def _now() -> datetime:
    return datetime.now().astimezone()
