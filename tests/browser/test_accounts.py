"""Log in, add an account, make a token, read the audit, log out: as people do it."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from liantu.home import Home
from tests.conftest import Server, serving
from tests.factories import copy_of_demo
from tests.web.logins import PASSWORD, add_accounts

pytestmark = [pytest.mark.browser, pytest.mark.no_graph]


@pytest.fixture
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home: Home = copy_of_demo(tmp_path_factory.mktemp("guarded"))
    add_accounts(home)
    for app in serving(home):
        server = Server(app)
        yield server.url
        server.close()
    home.ledger.close()


def check(page: Any) -> None:
    """Find nothing serious by axe, and no page wider than the window."""
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def enter(page: Any, name: str, password: str = PASSWORD) -> None:
    page.fill("#name", name)
    page.fill("#password", password)
    page.press("#password", "Enter")


def test_from_login_to_logout(guarded: str, page: Any) -> None:
    page.goto(f"{guarded}/chains")
    check(page)
    enter(page, "administrator", "not the password")
    page.get_by_role("alert").wait_for()
    told = [one for one in page.told if "401" not in one]  # the browser says so of the answer
    enter(page, "administrator")
    page.wait_for_url("**/chains")
    page.locator("details.who summary").click()
    check(page)
    page.get_by_role("link", name="账号", exact=True).click()
    page.fill("#name", "新人")
    page.select_option("#role", "clerk")
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name="添加账号").click()
    page.get_by_role("status").get_by_text("已添加账号 新人").wait_for()
    check(page)
    page.set_viewport_size({"width": 390, "height": 800})
    page.get_by_role("link", name="我的令牌").first.click()
    page.fill("#name", "每周")
    page.get_by_role("button", name="新建令牌").click()
    token = page.locator("#made").input_value()
    check(page)
    request = urllib.request.Request(
        f"{guarded}/api/v1/chains", headers={"Authorization": f"Bearer {token}"}
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        assert json.load(answer)["chains"]
    page.get_by_role("button", name="撤销").click()
    page.get_by_text("已撤销").wait_for()
    page.emulate_media(color_scheme="dark")
    page.get_by_role("link", name="审计").first.click()
    page.get_by_role("cell", name="撤销令牌").wait_for()
    check(page)
    page.locator("details.who summary").click()
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/login")
    page.go_back()
    page.wait_for_url(lambda url: "/login?next=" in url)  # nothing is left in the browser
    assert told == [] and [one for one in page.told if "401" not in one] == []
