"""Time a load of an office's files, phase by phase, beside the bare COPY of the same rows.

    python bench/ingest.py --rows 10000

``rows`` are enterprises; there are three makes and six supplies to each. Every figure
is of a process of its own, started for it, after a load of ten enterprises that is
not counted. Prints a table and, as its last line, one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import ladybug
from office import Made, made, write

from liantu.graph.model import model
from liantu.graph.stores.embedded_ddl import link_copies, node_copies, table_statements
from liantu.graph.stores.joined import write_joined
from liantu.home import Home
from liantu.ingest import load as loading
from liantu.ingest.columnar import ColumnSheet
from liantu.ingest.load import load
from liantu.ingest.report import LoadReport
from liantu.ingest.rules import Form

HERE = Path(__file__).parent
FIRST, LATER = "2026-01-01", "2026-02-01"
MEMORY = Path("/proc/self/status")
JOINED_TYPES, LIST_TYPES = (f"`sources` {one}, `records` {one}" for one in ("STRING", "STRING[]"))
PHASES = ("read", "check", "facts", "match", "build", "rest")


class Clock:
    """Seconds and peak memory by phase; a phase inside another one counts as itself."""

    def __init__(self) -> None:
        self.seconds = dict.fromkeys(PHASES, 0.0)
        self.peaks = dict.fromkeys(PHASES, 0)
        self.within = ["rest"]
        self.since = time.perf_counter()

    def turn(self, phase: str | None) -> None:
        """Enter a phase, or leave the one that is on."""
        now, on = time.perf_counter(), self.within[-1]
        self.seconds[on] += now - self.since
        self.peaks[on] = max(self.peaks[on], peak_mib())
        if phase is None:
            self.within.pop()
        else:
            self.within.append(phase)
        forget_peak()
        self.since = now

    def watch(self, owner: Any, name: str, phase: str) -> None:
        """Count the time of a function as a phase."""
        plain: Callable[..., Any] = getattr(owner, name)

        @wraps(plain)
        def timed(*args: Any, **named: Any) -> Any:
            self.turn(phase)
            try:
                return plain(*args, **named)
            finally:
                self.turn(None)

        setattr(owner, name, timed)


def peak_mib() -> int:
    """Return the peak memory of this process since it was last forgotten, in MiB."""
    lines = MEMORY.read_text().splitlines() if MEMORY.is_file() else []
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM")), 0)


def forget_peak() -> None:
    """Let the peak begin anew, where the system can."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return


def home_at(folder: Path) -> Home:
    """Return a data folder that knows the sources of these files."""
    shutil.copytree(HERE / "sources", folder / "sources", dirs_exist_ok=True)
    return Home(folder)


