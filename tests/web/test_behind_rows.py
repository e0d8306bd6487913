"""What a page offers to copy gives the rows that the page was made of, by text or by name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask, g, template_rendered
from flask.testing import FlaskClient

from liantu.graph.stores import Store
from liantu.home import Home
from liantu.queries.catalogue import plain, queries, run
from liantu.web import behind
from liantu.web.context import store
from tests.conftest import serving
from tests.web.logins import browser, demo_with_accounts, token_of

pytestmark = pytest.mark.no_graph

CHAIN = "/chains/offshore-wind"
PAGES = (
    "/",
    CHAIN,
    f"{CHAIN}/gaps",
    f"{CHAIN}/segments/tower",
    f"{CHAIN}/segments/bearing",
    f"{CHAIN}/segments/tower/firms",
    f"{CHAIN}/targets",
    f"{CHAIN}/segments/tower/targets",
    f"{CHAIN}/risk",
    "/screen",
    "/screen?text=%E5%A1%94%E7%AD%92&by=output",
    f"/nodes/chain:{CHAIN.rpartition('/')[2]}",
    "/nodes/seg:offshore-wind/tower",
)
MOST = 100_000


@dataclass(frozen=True)
class Told:
    """What a page tells of a query, with what was bound when it was first asked."""

    shown: behind.Behind
    bound: dict[str, Any]
    used: Store


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A data folder with accounts."""
    yield from demo_with_accounts(tmp_path_factory.mktemp("behind"))


@pytest.fixture(scope="module")
def own(home: Home) -> Iterator[Flask]:
    """An application over it."""
    yield from serving(home)


@pytest.fixture(scope="module")
def key(home: Home) -> dict[str, str]:
    """The token of an analyst who may ask."""
    return token_of(home, "analyst", ["read", "cypher"])


def told(app: Flask, client: FlaskClient, url: str) -> list[Told]:
    """Open a page and return what stands at its foot."""
    found: list[Told] = []

    def keep(*_: Any, **__: Any) -> None:
        first: dict[str, dict[str, Any]] = {}
        for name, bound in g.listening.notes:
            first.setdefault(name, dict(bound))
        found.extend(Told(one, first[one.name], store()) for one in behind.behind())

    with template_rendered.connected_to(keep, app):
        page = client.get(url)
    assert page.status_code == 200, url
    return found


def enterprise(client: FlaskClient) -> str:
    """Return the page of a firm of the demo that makes something."""
    rows = client.get(f"/api/v1{CHAIN}/segments/tower/firms").json["firms"]
    return f"/nodes/{rows[0]['id']}"


def rows_of(answer: Any) -> tuple[list[str], list[Any]]:
    """Return columns and rows of an answer of the API."""
    assert answer.status_code == 200, answer.text
    assert not answer.json.get("cut")
    return answer.json["columns"], answer.json["rows"]


def recorded(app: Flask, one: Told) -> tuple[list[str], list[Any]]:
    """Return what the recorded call gives, as JSON has it."""
    table = run(one.used, one.shown.name, **one.bound)
    rows = [[plain(value) for value in row] for row in table.rows]
    return list(table.columns), json.loads(app.json.dumps(rows))


def published(value: Any) -> Any:
    """Return a value without the columns that serve the program alone."""
    if isinstance(value, list):
        return [published(one) for one in value]
    if isinstance(value, dict):
        return {k: published(v) for k, v in value.items() if k not in ("search", "reported")}
    return value


@pytest.fixture(scope="module")
def all_told(own: Flask) -> dict[str, list[Told]]:
    """Return what stands at the foot of each main page."""
    client = browser(own, "analyst")
    return {url: told(own, client, url) for url in (*PAGES, enterprise(client))}


def once(all_told: dict[str, list[Told]], app: Flask) -> list[Told]:
    """Return what pages tell, the same query with the same parameters once."""
    found = {
        app.json.dumps([one.shown.name, one.bound]): one
        for some in all_told.values()
        for one in some
    }
    return list(found.values())


def test_each_main_page_tells_its_queries(all_told: dict[str, list[Told]]) -> None:
    assert [url for url, some in all_told.items() if not some] == []
    assert len({one.shown.name for some in all_told.values() for one in some}) > 50


def test_each_text_gives_the_rows_of_the_page(
    own: Flask, all_told: dict[str, list[Told]], key: dict[str, str]
) -> None:
    client, asked, other = own.test_client(), 0, []
    for one in once(all_told, own):
        if one.shown.why:
            continue
        body = {"query": one.shown.text, "limit": MOST}
        got = rows_of(client.post("/api/v1/cypher", json=body, headers=key))
        asked += 1
        if list(got) != published(list(recorded(own, one))):
            other.append((one.shown.name, one.bound))
    assert asked > 60
    assert other == []


def test_what_is_not_run_as_a_text_is_run_by_name(
    own: Flask, all_told: dict[str, list[Told]], key: dict[str, str]
) -> None:
    client, asked = own.test_client(), set()
    for one in once(all_told, own):
        if not one.shown.why:
            continue
        assert isinstance(one.shown, behind.ByName) and one.shown.json_url
        got = rows_of(client.get(one.shown.json_url, headers=key))
        assert published(list(got)) == published(list(recorded(own, one))), one.shown.name
        asked.add(one.shown.name)
    assert asked == {"maker_counts", "maker_flags", "screen", "screen_count"}


def test_why_a_text_is_not_run_is_said_in_the_page(client: FlaskClient) -> None:
    assert "这里不能运行这一文本：它用到只供程序检索的列 search" in client.get("/screen").text
    assert "cannot be run here: it tests or splits" in client.get(f"{CHAIN}?lang=en").text


def test_each_query_of_the_catalogue_is_read_or_listed_with_its_reason() -> None:
    refused = {name for name in queries() if behind.read_as(name) is None}
    assert refused == set(behind.unread())
    assert len(queries()) - len(refused) == 130
