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

import duckdb

sys.path.insert(0, str(Path(__file__).parents[1]))

from liantu.graph.merge import Merged
from liantu.graph.model import model
from liantu.graph.snapshots import Snapshots
from liantu.graph.stores import EmbeddedStore, Store
from liantu.graph.stores.embedded import build
from liantu.graph.stores.remote import connect
from liantu.graph.sync import Sync
from liantu.graph.tables import DUCKDB_TYPES, ORIGIN_COLUMNS
from liantu.home import Home
from liantu.ledger import VersionRow, now
from liantu.queries.catalogue import run
from liantu.queries.gaps import find_gaps
from liantu.settings import settings
from tests.servers.comparing import Tally, compare_stores
from tests.servers.neo4j_server import Neo4jServer

CHANGED = 1000
SEGMENTS = 300
REGIONS = 500


class Made:
    """A district of ``rows`` enterprises as merged tables; ``changed`` of them are renamed."""

    def __init__(self, folder: Path, rows: int, *, changed: int = 0) -> None:
        self.folder, self.rows, self.changed = folder, rows, changed
        self.nodes: dict[str, int] = {}
        self.links: dict[str, int] = {}
        (folder / "nodes").mkdir(parents=True)
        (folder / "links").mkdir()
        with duckdb.connect() as self.base:
            self.base.execute("SELECT setseed(0.5)").fetchall()
            self._make()

    @property
    def merged(self) -> Merged:
        return Merged(self.folder, self.nodes, self.links, (), "2026-11-01")

    def _make(self) -> None:
        origin = {
            "id": "'bench.0'", "source": "'register'", "role": "'register'", "precedence": "1",
            "home": "''", "batch": "'bench'", "file": "'名录.csv'", "sheet": "''",
            "observed_on": "DATE '2026-11-01'", "citation": "''",
        }  # fmt: skip
        self._write("origins", 1, origin, ORIGIN_COLUMNS)
        self._write("former_ids", 0, {"id": "''", "node": "''"}, {"id": "V", "node": "V"})
        self._node("Region", REGIONS, "'reg:' || (100000 + i)", {
            "adcode": "'' || (100000 + i)", "name": "'区' || i", "full_name": "'省市区' || i",
            "path": "'100000/' || (100000 + i)", "level": "'县'",
        })  # fmt: skip
        self._node("Chain", 10, "'chain:c' || i", {
            "chain_id": "'c' || i", "name": "'产业链' || i", "adcode": "'' || (100000 + i)",
        })  # fmt: skip
        self._node("Segment", SEGMENTS, "'seg:c' || (i % 10) || '/s' || i", {
            "chain_id": "'c' || (i % 10)", "segment_id": "'s' || i", "name": "'环节' || i",
            "position": "'中游'", "importance": "'core'", "rank": "i",
        })  # fmt: skip
        renamed = f"CASE WHEN i < {self.changed} THEN '改名' ELSE '企业' END"
        self._node("Enterprise", self.rows, self.ent("i"), {
            "name": f"{renamed} || '测试装备制造有限公司' || i", "short_name": "'装备' || i",
            "adcode": f"'' || (100000 + i % {REGIONS})", "place": "'烟台市'",
            "ownership": "'民营'", "employees": "i % 5000", "capital": "i * 1.5",
            "operating": "i % 50 <> 0", "tags": "['专精特新', '规上']",
            "founded": "DATE '2000-01-01' + CAST(i % 9000 AS INTEGER)",
        })  # fmt: skip
        any_ent = self.ent(f"((i * 7919 + 13 * (i % 31) + 1) % {self.rows})")
        near = self.ent(f"((i * 31 + 7) % {self.rows})")
        segment = f"(i * 17 + i % 7) % {SEGMENTS}"
        segment_id = f"'seg:c' || (({segment}) % 10) || '/s' || ({segment})"
        self._link(
            "LOCATED_IN",
            "Enterprise",
            "Region",
            self.rows,
            self._own(1),
            f"'reg:' || (100000 + i % {REGIONS})",
            {},
        )
        self._link(
            "MAKES",
            "Enterprise",
            "Segment",
            self.rows * 2,
            self._own(2),
            segment_id,
            {"stage": "'投产'"},
        )
        self._link(
            "SUPPLIES",
            "Enterprise",
            "Enterprise",
            self.rows * 4,
            self._own(4),
            any_ent,
            {
                "product": "'产品' || (i % 100)",
                "amount": "i * 0.5",
                "year": "2025",
                "basis": "'documented'",
            },
        )
        self._link(
            "NEAR",
            "Enterprise",
            "Enterprise",
            self.rows * 2,
            self._own(2),
            near,
            {"distance": "i % 50 + 0.5"},
        )
        self._link("OWNS", "Enterprise", "Enterprise", self.rows, self._own(1), any_ent, {})
        self._link(
            "PART_OF",
            "Segment",
            "Chain",
            SEGMENTS,
            "'seg:c' || (i % 10) || '/s' || i",
            "'chain:c' || (i % 10)",
            {},
        )
        self._link(
            "UPSTREAM_OF",
            "Segment",
            "Segment",
            SEGMENTS,
            "'seg:c' || (i % 10) || '/s' || i",
            f"'seg:c' || (i % 10) || '/s' || ((i + 10) % {SEGMENTS})",
            {"need": "'essential'"},
        )

    def ent(self, number: str) -> str:
        return f"'ent:n-' || printf('%016x', CAST({number} AS BIGINT))"

    def _own(self, each: int) -> str:
        return self.ent(f"i // {each}")

    def _node(self, kind: str, count: int, key: str, values: dict[str, str]) -> None:
        system = {
            "id": key, "search": "'装备' || i || '|测试装备制造有限公司' || i",
            "sources": "['register']", "records": "['bench.0:' || i]",
        }  # fmt: skip
        types = {name: DUCKDB_TYPES[one] for name, one in model().nodes[kind].columns.items()}
        self.nodes[kind] = self._write(f"nodes/{kind}", count, system | values, types)

    def _link(
        self, kind: str, start: str, end: str, count: int, a: str, b: str, values: dict[str, str]
    ) -> None:
        system = {
            "from": a, "to": b, "key": "substr(md5('" + kind + "' || i), 1, 16)",
            "sources": "['register']", "records": "['bench.0:' || i]",
        }  # fmt: skip
        types = {"from": "VARCHAR", "to": "VARCHAR"} | {
            name: DUCKDB_TYPES[one] for name, one in model().links[kind].columns.items()
        }
        self.links[kind] = self._write(f"links/{kind}.{start}.{end}", count, system | values, types)

    def _write(self, name: str, count: int, values: dict[str, str], types: dict[str, str]) -> int:
        columns = ", ".join(
            f'CAST({values.get(one, "NULL")} AS {kind if kind != "V" else "VARCHAR"}) AS "{one}"'
            for one, kind in types.items()
        )
        loops = 'WHERE "from" <> "to"' if "from" in types else ""
        found = self.base.sql(f"SELECT * FROM (SELECT {columns} FROM range({count}) t(i)) {loops}")
        found.write_parquet(str(self.folder / f"{name}.parquet"), compression="zstd")
        path = str(self.folder / f"{name}.parquet")
        rows = self.base.execute("SELECT count(*) FROM read_parquet($f)", {"f": path}).fetchall()
        return int(rows[0][0])


