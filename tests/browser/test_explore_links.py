"""Links of the explorer, with WebGL and without: styles by rule, several between two nodes."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.test_explore_canvas import SHANGHAI, do, expanded, opened
from tests.browser.test_explore_panels import link_of, model, panel, reopened_by
from tests.browser.test_pages import serious

pytestmark = [pytest.mark.browser, pytest.mark.no_graph]
PAINTERS = pytest.mark.parametrize("painter", ["webgl", "canvas"])
ORANGE = "#d55e00"
# How many of the pixels along the middle half of a link have its colour.
ALONG = """([kind, red, green, blue]) => {
  const { stage } = liantuExplorer;
  stage.draw();
  const canvas = document.querySelector("canvas.xp-under, canvas.xp-paint");
  const context = canvas.getContext("2d");
  const { graph } = stage.model;
  const line = stage.display.lines.find((one) => graph.getEdgeAttribute(one.key, "kind") === kind);
  const [[a, b], [c, d]] = [stage.camera.toScreen(line.from), stage.camera.toScreen(line.to)];
  const { width, height, data } = context.getImageData(0, 0, canvas.width, canvas.height);
  let found = 0;
  for (let at = 0; at < 200; at += 1) {
    const part = 0.3 + at / 500;
    const [x, y] = [Math.round(a + (c - a) * part), Math.round(b + (d - b) * part)];
    const i = (y * width + x) * 4;
    found += y < height && data[i + 3] > 120 && Math.abs(data[i] - red) < 30
      && Math.abs(data[i + 1] - green) < 30 && Math.abs(data[i + 2] - blue) < 30;
  }
  return found / 200;
}"""
RGB = [0xD5, 0x5E, 0x00]


def ruled(page: Any, kind: str, dash: str) -> None:
    """Add a rule for one kind of links by the form."""
    styles = panel(page, "styles")
    styles.get_by_label("用于").select_option("link")
    styles.get_by_label("按什么").select_option("link")
    styles.locator(".pn-condition-value").get_by_label(re.compile(kind)).check()
    styles.get_by_label("线型").select_option(dash)
    styles.get_by_label("线宽").select_option("3.5")
    styles.get_by_role("button", name="加上规则").click()


@PAINTERS
def test_the_first_rule_of_links_wins_and_counts_selects_and_is_kept(
    page: Any, server: str, painter: str
) -> None:
    opened(page, server, f"?id={SHANGHAI}", painter)
    expanded(page)
    look = "model.linkStyle(model.graph.findEdge((key, one) => one.kind === 'MEMBER_OF'))"
    ruled(page, "成员", "dotted")
    ruled(page, "成员", "solid")
    assert model(page, f"{look}.dash") == "dotted"
    assert model(page, f"{look}.colour") == ORANGE
    assert page.evaluate(ALONG, ["MEMBER_OF", *RGB]) < 0.99
    panel(page, "styles").get_by_role("button", name=re.compile("上移：关系")).last.click()
    assert model(page, f"{look}.dash") == "solid"
    if painter == "canvas":  # on WebGL a whole line is the card's
        assert page.evaluate(ALONG, ["MEMBER_OF", *RGB]) == 1
    count = model(page, "model.graph.filterEdges((key, one) => one.kind === 'MEMBER_OF').length")
    assert count > 0
    legend = panel(page, "legend")
    rows = legend.get_by_role("button", name=re.compile("关系 — 关系类别：成员"))
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text(f"{count}")
    expect(rows.last).to_contain_text("0")
    rows.first.click()
    assert model(page, "model.selection.size") > 1
    assert model(page, "model.snapshot().styles[0]") == {
        "field": "link",
        "op": "in",
        "value": ["MEMBER_OF"],
        "side": "link",
        "colour": ORANGE,
        "dash": "solid",
        "size": 3.5,
    }
    nodes = model(page, f"model.styleOf('{SHANGHAI}').colour")
    assert nodes != ORANGE
    do(page, "undo")
    do(page, "undo")
    assert model(page, f"{look}.dash") == "dotted"
    reopened_by(page, link_of(page))
    page.wait_for_selector("#explorer[data-ready]")
    expect(page.locator("[data-panel=views] .pn-opened")).to_be_visible(timeout=15_000)
    assert model(page, f"{look}.dash") == "dotted"
    assert serious(page) == []
    assert [one for one in page.told if "willReadFrequently" not in one] == []


APART = """() => {
  const { stage, model } = liantuExplorer;
  const nodes = ["a", "b"].map((id, at) => (
    { id: `ent:${id}`, kind: "Enterprise", name: id, properties: {}, sources: [], at }));
  const link = (key, kind, from, to) => (
    { key, kind, from: `ent:${from}`, to: `ent:${to}`, properties: {}, sources: [] });
  model.add(nodes, [link("one", "SUPPLIES", "a", "b"), link("two", "NEAR", "a", "b"),
    link("back", "SUPPLIES", "b", "a")], { at: { "ent:a": [0, 0], "ent:b": [300, 0] } });
  stage.fit();
  stage.draw();
}"""
MIDDLES = """async () => {
  const { along } = await import("/static/explorer/bends.js");
  const { stage } = liantuExplorer;
  const box = stage.canvas.getBoundingClientRect();
  const paint = document.querySelector("canvas.xp-under, canvas.xp-paint");
  const { data, width } = paint.getContext("2d").getImageData(0, 0, paint.width, paint.height);
  return stage.display.lines.map((line) => {
    const [x, y] = along(line, stage.camera, 0.5);
    const drawn = (at) => data[(Math.round(at) * width + Math.round(x)) * 4 + 3] > 60;
    return [line.key, box.left + x, box.top + y, drawn(y) || drawn(y - 1) || drawn(y + 1),
      drawn(y + 8), line.bend !== 0];
  });
}"""


@PAINTERS
def test_links_between_the_same_two_lie_apart_and_each_is_chosen(
    page: Any, server: str, painter: str
) -> None:
    opened(page, server, painter=painter)
    page.evaluate(APART)
    middles = page.evaluate(MIDDLES)
    heights = sorted(y for _, _, y, *_ in middles)
    assert len(heights) == 3
    assert min(b - a for a, b in pairwise(heights)) > 12
    for key, x, y, drawn, below, bent in middles:
        assert drawn or (painter == "webgl" and not bent), key
        assert not below
        page.mouse.click(x, y)
        assert page.evaluate("liantuExplorer.stage.now.line.key") == key
        assert model(page, "[...model.selection].sort()") == ["ent:a", "ent:b"]
    page.mouse.click(x, heights[-1] + 60)
    assert page.evaluate("liantuExplorer.stage.now.line") is None
    assert model(page, "model.selection.size") == 0
    assert [one for one in page.told if "404" not in one] == []  # the server knows no such nodes
