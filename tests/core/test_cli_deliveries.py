"""Deliveries on the command line: changes, what is held, sources, rows set aside."""

from __future__ import annotations

from pathlib import Path

from liantu.home import Home
from tests.core.conftest import Liantu
from tests.factories import firm, register, relations, table
from tests.ingest.test_accepted import SOURCE


def test_what_is_held_ends_with_4_and_says_what_to_do(
    home: Home, liantu: Liantu, tmp_path: Path
) -> None:
    (home.root / "sources").mkdir(exist_ok=True)
    text = SOURCE + "expect: {rows: {min: 2}}\n"
    (home.root / "sources" / "firms.yml").write_text(text, encoding="utf-8")
    path = table(tmp_path / "台账.csv", ["企业名称", "产值"], [("甲公司", "1")])
    said = liantu(home.root, "load", str(path), "--dry-run")
    assert said.code == 4
    assert "暂扣 台账.csv：来源 企业台账（firms）的全量交付暂扣" in said.err
    assert "企业台账 收 1 行，应在 2 … – 之间" in said.err
    found = liantu(home.root, "load", str(path), "--dry-run", "--json")
    assert [one["source"] for one in found.json["held"]] == ["firms"]
    assert liantu(home.root, "load", str(path), "--dry-run", "--accept-smaller").code == 0
    wrong = liantu(home.root, "load", str(path), "--delivery", "some")
    assert (wrong.code, "不是交付方式" in wrong.err) == (2, True)


def test_changes_of_an_office_leave_its_other_firms(
    home: Home, liantu: Liantu, tmp_path: Path
) -> None:
    path = register(tmp_path, firm("甲公司"))
    options = ["--delivery", "changes", "--observed-on", "2026-11-01", "--dry-run", "--json"]
    found = liantu(home.root, "load", str(path), *options).json
    assert found["nodes"] == {"new": 1, "changed": 0, "ended": 0}
    undated = liantu(home.root, "load", str(path), "--delivery", "changes", "--dry-run")
    assert (undated.code, "变更交付没有日期" in undated.err) == (1, True)


def test_sources_says_who_is_overdue_on_a_day(home: Home, liantu: Liantu) -> None:
    found = liantu(home.root, "sources", "--day", "2100-01-01", "--json").json
    states = {one["source"]: one["state"] for one in found}
    assert (states["register"], states["registration"], states["chain"]) == (
        "overdue",
        "never",
        "free",
    )
    shown = liantu(home.root, "sources", "--day", "2100-01-01").out
    assert shown.splitlines()[0].split() == [
        "来源",
        "名称",
        "交付方式",
        "末次载入",
        "数据日期",
        "距今（天）",
        "周期（天）",
        "状态",
    ]
    assert "逾期" in shown
    assert liantu(home.root, "sources", "--day", "明天").code == 2


def test_rows_set_aside_are_written_and_load_back(
    home: Home, liantu: Liantu, tmp_path: Path
) -> None:
    out = tmp_path / "搁置.xlsx"
    said = liantu(home.root, "rejects", "--source", "party", "-o", str(out))
    assert (said.code, "已导出 1 行" in said.err) == (0, True)
    again = liantu(home.root, "load", str(out), "--dry-run", "--json").json
    assert again["rows"] == {"read": 1, "accepted": 0, "waiting": 0, "set_aside": 1}
    assert again["set_aside"][0]["code"] == "not_allowed"
    found = liantu(home.root, "rejects", "--json").json
    assert ([one["code"] for one in found["open"]], found["settled"]) == (["not_allowed"], 0)
    assert liantu(home.root, "rejects").out.startswith("\ufeff党组织名称,")
    for wrong in (["--source", "nobody"], ["--batch", "b"], ["-o", str(tmp_path / "a.pdf")]):
        assert liantu(home.root, "rejects", *wrong).code == 2


def test_many_notes_of_one_kind_are_folded(home: Home, liantu: Liantu, tmp_path: Path) -> None:
    rows = [(f"未知{n}", "邻近", "大金重工", "1", "", "", "") for n in range(9)]
    said = liantu(home.root, "load", str(relations(tmp_path, *rows)), "--dry-run")
    assert said.err.count("没有叫「未知") == 3
    assert "另有 6 处同样的情况：5、6、7 …" in said.err
