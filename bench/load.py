"""Time a whole load beside the bare COPY of the same rows, in one run.

    python bench/load.py --rows 10000 [--runs 3]

Prints a table of medians and, as its last line, one JSON object.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

import ladybug

from liantu.graph.model import model
from liantu.graph.stores.embedded_ddl import build_statements
from liantu.home import Home
from liantu.ingest.load import load
from liantu.ingest.places import divisions, full_name, level

DEMO = Path(__file__).parent.parent / "core" / "demo" / "penglai"
SIGNS = "海天大金东方华强新力重工京鲁泰宏远科达恒润风能电缆船舶钢塔叶轮齿箱铸锻碳纤玻璃材料"
SEGMENTS_EACH = 3
HEADER = ["企业名称", "简称", "所在地", "企业类型", "标签", "主营环节", "链上角色", "备注", "来源"]


def write_register(path: Path, rows: int, seed: int = 7) -> None:
    """Write a register of ``rows`` enterprises, each on three segments."""
    drawn = random.Random(seed)
    places = [full_name(code) for code in divisions() if level(code) == "县"]
    with (DEMO / "海工装备产业链.yaml").open(encoding="utf-8") as chain:
        names = [line.split("name:")[1].split(",")[0].strip() for line in chain if "- {id:" in line]
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(
            [
                "企业名称",
                "简称",
                "所在地",
                "企业类型",
                "标签",
                "主营环节",
                "链上角色",
                "备注",
                "来源",
            ]
        )
        for number in range(rows):
            short = "".join(drawn.choices(SIGNS, k=4))
            place = drawn.choice(places)
            for segment in drawn.sample(names, SEGMENTS_EACH):
                cells = [f"{place}{short}{number}有限公司", short, place, "民营", "", segment]
                writer.writerow([*cells, "链上企业", "", "listing"])


def time_load(folder: Path, register: Path) -> tuple[float, Path]:
    """Load chain and register into a new data folder; return seconds and the merged tables."""
    home = Home(folder)
    start = time.perf_counter()
    report = load(home, [DEMO / "海工装备产业链.yaml", register])
    seconds = time.perf_counter() - start
    assert report.data_version is not None
    return seconds, home.snapshot(report.data_version)


def time_copy(folder: Path, tables: Path) -> float:
    """Copy the merged tables into an empty database; return seconds."""
    start = time.perf_counter()
    database = ladybug.Database(str(folder / "copy.lbug"))
    connection = ladybug.Connection(database)
    for statement in build_statements(model(), tables):
        connection.execute(statement)
    connection.close()
    database.close()
    return time.perf_counter() - start


def main() -> int:
    """Run the comparison and print it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    loads, copies = [], []
    for _ in range(given.runs):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            register = folder / "企业名录.csv"
            write_register(register, given.rows)
            seconds, tables = time_load(folder / "home", register)
            loads.append(seconds)
            copies.append(time_copy(folder, tables))
    ratio = statistics.median(a / b for a, b in zip(loads, copies, strict=True))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{given.rows} enterprises, {given.rows * SEGMENTS_EACH} rows, {os.cpu_count()} cores")
    print(f"{'whole load':<12} {statistics.median(loads):8.2f} s")
    print(f"{'bare COPY':<12} {statistics.median(copies):8.2f} s   ratio {ratio:.1f}")
    print(f"{'peak memory':<12} {peak:8.0f} MiB")
    print(
        json.dumps({"rows": given.rows, "load_vs_copy": round(ratio, 2), "peak_mib": round(peak)})
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
