"""From an enterprise's own words to segments: which words, how sure, and what is left out."""

from __future__ import annotations

from typing import Any

import pytest

from liantu.graph.versions import restore
from liantu.home import Home
from liantu.ingest.suggest import Finder, suggestions, terms

SEGMENTS = {
    "seg:c/tower": ("塔筒", ["钢塔"], "链"),
    "seg:c/shaft": ("主轴", [], "链"),
    "seg:c/bearing": ("主轴轴承与变桨偏航轴承", [], "链"),
    "seg:c/casting": ("大型铸件", [], "链"),
}
FINDER = Finder(terms(SEGMENTS, [("法兰盘", "seg:c/casting")]))
ORIGINS = {"b.0": {"batch": "b", "file": "名单.csv", "sheet": "", "observed_on": "2026-10-01"}}


def found(**fields: Any) -> dict[str, list[tuple[str, str, float]]]:
    row = {"records": ["b.0:7"], "reported": None, **fields}
    return {
        segment: [(hit.word, hit.code, round(hit.weight, 2)) for hit in hits]
        for segment, hits in FINDER.find(row, ORIGINS).items()
    }


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ("塔筒制造；货运", {"seg:c/tower": [("塔筒", "word", 0.75)]}),
        ("塔筒销售", {"seg:c/tower": [("塔筒", "word_traded", 0.38)]}),
        ("塔筒（不含制造）", {}),
        ("主轴轴承生产", {"seg:c/bearing": [("主轴轴承", "word", 0.68)]}),
        ("鑄件加工", {"seg:c/casting": [("铸件", "word", 0.56)]}),
        ("法兰盘加工", {"seg:c/casting": [("法兰盘", "word", 0.75)]}),
        ("餐饮服务", {}),
    ],
)
def test_words_of_a_business_scope(scope: str, expected: dict[str, Any]) -> None:
    assert found(business_scope=scope) == expected


def test_a_hit_tells_its_field_and_row() -> None:
    (hit,) = FINDER.find({"records": ["b.0:7"], "reported": None, "products": ["钢塔"]}, ORIGINS)[
        "seg:c/tower"
    ]
    assert (hit.field, hit.word, hit.text) == ("products", "钢塔", "钢塔")
    assert (hit.row["file"], hit.row["row"], hit.row["observed_on"]) == (
        "名单.csv",
        7,
        "2026-10-01",
    )


def test_what_the_demo_records_is_not_suggested_again(home: Home) -> None:
    active = home.ledger.active()
    assert active is not None
    tables = restore(home, active)
    assert list(suggestions(tables)) == []
    recorded = {(one.name, one.segment_name) for one in suggestions(tables, known=True)}
    assert recorded == {("华能海上风电及储能项目", "储能"), ("中广核海上风电及储能项目", "储能")}
