"""Runs texts that were read: few at once, each in a process that can be ended.

A process has its own memory and pool, so that nothing a planner asks can take those of
the pages; it is ended when it takes too long or too much, when the one who asked has
gone, or when it is told to stop.
"""

from __future__ import annotations

import json
import secrets
import selectors
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import psutil

from liantu.errors import Unavailable, UsageError
from liantu.queries.cypher.clauses import LONGEST_LIST
from liantu.queries.cypher.expressions import Hidden
from liantu.queries.cypher.reading import Reading
from liantu.queries.cypher.scope import UNASKED

MOST_AT_ONCE = 2
MEMORY_MIB = 1_024  # resident memory of a process
MOST_BYTES = 64 << 20  # of an answer
START_SECONDS = 60.0  # of a process, on a machine under load
GRACE_SECONDS = 1.0  # in which a store ends a text by itself
LOOK_SECONDS = 0.1  # how often memory and the one who asked are looked at


class Busy(Unavailable):
    """As many texts run as may run at once."""

    status = 429
    code = "busy"


class Stopped(UsageError):
    """A text that was ended: it took too long or too much, or somebody stopped it."""

    status = 422
    code = "cypher_stopped"


@dataclass(frozen=True)
class Answer:
    """The rows of a text; ``cut`` says that there are more, ``seconds`` how long it took."""

    columns: tuple[str, ...]
    rows: list[list[Any]]
    cut: bool
    seconds: float


@dataclass
class _Worker:
    process: subprocess.Popen[bytes]
    held: bytes = b""
    stopped: bool = False
    ready: bool = False

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream:
                stream.close()


class Runner:
    """Runs texts on the versions of a data folder."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lock = Lock()
        self._idle: list[_Worker] = []
        self._running: dict[str, _Worker] = {}

    def run(
        self,
        reading: Reading,
        version: str,
        seconds: float,
        *,
        file: Path | None,
        hidden: Hidden = frozenset(),
        name: str = "",
        gone: Callable[[], bool] = lambda: False,
    ) -> Answer:
        """Run a text; raises Busy, Stopped, or UsageError with what the store said.

        ``version`` is a data version and ``file`` what holds it, None where a Neo4j does;
        ``hidden`` are kinds and properties that nodes and links come without;
        ``name`` is by what :meth:`stop` ends it; ``gone`` says that nobody waits any more.
        """
        asked = {
            "version": version,
            "file": str(file) if file else "",
            "text": reading.text,
            "params": dict(reading.params),
            "columns": list(reading.columns),
            "keys": [[key.column, key.property, key.descending] for key in reading.keys],
            "seconds": seconds,
        }
        with self._worker(name or secrets.token_hex(8)) as worker:
            self._ready(worker, gone)
            begun = time.monotonic()
            lines = self._ask(worker, asked, begun + seconds + GRACE_SECONDS, gone)
            columns: tuple[str, ...] = ()
            rows: list[list[Any]] = []
            for said in lines:
                if "error" in said:
                    raise _told(said, seconds)
                columns = tuple(said.get("columns", columns))
                rows += said.get("rows", ())
            took = time.monotonic() - begun
        cut = len(rows) > reading.rows
        cut = _shorten(rows) or cut
        told = [[_known(value, hidden) for value in row] for row in rows[: reading.rows]]
        return Answer(columns, told, cut, took)

    def stop(self, name: str) -> bool:
        """End the text that runs under a name; say whether there was one."""
        with self._lock:
            worker = self._running.get(name)
            if worker is None:
                return False
            worker.stopped = True
            worker.process.kill()
        return True

    def running(self) -> list[str]:
        """Return the names of what runs."""
        with self._lock:
            return sorted(self._running)

    def close(self) -> None:
        """End every process."""
        with self._lock:
            idle, self._idle = self._idle, []
            for worker in (*idle, *self._running.values()):
                worker.process.kill()
        for worker in idle:
            worker.end()

    @contextmanager
    def _worker(self, name: str) -> Iterator[_Worker]:
        with self._lock:
            if len(self._running) >= MOST_AT_ONCE or name in self._running:
                raise Busy("cypher_busy", most=MOST_AT_ONCE)
            worker = self._idle.pop() if self._idle else self._start()
            self._running[name] = worker
        whole = False
        try:
            yield worker
            whole = True
        finally:
            with self._lock:
                self._running.pop(name, None)
                keep = whole and worker.process.poll() is None and not worker.stopped
                if keep:
                    self._idle.append(worker)
            if not keep:
                worker.end()

    def _start(self) -> _Worker:
        command = [sys.executable, "-m", "liantu.queries.cypher.worker", str(self._root)]
        pipe = subprocess.PIPE
        process = subprocess.Popen(command, stdin=pipe, stdout=pipe, bufsize=0)  # noqa: S603
        return _Worker(process)

    def _ready(self, worker: _Worker, gone: Callable[[], bool]) -> None:
        """Wait for a process that has just been started: its start is not the text's time."""
        if not worker.ready:
            next(_said(worker, time.monotonic() + START_SECONDS, gone))
            worker.ready = True

    def _ask(
        self, worker: _Worker, asked: dict[str, Any], until: float, gone: Callable[[], bool]
    ) -> Iterator[dict[str, Any]]:
        assert worker.process.stdin
        try:
            worker.process.stdin.write(json.dumps(asked).encode() + b"\n")
        except OSError as error:
            raise Stopped("cypher_ended") from error
        for said in _said(worker, until, gone):
            yield said
            if "done" in said or "error" in said:
                return


