"""``liantu source``: new, list, show, remove."""

from __future__ import annotations

from pathlib import Path

from liantu.home import Home
from tests.core.conftest import Liantu
from tests.factories import register, table

HEADERS = ["单位名称", "所属区县", "主营环节", "联系电话", "职工", "奖项"]


def visits(folder: Path, month: int) -> Path:
    rows = [[f"蓬莱{n}号公司", "蓬莱区", "塔筒", f"1380535{n:04d}", "12", "甲"] for n in range(3)]
    return table(folder / f"走访台账2026年{month}月.csv", HEADERS, rows, encoding="gb18030")


def test_a_file_becomes_a_source_and_next_month_loads(
    liantu: Liantu, home: Home, tmp_path: Path
) -> None:
    file = visits(tmp_path, 10)
    shown = liantu(home.root, "source", "new", str(file), "--json")
    assert (shown.code, shown.json["id"], shown.json["saved"]) == (0, "zou_fang_tai_zhang", None)
    (told,) = shown.json["tables"]
    assert {one["column"]: one["choice"] for one in told["columns"]} == {
        "单位名称": "name",
        "所属区县": "@place",
        "主营环节": "MAKES>Segment",
        "联系电话": None,
        "职工": None,
        "奖项": None,
    }
    assert "1380535" not in shown.out
    assert not (home.root / "sources").exists()
    more = (
        "--set",
        "职工=职工人数（人）",
        "--set",
        "奖项=tags",
        "--id",
        "visits",
        "--label",
        "走访",
    )
    saved = liantu(home.root, "source", "new", str(file), *more, "--yes")
    assert saved.code == 0
    assert "蓬莱0号公司 —生产→ 塔筒（环节，已有）" in saved.out
    assert "1380535" not in saved.out
    loaded = liantu(home.root, "load", str(visits(tmp_path, 11)), "--json")
    assert loaded.json["files"][0]["source"] == "visits"
    assert loaded.json["rows"]["accepted"] == 3
    assert [one["id"] for one in liantu(home.root, "source", "list", "--json").json] == ["visits"]
    assert "employees: 职工" in liantu(home.root, "source", "show", "visits").out
    assert liantu(home.root, "source", "remove", "visits").code == 0
    assert liantu(home.root, "source", "show", "visits").code == 2


def test_what_cannot_be_is_refused(liantu: Liantu, home: Home, tmp_path: Path) -> None:
    known = register(tmp_path, {"企业名称": "甲", "所在地": "蓬莱区", "主营环节": "塔筒"})
    told = liantu(home.root, "source", "new", str(known))
    assert told.code == 2
    assert "链上企业名录" in told.err
    file = str(visits(tmp_path, 10))
    for given, words in (
        (("--set", "联系电话=notes"), "个人信息"),
        (("--set", "没有=notes"), "没有「没有」这一列"),
        (("--set", "奖项"), "列名=含义"),
        (("--set", "奖项=nothing"), "不能是"),
        (("--kind", "机器"), "没有「机器」这种类别"),
        (("--role", "rumour"), "没有「rumour」这种资料"),
        (("--id", "register"), "已有编号"),
        (("--id", "../x"), "不能用"),
        (("--set", "单位名称="), "没有名称列"),
    ):
        told = liantu(home.root, "source", "new", file, *given, "--yes")
        assert told.code != 0
        assert words in told.err, given
    assert not (home.root / "sources").exists()
