"""The way from a search to a hit, its profile, and the segment of its chain that it makes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.test_pages import serious

pytestmark = [pytest.mark.browser, pytest.mark.no_graph]


def test_from_a_misspelt_name_to_the_gap_it_stands_by(page: Any, server: str) -> None:
    page.goto(server + "/search?q=大金重公")
    assert "相近" in page.locator(".why-similar").first.inner_text()
    page.locator(".facets a", has_text="企业").first.click()
    page.wait_for_url("**kind=Enterprise**")
    assert serious(page) == []
    page.locator(".hits a.node", has_text="大金重工").first.click()
    assert page.locator(".standing .lead").is_visible()
    assert page.locator("#fills").is_visible()
    assert serious(page) == []
    page.locator(".standing a", has_text="塔筒").last.click()
    page.wait_for_url("**/segments/tower*")
    assert page.told == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_changes_of_a_node_are_read_on_a_phone(page: Any, server: str, lang: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{server}/nodes/seg:offshore-wind/tower?lang={lang}")
    page.locator(".actions a[href^='/changes/']").click()
    page.wait_for_url("**/changes/seg:offshore-wind/tower*")
    assert page.locator(".timeline .step").count() >= 1
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.told == []


def test_an_unknown_id_leads_on(page: Any, server: str) -> None:
    page.goto(f"{server}/nodes/seg:offshore-wind/towr")
    assert serious(page) == []
    page.locator("main a.node").first.click()
    page.wait_for_url("**/nodes/seg:offshore-wind/tower")
