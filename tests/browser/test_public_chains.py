"""The public chain panoramas as pictures: nothing overlaps or is cut, on screen and on paper."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from liantu.home import Home
from liantu.ingest.load import load
from liantu.web import create_app
from tests.conftest import Server

SHARED = Path(os.environ.get("LIANTU_SHARED", Path(__file__).parents[3] / "shared"))
CHAINS = SHARED / "data" / "public" / "chain_panoramas" / "industries"
LOOK = "region=370614"
# What of a picture lies outside its box or band, or on another text of its box, by 1 px or more.
WRONG = """() => {
  const inside = (one, all) => one.left >= all.left - 1 && one.right <= all.right + 1
    && one.top >= all.top - 1 && one.bottom <= all.bottom + 1;
  const apart = (one, other) => one.right <= other.left + 1 || other.right <= one.left + 1
    || one.bottom <= other.top + 1 || other.bottom <= one.top + 1;
  const found = [];
  const check = (holder, frame, texts) => {
    const rects = [...holder.querySelectorAll(texts)].map((one) => one.getBoundingClientRect());
    const all = holder.querySelector(frame).getBoundingClientRect();
    if (!rects.length || rects.some((one) => !inside(one, all))) found.push(holder.textContent);
    for (let i = 0; i < rects.length; i += 1)
      for (let k = 0; k < i; k += 1)
        if (!apart(rects[i], rects[k])) found.push(holder.textContent);
  };
  const every = (of, frame) =>
    document.querySelectorAll(`svg.panorama ${of}`).forEach((one) => check(one, frame, "text"));
  every("a.seg", ".seg-paper");
  every(".pan-column", ".pan-band");
  return found.map((one) => one.trim().replace(/\\s+/g, " "));
}"""
pytestmark = [pytest.mark.browser, pytest.mark.no_graph, pytest.mark.shared]


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server over the public chains."""
    if not CHAINS.is_dir():
        pytest.skip(f"{CHAINS} is missing")
    home = Home(tmp_path_factory.mktemp("public") / "home")
    assert not load(home, [CHAINS]).refused
    app = create_app(home)
    server = Server(app)
    yield server.url
    server.close()
    app.extensions["liantu"].close()
    app.extensions["liantu.cypher"].close()
    home.ledger.close()


@pytest.fixture
def watched(page: Any) -> Iterator[Page]:
    """A page that may not tell of anything wrong."""
    page.set_viewport_size({"width": 1400, "height": 900})
    yield page
    assert page.told == []


def test_every_public_chain_is_drawn_without_overlap_or_cut(watched: Page, public: str) -> None:
    drawn = 0
    for number, file in enumerate(sorted(CHAINS.iterdir())):
        watched.emulate_media(media="screen", color_scheme="dark")
        watched.goto(f"{public}/chains/panorama-{file.stem}?{LOOK}")
        drawn += watched.locator("svg.panorama a.seg").count()
        assert watched.evaluate(WRONG) == [], f"{file.stem}, dark"
        watched.emulate_media(media="print", color_scheme="light")
        assert watched.evaluate(WRONG) == [], f"{file.stem}, print"
        if number % 5 == 0:
            sheets = watched.pdf(prefer_css_page_size=True).count(b"/Type /Page\n")
            assert sheets == 1, f"{file.stem}: {sheets} sheets"
    assert drawn > 1_000


def test_a_chain_without_a_region_asks_from_which_to_look(watched: Page, public: str) -> None:
    watched.goto(f"{public}/chains")
    watched.click("text=半导体与集成电路")
    expect(watched.locator("h1")).to_have_text("这条产业链没有写明所属地区")
    watched.fill("#region", "370614")
    watched.click("main button")
    expect(watched.locator("h1")).to_have_text("半导体与集成电路")
    assert LOOK in watched.url
    (told,) = watched.told  # type: ignore[attr-defined]
    assert "404" in told  # the browser's own word on the page without a region
    watched.told.clear()  # type: ignore[attr-defined]