def timed(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def add(home: Home, rows: int, version: str, changed: int) -> tuple[Merged, float]:
    folder = home.snapshot(version)
    merged = Made(folder, rows, changed=changed).merged
    took = timed(lambda: build(folder / "graph.lbug", merged, version))
    with home.ledger.session() as session:
        session.add(
            VersionRow(
                id=version, made_at=now(), schema=model().digest, batches=[], decisions=[],
                nodes=merged.node_count, links=merged.link_count, as_of=merged.as_of, waiting=[],
            )
        )  # fmt: skip
    home.ledger.switch(version, "load")
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
            server = Neo4jServer(heap_mib=3072, page_cache_mib=2048).start()
            os.environ["LIANTU_STORE"], password = server.uri, server.password
        os.environ["LIANTU_STORE_PASSWORD"] = password
        os.environ["LIANTU_STORE_GRACE_SECONDS"] = "0"
        settings.cache_clear()
        print(json.dumps(bench(work, given.rows, given.times)))
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
            f"{name:24}{p50[0]:14.2f} / {p95[0]:9.2f}{p50[1]:14.2f} / {p95[1]:9.2f}{ratios[-1]:9.2f}"
        )
    stores[0].close()
    snapshots.close()
    return ratios


if __name__ == "__main__":
    main()
