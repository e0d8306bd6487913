"""Cypher in a real browser: asked, stopped, saved, run again; the texts behind a page opened."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.browser.test_pages import serious
from tests.conftest import TOKEN, Server, serving
from tests.factories import copy_of_demo

pytestmark = [pytest.mark.browser, pytest.mark.no_graph]

BY_NAME = "MATCH (e:Enterprise)\nWHERE e.name CONTAINS $part\nRETURN e\nLIMIT 5"
HEAVY = (  # more rows than any machine counts in a minute
    "MATCH (a:Segment), (b:Segment), (c:Segment), (d:Segment), (e:Segment), (f:Segment),\n"
    "(g:Segment), (h:Segment)\n"
    "WHERE size(a.name) + size(b.name) + size(c.name) + size(d.name) + size(h.name) < 999\n"
    "RETURN count(*) AS n"
)
SOON = 5.0  # seconds: two on a machine of one's own, more where others work on it


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


def saved_as(page: Any, name: str, doc: str) -> None:
    """Save the query on the page and go to where it is run."""
    page.locator(".cy-save summary").click()
    page.get_by_label("名称", exact=True).fill(name)
    page.get_by_label("说明（一句话）").fill(doc)
    page.get_by_role("button", name="保存", exact=True).click()
    page.wait_for_url("**/queries/*")


def test_a_query_is_saved_under_a_name_and_run(page: Any, address: str) -> None:
    unlock(page, address)
    page.goto(f"{address}/cypher")
    page.fill("#q-text", BY_NAME)
    page.get_by_role("button", name="运行").click()
    page.locator("#p-part").fill("大金")
    page.get_by_role("button", name="运行").click()
    page.wait_for_selector(".asked td a.node")
    saved_as(page, "找企业", "按名称找企业")
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


PLACES = """() => ["button[type=submit]", "[data-cancel]"].map((selector) => {
  const found = document.querySelector(`[data-cypher] ${selector}`);
  const hidden = found.hidden;
  found.hidden = false;
  const { x, y, width, height } = found.getBoundingClientRect();
  found.hidden = hidden;
  return [x + width / 2, y + height / 2];
})"""


def cancelled(page: Any) -> None:
    """Run the text that stands there, cancel it, and see the page say so at once.

    While a page is on its way a browser tells nothing of the one that is there: both buttons
    are pressed with the mouse where they will be, and the answer shows that they were there.
    """
    assert page.locator("[data-cancel]").is_hidden()
    page.locator("[data-cancel]").evaluate("one => one.parentElement.scrollIntoView()")
    run, cancel = page.evaluate(PLACES)
    page.mouse.click(*run)
    time.sleep(1.5)  # it runs, and would for long
    begun = time.monotonic()
    page.mouse.click(*cancel)
    page.wait_for_selector("#problem")
    assert time.monotonic() - begun < SOON
    assert "查询已取消" in page.locator("#problem").inner_text()
    assert page.locator("[data-cancel]").is_hidden()


def test_a_heavy_text_is_cancelled_and_the_next_one_answered(page: Any, address: str) -> None:
    unlock(page, address)
    page.goto(f"{address}/cypher")
    page.fill("#q-text", HEAVY)
    cancelled(page)
    page.fill("#q-text", "MATCH (e:Enterprise) RETURN count(e) AS firms")
    page.locator("#q-text").press("Control+Enter")
    page.wait_for_selector(".asked td")
    assert page.locator("#problem").count() == 0
    refused = [one for one in page.told if "422" not in one]  # how the page says it was ended
    assert refused == []


def test_a_saved_query_is_cancelled_where_it_is_run(page: Any, address: str) -> None:
    unlock(page, address)
    page.goto(f"{address}/cypher?{urlencode({'q': HEAVY.replace('999', '$most')})}")
    page.get_by_role("button", name="运行").click()
    page.locator("#p-most").fill("-1")
    page.locator("[name='t.most']").select_option("integer")
    page.get_by_role("button", name="运行").click()
    page.wait_for_selector(".asked td")
    saved_as(page, "久算", "要算很久")
    page.locator("#p-most").fill("999")
    cancelled(page)
    page.locator("#p-most").fill("-1")
    page.get_by_role("button", name="运行").click()
    page.wait_for_selector(".asked td")
    assert page.locator("#problem").count() == 0
    page.goto(f"{address}/queries/search")
    assert page.locator("[data-cancel]").count() == 0  # what comes with the program is short
