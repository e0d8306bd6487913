"""The mapping page in a real browser: by keyboard, narrow, accessible, quiet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.test_pages import serious
from tests.conftest import TOKEN, Server, serving
from tests.factories import copy_of_demo
from tests.web.test_mapping import BODY, FILE

pytestmark = [pytest.mark.browser, pytest.mark.no_graph]


@pytest.fixture
def address(tmp_path: Path, page: Any) -> Iterator[str]:
    """The address of an explorer whose forms are open to the browser."""
    home = copy_of_demo(tmp_path)
    for app in serving(home):
        server = Server(app)
        page.goto(f"{server.url}/unlock")
        page.get_by_label("口令").fill(TOKEN)
        page.keyboard.press("Enter")
        page.wait_for_url("**/data")
        yield server.url
        server.close()
    home.ledger.close()


def test_a_file_is_mapped_in_the_page(page: Any, address: str, tmp_path: Path) -> None:
    file = tmp_path / FILE
    file.write_text(BODY, "utf-8")
    page.goto(f"{address}/data")
    page.get_by_role("link", name="新建来源").click()
    page.get_by_label("选一个文件").set_input_files(str(file))
    page.get_by_role("button", name="看这个文件").press("Enter")
    page.wait_for_selector(".columns")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert serious(page) == []
    for width in (480, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_label("职工 是什么").select_option(label="职工人数（人）")
    page.get_by_role("button", name="预览").press("Enter")
    page.wait_for_selector("text=「很多」不是数")
    page.get_by_role("button", name="保存来源").press("Enter")
    page.wait_for_selector("text=已保存")
    assert serious(page) == []
    assert page.told == []
