"""Lists that an office hands over as they are: sales and purchases, shareholdings, signals."""

from __future__ import annotations

from pathlib import Path

from liantu.graph.snapshots import Snapshots
from liantu.home import Home
from liantu.ingest.load import load
from liantu.queries.catalogue import run
from tests.factories import REGISTER, chain, firm, register, table

PLACE = "370000/370600/370614"


def test_sales_shares_and_signals_come_in_as_an_office_writes_them(
    empty: Home, inbox: Path
) -> None:
    rows = [
        firm("甲公司", segment="环节-a", 扩张信号="2026-03 新厂;2026-08 融资"),
        firm("乙公司", segment="环节-a"),
    ]
    files = [
        chain(inbox, "offshore-wind", "玩具链", {"a": []}),
        register(inbox, *rows, headers=[*REGISTER, "扩张信号"]),
        table(
            inbox / "2025年供货清单.csv",
            ["供方", "需方", "产品", "金额(万元)", "年份", "来源"],
            [["甲公司", "乙公司", "环节-a", "120.5", "2025", "office"],
             ["外地公司", "乙公司", "环节-a", "80", "2025", "office"]],
        ),
        table(
            inbox / "股权清单.csv", ["股东", "企业", "持股比例"], [["乙公司", "甲公司", "51"]]
        ),
    ]  # fmt: skip
    report = load(empty, files)
    assert not report.refused
    assert report.as_dict()["rows"]["set_aside"] == 0
    assert report.as_dict()["rows"]["waiting"] == 1  # 外地公司 is on no list yet
    snapshots = Snapshots(empty)
    store = snapshots.store()
    (sold,) = run(store, "purchases_in", area=PLACE, products=["环节-a"]).dicts()
    assert (sold["supplier_name"], sold["buyer_name"]) == ("甲公司", "乙公司")
    assert (sold["amount"], sold["year"]) == (120.5, 2025)
    (owned,) = run(store, "owned_by", area=PLACE).dicts()
    assert owned["link"].properties["percentage"] == 51
    (found,) = run(store, "search", text="甲公司").dicts()
    assert found["node"].properties["signals"] == ["2026-03 新厂", "2026-08 融资"]
    snapshots.close()
