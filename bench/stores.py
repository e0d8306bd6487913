"""Both stores side by side: same data, same queries, one run.

``python bench/stores.py --rows 100000`` makes that many enterprises with about ten
links each, loads them in the embedded store and in a Neo4j 5.26 Community started
here (or ``LIANTU_TEST_NEO4J_URI``), times the hot queries of the catalogue, applies a
difference of 1,000 rows, and holds every answer of one store against the other.
The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.district import REGIONS, SEGMENTS, Made
from liantu.graph.merge import Merged
from liantu.graph.snapshots import Snapshots
from liantu.graph.stores import EmbeddedStore, Store
from liantu.graph.stores.embedded import build
from liantu.graph.stores.remote import connect
from liantu.graph.sync import Sync
from liantu.home import Home
from liantu.queries.catalogue import run
from liantu.queries.gaps import find_gaps
from liantu.settings import settings
from tests.servers.comparing import Tally, compare_stores
from tests.servers.graphs import hold
from tests.servers.neo4j_server import Neo4jServer

CHANGED = 1000


def timed(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def add(home: Home, rows: int, version: str, changed: int) -> tuple[Merged, float]:
    folder = home.snapshot(version)
    merged = Made(folder, rows, changed=changed).merged
    took = timed(lambda: build(folder / "graph.lbug", merged, version))
    hold(home, merged, version)
    return merged, took


def questions(rows: int) -> dict[str, Callable[[Store, random.Random], Any]]:
    """The hot queries: what the pages ask most."""

    def ent(chance: random.Random) -> str:
        return f"ent:n-{chance.randrange(rows):016x}"

    def segment(chance: random.Random) -> str:
        number = chance.randrange(SEGMENTS)
        return f"seg:c{number % 10}/s{number}"

    def links(name: str) -> Callable[[Store, random.Random], Any]:
        return lambda store, chance: run(store, name, ids=[ent(chance)])

    def two_steps(store: Store, chance: random.Random) -> Any:
        near = [row["node"].id for row in run(store, "links_out", ids=[ent(chance)]).dicts()]
        return run(store, "links_out", ids=[one for one in near if one.startswith("ent:")])

    return {
        "node": lambda s, c: run(s, "node", id=ent(c)),
        "links_out": links("links_out"),
        "links_in": links("links_in"),
        "two steps out": two_steps,
        "near": lambda s, c: run(s, "near", id=ent(c)),
        "makers": lambda s, c: run(s, "makers", segment=segment(c)),
        "upstream": lambda s, c: run(s, "upstream", segment=segment(c)),
        "chain_segments": lambda s, c: run(s, "chain_segments", chain=f"chain:c{c.randrange(10)}"),
        "chain_inputs": lambda s, c: run(s, "chain_inputs", chain=f"chain:c{c.randrange(10)}"),
        "search": lambda s, c: run(s, "search", text=f"装备{c.randrange(rows)}", limit=200),
        "region": lambda s, c: run(s, "region", region=f"reg:{100000 + c.randrange(REGIONS)}"),
        "count_nodes": lambda s, _c: run(s, "count_nodes"),
        "count_links": lambda s, _c: run(s, "count_links"),
        "enterprises_by_region": lambda s, _c: run(s, "enterprises_by_region"),
    }


def measure(store: Store, ask: Callable[[Store, random.Random], Any], times: int) -> list[float]:
    chance = random.Random(1)
    ask(store, chance)
    taken: list[float] = []
    end = time.perf_counter() + 20
    while len(taken) < times and (len(taken) < 3 or time.perf_counter() < end):
        taken.append(timed(lambda: ask(store, chance)))
    return sorted(taken)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="enterprises")
    parser.add_argument("--times", type=int, default=100, help="calls of each query")
    given = parser.parse_args()
    server: Neo4jServer | None = None
    work = Path(tempfile.mkdtemp(prefix="liantu-bench-"))
    try:
        if uri := os.environ.get("LIANTU_TEST_NEO4J_URI"):
            os.environ["LIANTU_STORE"] = uri
            password = os.environ.get("LIANTU_TEST_NEO4J_PASSWORD", "")
        else:
            server = Neo4jServer(heap_mib=3072, page_cache_mib=2048, brief=False).start()
            os.environ["LIANTU_STORE"], password = server.uri, server.password
        os.environ["LIANTU_STORE_PASSWORD"] = password
        os.environ["LIANTU_STORE_GRACE_SECONDS"] = "0"
        settings.cache_clear()
        found = bench(work, given.rows, given.times)
        if server:
            files = [one for one in (server.folder / "home" / "data").rglob("*") if one.is_file()]
            size = sum(one.stat().st_size for one in files if "transactions" not in one.parts)
            print(f"disk of the Neo4j, both slots, without its log: {size / 2**20:.0f} MiB")
        print(json.dumps(found))
    finally:
        if server:
            server.close()
        shutil.rmtree(work, ignore_errors=True)


def bench(work: Path, rows: int, times: int) -> dict[str, Any]:
    home = Home(work)
    merged, embedded_load = add(home, rows, "a" * 16, 0)
    size = (home.snapshot("a" * 16) / "graph.lbug").stat().st_size / 2**20
    print(f"{merged.node_count:,} nodes, {merged.link_count:,} links; {os.cpu_count()} cores")
    connection = connect(settings().store, retry_seconds=60)
    full = Sync(home, connection).run(replace=True)
    print(
        f"load: embedded {embedded_load:.1f} s ({size:.0f} MiB), Neo4j {full.seconds:.1f} s for "
        f"both slots, readers see it after {full.seconds_to_readers:.1f} s"
    )
    ratios = table(home, rows, times)
    add(home, rows, "b" * 16, CHANGED)
    small = Sync(home, connection).run()
    print(
        f"sync of {small.changed:,} changed rows: {small.seconds:.2f} s, "
        f"{small.seconds / full.seconds:.2%} of the full load "
        f"({small.seconds / full.seconds_to_readers:.2%} of the time to readers)"
    )
    tally = Tally()
    snapshots = Snapshots(home)
    embedded = EmbeddedStore(home.snapshot("b" * 16) / "graph.lbug")
    compare_stores(embedded, snapshots.store(), 1, tally)
    print(tally.line())
    embedded.close()
    snapshots.close()
    connection.close()
    return {
        "rows": rows,
        "load_ratio": round(full.seconds_to_readers / embedded_load, 1),
        "read_p50_ratio": round(statistics.median(ratios), 2),
        "sync_share": round(small.seconds / full.seconds_to_readers, 4),
        "differential_cases": tally.cases,
        "differential_equal": tally.equal,
    }


def table(home: Home, rows: int, times: int) -> list[float]:
    snapshots = Snapshots(home)
    stores = (EmbeddedStore(home.snapshot("a" * 16) / "graph.lbug"), snapshots.store())
    print(f"{'query':24}{'embedded p50 / p95 ms':>26}{'Neo4j p50 / p95 ms':>26}{'ratio':>9}")
    ratios = []
    asked = questions(rows)
    asked["gaps of a chain"] = lambda s, c: find_gaps(s, f"chain:c{c.randrange(10)}")
    for name, ask in asked.items():
        taken = [measure(store, ask, times) for store in stores]
        p50 = [statistics.median(one) * 1000 for one in taken]
        p95 = [one[int(len(one) * 0.95)] * 1000 for one in taken]
        ratios.append(p50[1] / p50[0])
        print(
            f"{name:24}{p50[0]:14.2f} / {p95[0]:9.2f}{p50[1]:14.2f} / {p95[1]:9.2f}"
            f"{ratios[-1]:9.2f}"
        )
    stores[0].close()
    snapshots.close()
    return ratios


if __name__ == "__main__":
    main()
