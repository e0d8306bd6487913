"""The explorer's canvas by mouse and by keys, on WebGL, without it, and when it is lost."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.test_pages import serious
from tests.web.test_hostile import CORPUS

pytestmark = pytest.mark.browser

SHANGHAI = "ent:n-3a02c4d2832edf09"
NO_WEBGL = """
const given = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
  return kind.startsWith("webgl") ? null : given.call(this, kind, ...rest);
};"""
PLACES = """() => Object.fromEntries(
    liantuExplorer.model.graph.mapNodes((id, one) => [id, [one.x, one.y]]))"""


def opened(page: Any, server: str, query: str = "", painter: str = "webgl") -> None:
    """Open the explorer with a painter and wait until it can be used."""
    if painter == "canvas":
        page.add_init_script(NO_WEBGL)
    else:  # what the tests run on has no graphics card
        query += f"{'&' if query else '?'}painter=webgl"
    page.goto(f"{server}/explore{query}")
    page.wait_for_selector(f"#explorer[data-ready={painter}]")


def until(page: Any, expression: str) -> None:
    """Wait for something to hold; the page's own policy forbids the usual way of waiting."""
    for _ in range(400):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(25)
    raise AssertionError(expression)


def nodes(page: Any) -> int:
    """Return how many nodes are on the canvas."""
    found: int = page.evaluate("liantuExplorer.model.graph.order")
    return found


def at(page: Any, node: str) -> tuple[float, float]:
    """Return where a node is on the screen."""
    x, y = page.evaluate(
        """(id) => { const { stage } = liantuExplorer; stage.draw();
        const box = stage.canvas.getBoundingClientRect();
        const [x, y] = stage.camera.toScreen(stage.display.byId.get(id));
        return [box.left + x, box.top + y]; }""",
        node,
    )
    return x, y


def do(page: Any, name: str) -> None:
    """Press a button of the bar or the canvas."""
    page.locator(f".xp-tools [data-do={name}], .xp-corner [data-do={name}]").first.click()


def expanded(page: Any) -> int:
    """Expand what is chosen and return how many nodes there are then."""
    acts = page.evaluate("liantuExplorer.model.done.length")
    with page.expect_response("**/explore/expand*"):
        do(page, "expand")
    until(page, f"liantuExplorer.model.done.length > {acts}")  # what came is on the canvas
    return nodes(page)


@pytest.mark.parametrize("painter", ["webgl", "canvas"])
def test_search_expand_collapse_undo_redo(page: Any, server: str, painter: str) -> None:
    opened(page, server, painter=painter)
    assert page.locator("#empty").is_visible()
    box = page.get_by_role("combobox", name="添加节点")
    box.fill("djzg")
    page.get_by_role("option").first.wait_for()
    box.press("Enter")
    row = page.locator(".xp-groups tr").first
    row.wait_for()  # how many there are is said before any of them is loaded
    assert nodes(page) == 1
    assert int(row.locator(".num").inner_text()) > 0
    row.get_by_role("button").click()
    until(page, "liantuExplorer.model.graph.order > 1")
    some = nodes(page)
    every = expanded(page)
    assert every > some
    do(page, "collapse")
    assert nodes(page) == 1
    do(page, "undo")
    assert nodes(page) == every
    do(page, "undo")
    assert nodes(page) == some
    do(page, "redo")
    do(page, "redo")
    assert nodes(page) == 1
    page.locator("[data-panel=history] summary").click()
    page.locator(".xp-history button").nth(1).click()  # back to right after the first act
    assert nodes(page) == 1
    assert page.locator("[data-do=redo]").first.is_enabled()
    assert page.locator("[data-told='explore.canvas_only']").count() == (painter == "canvas")
    assert serious(page) == []
    assert page.told == []


def test_what_is_there_stays_where_it_is(page: Any, server: str) -> None:
    opened(page, server, f"?id={SHANGHAI}")
    expanded(page)
    before = page.evaluate(PLACES)
    other = next(id_ for id_ in before if id_ != SHANGHAI and id_.startswith("seg:"))
    page.mouse.click(*at(page, other))
    do(page, "pin")
    expanded(page)
    after = page.evaluate(PLACES)
    assert len(after) > len(before)
    assert {id_: after[id_] for id_ in before} == before
    page.select_option("#layout", "layered")
    do(page, "layout")
    laid = page.evaluate(PLACES)
    assert laid[other] == before[other]
    assert laid[SHANGHAI] != before[SHANGHAI]
    page.select_option("#layout", "force")
    do(page, "layout")
    until(page, "!liantuExplorer.force.running")
    forced = page.evaluate(PLACES)
    assert forced[other] == before[other]
    assert forced[SHANGHAI] != laid[SHANGHAI]
    do(page, "undo")
    assert page.evaluate(PLACES) == laid
    do(page, "redo")
    assert page.evaluate(PLACES) == forced
    assert page.told == []