def warm_up() -> None:
    """Load ten enterprises: modules are imported and dictionaries read."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "files").mkdir()
        files = write(folder / "files", 10, changed=1)
        load(home_at(folder / "home"), files.full, observed_on=FIRST)


def timed_load(
    home: Home, paths: list[Path], on: str, delivery: Form = "full"
) -> tuple[float, LoadReport]:
    """Load and return the seconds that it took."""
    began = time.perf_counter()
    report = load(home, paths, observed_on=on, delivery=delivery)
    return time.perf_counter() - began, report


def run_load(folder: Path, files: Made) -> dict[str, Any]:
    """The first load, by phase."""
    warm_up()
    clock = Clock()
    clock.watch(loading, "_matches", "read")
    clock.watch(ColumnSheet, "stage", "read")
    clock.watch(ColumnSheet, "settle", "check")
    clock.watch(loading, "deliver", "facts")
    clock.watch(loading, "merge_version", "match")
    clock.watch(loading, "publish_version", "build")
    forget_peak()
    clock.since = time.perf_counter()
    seconds, report = timed_load(home_at(folder / "home"), files.full, FIRST)
    clock.turn("rest")
    rows = report.as_dict()["rows"]
    assert rows["set_aside"] == 0
    return {
        "seconds": seconds,
        "phases": clock.seconds,
        "peaks": clock.peaks,
        "read": rows["read"],
        "nodes": report.difference.nodes.new,
        "links": report.difference.links.new,
    }


def run_again(folder: Path, files: Made) -> dict[str, Any]:
    """The same files once more."""
    warm_up()
    home = home_at(folder / "home")
    before = home.ledger.active()
    seconds, report = timed_load(home, files.full, FIRST)
    assert before is not None
    assert report.data_version == before.id
    return {"seconds": seconds}


def run_changed(folder: Path, files: Made) -> dict[str, Any]:
    """A delivery of changes, until the new version can be asked."""
    warm_up()
    home = home_at(folder / "home")
    seconds, report = timed_load(home, [files.changed], LATER, "changes")
    assert report.difference.nodes.changed == report.as_dict()["rows"]["read"]
    assert report.difference.nodes.new == report.difference.nodes.ended == 0
    return {"seconds": seconds, "read": report.as_dict()["rows"]["read"]}


def run_copy(folder: Path, _files: Made) -> dict[str, Any]:
    """The bare COPY of the merged tables, as they are, into an empty database."""
    tables = tables_of(folder)
    links = dict.fromkeys(sorted((tables / "links").iterdir()), 0)
    statements = [one.replace(JOINED_TYPES, LIST_TYPES) for one in table_statements(model())]
    return timed_copy(folder / "copy.lbug", statements, tables, links)


def run_kept(folder: Path, _files: Made) -> dict[str, Any]:
    """The same, of links as a snapshot keeps them; writing them so is not counted."""
    tables = tables_of(folder)
    links = dict(write_joined(model(), tables, folder / "joined"))
    return timed_copy(folder / "kept.lbug", list(table_statements(model())), tables, links)


def tables_of(folder: Path) -> Path:
    """Return where the merged tables of the first load lie."""
    home = home_at(folder / "home")
    active = home.ledger.active()
    assert active is not None
    return home.snapshot(active.id)


def timed_copy(
    path: Path, statements: list[str], tables: Path, links: dict[Path, int]
) -> dict[str, Any]:
    """Make a database of tables and return what it took."""
    forget_peak()
    began = time.perf_counter()
    database = ladybug.Database(str(path))
    connection = ladybug.Connection(database)
    copies = [one for one, _ in link_copies(model(), links)]
    for statement in (*statements, *node_copies(model(), tables), *copies):
        connection.execute(statement)
    connection.close()
    database.close()
    return {"seconds": time.perf_counter() - began, "peak": peak_mib()}


STEPS = {
    "load": run_load,
    "copy": run_copy,
    "kept": run_kept,
    "again": run_again,
    "changed": run_changed,
}


def in_own_process(step: str, folder: Path) -> dict[str, Any]:
    """Run one step in a new process and return what it measured."""
    command = [sys.executable, __file__, "--step", step, "--folder", str(folder)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def compare(rows: int, folder: Path) -> dict[str, Any]:
    """Run every step over ``rows`` enterprises and print the table."""
    write(folder, rows)
    found = {step: in_own_process(step, folder) for step in STEPS}
    first, copy = found["load"], found["copy"]
    print(
        f"{rows:,} enterprises: {first['read']:,} rows read, {first['nodes']:,} nodes and ", end=""
    )
    print(f"{first['links']:,} links; {os.cpu_count()} cores")
    print(f"| {'phase':<28} | seconds |   rows/s | peak MiB |")
    print(f"| {'-' * 28} | ------: | -------: | -------: |")
    for phase in PHASES:
        _line(phase, first["phases"][phase], first["read"], first["peaks"][phase])
    peak = max(first["peaks"].values())
    _line("whole load", first["seconds"], first["read"], peak)
    _line("bare COPY", copy["seconds"], first["nodes"] + first["links"], copy["peak"])
    kept, made_of = found["kept"], first["nodes"] + first["links"]
    _line("bare COPY, origins as texts", kept["seconds"], made_of, kept["peak"])
    _line("the same files again", found["again"]["seconds"], first["read"], None)
    _line("1,000 changed rows", found["changed"]["seconds"], found["changed"]["read"], None)
    return {
        "rows": rows,
        "load_vs_copy": round(first["seconds"] / copy["seconds"], 2),
        "peak_mib": peak,
        "reload_share": round(found["changed"]["seconds"] / first["seconds"], 3),
        "repeat_share": round(found["again"]["seconds"] / first["seconds"], 3),
    }


def _line(name: str, seconds: float, rows: int, peak: int | None) -> None:
    rate = rows / seconds if seconds else 0
    print(f"| {name:<28} | {seconds:7.2f} | {rate:8,.0f} | {peak or '':>8} |")


def main() -> int:
    """Run the comparison, or one step of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--step", choices=STEPS, default="")
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    if given.step:
        print(json.dumps(STEPS[given.step](given.folder, made(given.folder))))
        return 0
    with tempfile.TemporaryDirectory(dir=given.folder) as name:
        print(json.dumps(compare(given.rows, Path(name))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
