"""Kill a load of N enterprises with SIGKILL at many moments, and look at what is left.

Each load is a job with a worker of its own, as the data page starts it. After every kill
the job must say "interrupted", and readers must see the version before or the one after,
whole: its counts of every kind and every region are those of one or the other. Every
twentieth killed job is started again and must end in the version after, with nothing
unfinished left in the folder.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from office import write

from liantu.graph.stores import EmbeddedStore
from liantu.home import Home
from liantu.ingest import jobs
from liantu.ingest.load import load
from liantu.ledger.jobs import DONE, ENDED, INTERRUPTED, JobRow
from liantu.ledger.jobs import job as look_up
from liantu.queries.catalogue import run

HERE = Path(__file__).parent
ASKED = ("count_nodes", "count_links", "enterprises_by_region", "chains")
LATE = 0.3  # of the kills: at acceptance and at the switch, half each
AGAIN = 20


@dataclass(frozen=True)
class State:
    """What readers see: the version, and what it answers to some questions."""

    version: str
    answers: str


def state(home: Home) -> State:
    """Read the active version, and ask its snapshot."""
    active = home.ledger.active()
    assert active is not None
    store = EmbeddedStore(home.snapshot(active.id) / "graph.lbug")
    assert store.data_version == active.id
    answers = [run(store, name).rows for name in ASKED]
    store.close()
    return State(active.id, repr(answers))


def base_home(folder: Path, chain: Path) -> Path:
    """Make a small data folder that knows the sources: the version before."""
    shutil.copytree(HERE / "sources", folder / "sources")
    home = Home(folder)
    load(home, [chain])
    home.ledger.close()
    return folder


def begin(home: Home, files: list[Path]) -> JobRow:
    """Start the load as a job and wait for its process."""
    number = jobs.start(home, "load", {"paths": [str(one) for one in files]}, retries=1)
    while (row := look_up(home.ledger, number)).pid is None:
        time.sleep(0.01)
    return row


def ended(home: Home, number: int) -> JobRow:
    """Wait until a job has ended."""
    while (row := look_up(home.ledger, number)).state not in ENDED:
        jobs.mend(home)
        time.sleep(0.1)
    return row


def after(seconds: float) -> Callable[[Home, JobRow], None]:
    """Wait some seconds."""
    return lambda _home, _row: time.sleep(seconds)


def once(happened: Callable[[Home], bool], late: float) -> Callable[[Home, JobRow], None]:
    """Wait until something has happened on disk, and ``late`` seconds more."""

    def wait(home: Home, row: JobRow) -> None:
        while not happened(home):
            time.sleep(0.001)
            if not os.path.exists(f"/proc/{row.pid}"):  # noqa: PTH110
                return
        time.sleep(late)

    return wait


def building(home: Home) -> bool:
    """Say whether the snapshot is being written: acceptance has begun."""
    return any(home.snapshots.glob(".building-*/graph.lbug"))


def published(home: Home) -> bool:
    """Say whether the snapshot has its name, which is when the ledger switches."""
    return sum(not one.name.startswith(".") for one in home.snapshots.iterdir()) > 1


def kill(row: JobRow) -> None:
    """End the worker and all that it started, at once."""
    assert row.pid is not None
    with contextlib.suppress(ProcessLookupError):
        os.killpg(row.pid, signal.SIGKILL)


def kill_all(rows: int, kills: int, folder: Path) -> dict[str, object]:
    """Kill so many loads and count what came of them."""
    chance = random.Random(20261122)
    (folder / "files").mkdir()
    files = write(folder / "files", rows)
    base = base_home(folder / "base", files.chain)
    home = Home(shutil.copytree(base, folder / "home"))
    first = state(home)
    began = time.monotonic()
    row = ended(home, begin(home, files.full).id)
    duration = time.monotonic() - began
    assert row.state == DONE, row.report
    second = state(home)
    assert first.version != second.version
    print(f"a load of {rows:,} enterprises takes {duration:.1f} s", flush=True)
    late = round(kills * LATE)
    moments = [("time", after(duration * chance.random())) for _ in range(kills - late)]
    moments += [
        ("acceptance", once(building, chance.uniform(0, duration / 4)))
        if number % 2
        else ("switch", once(published, chance.uniform(0, 0.05)))
        for number in range(late)
    ]
    chance.shuffle(moments)
    counted: Counter[str] = Counter()
    for number, (kind, wait) in enumerate(moments, start=1):
        if state(home) == second:
            home.ledger.close()
            shutil.rmtree(folder / "home")
            home = Home(shutil.copytree(base, folder / "home"))
        with home.writing():
            pass  # what the kill before left is swept away
        row = begin(home, files.full)
        wait(home, row)
        kill(row)
        row = ended(home, row.id)
        seen = state(home)
        assert row.state in (INTERRUPTED, DONE), (number, row.state)
        assert seen in (first, second), (number, seen.version)
        counted[row.state] += 1
        counted["before" if seen == first else "after"] += 1
        counted[f"at {kind}"] += 1
        which = "before" if seen == first else "after"
        print(f"{number}: {kind}, {row.state}, the version {which}", flush=True)
        if row.state == INTERRUPTED and number % AGAIN == 0:
            jobs.retry(home, row.id)
            assert ended(home, row.id).state == DONE
            assert state(home) == second
            left = [one for one in (home.facts, home.snapshots) for one in one.glob(".*")]
            assert left == []
            counted["started again"] += 1
    home.ledger.close()
    return {"rows": rows, "kills": kills, **dict(sorted(counted.items()))}


def main() -> int:
    """Run it in a passing folder."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as name:
        print(json.dumps(kill_all(given.rows, given.kills, Path(name))))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
