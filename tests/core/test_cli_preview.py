"""``liantu load --dry-run``: the difference in words and in JSON."""

from __future__ import annotations

from pathlib import Path

from liantu.home import Home
from tests.core.conftest import Liantu
from tests.factories import firm, register


def test_a_dry_run_prints_what_would_change_and_its_json_has_the_same(
    home: Home, liantu: Liantu, tmp_path: Path
) -> None:
    path = str(register(tmp_path, firm("东方电缆", place="宁波市"), firm("甲公司")))
    said = liantu(home.root, "load", path, "--dry-run", "--limit", "2")
    assert said.code == 0
    assert "企业      1     1     11" in said.out
    assert "变更  东方电缆  所在地    宁波  宁波市" in said.out
    assert "甲公司 —生产→ 塔筒" in said.out
    assert "生产：列出 2 条，共 16 条" in said.out
    assert "东方电缆 的所在地：采用这批文件的「宁波市」" in said.out
    assert "因为其来源优先；另有说法：「宁波」（目标企业.xlsx [目标企业] 第 18 行）" in said.out
    assert "转为待查 海工装备(海上风电)产业链 · 叶片：弱链（存疑） → 待查。" in said.out
    assert "缺口：第 1/1 条产业链" in said.err
    found = liantu(
        home.root, "load", path, "--dry-run", "--json", "--no-gaps", "--kind", "Enterprise"
    ).json
    assert list(found)[-4:] == ["difference", "conflicts", "gaps", "gaps_error"]
    assert (found["gaps"], found["gaps_error"]) == (None, None)
    assert found["difference"]["by_kind"]["Enterprise"] == {"new": 1, "changed": 1, "ended": 11}
    assert {one["kind"] for one in found["difference"]["changes"]} == {"Enterprise"}
    changed = next(one for one in found["difference"]["changes"] if one["state"] == "changed")
    assert [one["property"] for one in changed["changes"]] == ["place", "role"]
    assert found["conflicts"]["listed"][0]["in_use"]["value"] == "宁波市"
    assert liantu(home.root, "load", path, "--dry-run", "--kind", "X").code == 2
