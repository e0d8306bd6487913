"""Measure matching: how exact it is on the labelled pairs, and how long many names take.

The last line is one JSON object. ``--write`` also keeps the figures of accuracy
for the data page.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb
from opencc import OpenCC

from liantu.ingest.accuracy import measure, read_pairs, tuned
from liantu.ingest.duplicates import Search
from liantu.ingest.likeness import MARKED

ROOT = Path(__file__).parents[1]
SAMPLE = [ROOT / "tests" / "fixtures" / "matching" / name for name in ("made.csv", "hard.csv")]
SIGNS = (
    "云沧澜岚屿禹舟泽渤霁凌泊宁桓远北辰澄川瀚恒宏盛瑞达源信诚凯博越励丰卓翰启旭亿腾航"
    "帆骏铭熙驰骁岱岩朔威冠茂金鑫华兴隆昌泰安康福顺发利永久和平正大中天海洋江河山峰林"
    "木森石玉珠宝龙凤鹏鹤飞翔宇宙星月日光明辉耀"
)
TRADES = [
    "海洋装备",
    "海洋工程",
    "船舶重工",
    "精密机械",
    "风电设备",
    "新材料",
    "电缆",
    "轴承",
    "环保科技",
]
TRADES += [
    "港口机械",
    "焊接技术",
    "物流",
    "检测技术",
    "液压件",
    "复合材料",
    "储能科技",
    "食品",
    "贸易",
]
TRADES += ["建筑工程", "信息技术", "生物科技", "医疗器械", "包装制品", "汽车配件", "纺织", "化工"]
LEGAL = ["有限公司", "有限公司", "有限责任公司", "股份有限公司"]


def write_firms(path: Path, known: int, new: int) -> list[str]:
    """Write a register of ``known`` firms and ``new`` ones, half of them variants of known ones."""
    drawn = random.Random(20261122)
    traditional = OpenCC("s2t")
    with duckdb.connect() as base:
        cities = _cities()
        rows: list[tuple[str, str, str]] = []
        ids = []
        with tempfile.NamedTemporaryFile("w", suffix=".tsv", encoding="utf-8") as stream:
            for number in range(known + new):
                if number >= known:
                    ids.append(f"ent:n-{number:016x}")
                if number >= known and drawn.random() < 0.5:
                    name, adcode, _ = rows[drawn.randrange(len(rows))]
                    name = _variant(drawn, name, traditional)
                else:
                    place, adcode = cities[drawn.randrange(len(cities))]
                    brand = "".join(drawn.choices(SIGNS, k=2 if drawn.random() < 0.7 else 3))
                    name = f"{place}{brand}{drawn.choice(TRADES)}{drawn.choice(LEGAL)}"
                if number < known:
                    rows.append((name, adcode, ""))
                stream.write(f"ent:n-{number:016x}\t{name}\t{adcode}\n")
            stream.flush()
            base.execute(
                "COPY (SELECT * FROM read_csv($file, delim='\t', header=false, "
                "columns={'id': 'VARCHAR', 'name': 'VARCHAR', 'adcode': 'VARCHAR'}, "
                f"auto_detect=false)) TO '{path}' (FORMAT parquet)",
                {"file": stream.name},
            )
    return ids


def _cities() -> list[tuple[str, str]]:
    from liantu.ingest.places import divisions, level

    return [
        (name.removesuffix("市"), code)
        for code, name in divisions().items()
        if level(code) == "市" and len(name) <= 4
    ]


def _variant(drawn: random.Random, name: str, traditional: OpenCC) -> str:
    how = drawn.randrange(4)
    if how == 0:
        return str(traditional.convert(name))
    if how == 1:
        return name.replace("有限公司", "股份有限公司") if "股份" not in name else name[:-6]
    at = drawn.randrange(2, len(name) - 5)
    if how == 2:
        return name[:at] + name[at + 1 :]
    return name[:at] + drawn.choice(SIGNS) + name[at + 1 :]


def time_many(known: int, new: int) -> dict[str, Any]:
    """Match new names against known ones; return seconds by step and what was found."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "firms.parquet"
        ids = write_firms(path, known, new)
        start = time.perf_counter()
        search = Search("Enterprise", path, ids)
        keyed = time.perf_counter()
        found = sum(1 for _ in search.pairs())
        end = time.perf_counter()
        told = search.told.as_dict()
        search.close()
    return {
        "known": known,
        "new": new,
        "keys_seconds": round(keyed - start, 1),
        "compare_seconds": round(end - keyed, 1),
        "seconds": round(end - start, 1),
        "compared": told["compared"],
        "too_common": told["too_common"],
        "questions": found,
        "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def accuracy(write: bool) -> dict[str, Any]:
    """Measure the testing half at the threshold that the tuning half asks for."""
    pairs = read_pairs(*SAMPLE)
    halves = {half: [one for one in pairs if one.half == half] for half in ("tune", "test")}
    found = {
        "sample": len(pairs),
        "tuned": tuned(halves["tune"]),
        "tune": measure(halves["tune"]),
        "test": measure(halves["test"]),
        "hard": measure(read_pairs(SAMPLE[1])),
    }
    if write:
        path = ROOT / "ingest" / "accuracy.json"
        path.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return found


def main() -> int:
    """Print both tables and the JSON line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--known", type=int, default=1_000_000)
    parser.add_argument("--new", type=int, default=100_000)
    parser.add_argument("--write", action="store_true", help="keep the figures of accuracy")
    given = parser.parse_args()
    exact = accuracy(given.write)
    test = exact["test"]
    print(f"{exact['sample']} labelled pairs, threshold {MARKED} (tuned {exact['tuned']})")
    for case, one in test["cases"].items():
        print(f"  {case:　<8} {one['right']:>4} of {one['pairs']:>4} right")
    print(f"precision {test['precision']:.4f}  recall {test['recall']:.4f}", end="  ")
    print(f"asked {test['asked_recall']:.4f}")
    shown = {name: test[name] for name in ("precision", "recall", "asked_recall")}
    many = time_many(given.known, given.new) if given.new else {}
    if many:
        print(f"{given.new} names against {given.known}, {os.cpu_count()} cores")
        for name in ("keys_seconds", "compare_seconds", "seconds", "compared", "peak_mib"):
            print(f"  {name:<16} {many[name]:>12}")
    print(json.dumps({"threshold": MARKED, **shown, **many}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