def _said(worker: _Worker, until: float, gone: Callable[[], bool]) -> Iterator[dict[str, Any]]:
    """Give what a process says, line by line; raises Stopped where it has to be ended."""
    assert worker.process.stdout
    taken = 0
    with selectors.DefaultSelector() as ready:
        ready.register(worker.process.stdout, selectors.EVENT_READ)
        while True:
            line, whole, rest = worker.held.partition(b"\n")
            if whole:
                worker.held = rest
                yield json.loads(line)
                continue
            _look(worker, until, gone)
            if ready.select(LOOK_SECONDS):
                some = worker.process.stdout.read(1 << 20)
                taken += len(some or b"")
                if not some:
                    raise Stopped("cypher_cancelled" if worker.stopped else "cypher_ended")
                if taken > MOST_BYTES:
                    raise Stopped("cypher_bytes", most=MOST_BYTES >> 20)
                worker.held += some


def _look(worker: _Worker, until: float, gone: Callable[[], bool]) -> None:
    if worker.stopped or gone():
        raise Stopped("cypher_cancelled")
    if time.monotonic() > until:
        raise Stopped("cypher_time")
    try:
        used = psutil.Process(worker.process.pid).memory_info().rss
    except psutil.Error:
        return
    if used > MEMORY_MIB << 20:
        raise Stopped("cypher_memory", most=MEMORY_MIB)


def _told(said: dict[str, Any], seconds: float) -> UsageError:
    reason = str(said["error"])
    lower = reason.lower()
    if "interrupt" in lower or "timed out" in lower or "timeout" in lower:
        return Stopped("cypher_time")
    if "memory" in lower or "buffer" in lower:
        return Stopped("cypher_memory", most=MEMORY_MIB)
    return UsageError("cypher_store", code="cypher_store", reason=reason[:300])


def _shorten(rows: list[list[Any]]) -> bool:
    """Cut collected lists to what an answer may hold; say whether one was longer."""
    cut = False
    for row in rows:
        for at, value in enumerate(row):
            if isinstance(value, list) and len(value) > LONGEST_LIST:
                row[at], cut = value[:LONGEST_LIST], True
    return cut


def _known(value: Any, hidden: Hidden) -> Any:
    """Return a value without what serves the program alone and what is not published."""
    if isinstance(value, list):
        return [_known(one, hidden) for one in value]
    if not isinstance(value, dict):
        return value
    kind, properties = value.get("kind"), value.get("properties")
    if not isinstance(properties, dict):
        return {name: _known(one, hidden) for name, one in value.items()}
    kept = {
        name: one
        for name, one in properties.items()
        if name not in UNASKED and (kind, name) not in hidden
    }
    return {**value, "properties": kept}
