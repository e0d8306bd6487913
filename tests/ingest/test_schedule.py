"""Schedules and watched folders: what fires when, and what becomes of files that arrive."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from apscheduler.schedulers.background import BackgroundScheduler

from liantu.errors import Locked, UsageError
from liantu.home import Home
from liantu.ingest import schedule
from liantu.ingest.inbox import arrived, sort
from liantu.ingest.jobs import cancel
from liantu.ingest.watch import Watch
from liantu.ledger import JobRow
from liantu.ledger.jobs import DONE, FAILED, change_schedule, jobs, live_of
from tests.factories import firm, register

EAST = datetime(2026, 11, 22, 12, 0, tzinfo=UTC).astimezone()  # a Sunday


@pytest.fixture
def clock(home: Home) -> Iterator[None]:
    """``liantu schedule serve`` over the data folder, in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-m", "liantu", "schedule", "serve"],
        env=os.environ | {"LIANTU_HOME": str(home.root)},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    assert "定时已启动" in process.stderr.readline()
    yield
    process.terminate()
    process.wait(10)
    process.stderr.close()


def ended(home: Home, kind: str) -> JobRow:
    """Wait for the first job of a kind that has ended."""
    end = time.monotonic() + 120
    while not (found := [row for row in jobs(home.ledger, (DONE, FAILED)) if row.kind == kind]):
        assert time.monotonic() < end, [(row.kind, row.state) for row in jobs(home.ledger)]
        time.sleep(0.1)
    return found[-1]


def test_the_clock_loads_on_time_and_what_arrives_in_a_folder(
    home: Home, inbox: Path, clock: None
) -> None:
    """Rows are read again while it runs; a file is taken whole, then moved with a note."""
    with pytest.raises(Locked), schedule.only_one(home):
        pass
    box = inbox / "box"
    box.mkdir()
    row = schedule.add(home, "监看", box, watch=True, every=0.2, options={"quiet": 0.8})
    file = box / "企业名录.csv"
    whole = register(inbox, firm("甲有限公司"), firm("", segment="塔筒")).read_bytes()
    (box / "~$企业名录.csv").write_bytes(b"")
    (box / "坏.xlsx").write_bytes(b"PK no workbook")
    begun = time.monotonic()
    while time.monotonic() - begun < 2.5:
        part = int(len(whole) * (time.monotonic() - begun) / 2.5)
        file.write_bytes(whole[:part])
        time.sleep(0.1)
    assert live_of(home.ledger, row.id) is None
    assert jobs(home.ledger) == []
    file.write_bytes(whole)
    schedule.add(home, "每天", register(inbox / "定时", firm("乙有限公司")), every=1)
    watched = ended(home, "watch")
    assert watched.report["rows"] == {"read": 2, "accepted": 1, "waiting": 0, "set_aside": 1}
    assert watched.report["sorted"] == {
        "企业名录.csv": "done/企业名录.csv", "坏.xlsx": "refused/坏.xlsx"
    }  # fmt: skip
    assert sorted(path.name for path in box.iterdir()) == ["done", "refused", "~$企业名录.csv"]
    note = (box / "done" / "企业名录.csv.说明.txt").read_text("utf-8-sig")
    assert "第 3 行" in note
    assert "怎么办" in (box / "refused" / "坏.xlsx.说明.txt").read_text("utf-8-sig")
    row = schedule.set_active(home, "每天", False)
    assert row.last_at is not None
    begun_by_clock = [one for one in jobs(home.ledger) if one.schedule == row.id]
    assert {one.kind for one in begun_by_clock} == {"load"}
    for one in begun_by_clock:
        with contextlib.suppress(UsageError):  # it has ended
            cancel(home, one.id)


def test_a_file_that_was_tried_is_not_tried_again_by_itself(home: Home, inbox: Path) -> None:
    file = register(inbox, firm("甲有限公司"))
    eye = Watch(home, inbox, quiet=0)
    stamp = arrived(inbox)
    with home.ledger.session() as session:
        session.add(
            JobRow(
                kind="watch", arguments={"folder": str(inbox), "files": stamp}, state="cancelled",
                retries=0, timeout=0, made_at=schedule.now(),
            )
        )  # fmt: skip
    assert eye.look() is None
    os.utime(file, ns=(1, 1))
    assert arrived(inbox) != stamp
    report = {"files": [{"path": str(file), "batch": "b", "source": "s"}], "set_aside": []}
    held = {**report, "held": [{"files": [file.name], "message": "少了一半", "remedy": "看一看"}]}
    assert sort(inbox, [file], held) == {file.name: f"held/{file.name}"}
    assert "少了一半" in (inbox / "held" / f"{file.name}.说明.txt").read_text("utf-8-sig")
    register(inbox, firm("甲有限公司"))
    for name in ("企业名录.csv", "企业名录 (2).csv"):
        found = sort(inbox, [file], {**report, "data_version": "v"})
        assert found == {"企业名录.csv": f"done/{name}"}
        register(inbox, firm("甲有限公司"))


@pytest.mark.parametrize(
    ("cron", "due"),
    [
        ("30 1 * * *", "2026-11-23 01:30"),
        ("0 6 * * 1-5", "2026-11-23 06:00"),
        ("0 6 * * 0", "2026-11-29 06:00"),
        ("0 6 * * sat,7", "2026-11-28 06:00"),
        ("0 6 1 * *", "2026-12-01 06:00"),
    ],
)
def test_weekdays_count_as_cron_counts_them(cron: str, due: str) -> None:
    at = EAST.replace(hour=12, minute=0, tzinfo=None).astimezone()
    found = schedule.trigger_of(cron).get_next_fire_time(None, at)
    assert found is not None
    assert found.strftime("%Y-%m-%d %H:%M") == due


@pytest.mark.parametrize(
    "given",
    [
        {"cron": "nonsense"}, {"cron": "0 6 1 * 1"}, {"cron": "0 6 * * 8"}, {"cron": "61 * * * *"},
        {}, {"cron": "* * * * *", "every": 5}, {"watch": True}, {"every": 5, "options": {"no": 1}},
    ],
)  # fmt: skip
def test_a_schedule_that_makes_no_sense_is_refused(
    empty: Home, tmp_path: Path, given: dict[str, Any]
) -> None:
    with pytest.raises(UsageError):
        schedule.add(empty, "a", tmp_path / "none", **given)
    assert schedule.schedules(empty.ledger) == []


def test_of_missed_runs_one_is_made_up_for_and_none_after_a_rest(empty: Home) -> None:
    row = schedule.add(empty, "每晚", Path("/in"), cron="30 1 * * *")
    past = schedule.now() - timedelta(days=3)
    change_schedule(empty.ledger, row.id, from_at=past, last_at=past)
    clock = schedule.Clock(empty, BackgroundScheduler())
    clock.refresh()
    due = clock.scheduler.get_jobs()[-1]
    assert abs(due.next_run_time - schedule.now()) < timedelta(seconds=30)
    schedule.set_active(empty, "每晚", False)
    clock.refresh()
    assert len(clock.scheduler.get_jobs()) == 1
    late = schedule.next_at(schedule.set_active(empty, "每晚", True))
    assert late is not None
    assert late > schedule.now()
