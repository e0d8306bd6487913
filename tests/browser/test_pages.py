"""The pages in a real browser: quiet, reachable by keyboard, narrow, accessible."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

SHANGHAI = "ent:n-3a02c4d2832edf09"
PAGES = ["/", "/search?q=dajin", f"/nodes/{SHANGHAI}", "/nodes/seg:offshore-wind/tower", "/data"]
PAGES += ["/unlock", "/?lang=en"]


def row_of(page: Any, server: str) -> str:
    found = page.request.get(f"{server}/api/v1/data").json()["set_aside"][0]
    return f"/rows/{found['batch']}/{found['file']}?sheet={found['sheet']}&row={found['row']}"


def serious(page: Any) -> list[str]:
    """Return what axe-core holds to be serious or critical, one line per finding."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:200]}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", [*PAGES, "row"])
def test_pages_are_quiet_and_accessible(page: Any, server: str, path: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(server + (row_of(page, server) if path == "row" else path))
    assert serious(page) == []
    assert page.told == []


@pytest.mark.parametrize("path", [*PAGES, "row", "/nope"])
def test_nothing_is_wider_than_a_phone(page: Any, server: str, path: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(server + (row_of(page, server) if path == "row" else path))
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_search_is_used_by_keyboard(page: Any, server: str) -> None:
    page.goto(server + "/")
    box = page.get_by_role("combobox")
    box.focus()
    page.keyboard.type("djzg")
    page.wait_for_selector("[role=option]")
    assert box.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == "suggestion-0"
    assert "大金重工" in page.locator("[role=option][aria-selected=true]").inner_text()
    assert serious(page) == []
    page.keyboard.press("Escape")
    assert not page.locator(".suggestions").is_visible()
    page.keyboard.type(" ")
    page.wait_for_selector("[role=option]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/nodes/ent:*")
    assert page.locator("h1").inner_text() == "大金重工(蓬莱)"
    assert page.told == []


def test_enter_without_a_choice_searches(page: Any, server: str) -> None:
    page.goto(server + "/")
    page.get_by_role("combobox").fill("tatong")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=tatong")
    assert "塔筒" in page.locator(".hits").inner_text()


def test_the_search_works_without_script(chromium: Any, server: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server + "/")
    page.locator("#q").fill("大金")
    page.locator(".search button").click()
    assert "大金重工(蓬莱)" in page.locator(".hits").inner_text()
    context.close()


def test_the_first_tab_leads_to_the_content(page: Any, server: str) -> None:
    page.goto(server + "/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_figure_opens_to_its_row(page: Any, server: str) -> None:
    page.goto(server + "/")
    page.locator(".card .source").first.click()
    assert "indicators.csv" in page.locator("h1").inner_text()
    assert "不少于" in page.locator("main").inner_text()


def test_unlocking_shows_and_hides_the_forms(page: Any, server: str) -> None:
    from tests.conftest import TOKEN

    page.goto(server + "/unlock")
    page.get_by_label("口令").fill(TOKEN)
    page.get_by_role("button", name="解锁").click()
    page.wait_for_url("**/data")
    page.get_by_role("button", name="退出改动状态").click()
    assert "只读" in page.locator("footer").inner_text()
    assert page.told == []


@pytest.mark.parametrize("steps", [1, 2])
def test_an_exported_file_opens_offline(
    chromium: Any, page: Any, server: str, tmp_path: Path, steps: int
) -> None:
    from tests.conftest import watch

    page.goto(f"{server}/nodes/{SHANGHAI}")
    with page.expect_download() as download:
        page.locator(f"a[href$='neighbourhood.html?steps={steps}']").click()
    file = tmp_path / "export.html"
    download.value.save_as(file)
    assert download.value.suggested_filename.endswith(".html")
    context = chromium.new_context(offline=True)
    alone = context.new_page()
    told = watch(alone)
    alone.goto(file.as_uri())
    alone.wait_for_selector("#stage[data-drawn]")
    assert alone.locator("#stage canvas").count() == 1
    assert int(alone.locator("#stage").get_attribute("data-drawn")) >= 9
    assert serious(alone) == []
    assert told == []
    context.close()
