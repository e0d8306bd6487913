"""Requests are limited per principal, and logged where an administrator can see them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from liantu.home import Home
from liantu.settings import settings
from liantu.web.limiting import Minutes
from liantu.web.usage import recorder
from tests.conftest import serving
from tests.web.logins import browser, demo_with_accounts, token_of

pytestmark = pytest.mark.no_graph
CHAINS = "/api/v1/chains"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    yield from demo_with_accounts(tmp_path_factory.mktemp("usage"))


@pytest.fixture
def own(home: Home) -> Iterator[Flask]:
    yield from serving(home)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("TOKEN", "USER", "ADDRESS"):
        monkeypatch.setenv(f"LIANTU_RATE_{name}", "3")
    settings.cache_clear()
    yield
    monkeypatch.undo()
    settings.cache_clear()


@pytest.mark.usefixtures("few")
def test_each_token_has_its_own_minute(own: Flask, home: Home) -> None:
    client = own.test_client()
    one, other = (token_of(home, "viewer", ["read"]) for _ in range(2))
    left = []
    for _ in range(3):
        answer = client.get(CHAINS, headers=one)
        assert answer.status_code == 200
        assert answer.headers["RateLimit-Limit"] == answer.headers["X-RateLimit-Limit"] == "3"
        left.append(answer.headers["RateLimit-Remaining"])
    assert left == ["2", "1", "0"]
    answer = client.get(CHAINS, headers=one)
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert answer.get_json()["error"]["remedy"]
    assert client.get(CHAINS, headers=other).status_code == 200
    assert client.get("/static/liantu.css").status_code in (200, 404)


@pytest.mark.usefixtures("few")
def test_pages_too_are_limited_in_words(own: Flask) -> None:
    client = own.test_client()
    answers = [client.get("/login", environ_base={"REMOTE_ADDR": "192.0.2.9"}) for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert "<h1" in answers[-1].text and answers[-1].headers["Retry-After"]


def test_tokens_that_open_nothing_are_counted_by_address(own: Flask, home: Home) -> None:
    client = own.test_client()
    wrong = {"Authorization": "Bearer lt_000000000000_" + "x" * 43}
    here = {"REMOTE_ADDR": "192.0.2.7"}
    told = [client.get(CHAINS, headers=wrong, environ_base=here).status_code for _ in range(61)]
    assert told == [401] * 60 + [429]
    good = token_of(home, "viewer", ["read"])
    assert client.get(CHAINS, headers=good).status_code == 200  # from elsewhere


def test_what_was_asked_is_counted_by_token_and_endpoint(own: Flask, home: Home) -> None:
    client, header = own.test_client(), token_of(home, "analyst", ["read"])
    for _ in range(3):
        assert client.get(CHAINS, headers=header, buffered=True).status_code == 200
    assert client.get("/api/v1/gaps", headers=header, buffered=True).status_code == 400
    recorder(own).flush()
    admin = browser(own, "administrator")
    found = admin.get("/api/v1/admin/usage?days=1&who=test").get_json()["usage"]
    by = {(one["who"], one["endpoint"]): one for one in found if one["name"] == "test"}
    id = header["Authorization"].split("_")[1]
    chains, gaps = by[id, "chains.chains_json"], by[id, "chains.gaps_json"]
    assert (chains["requests"], chains["errors"], chains["refused"]) == (3, 0, 0)
    assert chains["rows"] >= 3 and chains["bytes"] > 100 and chains["p95_ms"] > 0
    assert (gaps["requests"], gaps["refused"]) == (1, 1)
    for lang, word in (("zh", "使用情况"), ("en", "Usage")):
        page = admin.get(f"/admin/usage?lang={lang}&of=chains")
        assert word in page.text and "chains.chains_json" in page.text
    assert admin.get("/admin/usage?days=2").status_code == 400
    assert browser(own, "analyst").get("/admin/usage").status_code == 403


def test_nothing_is_logged_where_the_log_is_off(
    own: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIANTU_USAGE_DAYS", "0")
    settings.cache_clear()
    own.test_client().get("/login")
    assert not recorder(own)._waiting


def test_a_minute_slides() -> None:
    at = [600.0]
    minutes = Minutes(lambda: at[0])
    assert [minutes.hit("a", 3).remaining for _ in range(3)] == [2, 1, 0]
    refused = minutes.hit("a", 3)
    assert (refused.passed, refused.reset) == (False, 60)
    assert minutes.hit("b", 3).passed
    at[0] = 661.0  # nearly all of the minute before still weighs
    refused = minutes.hit("a", 3)
    assert not refused.passed
    at[0] += refused.reset
    assert minutes.hit("a", 3).passed
    at[0] = 900.0
    assert minutes.hit("a", 3).remaining == 2
