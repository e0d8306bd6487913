"""The queries behind a page: each once, runnable as they stand, the same when kept."""

from __future__ import annotations

import html
import re

import pytest
from flask.testing import FlaskClient

from liantu.queries.cypher import read

pytestmark = pytest.mark.no_graph

CHAIN = "/chains/offshore-wind"
PAGES = (
    CHAIN,
    f"{CHAIN}/gaps",
    f"{CHAIN}/segments/tower",
    f"{CHAIN}/targets",
    "/screen",
)


def texts(page: str) -> dict[str, str]:
    """Return the texts behind a page by the names of their queries, those that can be copied."""
    found = {}
    for item in re.findall(r"<li><p><a href=\"/queries/.*?</li>", page, re.DOTALL):
        name = re.search(r"<code>(\w+)</code>", item)
        text = re.search(r"<pre[^>]*>(.*?)</pre>", item, re.DOTALL)
        assert name and text
        if "data-copy" in item:
            found[name[1]] = html.unescape(text[1])
    return found


@pytest.mark.parametrize("url", PAGES)
def test_each_text_passes_the_fence(client: FlaskClient, url: str) -> None:
    page = client.get(url).text
    told = texts(page)
    assert 'id="behind"' in page
    for text in told.values():
        read(text)
    assert set(texts(client.get(url).text)) == set(told)  # out of what was kept


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", "这些数字的查询"), ("en", "Queries behind this page")]
)
def test_the_list_is_in_both_languages_and_leads_on(
    client: FlaskClient, lang: str, words: str
) -> None:
    page = client.get(f"{CHAIN}/segments/tower?lang={lang}").text
    assert words in page and len(texts(page)) > 3
    assert "/cypher?q=" not in page  # nobody has logged in
    for name in texts(page):
        assert client.get(f"/queries/{name}").status_code == 200


def test_other_pages_tell_nothing(client: FlaskClient) -> None:
    assert 'id="behind"' not in client.get("/glossary").text


def test_what_was_asked_with_a_hostile_word_stays_text(client: FlaskClient) -> None:
    page = client.get("/screen?text=<script>alert(1)</script>'").text
    assert "<script>alert" not in page
    assert "alert(1)" in "".join(re.findall(r"<pre[^>]*>(.*?)</pre>", page, re.DOTALL)) + page
