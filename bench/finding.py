"""Search and profiles at size, through the server that offices run.

``python bench/finding.py --rows 1000000`` makes that many enterprises with names as firms
have them (place, brand, trade, legal form; so pinyin, initials and codes too), builds the
graph and the index of words, serves both with waitress on loopback, and asks a stated mix of
searches and profiles one after the other. What is timed is a page from the request to its
last byte. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

import duckdb
from waitress.server import create_server

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.district import Made
from liantu.graph.index import index_folder
from liantu.graph.index_onto import make_index
from liantu.graph.pinyin import readings
from liantu.graph.stores.embedded import build
from liantu.home import Home
from liantu.web.app import create_app
from tests.servers.graphs import hold

VERSION, LATER = "a" * 16, "b" * 16
CHANGED = 1000
EACH = 25  # questions of each sort
PLACES = [
    "烟台",
    "蓬莱",
    "龙口",
    "青岛",
    "济南",
    "威海",
    "苏州",
    "无锡",
    "南通",
    "宁波",
    "杭州",
    "深圳",
]
SIGNS = (
    "海晟鑫泰宏达盛华瑞丰恒通源信安康德隆金鼎东方天成中远博力新科创智联宇航星辰明阳龙腾飞凯昌荣兴旺"
)
TRADES = re.findall(
    r"[^,]+",
    "精密机械,装备制造,新材料,电子科技,海洋工程,重工,电缆,钢结构,化工,生物医药,食品,物流,风电设备,"
    "铸造,轴承,阀门,模具,仪器仪表,新能源,自动化,环保科技,纺织,橡塑,包装",
)
FORMS = ["有限公司", "股份有限公司", "集团有限公司", "制造有限公司", "销售有限公司"]


def names(rows: int) -> Iterator[tuple[str, str, str]]:
    """Yield name, short name and code of made firms, always the same."""
    chance = random.Random(20261122)
    for number in range(rows):
        brand = "".join(chance.choices(SIGNS, k=chance.choice((2, 2, 3))))
        short = brand + chance.choice(TRADES)
        name = chance.choice(PLACES) + short + chance.choice(FORMS)
        yield name, short, f"9137{chance.randrange(10**8):08d}{number % 10**6:06d}"


def rename(folder: Path, rows: int) -> None:
    """Give the enterprises of merged tables names, codes and the words they are found under."""
    lines = folder / "names.csv"
    with lines.open("w", encoding="utf-8") as file:
        for number, (name, short, code) in enumerate(names(rows)):
            words = "|".join(sorted({name, short, code, *readings(name), *readings(short)}))
            file.write(f"{number},{name},{short},{code},{words}\n")
    path = folder / "nodes" / "Enterprise.parquet"
    with duckdb.connect() as base:
        base.execute(
            "CREATE TABLE named AS SELECT 'ent:n-' || printf('%016x', CAST(i AS BIGINT)) AS id, * "
            "EXCLUDE (i) FROM read_csv($f, header = false, columns = {'i': 'BIGINT', "
            "'name': 'VARCHAR', 'short_name': 'VARCHAR', 'code': 'VARCHAR', 'search': 'VARCHAR'})",
            {"f": str(lines)},
        )
        found = base.sql(
            "SELECT e.* REPLACE (n.name AS name, n.short_name AS short_name, n.code AS code, "
            "n.search AS search) FROM read_parquet($f) e JOIN named n ON n.id = e.id ORDER BY e.id",
            params={"f": str(path)},
        )
        found.write_parquet(str(path.with_suffix(".new")), compression="zstd")
    path.with_suffix(".new").replace(path)
    lines.unlink()


def make(home: Home, rows: int) -> dict[str, float]:
    """Make a home with one version of that size; times in seconds, size in MiB."""
    folder = home.snapshot(VERSION)
    merged = Made(folder, rows).merged
    rename(folder, rows)
    began = time.perf_counter()
    build(folder / "graph.lbug", merged, VERSION)
    built = time.perf_counter() - began
    began = time.perf_counter()
    make_index(folder)
    indexed = time.perf_counter() - began
    hold(home, merged, VERSION)
    files = [one for one in index_folder(folder).rglob("*") if one.is_file()]
    return {
        "copy_s": built,
        "index_s": indexed,
        "index_mib": sum(one.stat().st_size for one in files) / 2**20,
        "index_onto_s": _onto(home, folder, rows),
    }


def _onto(home: Home, folder: Path, rows: int) -> float:
    """Return how long the index of a version takes of which a thousand firms are named anew."""
    later = home.root / ".later"
    shutil.copytree(folder, later, ignore=shutil.ignore_patterns("graph.lbug*", "search"))
    path = later / "nodes" / "Enterprise.parquet"
    for other in (later / "nodes").iterdir():  # what nothing touches is linked, as a merge does
        if other != path:
            other.unlink()
            os.link(folder / "nodes" / other.name, other)
    with duckdb.connect() as base:
        found = base.sql(
            "SELECT * REPLACE (CASE WHEN rn <= $n THEN '改' || name ELSE name END AS name, "
            "CASE WHEN rn <= $n THEN '改' || search ELSE search END AS search) "
            "FROM (SELECT *, row_number() OVER (ORDER BY id) AS rn FROM read_parquet($f)) "
            "ORDER BY id",
            params={"f": str(folder / "nodes" / "Enterprise.parquet"), "n": CHANGED},
        )
        found.project("* EXCLUDE (rn)").write_parquet(str(path), compression="zstd")
    began = time.perf_counter()
    make_index(later, folder)
    took = time.perf_counter() - began
    assert rows < 100_000 or (index_folder(later) / "over").is_dir()
    shutil.rmtree(later)
    return took


def slip(word: str, signs: str, chance: random.Random) -> str:
    """Return a word with one sign wrong, missing, or two exchanged."""
    at, sort = chance.randrange(len(word) - 1), chance.randrange(3)
    if sort == 0:
        return word[:at] + chance.choice(signs) + word[at + 1 :]
    return (
        word[:at] + word[at + 1 :]
        if sort == 1
        else word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    )


def questions(rows: int) -> dict[str, Callable[[random.Random], str]]:
    """The sorts of searches; each makes one of a firm that is there."""
    known = [one for one, _ in zip(names(rows), range(5000), strict=False)]
    letters, digits = "abcdefghijklmnopqrstuvwxyz", "0123456789"
    return {
        "exact name": lambda c: c.choice(known)[0],
        "short name": lambda c: c.choice(known)[1],
        "beginning": lambda c: c.choice(known)[0][: c.randint(2, 7)],
        "part": lambda c: c.choice(known)[0][2 : c.randint(4, 8)],
        "pinyin": lambda c: readings(c.choice(known)[1])[0],
        "pinyin, begun": lambda c: readings(c.choice(known)[0])[0][: c.randint(3, 12)],
        "initials": lambda c: readings(c.choice(known)[1])[1],
        "code": lambda c: c.choice(known)[2],
        "code, begun": lambda c: c.choice(known)[2][: c.randint(6, 14)],
        "slip in a name": lambda c: slip(c.choice(known)[0], SIGNS, c),
        "slip in a short name": lambda c: slip(c.choice(known)[1], SIGNS, c),
        "slip in pinyin": lambda c: slip(readings(c.choice(known)[1])[0], letters, c),
        "slip in a code": lambda c: slip(c.choice(known)[2], digits, c),
        "segment": lambda c: f"环节{c.randrange(300)}",
        "not there": lambda c: "没有这样的名字" + str(c.randrange(99)),
    }


@contextmanager
def served(home: Home) -> Iterator[str]:
    """Serve a home with waitress on loopback and yield its address."""
    server = create_server(create_app(home), host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.close()
        thread.join(5)


def ask(address: str) -> float:
    """Return how long a page takes, in milliseconds."""
    began = time.perf_counter()
    with urlopen(address, timeout=60) as answer:
        answer.read()
    return (time.perf_counter() - began) * 1000


def p95(times: list[float]) -> float:
    """Return the time that 95 of 100 stay below."""
    return sorted(times)[int(len(times) * 0.95)]


def measure(home: Home, rows: int) -> dict[str, float]:
    """Ask searches and profiles, each sort after a first one that is not counted."""
    chance, every = random.Random(7), []
    with served(home) as site:
        ask(f"{site}/search?q=dajin")  # reads the dictionaries of pinyin
        for sort, draw in questions(rows).items():
            times = [ask(f"{site}/search?q={quote(draw(chance))}") for _ in range(EACH)]
            print(
                f"search, {sort:22} p50 {sorted(times)[EACH // 2]:8.1f}  p95 {p95(times):8.1f} ms"
            )
            every += times
        ids = [f"ent:n-{chance.randrange(rows):016x}" for _ in range(8 * EACH)]
        ask(f"{site}/nodes/{ids[0]}")
        profiles = [ask(f"{site}/nodes/{one}") for one in ids]
        others = [ask(f"{site}/nodes/seg:c{n % 10}/s{n}") for n in range(EACH)]
    print(
        f"{'profile of a firm':30} p50 {sorted(profiles)[4 * EACH]:8.1f}  "
        f"p95 {p95(profiles):8.1f} ms"
    )
    print(
        f"{'profile of a segment':30} p50 {sorted(others)[EACH // 2]:8.1f}  "
        f"p95 {p95(others):8.1f} ms"
    )
    return {
        "profile_p95_ms": p95(profiles),
        "segment_p95_ms": p95(others),
        "search_p95_ms": p95(every),
    }


def run(folder: Path, rows: int) -> dict[str, Any]:
    """Make a home of that many enterprises in a folder and return its figures."""
    folder.mkdir(parents=True, exist_ok=True)
    home = Home(folder)
    try:
        made = make(home, rows)
        print(", ".join(f"{name} {value:.1f}" for name, value in made.items()))
        return {**measure(home, rows), **made}
    finally:
        home.ledger.close()


def main() -> int:
    """Run and print one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="enterprises")
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="liantu-bench-"))
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    try:
        found = {"rows": given.rows, **run(folder, given.rows)}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps({k: round(v, 2) if isinstance(v, float) else v for k, v in found.items()}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
