"""Names that try to be code stay names, on every page and in every export."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from liantu.home import Home
from liantu.ingest.load import load
from tests import factories
from tests.conftest import serving

pytestmark = pytest.mark.no_graph  # names like these are compared on both stores already

CORPUS = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</title><svg onload=alert(1)>",
    "<img src=x onerror=alert(1)>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    '<a href="javascript:alert(1)">href</a>',
    "{{ 7*7 }}{% raw %}",
    "${7*7}#{7*7}",
    "<!--<script>",
    "]]><x>",
    "&lt;b&gt;&amp;",
    "=cmd|' /C calc'!A0",
    "\u2028\u2029公司",
    "👩‍🏭🏭公司",
    "\u202e司公反",
    "甲" * 199,
]


class Tags(HTMLParser):
    """Collects what a browser would take for elements and attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.bad: list[str] = []
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script"
        for name, value in attrs:
            if name.startswith("on") or name == "srcdoc":
                self.bad.append(f"{tag} {name}={value}")
            if name in ("href", "src", "action") and re.match(r"\s*javascript:", value or ""):
                self.bad.append(f"{tag} {name}={value}")
            if name == "src" and value == "x":
                self.bad.append(f"{tag} {name}={value}")


def tags_of(html: str) -> Tags:
    tags = Tags()
    tags.feed(html)
    return tags


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application over a register whose firms have the corpus for names."""
    folder = tmp_path_factory.mktemp("hostile")
    firms = [
        factories.firm(name, short=name[:90], segment="塔筒", 备注=name, 标签=name)
        for name in CORPUS
    ]
    factories.register(folder / "in", *firms)
    home = Home(folder / "home")
    chain = factories.demo_file("海工装备产业链.yaml")
    report = load(home, [folder / "in", chain])
    assert not report.refused
    yield from serving(home)
    home.ledger.close()


@pytest.fixture
def hostile_client(hostile: Flask) -> FlaskClient:
    return hostile.test_client()


@pytest.fixture
def firms(hostile_client: FlaskClient) -> list[str]:
    rows = hostile_client.get("/api/v1/queries/makers?segment=seg:offshore-wind/tower").json["rows"]
    found = sorted({row[0] for row in rows})
    assert len(found) >= len(CORPUS) - 3  # some names normalise to one another
    return found


def test_profiles_hold_names_as_text(hostile_client: FlaskClient, firms: list[str]) -> None:
    scripts = tags_of(hostile_client.get("/").text).scripts
    for firm in firms:
        answer = hostile_client.get(f"/nodes/{firm}")
        assert answer.status_code == 200
        tags = tags_of(answer.text)
        assert tags.bad == []
        assert tags.scripts == scripts
        assert "49" not in re.findall(r"<h1>(.*?)</h1>", answer.text)


@pytest.mark.parametrize(
    "url",
    [
        "/",
        "/data",
        "/chains",
        "/chains/offshore-wind",
        "/chains/offshore-wind/segments/tower",
        "/chains/offshore-wind/gaps",
        "/nodes/seg:offshore-wind/tower",
        "/explore?id=seg:offshore-wind/tower",
    ],
)
def test_other_pages_hold_names_as_text(hostile_client: FlaskClient, url: str) -> None:
    answer = hostile_client.get(url)
    assert answer.status_code == 200
    assert tags_of(answer.text).bad == []


@pytest.mark.parametrize("text", CORPUS)
def test_what_is_searched_stays_text(hostile_client: FlaskClient, text: str) -> None:
    answer = hostile_client.get("/search", query_string={"q": text})
    assert answer.status_code == 200
    tags = tags_of(answer.text)
    assert (tags.bad, tags.scripts) == ([], tags_of(hostile_client.get("/search").text).scripts)


@pytest.mark.parametrize("path", CORPUS[:8])
def test_an_unknown_address_stays_text(hostile_client: FlaskClient, path: str) -> None:
    answer = hostile_client.get("/nodes/" + path)
    assert answer.status_code in (308, 404)
    assert tags_of(answer.text).bad == []


def test_rows_hold_cells_as_text(hostile_client: FlaskClient, firms: list[str]) -> None:
    for firm in firms:
        html = hostile_client.get(f"/nodes/{firm}").text
        (link, *_) = re.findall(r'href="(/rows/[^"]+)"', html)
        answer = hostile_client.get(link.replace("&amp;", "&"))
        assert answer.status_code == 200
        assert tags_of(answer.text).bad == []


def test_an_export_has_its_own_scripts_only(hostile_client: FlaskClient, firms: list[str]) -> None:
    for target in [*firms, "seg:offshore-wind/tower"]:
        answer = hostile_client.get(f"/nodes/{target}/neighbourhood.html")
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith("attachment")
        tags = tags_of(answer.text)
        assert (tags.bad, tags.scripts) == ([], 3)


def test_the_data_of_an_export_is_the_names_themselves(hostile_client: FlaskClient) -> None:
    html = hostile_client.get("/nodes/seg:offshore-wind/tower/neighbourhood.html").text
    (held,) = re.findall(r'<script type="application/json" id="held">(.*?)</script>', html)
    assert re.findall("[<>&\u2028\u2029]", held) == []
    titles = [node["title"] for node in json.loads(held)["nodes"]]
    assert any(title.startswith("</script><script>alert(1)</script>") for title in titles)


def test_json_is_never_taken_for_a_page(hostile_client: FlaskClient) -> None:
    answer = hostile_client.get("/api/v1/search?q=script")
    assert answer.mimetype == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_files_of_hostile_names_open(hostile: Flask, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    name = "企业名录 #1 50% <b>&'?.csv"
    factories.register(tmp_path, factories.firm("甲公司"), name=name)
    load(home, [tmp_path / name, factories.demo_file("海工装备产业链.yaml")])
    for app in serving(home):
        client = app.test_client()
        hit = client.get("/api/v1/search?q=甲公司").json["hits"][0]["id"]
        html = client.get(f"/nodes/{hit}").text
        (link, *_) = re.findall(r'href="(/rows/[^"]+)"', html)
        answer = client.get(link.replace("&amp;", "&").replace("&#39;", "'"))
        assert answer.status_code == 200
        assert tags_of(answer.text).bad == []
    home.ledger.close()
