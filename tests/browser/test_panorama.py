"""The panorama as its readers use it: in a browser, by mouse and by keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
CHAIN = "/chains/offshore-wind"


@pytest.fixture
def panorama(page: Any, server: str) -> Iterator[Page]:
    """The demo's panorama; whatever a page should not do on the way fails the test."""
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(server + CHAIN)
    yield page
    assert page.told == []


def box(page: Page, segment: str) -> str:
    return f'svg.panorama a[data-segment="seg:offshore-wind/{segment}"]'


def legend(page: Page) -> dict[str, int]:
    found: dict[str, int] = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll("#legend a[data-kind]")]
            .map((one) => [one.dataset.kind, Number(one.querySelector("b").textContent)]))"""
    )
    return found


def test_the_demo_has_39_boxes_in_six_columns(panorama: Page) -> None:
    expect(panorama.locator("svg.panorama a.seg")).to_have_count(39)
    expect(panorama.locator("svg.panorama .pan-column")).to_have_count(6)
    assert legend(panorama) == {
        "PRESENT": 2,
        "STRENGTH": 0,
        "WEAK": 8,
        "FRAGILE": 0,
        "UNMATCHED": 0,
        "SUPPORT": 0,
        "BREAK": 0,
        "MISSING_INPUT": 0,
        "EXTENSION": 0,
        "BLANK": 0,
        "UNKNOWN": 29,
    }


def test_names_stay_inside_their_boxes(panorama: Page) -> None:
    outside = panorama.evaluate(
        """() => [...document.querySelectorAll("a.seg")].filter((one) => {
            const name = one.querySelector(".seg-name").getBoundingClientRect();
            const frame = one.querySelector(".seg-edge").getBoundingClientRect();
            const count = one.querySelector(".seg-count").getBoundingClientRect();
            const tall = name.top < frame.top || name.bottom > frame.bottom;
            return tall || name.right > count.left + 1;
        }).map((one) => one.dataset.segment)"""
    )

    assert outside == []


def test_records_taken_as_complete_show_the_gaps_and_the_assumption(panorama: Page) -> None:
    panorama.get_by_role("button", name="按登记齐全看").click()

    expect(panorama.locator("#assumed")).to_be_visible()
    expect(panorama.locator("svg.panorama .pan-stamp")).to_be_visible()
    assert legend(panorama) == {
        "PRESENT": 2,
        "STRENGTH": 0,
        "WEAK": 8,
        "FRAGILE": 0,
        "UNMATCHED": 0,
        "SUPPORT": 0,
        "BREAK": 2,
        "MISSING_INPUT": 16,
        "EXTENSION": 2,
        "BLANK": 9,
        "UNKNOWN": 0,
    }
    panorama.get_by_role("button", name="按登记情况看").click()
    assert legend(panorama)["UNKNOWN"] == 29


def test_a_click_opens_the_panel_and_the_address_keeps_it(panorama: Page) -> None:
    panorama.click(box(panorama, "submarine-cable"))

    expect(panorama.locator("#panel h2")).to_have_text("海底电缆")
    expect(panorama.locator("#panel h2")).to_be_focused()
    expect(panorama.locator(box(panorama, "submarine-cable"))).to_have_class(
        re.compile(r"\bis-selected\b.*\bis-because\b")
    )
    assert panorama.url.endswith("/segments/submarine-cable")
    panorama.reload()
    expect(panorama.locator("#panel h2")).to_have_text("海底电缆")
    panorama.locator("#panel .sgm-ends a").first.click()
    expect(panorama.locator("#panel h2")).to_have_text("铜导体")
    panorama.go_back()
    expect(panorama.locator("#panel h2")).to_have_text("海底电缆")


def test_escape_closes_the_panel_and_gives_the_focus_back(panorama: Page) -> None:
    panorama.click(box(panorama, "blade"))
    expect(panorama.locator("#panel h2")).to_be_focused()

    panorama.keyboard.press("Escape")

    expect(panorama.locator("#panel")).to_be_hidden()
    expect(panorama.locator(box(panorama, "blade"))).to_be_focused()
    assert panorama.url.endswith(CHAIN)
    panorama.go_back()
    expect(panorama.locator("#panel h2")).to_have_text("叶片")
    panorama.go_back()
    expect(panorama.locator("#panel")).to_be_hidden()


def test_the_map_is_walked_with_the_keyboard(panorama: Page) -> None:
    first = panorama.locator("svg.panorama a.seg").first
    panorama.locator("#map").focus()
    panorama.keyboard.press("Tab")
    expect(first).to_be_focused()

    panorama.keyboard.press("ArrowRight")
    panorama.keyboard.press("ArrowDown")
    place = panorama.evaluate(
        "() => [document.activeElement.dataset.lane, document.activeElement.dataset.row]"
    )
    assert place == ["1", "1"]
    name = panorama.evaluate("() => document.activeElement.querySelector('title').textContent")
    panorama.keyboard.press("Enter")

    heading = panorama.locator("#panel h2")
    expect(heading).to_be_focused()
    assert name.startswith(heading.inner_text())


def test_hovering_lights_upstream_and_downstream(panorama: Page) -> None:
    panorama.hover(box(panorama, "copper-conductor"))

    expect(panorama.locator("svg.panorama")).to_have_class("panorama has-focus")
    near = panorama.evaluate(
        "() => [...document.querySelectorAll('a.seg.is-near')].map((a) => a.dataset.segment)"
    )
    assert "seg:offshore-wind/generator" in near
    assert "seg:offshore-wind/wind-farm" in near
    assert "seg:offshore-wind/testing" not in near
    panorama.mouse.move(5, 5)
    expect(panorama.locator("svg.panorama")).to_have_class("panorama")


def test_three_clicks_lead_from_a_count_to_file_sheet_and_row(panorama: Page) -> None:
    panorama.locator(box(panorama, "bearing")).locator(".seg-out").click()
    source = panorama.locator("#panel .sgm-firms a.source").first
    expect(source).to_contain_text("目标企业.xlsx")
    source.click()

    expect(panorama.locator("main")).to_contain_text("目标企业.xlsx")
    expect(panorama.locator("main")).to_contain_text("新强联")


def test_the_coverage_opens_to_its_firms_and_rows(panorama: Page) -> None:
    panorama.locator(".pan-scope a").first.click()
    expect(panorama.locator("#coverage")).to_have_attribute("open", "")
    expect(panorama.locator("#coverage ol > li")).to_have_count(9)

    panorama.locator("#coverage ol a.source").first.click()
    expect(panorama.locator("main")).to_contain_text("企业名录.csv")


def test_the_legend_lights_one_grade(panorama: Page) -> None:
    panorama.click('#legend a[data-kind="WEAK"]')

    expect(panorama.locator("a.seg.is-dim")).to_have_count(31)
    assert panorama.url.endswith("?only=WEAK")
    panorama.reload()
    expect(panorama.locator("a.seg.is-dim")).to_have_count(31)
    panorama.click('#legend a[data-kind="WEAK"]')
    expect(panorama.locator("a.seg.is-dim")).to_have_count(0)


def test_the_gap_list_is_filtered(panorama: Page) -> None:
    panorama.click("text=缺口清单")
    panorama.select_option("#kind", "WEAK")
    panorama.click("main button:has-text('筛选')")

    expect(panorama.locator("#present tbody tr")).to_have_count(8)
    assert "kind=WEAK" in panorama.url


def test_without_javascript_every_box_is_a_page(page: Page, server: str) -> None:
    browser = page.context.browser
    assert browser
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(server + CHAIN)

    plain.click(box(plain, "turbine"))

    expect(plain.locator("#panel h2")).to_have_text("风电整机")
    plain.click("#panel [data-close]")
    assert plain.url.endswith(CHAIN)
    context.close()


@pytest.mark.parametrize("path", ["", "/segments/submarine-cable", "/gaps?assume_complete=1"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_finding_of_axe(panorama: Page, path: str, scheme: str) -> None:
    panorama.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    panorama.goto(panorama.url + path)
    panorama.evaluate("() => document.querySelectorAll('details').forEach((d) => (d.open = true))")
    panorama.wait_for_timeout(200)

    found = Axe().run(panorama).response["violations"]

    serious = [
        (one["id"], [node["html"][:200] for node in one["nodes"][:3]])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
    assert serious == []


def test_a_narrow_window_scrolls_the_map_in_its_own_box(panorama: Page) -> None:
    panorama.set_viewport_size({"width": 360, "height": 740})
    panorama.click(box(panorama, "steel-plate"))

    expect(panorama.locator("#panel h2")).to_be_visible()
    widths = panorama.evaluate(
        "() => [document.documentElement.scrollWidth, document.querySelector('#panel').offsetWidth]"
    )
    assert widths == [360, 360]