def test_lasso_drag_hide_and_menu(page: Any, server: str) -> None:
    opened(page, server, f"?id={SHANGHAI}", "canvas")
    every = expanded(page)
    do(page, "lasso")
    box = page.locator(".xp-over").bounding_box()
    corners = [(2, 60), (2, box["height"] - 3), (box["width"] - 60, box["height"] - 3)]
    page.mouse.move(box["x"] + box["width"] - 60, box["y"] + 60)
    page.mouse.down()
    for x, y in [*corners, (box["width"] - 60, 60)]:
        page.mouse.move(box["x"] + x, box["y"] + y, steps=3)
    page.mouse.up()
    assert page.evaluate("liantuExplorer.model.selection.size") == every
    do(page, "lasso")
    x, y = at(page, SHANGHAI)
    page.mouse.click(x, y)
    before = page.evaluate(PLACES)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y + 30, steps=4)
    page.mouse.up()
    after = page.evaluate(PLACES)
    assert [id_ for id_ in before if before[id_] != after[id_]] == [SHANGHAI]
    page.mouse.click(*at(page, SHANGHAI), button="right")
    menu = page.get_by_role("menu")
    menu.get_by_role("menuitem").nth(8).wait_for()  # the counts have arrived
    assert serious(page) == []
    menu.get_by_role("menuitem", name="隐藏").click()
    until(page, f"document.querySelector('#count').textContent.includes('{every - 1} 个节点')")
    do(page, "show")
    until(page, f"document.querySelector('#count').textContent.startsWith('{every} 个节点')")
    assert page.told == []


def test_webgl_lost_in_use_loses_nothing(page: Any, server: str) -> None:
    opened(page, server, f"?id={SHANGHAI}")
    every = expanded(page)
    do(page, "pin")
    before = page.evaluate(PLACES)
    page.evaluate(
        """() => document.querySelector("canvas.sigma-nodes").getContext("webgl2")
        .getExtension("WEBGL_lose_context").loseContext()"""
    )
    page.wait_for_selector("[data-told='explore.lost']")
    assert page.evaluate("liantuExplorer.stage.painter.kind") == "canvas"
    assert page.evaluate(PLACES) == before
    assert page.evaluate("[...liantuExplorer.model.selection]") == [SHANGHAI]
    do(page, "undo")
    do(page, "undo")
    assert nodes(page) == 1
    do(page, "redo")
    assert nodes(page) == every
    page.mouse.click(*at(page, SHANGHAI))
    assert page.told == []


def test_by_keyboard_alone(page: Any, server: str) -> None:
    opened(page, server, f"?id={SHANGHAI}", "canvas")
    while page.evaluate("document.activeElement.className") != "xp-over":
        page.keyboard.press("Tab")
    assert "上海电气" in page.locator("#said").inner_text()
    page.keyboard.press("Enter")
    page.keyboard.press("e")
    until(page, "liantuExplorer.model.graph.order > 1")
    every = nodes(page)
    page.keyboard.press("ArrowRight")
    focused = page.evaluate("liantuExplorer.stage.now.focused.id")
    assert focused != SHANGHAI
    page.keyboard.press("Space")
    assert page.evaluate("[...liantuExplorer.model.selection]") == [SHANGHAI, focused]
    page.keyboard.press("m")
    page.get_by_role("menuitem", name="收起").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.className") == "xp-over"
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    page.keyboard.press("Delete")
    assert nodes(page) == every - 1
    page.keyboard.press("Control+z")
    assert nodes(page) == every
    page.keyboard.press("Control+y")
    assert nodes(page) == every - 1
    assert page.told == []


