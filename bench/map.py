"""The chain map at size: what the server needs for a panorama, and when a browser has drawn it.

``python bench/map.py --rows 100000`` makes that many enterprises on ten chains of thirty
segments in 500 regions, serves them as ``liantu serve`` does (waitress, four threads), and asks
over HTTP. Two figures are told apart: the first view of a chain in a region, which is worked
out, and every later one of the same data version and settings, which is kept. The mix of
``panorama_p95_ms`` is said with it. What search and profiles need is measured by
``bench/finding.py`` where it is. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import importlib
import json
import os
import random
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.district import REGIONS, Made
from liantu.graph.stores.embedded import build
from liantu.home import Home
from liantu.web import create_app
from tests.servers.graphs import hold

VERSION = "a" * 16
CHAINS, THREADS = 10, 4
OWN = 20  # pairs of a chain and a region that an office looks at in a day
VIEWS = 500  # that it opens of them: one in 25 is a first one
ASKED = ("", "&measure=country", "&colour=country", "&measure=employees&colour=employees")
CHROMIUM = "/usr/bin/chromium"


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[tuple[str, int]]:
    """Serve a data folder as the product does; gives host and port."""
    from waitress.server import create_server

    server = create_server(create_app(Home(folder)), host="127.0.0.1", port=0, threads=THREADS)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield "127.0.0.1", server.socket.getsockname()[1]
    finally:
        server.close()
        thread.join(timeout=10)


def asked(connection: http.client.HTTPConnection, path: str) -> float:
    """Return how long an answer takes in ms, its last byte included."""
    began = time.perf_counter()
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{answer.status} {path}")
    return (time.perf_counter() - began) * 1000


def p95(times: list[float]) -> float:
    """Return the 95 % quantile."""
    return statistics.quantiles(times, n=20, method="inclusive")[18]


def panorama(folder: Path, rows: int) -> dict[str, float]:
    """Time the panorama page: first views, later ones, and the mix of an office's day."""
    chance = random.Random(20261122)
    pairs = [(number % CHAINS, 100000 + chance.randrange(REGIONS)) for number in range(OWN)]
    first, later, mixed = [], [], []
    with serving(folder) as place:
        connection = http.client.HTTPConnection(*place, timeout=120)
        for chain in range(CHAINS):  # what is the same for all regions is read with the first
            first.append(asked(connection, f"/chains/c{chain}?region=100499&assume_complete=1"))
        seen: set[tuple[int, int]] = set()
        days = [*pairs, *(chance.choice(pairs) for _ in range(VIEWS - OWN))]
        chance.shuffle(days)
        for chain, region in days:
            path = f"/chains/c{chain}?region={region}&assume_complete=1{chance.choice(ASKED)}"
            took = asked(connection, path)
            mixed.append(took)
            (later if (chain, region) in seen else first).append(took)
            seen.add((chain, region))
    print(f"{VIEWS} views of {len(seen)} pairs of a chain and a region, in a random order:")
    print(f"  {len(later)} later ones, {len(mixed) - len(later)} first ones")
    return {
        "panorama_p95_ms": p95(mixed),
        "panorama_p50_ms": statistics.median(mixed),
        "panorama_later_p95_ms": p95(later),
        "panorama_first_of_chain_p50_ms": statistics.median(first[:CHAINS]),
        "panorama_first_p50_ms": statistics.median(first[CHAINS:]),
        "panorama_first_p95_ms": p95(first[CHAINS:]),
    }


def picture(folder: Path, rows: int) -> dict[str, float]:
    """Time a browser from the call of the page until the picture is painted."""
    from playwright.sync_api import sync_playwright

    times: list[float] = []
    with serving(folder) as (host, port), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        connection = http.client.HTTPConnection(host, port, timeout=120)
        for number in range(CHAINS):
            path = f"/chains/c{number}?region={100000 + number}&assume_complete=1"
            asked(connection, path)  # a later view: the first is told by the server's part
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(f"http://{host}:{port}{path}")
            page.wait_for_selector("svg.panorama a.seg[tabindex='0']")  # drawn, and the keys work
            times.append(page.evaluate(DRAWN))
            page.close()
        browser.close()
    return {"panorama_picture_ms": p95(times), "panorama_picture_p50_ms": statistics.median(times)}


# From the call of the page: two frames after the module that makes the map walkable has run.
DRAWN = """() => new Promise((done) =>
    requestAnimationFrame(() => requestAnimationFrame(() => {
        const paint = performance.getEntriesByType("paint").map((one) => one.startTime);
        const load = performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd;
        done(Math.max(load, ...paint));
    })))"""


def finding(folder: Path, rows: int) -> dict[str, float]:
    """Time search and profiles."""
    part = importlib.import_module("bench.finding")
    found: dict[str, float] = part.run(folder / "finding", rows)  # with names and codes of its own
    return found


Part = Callable[[Path, int], dict[str, float]]
PARTS: tuple[Part, ...] = (panorama, picture, finding)
LAST = ("panorama_p95_ms", "panorama_picture_ms", "profile_p95_ms", "search_p95_ms")


def made(folder: Path, rows: int) -> None:
    """Make a data folder that holds a made-up district."""
    began = time.perf_counter()
    home = Home(folder)
    merged = Made(home.snapshot(VERSION), rows).merged
    build(home.snapshot(VERSION) / "graph.lbug", merged, VERSION)
    hold(home, merged, VERSION)
    home.ledger.close()
    print(f"{merged.node_count:,} nodes, {merged.link_count:,} links", end=", ")
    print(f"made in {time.perf_counter() - began:.0f} s")


def main() -> int:
    """Run every part, print its table, and one JSON line at the end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="enterprises")
    parser.add_argument("--home", type=Path, help="a folder to keep and to use again")
    given = parser.parse_args()
    folder = given.home or Path(tempfile.mkdtemp(prefix="liantu-bench-"))
    print(f"{os.cpu_count()} cores")
    found: dict[str, Any] = {"rows": given.rows}
    try:
        if not (folder / "snapshots" / VERSION / "graph.lbug").is_file():
            made(folder, given.rows)
        for part in PARTS:
            for name, value in part(folder, given.rows).items():
                found[name] = round(value, 1)
                print(f"{name:32} {value:10.1f}")
    finally:
        if given.home is None:
            shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps({**found, **{name: found.get(name) for name in LAST}}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
