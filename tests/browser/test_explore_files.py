"""The file of a view opens without a server; the server's rules are the canvas's; saved views."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from liantu.home import Home
from liantu.ledger.views import delete_view, save_view
from liantu.queries.explore.rules import first_fit, link_passes, passes
from tests.browser.test_pages import serious
from tests.web.test_explore_files import file_of, shown, view_of

pytestmark = [pytest.mark.browser, pytest.mark.no_graph]
FIRM = {
    "kind": "Enterprise",
    "properties": {"employees": 300, "tags": ["规上", "专精特新"], "place": ""},
    "sources": ["名录"],
    "confidence": "registered",
    "observed_on": "2026-03-01",
}
BARE = {"kind": "Enterprise", "properties": {}, "sources": [], "observed_on": None}
SALE = {
    "kind": "SUPPLIES",
    "properties": {"year": 2025},
    "sources": ["名录"],
    "inferred": True,
    "observed_on": None,
}
LISTS = (["Enterprise"], ["规上", "SUPPLIES"], [100, None], [None, 2024], ["2026-01", "2026-12"])
VALUES = ("名录", "2026", 300, 2025, *LISTS, True)
FIELDS = (
    *(
        "kind",
        "link",
        "source",
        "confidence",
        "inferred",
        "observed_on",
        "prop:Enterprise.employees",
    ),
    *("prop:Enterprise.tags", "prop:Enterprise.place", "prop:SUPPLIES.year", "prop:Bank.name"),
)
OPS = ("in", "not in", "≥", "≤", "between", "has")
TAKES: dict[str, tuple[Any, ...]] = {
    "between": LISTS[2:],
    **dict.fromkeys(("≥", "≤", "has"), VALUES[:4]),
}
ASK = """async ([things, rules]) => {
  const { passes, linkPasses, firstFit } = await import("/static/explorer/rules.js");
  return rules.map((one) => things.map((thing) => [
    passes(thing, [one]), linkPasses(thing, [one]),
    Boolean(firstFit(thing, [one], "node")), Boolean(firstFit(thing, [one], "link")),
  ]));
}"""


def test_the_server_filters_and_styles_as_the_canvas_does(page: Any, server: str) -> None:
    rules = [
        {"field": field, "op": op, "value": value, **more}
        for field in FIELDS
        for op in OPS
        for value in VALUES
        if value in TAKES.get(op, VALUES)
        for more in ({}, {"unknown": True}, {"kind": "Enterprise"}, {"side": "link"})
    ]
    things = [FIRM, BARE, SALE]
    page.goto(f"{server}/views")
    told = page.evaluate(ASK, [things, rules])
    for rule, canvas in zip(rules, told, strict=True):
        ours = [
            [
                passes(thing, [rule]),
                link_passes(thing, [rule]),
                bool(first_fit(thing, [rule])),
                bool(first_fit(thing, [rule], link=True)),
            ]
            for thing in things
        ]
        assert ours == canvas, rule


def test_the_file_of_a_view_opens_by_itself(page: Any, client: FlaskClient, tmp_path: Path) -> None:
    view = view_of(client)
    file = tmp_path / "关系图.html"
    file.write_bytes(file_of(client, "html", view))
    page.goto(file.as_uri())
    page.wait_for_selector("#stage[data-drawn]")
    assert page.get_attribute("#stage", "data-drawn") == str(len(shown(view)))
    assert page.told == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_saved_views_are_read_without_script_errors(
    page: Any, server: str, demo_home: Home, lang: str
) -> None:
    body = {"format": 1, "data_version": "f" * 16, "nodes": []}
    rows = [save_view(demo_home.ledger, f"视图 {at}", body, bookmark=at == 0) for at in range(3)]
    delete_view(demo_home.ledger, rows[2].id)
    page.goto(f"{server}/views?lang={lang}")
    assert page.locator("tbody tr").count() >= 2
    assert page.locator("#deleted").count() == 1
    assert serious(page) == []
    assert page.told == []
    for row in rows[:2]:
        delete_view(demo_home.ledger, row.id)
