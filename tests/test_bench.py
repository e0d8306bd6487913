"""What is measured can be measured: the server of the explorer's figures answers."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.request import urlopen

import pytest

from bench.explorer import made, serving
from tests.factories import copy_of_demo


@pytest.mark.no_graph
def test_the_graph_and_the_stock_page_are_served_beside_the_explorer(tmp_path: Path) -> None:
    home = copy_of_demo(tmp_path)
    with serving(home, {20: made(20)}, "<p>stock</p>") as address:
        for path, said in (("explore", 'id="explorer"'), ("bench/pyvis.html", "stock")):
            with urlopen(f"{address}/{path}", timeout=30) as answer:
                assert said in answer.read().decode()
        with urlopen(f"{address}/bench/20.json", timeout=30) as answer:
            told = json.load(answer)
    home.ledger.close()
    assert len(told["answer"]["nodes"]) == len(told["view"]["nodes"]) == 20
