"""The tour by clicks and by keys, plain words in place, what a failing server looks like."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.test_pages import serious

pytestmark = [pytest.mark.browser, pytest.mark.no_graph]
CHAIN = "/chains/offshore-wind"
STEPS = 10


def at_step(page: Any, number: int) -> None:
    """Wait for a step: its card is there and has the focus, its part is outlined."""
    page.wait_for_selector(f"[data-tour='{number}']")
    page.wait_for_selector("#tour-text:focus")
    assert f"tour={number}" in page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_tour_from_the_first_step_to_the_last(page: Any, server: str) -> None:
    page.goto(server + "/")
    offer = page.locator("[data-tour-offer]")
    assert offer.is_visible()
    offer.get_by_role("link", name="带我看一遍").click()
    for number in range(1, STEPS + 1):
        at_step(page, number)
        if number == 3:
            assert serious(page) == []
        if number < STEPS:
            page.get_by_role("link", name="下一步").click()
    assert page.get_by_role("link", name="下一步").count() == 0
    page.get_by_role("link", name="上一步").click()
    at_step(page, STEPS - 1)
    page.get_by_role("link", name="结束").click()
    page.wait_for_url(lambda url: "tour=" not in url)
    assert page.locator("[data-tour]").count() == 0
    page.goto(server + "/")
    assert not offer.is_visible()  # offered once
    assert page.told == []


def test_the_tour_by_keyboard_on_a_phone(page: Any, server: str) -> None:
    page.set_viewport_size({"width": 390, "height": 780})
    page.goto(server + "/tour/1")
    for number in range(1, STEPS):
        at_step(page, number)
        while page.evaluate("document.activeElement.rel") != "next":
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
    at_step(page, STEPS)
    assert page.told == []


def test_the_tour_without_script(chromium: Any, server: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server + "/")
    page.get_by_role("link", name="带我看一遍").click()
    for number in range(1, 4):
        assert f"第 {number} 步" in page.locator(".tour").inner_text()
        page.get_by_role("link", name="下一步").click()
    assert "登记是齐全的" in page.locator(".tour").inner_text()
    context.close()


def test_plain_words_open_beside_the_figure(page: Any, server: str) -> None:
    page.goto(f"{server}{CHAIN}/gaps?assume_complete=1")
    mark = page.locator("a.term[data-term=score]").first
    mark.focus()
    page.keyboard.press("Enter")
    said = page.get_by_role("dialog")
    assert "满分 100" in said.inner_text()
    assert serious(page) == []
    page.keyboard.press("Escape")
    assert said.count() == 0
    assert mark.evaluate("one => one === document.activeElement")
    mark.click()
    said.get_by_role("link").click()
    page.wait_for_url("**/glossary#score")
    assert page.told == []


def test_a_failing_panel_says_so_and_tries_again(page: Any, server: str) -> None:
    page.goto(server + CHAIN)
    page.route("**/segments/tower?*", lambda route: route.abort())
    page.locator("svg a[data-segment$='/tower']").click()
    note = page.locator("#panel .note.bad")
    note.wait_for()
    assert "连不上服务器" in note.inner_text()
    assert serious(page) == []
    page.unroute("**/segments/tower?*")
    note.get_by_role("button", name="重试").click()
    page.wait_for_selector("#panel h2")
    assert page.locator("#panel h2").inner_text() == "塔筒"
    assert note.count() == 0


def test_a_slow_panel_says_that_it_is_loading(page: Any, server: str) -> None:
    page.goto(server + CHAIN)
    waiting: list[Any] = []
    page.route("**/segments/tower?*", lambda route: waiting.append(route))
    page.locator("svg a[data-segment$='/tower']").click()
    page.locator("#panel .asking").wait_for()
    assert page.locator("#panel .asking").inner_text() == "正在载入……"
    waiting[0].continue_()
    page.wait_for_selector("#panel h2")
    assert page.locator(".asking").count() == 0
    assert page.told == []


def test_a_failing_search_says_so_and_tries_again(page: Any, server: str) -> None:
    page.goto(server + "/data")
    page.route("**/api/v1/search?*", lambda route: route.fulfill(status=503, body="{}"))
    page.get_by_role("combobox").fill("djzg")
    note = page.locator(".search .note.bad")
    note.wait_for()
    assert "503" in note.inner_text()
    page.unroute("**/api/v1/search?*")
    note.get_by_role("button", name="重试").click()
    page.wait_for_selector("[role=option]")
    assert note.count() == 0


def test_what_was_seen_lately_is_listed_and_cleared(page: Any, server: str) -> None:
    page.goto(f"{server}{CHAIN}/segments/tower?region=370614&lang=zh")
    page.locator("#panel .sgm-ends a").first.click()
    page.wait_for_url(lambda url: "/tower" not in url)
    page.goto(server + "/nodes/ent:n-3a02c4d2832edf09")
    page.goto(server + "/search")
    seen = page.locator("[data-recent] a")
    assert seen.count() == 3
    assert seen.last.inner_text() == "塔筒"
    assert seen.last.get_attribute("href") == f"{CHAIN}/segments/tower?region=370614"
    page.goto(server + "/")
    page.get_by_role("button", name="清除").click()
    assert not page.locator("[data-recent]").is_visible()
    page.goto(server + "/search")
    assert seen.count() == 0
    assert page.told == []


def test_keys_each_have_a_button_and_can_be_switched_off(page: Any, server: str) -> None:
    page.goto(server + "/data")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("?g")
    assert page.locator("#q").input_value() == "?g"
    page.keyboard.press("Tab")
    page.keyboard.press("?")
    keys = page.get_by_role("dialog")
    assert "搜索" in keys.inner_text()
    assert serious(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("o")
    page.wait_for_url(server + "/")
    page.get_by_role("button", name="快捷键").click()
    keys.get_by_role("checkbox").check()
    keys.get_by_role("button", name="关闭").click()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") != "q"
    assert page.told == []


def test_a_chosen_theme_holds_against_the_system(page: Any, server: str) -> None:
    page.emulate_media(color_scheme="light")
    page.goto(server + CHAIN)
    page.get_by_role("link", name="深色").click()
    page.wait_for_selector("[data-theme=dark]")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(18, 23, 30)"
    assert serious(page) == []
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.told == []
