"""Two maps side by side, a scenario on the map, chains on one canvas: as readers use them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from liantu.ingest.load import load
from tests import factories
from tests.browser.test_pages import serious
from tests.conftest import Server, serving

pytestmark = [pytest.mark.browser, pytest.mark.no_graph]
CHAIN = "/chains/offshore-wind"
SHIPS = """chain: {id: ships, name: 船舶制造产业链, region: "370614", source: template}
positions: [上游, 下游]
segments:
  - {id: plate, name: 船用钢板, position: 上游, inputs: [],
     same_as: [{chain: offshore-wind, id: steel-plate}]}
  - {id: ship, name: 船舶总装, position: 下游, inputs: [plate],
     inputs_from: [{chain: offshore-wind, id: coating}]}
"""


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server over the demo, a second data version of it and a second chain."""
    folder = tmp_path_factory.mktemp("pairs")
    home = factories.copy_of_demo(folder)
    register = folder / "企业名录.csv"
    shutil.copy(factories.demo_file("企业名录.csv"), register)
    more = "蓬莱新海齿轮箱有限公司,新海齿轮,烟台市蓬莱区,民营,,塔筒,链上企业,,report-penglai\r\n"
    with register.open("a", encoding="utf-8", newline="") as file:
        file.write(more)
    (folder / "ships.yaml").write_text(SHIPS, encoding="utf-8")
    load(home, [register, folder / "ships.yaml"])
    for app in serving(home):
        server = Server(app)
        yield server.url
        server.close()
    home.ledger.close()


@pytest.fixture
def wide(page: Any) -> Iterator[Page]:
    page.set_viewport_size({"width": 1440, "height": 900})
    yield page
    assert page.told == []


def test_two_versions_side_by_side(wide: Page, two: str) -> None:
    wide.goto(f"{two}{CHAIN}/side-by-side")
    wide.get_by_role("button", name="并排看").nth(1).click()

    tower = wide.locator('a.seg[data-segment="seg:offshore-wind/tower"]')
    expect(tower).to_have_count(2)
    expect(tower.first).to_have_class("seg grade-WEAK is-doubtful has-difference way-better")
    expect(tower.last).to_have_class("seg grade-PRESENT has-difference way-better")
    tops = [round((one.bounding_box() or {})["y"]) for one in tower.all()]
    assert tops[0] == tops[1]
    expect(wide.locator("#pairs .by")).to_have_text(["新增 新海齿轮（塔筒）"])
    tower.last.hover()
    expect(wide.locator("a.seg.is-twin")).to_have_count(2)
    assert serious(wide) == []

    tower.first.click()
    expect(wide.locator("#panel h2")).to_have_text("塔筒")
    assert "version=" in wide.url  # the older one: what the left map shows


def test_maps_stand_under_each_other_on_a_phone(page: Any, two: str) -> None:
    page.set_viewport_size({"width": 390, "height": 840})
    page.emulate_media(color_scheme="dark")
    page.goto(f"{two}{CHAIN}/side-by-side?with_complete=1")

    tops = [one.bounding_box()["y"] for one in page.locator(".pair-side").all()]
    assert tops[1] > tops[0] + 300
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert serious(page) == []
    assert page.told == []


def test_a_recruit_is_seen_on_the_map(wide: Page, two: str) -> None:
    wide.goto(f"{two}{CHAIN}/what-if?assume_complete=1")
    wide.locator("#add_firm-segment").select_option("bearing")
    wide.locator("form:has(#add_firm-firm) button").click()

    box = wide.locator('#map a.seg[data-segment="seg:offshore-wind/bearing"]')
    expect(box).to_have_class("seg grade-WEAK has-difference way-better")
    expect(box.locator(".seg-mark")).to_have_text("＋")
    expect(box.locator(".seg-was title")).to_have_text("原来：缺链")
    box.click()
    assert wide.url.endswith("#changed-bearing")
    expect(wide.locator("#changed-bearing")).to_be_in_viewport()
    assert serious(wide) == []


def test_chains_are_ticked_and_joined(wide: Page, two: str) -> None:
    wide.goto(f"{two}/chains")
    for name in ("海工装备(海上风电)产业链", "船舶制造产业链"):
        wide.get_by_label(f"放到一张图上：{name}").check()
    wide.get_by_role("button", name="看一张图").click()

    expect(wide.locator("#canvas .pan-chain")).to_have_count(2)
    expect(wide.locator("#canvas .lk-same")).to_have_count(1)
    expect(wide.locator("#canvas .lk-between")).to_have_count(1)
    wide.locator('a.seg[data-segment="seg:ships/plate"]').hover()
    expect(wide.locator(".between-bands .is-twin")).to_have_count(1)
    expect(wide.locator("table").first).to_contain_text("ships.yaml")
    assert serious(wide) == []
