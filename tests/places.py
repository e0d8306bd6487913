"""A few firms with coordinates of every kind, two ports here and one far away, and deliveries."""

from __future__ import annotations

import atexit
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from liantu.home import Home
from liantu.ingest.load import load
from tests import factories

HEADERS = [*factories.REGISTER, "经度", "纬度", "坐标来历"]
KNOWN, UNSTATED, GUESSED = "甲公司", "乙公司", "丙公司"
HOSTILE = "<script>alert(1)</script>{b|x}"
SQUARE = [[120.5, 37.5], [121.0, 37.5], [121.0, 38.0], [120.5, 38.0], [120.5, 37.5]]
APPROVAL = "鲁SG（2023）014号"


def at(name: str, lon: str, lat: str, how: str, segment: str = "塔筒") -> dict[str, str]:
    """Return a row of a register with coordinates."""
    return factories.firm(name, segment=segment) | {"经度": lon, "纬度": lat, "坐标来历": how}


FIRMS = [
    at(KNOWN, "120.76", "37.80", "RTK 实测"),
    at(UNSTATED, "120.80", "37.80", "", "锻件与法兰"),
    at(GUESSED, "120.76", "37.90", "地址解析", "海底电缆"),
    at("零点公司", "0", "0", "实测"),
    at("写反公司", "37.8", "76.7", ""),
    at("半边公司", "120.7", "", ""),
    at("无址公司", "", "", ""),
    at(HOSTILE, "120.70", "37.70", "实测", "叶片"),
    at(HOSTILE, "120.70", "37.70", "实测", "塔筒"),
]
PORTS = [
    ("1", "PENGLAI", "CN", "37.82", "120.75", "S"),
    ("2", "LONGKOU", "CN", "37.65", "120.32", "S"),
    ("3", "LONDON", "GB", "51.5", "0.1", "L"),
]
SALES = [
    (KNOWN, UNSTATED, "塔筒", "100"),
    (KNOWN, UNSTATED, "法兰", ""),
    (UNSTATED, GUESSED, "法兰", "5"),
    (GUESSED, KNOWN, "电缆", ""),
    (HOSTILE, KNOWN, "别的", ""),
    ("无址公司", KNOWN, "塔筒", ""),
]


@cache
def placed_home() -> Path:
    """Load all of it once per process and return the data folder: copy it, never change it."""
    root = Path(mkdtemp(prefix="liantu-places-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    files = root / "in"
    factories.register(files, *FIRMS, headers=HEADERS)
    ports = ["index_number", "port_name", "country", "port_latitude", "port_longitude"]
    factories.table(
        files / "ports.csv",
        [*ports, "harbor_size"],
        [dict(zip([*ports, "harbor_size"], row, strict=True)) for row in PORTS],
    )
    sales = ["供方", "需方", "产品", "金额(万元)"]
    factories.table(
        files / "供货清单.csv", sales, [dict(zip(sales, row, strict=True)) for row in SALES]
    )
    home = Home(root / "home")
    report = load(
        home,
        [
            files,
            factories.demo_file("海工装备产业链.yaml"),
            factories.demo_file("供需与邻近关系.csv"),
        ],
        observed_on="2026-06-30",
    )
    assert not report.refused, report.refused
    home.ledger.close()
    return home.root
