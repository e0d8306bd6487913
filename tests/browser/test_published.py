"""The switches of what is published in a real browser: reached from the data page, kept, narrow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from liantu.queries.publish import switches
from tests.browser.test_pages import serious
from tests.conftest import TOKEN, Server, serving
from tests.factories import copy_of_demo

pytestmark = pytest.mark.browser


@pytest.fixture
def office(tmp_path: Path, page: Any) -> Iterator[tuple[str, Path]]:
    """The data page of an office, in a browser that has opened the forms."""
    home = copy_of_demo(tmp_path)
    for app in serving(home):
        server = Server(app)
        page.goto(f"{server.url}/unlock")
        page.get_by_label("口令").fill(TOKEN)
        page.keyboard.press("Enter")
        page.wait_for_url("**/data")
        yield server.url, home.root
        server.close()
    home.ledger.close()


def test_a_property_is_taken_from_what_is_published(page: Any, office: tuple[str, Path]) -> None:
    _, folder = office
    page.get_by_role("link", name="公开范围").click()
    page.wait_for_url("**/settings/publish")
    page.get_by_label("注册资本 capital").uncheck()
    page.get_by_role("button", name="保存").click()
    page.wait_for_url("**saved=1")
    assert "现在有 1 项不公开" in page.locator("main").inner_text()
    assert not page.get_by_label("注册资本 capital").is_checked()
    assert switches(folder).withheld == {("Enterprise", "capital")}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert serious(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.told == []
