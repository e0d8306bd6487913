"""From a firm on the map to what lies around it, and from a chain's charts to their files."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from liantu.home import Home
from tests.browser.test_pages import serious
from tests.conftest import Server, serving
from tests.places import KNOWN, UNSTATED, placed_home

pytestmark = [pytest.mark.browser, pytest.mark.no_graph]


@pytest.fixture(scope="module")
def placed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server over firms with coordinates and deliveries."""
    home = Home(shutil.copytree(placed_home(), tmp_path_factory.mktemp("geo") / "home"))
    for app in serving(home):
        found = Server(app)
        yield found.url
        found.close()
    home.ledger.close()


def test_from_a_firm_on_the_map_to_what_lies_around_it(page: Any, placed: str) -> None:
    page.goto(placed + "/map?km=10")
    assert serious(page) == []
    page.get_by_role("button", name="放大").click()
    assert page.locator("svg[data-geo-map]").get_attribute("viewBox") != "0 0 960 620"
    page.get_by_role("button", name="全图").click()
    assert page.locator("svg[data-geo-map]").get_attribute("viewBox") == "0 0 960 620"
    page.locator(f".geo-mark[aria-label^='{KNOWN}，']").click()
    page.wait_for_url("**at=ent*")
    near = page.locator(".geo-near tbody tr")
    assert near.locator("th").all_inner_texts() == ["PENGLAI 设施", f"{UNSTATED} 企业"]
    assert near.nth(1).locator(".num").inner_text().startswith("≈")
    near.nth(1).hover()
    assert page.locator(".geo-mark.is-lit").count() == 1
    assert page.locator(".geo-ring.is-buffer").count() == 1
    nearest = page.locator(".geo-nearest tbody tr").first
    assert "PENGLAI" in nearest.inner_text()
    assert serious(page) == []
    with page.expect_download() as kept:
        page.locator("[data-form=png]").click()
    assert Path(kept.value.path()).read_bytes()[:4] == b"\x89PNG"
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.told == []


def test_from_a_chains_charts_to_their_files(page: Any, placed: str) -> None:
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    page.goto(placed + "/charts?assume_complete=1")
    for name in ("heat", "flows", "quadrant", "spread"):
        page.wait_for_selector(f"[data-chart={name}] canvas")
    assert serious(page) == []
    with page.expect_download() as kept:
        page.locator("section:has(#flows) [data-picture=svg]").click()
    drawn = Path(kept.value.path()).read_text("utf-8")
    assert "数据版本" in drawn
    assert "<script" not in drawn
    with page.expect_download() as kept:
        page.locator("section:has(#heat) [data-picture=png]").click()
    assert Path(kept.value.path()).read_bytes()[:4] == b"\x89PNG"
    said = json.loads(page.request.get(f"{placed}/api/v1/charts/heat").text())
    rows = page.locator("section:has(#heat) tbody tr")
    assert rows.count() == len(said["rows"])
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.told == []
