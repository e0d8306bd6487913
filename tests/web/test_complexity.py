"""The page of complexity and its twins: the same report by page, JSON and command."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from liantu.home import Home
from tests.core.conftest import Liantu, liantu

pytestmark = pytest.mark.no_graph

__all__ = ["liantu"]


def test_the_page_says_why_first_and_still_helps(client: FlaskClient) -> None:
    shown = client.get("/complexity?chain=offshore-wind&region=370614").text
    assert shown.index("还不能计算复杂度") < shown.index("山东省烟台市 的区位商")
    assert "所填行政区属于 山东省烟台市" in shown
    assert "还没有载入外部复杂度表" in shown
    assert "26 个只见于候选企业名单" in shown
    assert client.get("/complexity?lang=en&level=county").status_code == 200
    assert client.get("/complexity?level=village").status_code == 400
    assert client.get("/complexity?unit=x").status_code == 400


def test_a_chain_leads_to_its_complexity(client: FlaskClient) -> None:
    assert (
        "/complexity?chain=offshore-wind&amp;region=370614"
        in client.get("/chains/offshore-wind").text
    )


def test_the_command_gives_what_the_address_gives(
    client: FlaskClient, demo_home: Home, liantu: Liantu
) -> None:
    address = "/api/v1/complexity?chain=offshore-wind&level=province"
    said = liantu(
        demo_home.root, "complexity", "--chain", "offshore-wind", "--level", "province", "--json"
    )
    assert said.json == client.get(address).json
    told = liantu(demo_home.root, "complexity", "--chain", "offshore-wind").out
    assert "山东省烟台市 的区位商" in told
