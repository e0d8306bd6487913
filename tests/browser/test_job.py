"""A job's page in a real browser: it follows by itself, is accessible, narrow and quiet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from liantu.home import Home
from liantu.ledger.jobs import RUNNING, move, seen
from tests.browser.test_pages import serious
from tests.conftest import TOKEN, Server, serving
from tests.web.test_jobs import queue, run

pytestmark = [pytest.mark.browser, pytest.mark.no_graph]


def test_the_page_follows_a_job_to_its_end(page: Any, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    number = queue(home, "很长的文件名" * 12 + ".csv")
    run(home, number, stage="facts", done=50, total=100)
    for app in serving(home):
        server = Server(app)
        page.goto(f"{server.url}/unlock")
        page.get_by_label("口令").fill(TOKEN)
        page.keyboard.press("Enter")
        page.wait_for_url("**/data/incoming")
        page.told.clear()  # there is nothing to show before the first load
        page.goto(f"{server.url}/data/jobs/{number}")
        assert page.get_by_role("button", name="取消任务").is_visible()
        assert page.locator("[data-counted]").inner_text() == "50 / 100"
        assert serious(page) == []
        page.set_viewport_size({"width": 360, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        seen(home.ledger, number, stage="build", done=0, total=0)
        page.get_by_role("status").get_by_text("建图数据库快照").wait_for()
        assert page.locator("[data-percent]").inner_text() == "50%"
        move(home.ledger, number, (RUNNING,), "done", stage="end")
        page.get_by_role("button", name="重来").wait_for()
        assert page.locator("progress").count() == 0
        page.goto(f"{server.url}/data/jobs")
        assert serious(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert page.told == []
        server.close()
    home.ledger.close()
