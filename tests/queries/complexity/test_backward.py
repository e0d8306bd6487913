"""V3: the linkages of a loaded input–output table whose industries a segment is."""

from __future__ import annotations

from pathlib import Path

import pytest

from liantu.queries.complexity.backward import pulls
from liantu.queries.gaps import find_gaps
from tests import factories
from tests.factories import table
from tests.queries.conftest import Loaded

NODES = ["code", "commodity_name", "industry_name", "industry_output_musd_2017"]
EDGES = ["commodity_code", "industry_code", "use_musd_2017", "direct_requirement"]
OWN = ["产业链编号", "环节编号", "投入产出表", "行业代码"]


def test_a_segment_pulls_as_its_industries_do(loaded: Loaded, tmp_path: Path) -> None:
    chain = factories.chain(
        tmp_path, "offshore-wind", "玩具链", {"wood": [], "doll": ["wood"], "shop": []}
    )
    store = loaded(
        chain,
        factories.register(tmp_path, factories.firm("甲公司", segment="环节-doll")),
        table(tmp_path / "nodes.csv", NODES, [[one, one, one, "1"] for one in "ABC"]),
        # A takes half of B and a quarter of C, B a quarter of C, C nothing
        table(
            tmp_path / "edges.csv",
            EDGES,
            [["B", "A", "1", "0.5"], ["C", "A", "1", "0.25"], ["C", "B", "1", "0.25"]],
        ),
        table(
            tmp_path / "投入产出对照.csv",
            OWN,
            [["offshore-wind", "wood", "bea-2017", "A"], ["offshore-wind", "wood", "bea-2017", "C"],
             ["offshore-wind", "doll", "bea-2017", "B"]],
        ),
        observed_on="2026-05-01",
    )  # fmt: skip
    # backward: A 1 + .5 + .25 + .125, B 1.25, C 1: percentiles 1, 1/2, 0
    assert pulls(store, "chain:offshore-wind") == pytest.approx(
        {"seg:offshore-wind/wood": 0.5, "seg:offshore-wind/doll": 0.5}
    )
    report = find_gaps(store, "offshore-wind", assume_complete=True)
    parts = {
        one.segment: {part.name: part for axis in one.score.axes for part in axis.parts}
        for one in report.findings
        if one.score
    }
    assert parts["seg:offshore-wind/wood"]["V3"].value == pytest.approx(0.5)
    assert parts["seg:offshore-wind/wood"]["V3"].points > 0
