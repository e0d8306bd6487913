"""The gap finder at size: finding lists, complexity, AND/OR removal and what-if in one run.

``python bench/gaps.py --rows 1000000`` makes that many enterprises on ten chains of
thirty segments in 500 regions, builds the embedded store, and times the full finding
list of one chain in one region: the first time a chain is asked for, and after that in
any region. Complexity is timed beside PyPI ``ecomplexity`` where that is installed. The
last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.district import REGIONS, Made
from liantu.graph.stores import EmbeddedStore
from liantu.graph.stores.embedded import build
from liantu.queries.gaps import find_gaps, gap_settings

KINDS = ("LOCATED_IN", "MAKES", "SUPPLIES", "OWNS", "PART_OF", "UPSTREAM_OF")
CHAINS, REPEATS = 10, 9


def timed(work: Callable[[], Any]) -> float:
    """Return how long something takes, in seconds."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def findings(folder: Path, rows: int) -> dict[str, float]:
    """Time the finding list of chains in regions; medians, in seconds."""
    made = Made(folder / "version", rows, kinds=KINDS)
    path = folder / "graph.lbug"
    took = timed(lambda: build(path, made.merged, "a" * 16))
    print(
        f"{made.merged.node_count:,} nodes, {made.merged.link_count:,} links, built in {took:.0f} s"
    )
    settings, chance = gap_settings(), random.Random(20261122)

    def ask(store: EmbeddedStore, chain: int, *, targets: bool = False) -> None:
        region = str(100000 + chance.randrange(REGIONS))
        found = find_gaps(
            store, f"c{chain}", region=region, assume_complete=True, settings=settings
        )
        assert len(found.findings) == 30
        assert all(one.because.text for one in found.findings)
        assert [one.ordered for one in found.rankings]
        if targets:
            found.as_dict()

    first, later, whole = [], [], []
    store = EmbeddedStore(path)
    for chain in range(CHAINS):
        first.append(timed(lambda chain=chain: ask(store, chain)))  # type: ignore[misc]
    for number in range(REPEATS):
        later.append(timed(lambda number=number: ask(store, number % CHAINS)))  # type: ignore[misc]
        whole.append(timed(lambda number=number: ask(store, number % CHAINS, targets=True)))  # type: ignore[misc]
    store.close()
    figures = {
        "first_s": statistics.median(first),
        "findings_s": statistics.median(later),
        "with_targets_s": statistics.median(whole),
    }
    for name, seconds in figures.items():
        print(f"{name:16} {seconds:8.3f}")
    return figures


def in_own_process(part: str) -> dict[str, Any]:
    """Return what another module of this folder measures when nothing else is in memory."""
    command = [sys.executable, str(Path(__file__).parent / f"{part}.py")]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> int:
    """Run every part and print one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="enterprises")
    parser.add_argument("--only", choices=["findings"], help="leave the other parts out")
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="liantu-bench-"))
    print(f"{os.cpu_count()} cores")
    try:
        found: dict[str, Any] = {"rows": given.rows, **findings(folder, given.rows)}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if not given.only:
        for part in ("complexity", "risk", "whatif"):  # each in a process of its own
            found |= in_own_process(part)
    print(json.dumps({k: round(v, 4) if isinstance(v, float) else v for k, v in found.items()}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
