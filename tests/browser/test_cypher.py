"""Cypher in a real browser: asked, stopped, saved, run again; the texts behind a page opened."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.test_pages import serious
from tests.conftest import TOKEN, Server, serving
from tests.factories import copy_of_demo

pytestmark = [pytest.mark.browser, pytest.mark.no_graph]

BY_NAME = "MATCH (e:Enterprise)\nWHERE e.name CONTAINS $part\nRETURN e\nLIMIT 5"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("cypher")
    home = copy_of_demo(folder)
    for app in serving(home):
        server = Server(app)
        yield server.url
        server.close()
        app.extensions["liantu.cypher"].close()
    home.ledger.close()


def unlock(page: Any, address: str) -> None:
    page.set_default_timeout(60_000)
    page.goto(f"{address}/unlock")
    page.get_by_label("口令").fill(TOKEN)
    page.keyboard.press("Enter")
    page.wait_for_url("**/data")


def test_an_example_is_run_and_a_mistake_gone_to(page: Any, address: str) -> None:
    unlock(page, address)
    page.locator("nav a[href^='/cypher']").click()
    page.locator("[data-example]").first.click()
    page.locator("#q-text").press("Control+Enter")
    page.wait_for_selector(".asked td a.node")
    assert page.locator("[data-cancel]").is_hidden()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert serious(page) == []
    with page.expect_download() as got:
        page.locator("button[value=csv]").click()
    assert got.value.suggested_filename == "cypher.csv"
    page.goto(f"{address}/chains/offshore-wind/segments/tower")
    page.locator("#behind > summary").click()
    assert serious(page) == []
    page.locator("#behind a[href^='/cypher?q=']").first.click()
    page.locator("#q-text").press("Control+Enter")
    page.wait_for_selector("section h2")
    assert page.locator("#problem").count() == 0
    assert page.told == []


def test_a_query_is_saved_under_a_name_and_run(page: Any, address: str) -> None:
    unlock(page, address)
    page.goto(f"{address}/cypher")
    page.fill("#q-text", BY_NAME)
    page.get_by_role("button", name="运行").click()
    page.locator("#p-part").fill("大金")
    page.get_by_role("button", name="运行").click()
    page.wait_for_selector(".asked td a.node")
    page.locator(".cy-save summary").click()
    page.get_by_label("名称", exact=True).fill("找企业")
    page.get_by_label("说明（一句话）").fill("按名称找企业")
    page.get_by_role("button", name="保存", exact=True).click()
    page.wait_for_url("**/queries/*")
    assert "第 1 版" in page.locator(".note").inner_text()
    page.get_by_role("button", name="运行").click()
    page.wait_for_selector(".asked td a.node")
    assert serious(page) == []
    page.set_viewport_size({"width": 390, "height": 800})
    for path in ("/queries/找企业", "/queries", "/cypher"):
        page.goto(address + path)
        assert serious(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.told == []
