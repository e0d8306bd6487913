"""The review queue in a real browser: by keyboard, narrow, accessible, quiet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.test_pages import serious
from tests.conftest import TOKEN, Server, serving
from tests.factories import copy_of_review

pytestmark = pytest.mark.browser


@pytest.fixture
def queue(tmp_path: Path, page: Any) -> Iterator[str]:
    """The address of a queue with open questions, in a browser that has opened the forms."""
    home = copy_of_review(tmp_path)
    for app in serving(home):
        server = Server(app)
        page.goto(f"{server.url}/unlock")
        page.get_by_label("口令").fill(TOKEN)
        page.keyboard.press("Enter")
        page.wait_for_url("**/data")
        yield f"{server.url}/data/review"
        server.close()
    home.ledger.close()


def test_the_queue_is_worked_by_keyboard(page: Any, queue: str) -> None:
    page.goto(queue)
    page.locator(".queue a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/data/review/*")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.title.includes('蓬莱瀚澜')")
    page.keyboard.press("l")
    page.wait_for_selector(".done")
    assert "以后再定" in page.locator(".done").inner_text()
    page.locator("#note").fill("sdl")  # keys rest while a note is written
    assert page.locator(".state").inner_text() == "待定"
    page.locator(".done a").click()
    page.wait_for_selector(".state-later")
    page.keyboard.press("u")
    page.wait_for_selector(".state-open")
    assert page.told == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_queue_and_questions_are_accessible_and_narrow(page: Any, queue: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    for group in ("identity", "segment"):
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(f"{queue}?group={group}")
        assert serious(page) == []
        page.locator(".queue a").first.click()
        page.wait_for_selector(".verdict")
        assert serious(page) == []
        page.set_viewport_size({"width": 360, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.goto(f"{queue}?group={group}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.told == []
