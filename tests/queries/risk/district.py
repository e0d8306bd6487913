"""A made-up district that buys and sells the golden chain: every enterprise is invented."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests import factories
from tests.queries.risk import golden

SUPPLIES = Path(__file__).parents[3] / "bench" / "sources" / "supplies.yml"
HERE, AWAY = "烟台市蓬莱区", "广东省深圳市南山区"
CHAIN = "offshore-wind"  # the chain that the register's source is of


def called(firm: str) -> str:
    return f"虚构{firm}公司"


def id_of(product: str) -> str:
    """Return a segment's id, in which no underscore may stand."""
    return product.replace("_", "-")


def write(folder: Path) -> Path:
    """Write chain, register and list of supplies; the amounts are made up."""
    rows = golden.rows("network/template_edges.csv")
    nodes = dict.fromkeys(one for row in rows for one in (row["input"], row["output"]))
    inputs = {
        id_of(node): [
            {
                "id": id_of(row["input"]),
                "need": "essential" if row["essential"] == "2" else "useful",
            }
            for row in rows
            if row["output"] == node
        ]
        for node in nodes
    }
    factories.chain(folder, CHAIN, "虚构产业链", inputs)
    makers = [one for one in golden.suppliers() if one.where == "local"]
    away = [one for one in golden.suppliers() if one.where == "outside"]
    factories.register(
        folder,
        *(
            factories.firm(called(one.firm), place=HERE, segment=f"环节-{id_of(one.product)}")
            for one in makers
        ),
        *(factories.firm(called(one.firm), place=AWAY, segment="") for one in away),
    )
    maker = {one.product: one.firm for one in reversed(makers)}
    user = {row["input"]: row["output"] for row in reversed(rows)}
    sold = [
        (one.firm, maker[user[one.product]], f"环节-{id_of(one.product)}", "50") for one in away
    ]
    sold += [("F2", "F6", "环节-cathode", "60"), ("F3", "F6", "环节-cathode", "30")]
    sold += [("F1", "F2", "环节-lithium-salt", ""), ("F2", "F1", "扳手", "1")]
    factories.table(
        folder / "供货清单.csv",
        ["供方", "需方", "产品", "金额", "年份", "来源"],
        [
            [called(a), called(b), product, amount, "2025", "report-penglai"]
            for a, b, product, amount in sold
        ],
    )
    return folder


def sources_into(home: Path) -> None:
    """Let a data folder know the list of supplies."""
    (home / "sources").mkdir(parents=True, exist_ok=True)
    shutil.copy(SUPPLIES, home / "sources")
