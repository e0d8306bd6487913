"""The way of docs/tour.md: the missing segment, why, a target, the way in, files for a meeting."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

pytestmark = [pytest.mark.browser, pytest.mark.no_graph]
MOST = 10


def test_from_the_overview_to_files_for_a_meeting_in_ten_clicks(page: Any, server: str) -> None:
    clicks = 0

    def click(place: Any) -> None:
        nonlocal clicks
        clicks += 1
        place.click()

    page.goto(server)
    click(page.locator("main a[href^='/chains/offshore-wind']").first)
    click(page.locator(".pan-assume"))
    click(page.locator("svg a[href*='submarine-cable']"))
    panel = page.locator("article.sgm")
    panel.get_by_text("用它的海上风电场开发运营本地已有").wait_for()
    click(panel.locator("a[href*='/targets']"))
    first = page.locator("main table a[href*='/nodes/ent']").first
    assert first.inner_text() == "东方电缆"
    assert "四步之内没有人和东方电缆相连" in page.locator("main").inner_text()
    with page.expect_download() as sheet:
        click(page.get_by_role("link", name="XLSX", exact=True))
    book = openpyxl.load_workbook(BytesIO(Path(sheet.value.path()).read_bytes()))
    cells = [str(cell.value) for one in book for row in one.iter_rows() for cell in row]
    assert any("东方电缆" in one for one in cells)
    assert any("登记齐全" in one for one in cells)
    assert "目标企业.xlsx" in cells
    click(first)
    page.get_by_role("heading", name="能补上哪些缺口").wait_for()
    click(page.locator("header a[href^='/chains/offshore-wind']").first)
    with page.expect_download() as picture:
        click(page.get_by_role("link", name="PDF", exact=True))
    assert Path(picture.value.path()).read_bytes().startswith(b"%PDF-")
    assert clicks <= MOST
    assert page.told == []
