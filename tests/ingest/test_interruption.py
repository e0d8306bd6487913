"""A load that is killed leaves the version before or the version after, never between.

A helper process that has read the vocabulary forks one load after the other;
the test kills it with SIGKILL, at moments spread over the time that a load takes
and at the steps that matter most: while the snapshot is built, between its
renaming and the ledger's transaction, and as the ledger is written.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from liantu.errors import Unavailable
from liantu.graph.stores import EmbeddedStore
from liantu.home import Home
from liantu.ingest.load import load
from liantu.queries.gaps import find_gaps
from tests.factories import demo_file, demo_home, unfinished

HELPER = """
import os, sys
from pathlib import Path
from liantu.graph.model import model
from liantu.home import Home
from liantu.ingest.load import load
from liantu.ingest.sources import shipped
model(), shipped()
print("ready", flush=True)
for line in sys.stdin:
    home, file = line.rstrip("\\n").split("\\t")
    child = os.fork()
    if not child:
        load(Home(Path(home)), [Path(file)])
        os._exit(0)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
KILLS = int(os.environ.get("LIANTU_TEST_KILLS", "9"))
ROUNDS = 5  # a folder is killed up to so many times before a load may finish


class Loader:
    """Runs loads in processes of their own that can be killed."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.helper = subprocess.Popen(
            [sys.executable, "-c", HELPER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._line()

    def _line(self) -> str:
        assert self.helper.stdout is not None
        return self.helper.stdout.readline().strip()

    def run(self, home: Path, wait: Callable[[], None] | None = None) -> int:
        """Load the file; with ``wait``, kill the load when it returns. Return the exit code."""
        assert self.helper.stdin is not None
        self.helper.stdin.write(f"{home}\t{self.file}\n")
        self.helper.stdin.flush()
        child = int(self._line())
        if wait is not None:
            wait()
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        return int(self._line())

    def close(self) -> None:
        assert self.helper.stdin is not None
        assert self.helper.stdout is not None
        self.helper.stdin.close()
        self.helper.wait(10)
        self.helper.stdout.close()


@pytest.fixture(scope="module")
def loader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loader]:
    file = tmp_path_factory.mktemp("edited") / "企业名录.csv"
    text = demo_file("企业名录.csv").read_text(encoding="utf-8-sig")
    text += "蓬莱新材料有限公司,新材料,烟台市蓬莱区,民营,,环氧树脂与结构胶,链上企业,,\n"
    file.write_text(text, encoding="utf-8")
    found = Loader(file)
    yield found
    found.close()


def state(root: Path) -> tuple[str, bytes]:
    """The active version and its gap list, byte for byte."""
    home = Home(root)
    active = home.ledger.active()
    assert active is not None
    store = EmbeddedStore(home.snapshot(active.id) / "graph.lbug")
    report = find_gaps(store, "offshore-wind").as_dict()
    store.close()
    home.ledger.close()
    return active.id, json.dumps(report, ensure_ascii=False).encode()


def copied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    return shutil.copytree(demo_home(), folder)


def after(seconds: float) -> Callable[[], None]:
    return lambda: time.sleep(seconds)


def once(happened: Callable[[], bool], late: float) -> Callable[[], None]:
    """Wait until something has happened on disk, and ``late`` seconds more."""

    def wait() -> None:
        end = time.monotonic() + 30
        while not happened() and time.monotonic() < end:
            time.sleep(0.0005)
        time.sleep(late)

    return wait


def moments(root: Path, duration: float, rng: random.Random) -> list[Callable[[], None]]:
    """Moments over the whole time, and nine at the steps that matter most."""
    snapshots, ledger = root / "snapshots", root / "ledger.sqlite-wal"

    def building() -> bool:
        return any(snapshots.glob(".building-*/graph.lbug"))

    def published() -> bool:
        return sum(not path.name.startswith(".") for path in snapshots.iterdir()) > 1

    def accepting() -> bool:
        return ledger.exists() and ledger.stat().st_size > 0

    steps = [
        once(happened, late)
        for happened in (building, published, accepting)
        for late in (0.0, 0.002, rng.uniform(0, 0.05))
    ]
    spread = KILLS - len(steps)
    timed = [after(duration * (part + rng.random()) / spread) for part in range(spread)]
    found = timed + steps
    rng.shuffle(found)
    return found


@pytest.mark.slow
def test_a_killed_load_leaves_the_version_before_or_after(loader: Loader, tmp_path: Path) -> None:
    root = copied(tmp_path / "home")
    first = state(root)
    begun = time.monotonic()
    assert loader.run(root) == 0
    duration = time.monotonic() - begun
    second = state(root)
    assert first[0] != second[0]
    outcomes = {first[0]: 0, second[0]: 0}
    killed, tries = 0, ROUNDS
    for wait in moments(root, duration, random.Random(20261122)):
        if tries == ROUNDS:
            copied(root)
            tries = 0
        code = loader.run(root, wait)
        assert code in (-signal.SIGKILL, 0)
        killed += code != 0
        found = state(root)
        assert found in (first, second)
        outcomes[found[0]] += 1
        tries = ROUNDS if found == second else tries + 1
        if tries == ROUNDS:
            assert loader.run(root) == 0
            assert state(root) == second
            home = Home(root)
            assert unfinished(home) == []
            home.ledger.close()
    assert killed >= KILLS * 2 // 3
    assert outcomes[first[0]] >= KILLS // 2


@pytest.mark.parametrize("name", [".writing-1-register-2", "0123456789abcdef"])
def test_what_a_killed_load_left_is_swept_away_by_the_next(home: Home, name: str) -> None:
    for folder in (home.facts, home.snapshots):
        (folder / name).mkdir()
        (folder / name / "half.parquet").write_bytes(b"half")
    load(home, [demo_file("sources.csv")])
    assert unfinished(home) == []


def test_a_load_that_fails_leaves_nothing_behind(
    home: Home, monkeypatch: pytest.MonkeyPatch, loader: Loader
) -> None:
    """The disk is full when the snapshot is renamed into place."""
    before = state(home.root)

    def full(_path: Path, _target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(Unavailable, match="No space left"):
        load(home, [loader.file])
    monkeypatch.undo()
    assert unfinished(home) == []
    assert state(home.root) == before
