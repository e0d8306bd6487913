"""A reader goes back in time and returns; a reader takes what is shown along as files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.test_pages import serious
from tests.conftest import Server
from tests.web.test_timetravel import Two, two_versions

pytestmark = [pytest.mark.browser, pytest.mark.no_graph]
CHAIN = "/chains/offshore-wind"


@pytest.fixture(scope="module")
def travelled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Two]]:
    """A real server over two versions."""
    for two in two_versions(tmp_path_factory.mktemp("two")):
        server = Server(two.app)
        yield server.url, two
        server.close()


def test_an_older_version_is_chosen_kept_and_left(page: Any, travelled: tuple[str, Two]) -> None:
    url, two = travelled
    page.goto(url + "/")
    page.get_by_text("换版本、固定链接").click()
    page.get_by_label("看哪个版本").select_option(two.old)
    page.get_by_role("button", name="查看", exact=True).click()
    expect(page.locator(".ver-old")).to_contain_text(two.old)
    expect(page.locator("main")).not_to_contain_text("玩具链")
    assert serious(page) == []
    page.locator("main .card h3 a").first.click()
    page.locator("a.seg").first.click()  # by script, in the same page
    expect(page.locator("#panel h2")).to_be_visible()
    assert f"version={two.old}" in page.url
    page.locator("#q").fill("djzg")
    page.wait_for_selector("[role=option]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/nodes/ent:*version={two.old}")
    page.get_by_role("link", name="此后有什么变化").click()
    expect(page.locator("main")).to_contain_text("toys.yaml")
    page.go_back()
    page.get_by_role("link", name="回到最新").click()
    expect(page.locator(".ver-old")).to_have_count(0)
    assert "version=" not in page.url
    assert page.told == []


def test_the_map_and_the_gap_list_are_taken_along(page: Any, server: str, tmp_path: Path) -> None:
    page.goto(f"{server}{CHAIN}?assume_complete=1")
    starts = {"svg": b"<svg", "png": b"\x89PNG", "pdf": b"%PDF", "xlsx": b"PK", "csv": b"\xef\xbb"}
    for form, start in starts.items():
        with page.expect_download() as told:
            page.locator(f".downloads a[data-form={form}]").click()
        name = told.value.suggested_filename
        assert name.startswith("全景图_海工装备") and name.endswith(f".{form}")
        told.value.save_as(tmp_path / name)
        assert (tmp_path / name).read_bytes().startswith(start)
    assert "按“登记齐全”假设" in next(tmp_path.glob("*.svg")).read_text("utf-8")
    page.locator(".pan-tools").get_by_role("link", name="缺口清单").click()
    with page.expect_download() as told:
        page.locator(".downloads a[data-form=xlsx]").click()
    assert told.value.suggested_filename.startswith("缺口清单_")
    assert page.told == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_file_opens_by_itself_and_is_light(
    page: Any, server: str, tmp_path: Path, scheme: str
) -> None:
    svg = tmp_path / "map.svg"
    svg.write_bytes(page.request.get(f"{server}{CHAIN}/panorama.svg").body())
    page.emulate_media(color_scheme=scheme)
    page.goto(svg.as_uri())
    assert page.evaluate("document.querySelectorAll('text').length") > 80
    paper = "getComputedStyle(document.querySelector('rect')).fill"
    assert page.evaluate(paper) == "rgb(255, 255, 255)"
    assert page.told == []
