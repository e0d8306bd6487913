"""The API at size: what an answer takes over HTTP, beside what the engine takes for it.

``python bench/api.py --rows 100000`` makes that many enterprises, serves them with
``liantu serve`` in a process of its own and asks the twenty hottest questions with a token,
as a script does, with 1, 8 and 32 clients; then the same on a Neo4j started here
(``--embedded-only`` leaves it out). The last line is one JSON object:

    p95_ms          the worst of the twenty, one client, the embedded store
    overhead        the median over the twenty of the API's time ÷ the engine's time: medians
                    of the same questions in turns, one client, the embedded store
    requests_per_s  a mix of the twenty in equal parts, 8 clients, the embedded store

The engine's time is that of ``bench/api_questions.py``: the questions to the store and what
is worked out from them, as Python values in this process, without HTTP, rights and JSON.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import http.client
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.api_questions import QUESTIONS, Draw, Engine
from bench.map import VERSION, made, p95
from liantu.cli import COLLECT
from liantu.graph.index import has_index
from liantu.graph.index_onto import make_index
from liantu.graph.snapshots import Snapshots
from liantu.graph.stores.remote import connect
from liantu.graph.sync import Sync
from liantu.home import Home
from liantu.ledger.accounts import account, add_account, any_account
from liantu.ledger.audit import Who
from liantu.ledger.tokens import add_token
from liantu.queries.gaps import gap_settings
from liantu.queries.words import open_index
from liantu.settings import settings
from liantu.web.published import published
from tests.servers.neo4j_server import Neo4jServer

CLIENTS = (1, 8, 32)
WARM, FEWEST, MOST = 2, 10, 200  # questions of each sort: not counted, at least, at most
HERE = Who("machine", "bench")
SENT_AWAY: Counter[str] = Counter()  # answers that said to come again later, by first word
UNLIMITED = "1000000"  # requests in a minute: they are counted as ever, and not refused


@contextlib.contextmanager
def serving(folder: Path, extra: dict[str, str]) -> Iterator[tuple[str, int]]:
    """Run ``liantu serve`` over a data folder; gives host and port."""
    given = {**os.environ, **extra, "LIANTU_HOME": str(folder), "LIANTU_RATE_TOKEN": UNLIMITED}
    command = [sys.executable, "-m", "liantu", "serve", "--port", "0"]
    with (
        tempfile.TemporaryFile("w+") as said,
        subprocess.Popen(command, env=given, stdout=subprocess.PIPE, stderr=said, text=True) as run,
    ):
        assert run.stdout is not None
        line = run.stdout.readline()
        found = re.search(r"http://([^:/]+):([0-9]+)/", line)
        try:
            if found is None:
                said.seek(0)
                raise RuntimeError(said.read()[-2000:])
            yield found[1], int(found[2])
        finally:
            run.terminate()
            run.wait(timeout=30)


class Asker:
    """One client: a connection that is kept, and a token; sent away, it comes again when told."""

    def __init__(self, place: tuple[str, int], token: str) -> None:
        self.connection = http.client.HTTPConnection(*place, timeout=1800)
        self.headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}

    def ask(self, path: str) -> float:
        """Return how long an answer takes in ms, its last byte and all waiting included."""
        began = time.perf_counter()
        while True:
            self.connection.request("GET", f"/api/v1{path}", headers=self.headers)
            answer = self.connection.getresponse()
            body = answer.read()
            if answer.status == 200:
                return (time.perf_counter() - began) * 1000
            wait = answer.headers["Retry-After"]
            if answer.status != 503 or wait is None:
                raise RuntimeError(f"{answer.status} {path} {body[:300]!r}")
            SENT_AWAY[path.partition("?")[0].split("/")[1]] += 1
            time.sleep(float(wait))


def alone(asker: Asker, engine: Engine, number: int, given: Any) -> tuple[list[float], list[float]]:
    """Ask one sort of question of the API and of the engine, in turns; times of both in ms."""
    api, own = [], []
    question, draw = QUESTIONS[number], Draw(number, given.rows)
    end = time.perf_counter() + given.seconds
    for turn in range(WARM + MOST):
        drawn = question(draw)
        over_http = asker.ask(drawn.path)
        began = time.perf_counter()
        drawn.answer(engine)
        took = (time.perf_counter() - began) * 1000
        if turn >= WARM:
            api.append(over_http)
            own.append(took)
        if len(api) >= FEWEST and time.perf_counter() > end:
            break
    return api, own


def together(
    place: tuple[str, int], token: str, clients: int, seconds: float, path: Callable[[Draw], str],
    rows: int,
) -> tuple[list[float], float]:  # fmt: skip
    """Ask with several clients for some seconds; times in ms, and requests in a second."""
    times: list[float] = []
    failed: list[BaseException] = []
    begin = time.perf_counter()

    def work(number: int) -> None:
        asker, draw = Asker(place, token), Draw(1000 + number, rows)
        try:
            while time.perf_counter() < begin + seconds:
                times.append(asker.ask(path(draw)))
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(one,)) for one in range(clients)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    if failed:
        raise failed[0]
    return times, len(times) / (time.perf_counter() - begin)


def mix(draw: Draw) -> str:
    """Return a question of any sort."""
    return draw.chance.choice(QUESTIONS)(draw).path


def measured(store: str, place: tuple[str, int], token: str, engine: Engine, given: Any) -> Any:
    """Print the table of one store and return its figures."""
    print(f"\n{store}: p50 / p95 ms and requests/s by clients")
    head = "".join(f"{f'{one} client' + 's' * (one > 1):>28}" for one in given.clients)
    print(f"{'question':14}{'engine p50':>11}{'overhead':>9}{head}")
    ratios, worst, worst_of = [], 0.0, ""
    for number, question in enumerate(QUESTIONS):
        name = question.__name__
        # of its own: the server closes one that was idle while many clients waited
        api, own = alone(Asker(place, token), engine, number, given)
        ratio = statistics.median(api) / statistics.median(own)
        ratios.append(ratio)
        if p95(api) > worst:
            worst, worst_of = p95(api), name
        rate = 1000 * len(api) / sum(api)
        cells = [f"{statistics.median(api):8.1f} /{p95(api):8.1f}{rate:8.0f}"]
        for clients in given.clients[1:]:
            times, rate = together(
                place, token, clients, given.seconds, lambda d, q=question: q(d).path, given.rows
            )
            cells.append(f"{statistics.median(times):8.1f} /{p95(times):8.1f}{rate:8.0f}")
        row = "".join(f"{one:>28}" for one in cells)
        print(f"{name:14}{statistics.median(own):11.2f}{ratio:9.2f}{row}", flush=True)
    found = {"p95_ms": round(worst, 1), "p95_of": worst_of}
    found["overhead"] = round(statistics.median(ratios), 2)
    found["overhead_most"] = round(max(ratios), 2)
    for clients in dict.fromkeys((*given.clients, 8)):
        times, rate = together(place, token, clients, 4 * given.seconds, mix, given.rows)
        name = "requests_per_s" if clients == 8 else f"requests_per_s_{clients}"
        found[name], found[f"mix_p95_ms_{clients}"] = round(rate, 1), round(p95(times), 1)
        row = f"{statistics.median(times):8.1f} /{p95(times):8.1f}{rate:8.1f}"
        print(f"{'all in a mix':14}{clients:20} clients{row:>28}", flush=True)
    return found


def run_on(home: Home, token: str, given: Any, extra: dict[str, str]) -> Any:
    """Measure one store."""
    snapshots = Snapshots(home, published)
    index = open_index(snapshots.index_folder(VERSION) or Path())
    engine = Engine(snapshots.store(), index, gap_settings(home.root), home.root)
    try:
        with serving(home.root, extra) as place:
            return measured("Neo4j" if extra else "embedded", place, token, engine, given)
    finally:
        snapshots.close()


def token_of(home: Home) -> str:
    """Return a token that may read, of an analyst made for it."""
    if not any_account(home.ledger):
        add_account(home.ledger, HERE, "bench-admin", "administrator", "a long enough phrase 9")
        add_account(home.ledger, HERE, "bench", "analyst", "a long enough phrase 9")
    return add_token(home.ledger, HERE, account(home.ledger, "bench"), "bench", ["read"])[1]


def on_neo4j(home: Home, token: str, given: Any) -> Any:
    """Fill a Neo4j started here, where a folder kept does not hold it yet, and measure it."""
    kept = given.home / "neo4j" if given.home else None
    server = Neo4jServer(heap_mib=3072, page_cache_mib=6144, brief=False, folder=kept).start()
    extra = {
        "LIANTU_STORE": server.uri,
        "LIANTU_STORE_PASSWORD": server.password,
        "LIANTU_STORE_GRACE_SECONDS": "0",
        "LIANTU_QUERY_SECONDS": "600",  # what takes long is measured, and not broken off
    }
    try:
        os.environ.update(extra)
        settings.cache_clear()
        connection = connect(settings().store, retry_seconds=60)
        Sync(home, connection).run(both=False)
        connection.close()
        return run_on(home, token, given, extra)
    finally:
        for name in extra:
            os.environ.pop(name, None)
        settings.cache_clear()
        server.close()


def main() -> int:
    """Measure both stores and print one JSON line at the end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="enterprises")
    parser.add_argument("--home", type=Path, help="a folder to keep and to use again")
    parser.add_argument("--seconds", type=float, default=2.0, help="of each cell of the table")
    parser.add_argument(
        "--clients", type=int, nargs="+", default=CLIENTS, help="of each question; the first is 1"
    )
    parser.add_argument("--embedded-only", action="store_true", help="without a Neo4j")
    given = parser.parse_args()
    gc.set_threshold(*COLLECT)  # as the server does, so that both sides are alike
    folder = given.home or Path(tempfile.mkdtemp(prefix="liantu-bench-"))
    print(f"{os.cpu_count()} cores, {given.rows:,} enterprises")
    try:
        if not (folder / "snapshots" / VERSION / "graph.lbug").is_file():
            made(folder, given.rows)
        home = Home(folder)
        if not has_index(home.snapshot(VERSION)):
            make_index(home.snapshot(VERSION))
        token = token_of(home)
        found: dict[str, Any] = {"rows": given.rows, **run_on(home, token, given, {})}
        if not given.embedded_only:
            found["neo4j"] = on_neo4j(home, token, given)
        home.ledger.close()
    finally:
        if given.home is None:
            shutil.rmtree(folder, ignore_errors=True)
    if SENT_AWAY:
        print(f"told to come again later: {dict(SENT_AWAY)}")
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
