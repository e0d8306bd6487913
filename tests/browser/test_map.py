"""The map as its reader sets it, in a browser: measure, colour, reach, firms, print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.no_graph]
CHAIN = "/chains/offshore-wind"
BOX = 'svg.panorama a[data-segment="seg:offshore-wind/{}"]'


@pytest.fixture
def chart(page: Any, server: str) -> Iterator[Page]:
    """The demo's map; whatever a page should not do on the way fails the test."""
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(server + CHAIN)
    yield page
    assert page.told == []


def test_a_reader_chooses_a_measure_and_follows_its_count_to_the_rows(chart: Page) -> None:
    chart.select_option("#measure", "country")
    chart.select_option("#colour", "country")
    chart.click(".map-controls button")
    expect(chart.locator("#scale")).to_contain_text("颜色：全国")
    expect(chart.locator(BOX.format("turbine"))).to_have_class(re.compile(r"\bstep-\d"))
    serious = [
        one["id"]
        for one in Axe().run(chart).response["violations"]
        if one["impact"] in ("serious", "critical")
    ]
    assert serious == []

    chart.click(BOX.format("turbine"))
    expect(chart.locator("#panel h2")).to_have_text("风电整机")
    assert "measure=country" in chart.url
    chart.locator("#panel .map-figures a", has_text="4").click()
    expect(chart.locator("tbody tr")).to_have_count(4)
    chart.locator("tbody a.source").first.click()
    expect(chart).to_have_url(re.compile("/rows/"))
    expect(chart.locator("main")).to_contain_text("风电整机")


def test_the_whole_upstream_is_lit_from_the_keyboard_and_stays_lit(chart: Page) -> None:
    chart.locator(BOX.format("generator")).focus()
    chart.keyboard.press("Enter")
    expect(chart.locator("#panel h2")).to_be_focused()
    switch = chart.locator("#panel a[data-reach]")
    switch.focus()
    chart.keyboard.press("Enter")

    expect(switch).to_have_attribute("data-reach", "0")
    assert "reach=1" in chart.url
    up, down = (chart.locator(f"a.seg.is-{way}").count() for way in ("up", "down"))
    expect(chart.locator(".sgm-reach")).to_contain_text(f"上游共 {up} 个环节，下游共 {down} 个")
    chart.click(BOX.format("blade"))
    expect(chart.locator("#panel h2")).to_have_text("叶片")
    assert "reach=1" in chart.url
    assert chart.locator("a.seg.is-down").count() > 0


def test_a_print_is_one_sheet_with_all_that_names_it(chart: Page) -> None:
    chart.emulate_media(media="print")
    found = chart.evaluate(
        """() => ({
            tall: document.documentElement.scrollHeight,
            shown: ["h1", ".pan-scope", "#legend", "svg.panorama"].map(
                (one) => document.querySelector(one).getClientRects().length > 0),
            hidden: [".map-controls", ".pan-tools", ".foot"].map(
                (one) => document.querySelector(one).getClientRects().length),
        })"""
    )
    sheets = chart.pdf(prefer_css_page_size=True).count(b"/Type /Page\n")

    assert found["shown"] == [True] * 4
    assert found["hidden"] == [0] * 3
    assert sheets == 1
