"""A delivery in a real browser: sent in, looked at on a narrow screen, accessible, accepted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.test_pages import serious
from tests.conftest import TOKEN, Server, serving
from tests.factories import copy_of_demo, firm, register

pytestmark = [pytest.mark.browser, pytest.mark.no_graph]


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    home = copy_of_demo(tmp_path)
    for app in serving(home):
        server = Server(app)
        yield server.url
        server.close()
    home.ledger.close()


def test_a_delivery_is_sent_in_looked_at_and_accepted(
    page: Any, address: str, tmp_path: Path
) -> None:
    page.set_default_timeout(90_000)
    page.goto(f"{address}/unlock")
    page.get_by_label("口令").fill(TOKEN)
    page.keyboard.press("Enter")
    page.wait_for_url("**/data")
    assert serious(page) == []
    files = [
        register(tmp_path, firm("东方电缆", place="宁波市"), firm("很长的名字" * 20), firm(""))
    ]
    (tmp_path / "空.csv").write_bytes(b"")
    page.get_by_label("选择文件，或拖到这里").set_input_files([*files, tmp_path / "空.csv"])
    page.get_by_role("button", name="送来并预览").click()
    page.wait_for_url("**/data/incoming/*")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert serious(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name="接收").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".note.done")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.get_by_role("button", name="撤回这次接收").is_visible()
    assert page.told == []