def test_a_failing_expansion_says_so_and_tries_again(page: Any, server: str) -> None:
    opened(page, server, f"?id={SHANGHAI}&id=ent:nobody", "canvas")
    assert "ent:nobody" in page.locator("[data-told='explore.unknown']").inner_text()
    page.route("**/explore/expand*", lambda route: route.abort())
    do(page, "expand")
    note = page.locator("#told .note.bad")
    note.wait_for()
    assert serious(page) == []
    page.unroute("**/explore/expand*")
    note.get_by_role("button", name="重试").click()
    until(page, "liantuExplorer.model.graph.order > 1")
    assert note.count() == 0
    assert [one for one in page.told if "ERR_FAILED" not in one] == []


def renamed(route: Any) -> None:
    """Answer as the server does, with names that try to be code."""
    answer = route.fetch()
    found = answer.json()
    for number, node in enumerate(found["nodes"]):
        node["name"] = CORPUS[number % len(CORPUS)]
        node["properties"] = {"note": CORPUS[-1 - number % len(CORPUS)]}
    route.fulfill(response=answer, json=found)


def test_on_a_phone_in_the_dark_with_hostile_names(page: Any, server: str) -> None:
    page.on("dialog", lambda one: page.told.append(one.message))
    page.set_viewport_size({"width": 390, "height": 780})
    page.emulate_media(color_scheme="dark")
    opened(page, server, f"?id={SHANGHAI}&lang=en", "canvas")
    page.route("**/explore/expand*", renamed)
    expanded(page)
    page.locator("details.xp-panel").evaluate_all("all => all.forEach(one => { one.open = true; })")
    page.evaluate("liantuExplorer.model.select(liantuExplorer.model.graph.nodes().slice(1, 2))")
    do(page, "menu")
    assert page.locator("img, .xp svg[onload], [onerror]").count() == 0
    page.keyboard.press("Escape")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator(".xp-over").bounding_box()["width"] > 330
    assert serious(page) == []
    assert page.told == []


OVERLAPS = """() => {
  const { stage } = liantuExplorer;
  stage.draw();
  const nodes = stage.display.items.map((item) => {
    const [x, y] = stage.camera.toScreen(item);
    const size = item.size * stage.camera.zoom;
    return { item, box: { left: x - size, right: x + size, top: y - size, bottom: y + size } };
  });
  const over = (a, b) => a !== b && a.item !== b.item && a.box.left < b.box.right
    && b.box.left < a.box.right && a.box.top < b.box.bottom && b.box.top < a.box.bottom;
  const names = stage.overlay.written;
  return [names.length, names.filter((one) => [...nodes, ...names].some((other) =>
    over(one, other))).map((one) => one.text)];
}"""


@pytest.mark.parametrize("painter", ["webgl", "canvas"])
def test_names_cover_neither_nodes_nor_names(page: Any, server: str, painter: str) -> None:
    opened(page, server, f"?id={SHANGHAI}", painter)
    expanded(page)
    page.evaluate("liantuExplorer.stage.now.focused = null")
    written, covering = page.evaluate(OVERLAPS)
    assert written >= 8
    assert covering == []
    assert page.told == []


def test_a_moving_picture_of_thousands_is_made_of_pixels(page: Any, server: str) -> None:
    opened(page, server, painter="canvas")
    page.evaluate("""() => {
      const ids = Array.from({ length: 3000 }, (_, at) => `ent:${at}`);
      liantuExplorer.model.add(ids.map((id, at) => ({ id, kind: "Enterprise", name: `企业${at}`,
        properties: {}, sources: [], degree: 4000 })),
        ids.slice(1).map((to, at) => ({ key: to, kind: "SUPPLIES",
        from: ids[at >> 1], to, properties: {}, sources: [] })));
      liantuExplorer.stage.fit();
    }""")
    until(page, "liantuExplorer.stage.overlay.written.length > 20")
    page.select_option("#layout", "force")
    do(page, "layout")
    until(page, "liantuExplorer.force.done > 3 && liantuExplorer.stage.painter.pixels.image")
    blue, grey = page.evaluate("""() => {
      const { stage, model } = liantuExplorer;
      const { image } = stage.painter.pixels;
      const into = new Uint32Array(image.data.buffer);
      const of = colour => into.filter(one => one === stage.painter.pixels.pixel(colour)).length;
      return [of(stage.display.items[0].colour), of(stage.tones().line)];
    }""")
    assert blue > 3000
    assert grey > 100
    assert page.evaluate("liantuExplorer.stage.overlay.written.length") == 0
    do(page, "layout")  # it is the button that stops it now
    until(page, "!liantuExplorer.force.running && liantuExplorer.stage.overlay.written.length")
    assert page.told == []
