"""An older data version on every page: carried by every link, said at the top, and the way back."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from flask import Flask

from liantu.home import Home
from liantu.ingest.load import load
from tests import factories
from tests.conftest import serving
from tests.web.test_guard import unlock

pytestmark = pytest.mark.no_graph
FREE = ("/static/", "#")
FILES = ("downloads", "export")  # blueprints of files: they lead nowhere


class Two(NamedTuple):
    """An application over two versions: the newer one has one more chain."""

    app: Flask
    old: str
    new: str


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    yield from two_versions(tmp_path_factory.mktemp("two"))


def two_versions(folder: Path) -> Iterator[Two]:
    """Give an application over the demo and a later version with one more chain."""
    home = factories.copy_of_demo(folder)
    old = home.ledger.active()
    load(home, [factories.chain(folder, "toys", "玩具链", {"doll": [], "shop": ["doll"]})])
    new = home.ledger.active()
    assert old and new and old.id != new.id
    for app in serving(home):
        yield Two(app, old.id, new.id)
    home.ledger.close()


class Links(HTMLParser):
    """Collects where a page leads: links, and forms with the fields that they send."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[tuple[str, str | None]] = []
        self.forms: list[dict[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self.links.append((given["href"], given.get("data-to-version")))
        for name in ("data-home", "data-suggest", "data-node"):
            if name in given:
                self.links.append((given[name], None))
        if tag == "form":
            self.forms.append({"method": given["method"], "action": given.get("action", "")})
        if tag in ("input", "select") and given.get("name") == "version" and self.forms:
            self.forms[-1]["version"] = given.get("value", "")


def version_of(url: str) -> str:
    return parse_qs(urlsplit(url).query).get("version", [""])[0]


def losers(page: Links, old: str) -> list[str]:
    """Return links and forms of a page of an old version that lead out of it unsaid."""
    found = [
        url
        for url, to in page.links
        if not url.startswith(FREE) and "/static/" not in url and to is None
        if version_of(url) != old
    ]
    for form in page.forms:
        kept = form.get("version") if form["method"] == "get" else version_of(form["action"])
        if kept is None or (form["method"] == "post" and kept != old):
            found.append(f"{form}")
    return found


def test_no_page_of_an_old_version_loses_it(two: Two) -> None:
    client = two.app.test_client()
    unlock(client)  # the forms that write are there too
    adapter = two.app.url_map.bind("localhost")
    start = [f"/?version={two.old}", f"/search?q=dajin&version={two.old}"]
    waiting, seen, lost = start, set[str](), dict[str, list[str]]()
    while waiting:
        url = waiting.pop(0)
        rule, _ = adapter.match(unquote(urlsplit(url).path), method="GET")
        if rule in seen or url.startswith("/api/") or rule.partition(".")[0] in FILES:
            continue
        seen.add(rule)
        answer = client.get(url, follow_redirects=True)
        assert answer.status_code < 400, (url, answer.status_code)
        if answer.mimetype != "text/html" or "attachment" in str(answer.headers):
            continue
        page = Links(answer.text)
        if found := losers(page, two.old):
            lost[url] = found[:5]
        walked = (one for one, to in page.links if to is None and one.startswith("/"))
        waiting += [one for one in walked if urlsplit(one).path != "/nodes/"]
    assert lost == {}
    assert {"chains.panorama", "chains.gaps", "pages.node", "history.page", "rows.page"} <= seen
    assert {"risk.page", "whatif.page", "complexity.page", "coverage.page"} <= seen
    assert {"targets.of_segment", "screen.page", "data.page", "gap_pages.sweep_page"} <= seen


def test_an_old_version_says_so_shows_its_data_and_leads_back(two: Two) -> None:
    client = two.app.test_client()
    assert "玩具链" in client.get("/").text
    old = client.get(f"/?version={two.old}").text
    assert "玩具链" not in old
    assert "你在看旧版本" in old
    assert ("/", "") in Links(old).links  # back to the newest
    assert "你在看旧版本" not in client.get(f"/?version={two.new}").text
    english = client.get(f"/?version={two.old}&lang=en").text
    assert "You are looking at an older version." in english


def test_every_page_offers_a_link_fixed_to_what_it_shows(two: Two) -> None:
    page = two.app.test_client().get("/chains/offshore-wind/gaps?kind=WEAK").text
    fixed = f"/chains/offshore-wind/gaps?kind=WEAK&version={two.new}"
    assert (fixed, two.new) in Links(page).links


def test_a_page_that_an_old_version_lacks_leads_to_the_newest(two: Two) -> None:
    client = two.app.test_client()
    answer = client.get(f"/chains/toys?version={two.old}")
    assert answer.status_code == 404
    assert ("/chains/toys", "") in Links(answer.text).links


def test_an_unknown_version_is_a_clear_page_on_every_address(two: Two) -> None:
    client = two.app.test_client()
    for url in ("/", "/data", "/chains/offshore-wind", "/data/jobs"):
        answer = client.get(f"{url}?version=bogus")
        assert answer.status_code == 404, url
        page = Links(answer.text)
        assert "没有这个数据版本" in answer.text
        assert (url, "") in page.links
        assert not [link for link, _ in page.links if version_of(link) == "bogus"]
    json = client.get("/api/v1/overview?version=bogus")
    assert json.json["error"]["code"] == "not_found"


def test_a_version_whose_snapshot_is_gone_is_refused_in_words(two: Two, home: Home) -> None:
    load(home, [factories.chain(home.root, "toys", "玩具链", {"doll": []})])
    (home.snapshot(two.old) / "graph.lbug").unlink()
    for app in serving(home):
        client = app.test_client()
        answer = client.get(f"/chains?version={two.old}")
        assert answer.status_code == 409
        assert "这个数据版本现在不可查" in answer.text
        assert f"version={two.old}" not in client.get("/data").text


def test_the_data_page_opens_the_explorer_as_of_each_version(two: Two) -> None:
    links = Links(two.app.test_client().get("/data").text).links
    assert (f"/?version={two.old}", two.old) in links


def test_what_changed_since_a_version_is_told(two: Two) -> None:
    client = two.app.test_client()
    found = client.get(f"/api/v1/versions/{two.old}/since").json
    assert len(found["batches"]["came"]) == 1
    assert {one["kind"]: one["after"] - one["before"] for one in found["kinds"]}["Chain"] == 1
    for lang in ("zh", "en"):
        page = client.get(f"/versions/{two.old}/since?lang={lang}")
        assert page.status_code == 200
        assert "toys.yaml" in page.text
    same = client.get(f"/versions/{two.new}/since?lang=zh").text
    assert "这就是现用的版本" in same
