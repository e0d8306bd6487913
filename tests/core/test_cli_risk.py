"""``liantu risk`` in words and as JSON."""

from __future__ import annotations

import json

from liantu.home import Home
from tests.core.conftest import Liantu

CHAIN = ("--chain", "offshore-wind")


def test_risk_says_what_is_unknown_before_any_figure(home: Home, liantu: Liantu) -> None:
    said = liantu(home.root, "risk", *CHAIN)
    assert said.code == 0
    lines = said.out.splitlines()
    assert lines[0].startswith("没有登记到一笔写明本链环节的采购，39 个环节都不知道从哪里买")
    assert "一停就断的企业（7 家）" in lines
    assert "来源不明（没有登记到供应商）" in said.out
    found = json.loads(liantu(home.root, "risk", *CHAIN, "--json").out)
    assert found["said"][0] == lines[0]
    assert len(found["needed_from_outside"]) == 18
    wrong = liantu(home.root, "risk", *CHAIN, "--final", "nothing", "--json")
    assert (wrong.code, json.loads(wrong.out)["error"]["code"]) == (2, "not_found")
