"""The panels beside the explorer's canvas: filters, styles, table, card, notes, links."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.test_pages import serious
from tests.web.test_hostile import CORPUS

pytestmark = [pytest.mark.browser, pytest.mark.no_graph]
PORT = "ent:n-3ecadfb89e6cab2c"
SHANGHAI = "ent:n-3a02c4d2832edf09"
WITHOUT_WEBGL = """
const before = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
  return kind.startsWith("webgl") ? null : before.call(this, kind, ...rest);
};"""


def explorer(page: Any, address: str, painter: str = "canvas") -> None:
    """Open the explorer with a painter: the plain canvas is drawn alike on every machine."""
    if painter == "canvas":
        page.add_init_script(WITHOUT_WEBGL)
    else:  # what the tests run on has no graphics card
        address += f"{'&' if '?' in address else '?'}painter=webgl"
    page.goto(address)
    page.wait_for_selector(f"#explorer[data-ready={painter}]")


def expanded(page: Any, *ids: str) -> None:
    """Expand nodes as the button does."""
    for one in ids:
        page.evaluate("id => liantuExplorer.expand(id)", one)


def panel(page: Any, name: str) -> Any:
    """Return an open panel."""
    found = page.locator(f"[data-panel={name}]")
    if found.get_attribute("open") is None:
        found.locator("summary").first.click()
    return found


def model(page: Any, said: str) -> Any:
    """Return what the model of the page holds."""
    return page.evaluate(f"(({{ model }}) => {said})(liantuExplorer)")


def link_of(page: Any) -> str:
    """Return the link that holds the view whole."""
    views = panel(page, "views")
    views.get_by_role("button", name="复制含有此视图的链接").click()
    field = views.get_by_label("链接", exact=True)
    field.wait_for()
    return str(field.input_value())


def reopened_by(page: Any, link: str) -> None:
    """Open a view by its link, as who never saw it does."""
    page.goto("about:blank")
    page.goto(link)


@pytest.fixture(params=["webgl", "canvas"])
def shown(page: Any, server: str, request: pytest.FixtureRequest) -> Any:
    """The port and who ships through it, with everything around that firm."""
    explorer(page, f"{server}/explore?id={PORT}", request.param)
    expanded(page, PORT, SHANGHAI)
    return page


def test_links_go_with_their_nodes_and_what_is_hidden_is_counted(shown: Any) -> None:
    filters = panel(shown, "filters")
    links = model(shown, "model.graph.size")
    filters.get_by_label("行政区 1").uncheck()
    said = filters.locator(".pn-totals")
    expect(said).to_contain_text("未显示 1 个节点")
    gone = model(shown, "model.graph.degree('reg:370614')")
    expect(said).to_contain_text(f"和 {gone} 条关系")
    expect(said).to_contain_text(f"{links} 条关系")
    filters.get_by_label("按什么").select_option("prop:Enterprise.ownership")
    filters.locator(".pn-condition-value").get_by_label("民营").check()
    filters.get_by_role("button", name="加上这条筛选").click()
    firms = "model.graph.filterNodes((id, one) => one.kind === 'Enterprise' && model.visible(id))"
    expect(filters.locator(".pn-chips li")).to_have_count(2)
    assert model(shown, f"{firms}.map(id => model.nameOf(id))") == ["大金重工(蓬莱)"]
    filters.get_by_role("button", name=re.compile("去掉筛选：企业")).click()
    filters.get_by_label("按什么").select_option("observed_on")
    filters.get_by_label("值", exact=True).fill("2020-01-01")
    filters.get_by_role("button", name="加上这条筛选").click()
    assert model(shown, f"{firms}.length") == 0  # the demo's firms are undated
    filters.get_by_label("没有值的也留下").check()
    filters.get_by_role("button", name="加上这条筛选").click()
    assert model(shown, f"{firms}.length") == 6
    filters.get_by_role("button", name="清除全部筛选").click()
    expect(said).to_contain_text("全部显示")
    assert serious(shown) == []
    assert shown.told == []


def test_the_first_rule_that_fits_wins_and_the_legend_follows(shown: Any) -> None:
    styles, legend = panel(shown, "styles"), panel(shown, "legend")
    styles.get_by_label("按什么").select_option("prop:Enterprise.ownership")
    styles.get_by_role("button", name="每个值一种颜色").click()
    state_owned = legend.get_by_role("button", name=re.compile("企业类型：国有 5"))
    state_owned.click()
    assert model(shown, "model.selection.size") == 5
    styles.get_by_label("按什么").select_option("confidence")
    styles.locator(".pn-condition-value").get_by_role("checkbox").first.check()
    styles.get_by_label("形状").select_option("diamond")
    styles.get_by_role("button", name="加上规则").click()
    colour = f"model.styleOf('{PORT}')"
    assert model(shown, f"{colour}.shape") == "circle"
    for _ in range(2):
        styles.get_by_role("button", name=re.compile("上移：可信度")).click()
    assert model(shown, f"{colour}.shape") == "diamond"
    expect(state_owned).to_have_count(0)
    expect(legend.get_by_role("button", name=re.compile("企业类型：国有 0"))).to_be_visible()
    shown.locator("[data-do=undo]").first.click()
    expect(state_owned).to_be_visible()
    assert serious(shown) == []
    assert shown.told == []


def test_the_table_and_the_canvas_are_one(shown: Any) -> None:
    table = panel(shown, "table")
    table.get_by_role("button", name="全部关系").click()
    heads = table.get_by_role("columnheader", name="全部关系")
    expect(heads).to_have_attribute("aria-sort", "descending")
    expect(table.locator("tbody tr").first).to_contain_text("蓬莱区")
    table.get_by_label("在表中查找").fill("企业 大金")
    expect(table.locator("tbody tr")).to_have_count(1)
    table.get_by_role("checkbox", name="选中 大金重工(蓬莱)").check()
    assert "ent:" in model(shown, "[...model.selection].join()")
    table.get_by_label("在表中查找").fill("")
    shown.evaluate("id => liantuExplorer.model.select([id])", SHANGHAI)
    expect(table.locator("tr.is-selected")).to_contain_text("上海电气蓬莱项目部")
    table.locator("tbody button").first.focus()
    shown.keyboard.press("ArrowDown")
    shown.keyboard.press("Enter")
    assert model(shown, "model.selection.size") == 1
    assert not model(shown, f"model.selection.has('{SHANGHAI}')")
    table.get_by_role("button", name="关系", exact=True).click()
    table.get_by_label("在表中查找").fill("经由 蓬莱港")
    table.locator("tbody button").first.click()
    assert model(shown, "model.selection.size") == 2
    between = panel(shown, "details").locator("details").filter(has_text="经由")
    between.get_by_role("link").first.wait_for()
    assert "/rows/" in between.get_by_role("link").first.get_attribute("href")
    assert serious(shown) == []
    assert shown.told == []


def test_fifty_thousand_rows_are_a_window(page: Any, server: str) -> None:
    explorer(page, f"{server}/explore")
    page.evaluate("""() => liantuExplorer.model.add(Array.from({ length: 50000 }, (_, at) => (
      { id: `ent:${at}`, kind: "Enterprise", name: `企业${at}`, properties: {}, sources: [] }
    )), [])""")
    table = panel(page, "table")
    expect(table.get_by_role("status").first).to_contain_text("50,000")
    page.evaluate("liantuExplorer.model.select(['ent:49999'])")
    expect(table.locator("tr.is-selected")).to_contain_text("企业49999")
    assert table.locator("tbody tr").count() < 60
    assert page.told == []


def test_a_value_opens_to_its_row_and_a_note_stays_with_its_node(shown: Any) -> None:
    shown.evaluate("id => liantuExplorer.model.select([id])", PORT)
    card = panel(shown, "details")
    row = card.locator(".pn-facts a").first
    expect(row).to_contain_text("企业名录.csv 第 9 行")
    card.get_by_label("备注", exact=True).fill("<b>问泊位</b>")
    card.get_by_role("button", name="记下").click()
    expect(panel(shown, "notes").locator(".pn-note")).to_have_text("<b>问泊位</b>")
    shown.locator("[data-do=undo]").first.click()
    expect(panel(shown, "notes").locator(".pn-note")).to_have_count(0)
    with shown.expect_navigation():
        row.click()
    assert "第 9 行" in shown.locator("h1").inner_text()
    assert shown.told == []


def test_a_link_holds_the_view_where_nothing_can_be_saved(shown: Any, server: str) -> None:
    shown.evaluate(f"liantuExplorer.model.setNote('{PORT}', '问泊位')")
    panel(shown, "filters").get_by_label("行政区 1").uncheck()
    places = "model.graph.mapNodes((id, one) => [id, Math.round(one.x), Math.round(one.y)])"
    before = model(shown, places)
    views = panel(shown, "views")
    assert "只读" in views.inner_text()
    link = link_of(shown)
    assert link.startswith(f"{server}/explore#v=")
    reopened_by(shown, link)
    expect(panel(shown, "views").locator(".pn-opened")).to_contain_text("与现在相同")
    assert model(shown, places) == before
    assert model(shown, "[model.filters.length, ...model.notes.values()]") == [1, "问泊位"]
    shown.goto("about:blank")
    shown.goto(link[:-40])
    expect(shown.locator("[data-panel=views] [role=alert]")).to_contain_text("不完整")
    assert shown.told == []


def test_a_view_of_a_withdrawn_version_and_of_what_is_not_here_says_so(
    page: Any, server: str
) -> None:
    explorer(page, f"{server}/explore")
    made = """async ([port]) => {
      const { packed } = await import("/static/explorer/panels/share.js");
      const nodes = [{ id: port, x: 1, y: 2 }, { id: "ent:n-0000000000000000", x: 3, y: 4 }];
      const odd = { filters: [{ field: 5 }, { field: "kind", op: "in" }], styles: [{ colour: {} }],
        camera: { x: "a" }, groups: { by: 7 }, notes: { a: 1 }, expansions: [3], selection: [{}] };
      return packed({ format: 1, data_version: "0123456789abcdef", nodes, ...odd });
    }"""
    link = page.evaluate(made, [PORT])
    page.goto("about:blank")
    page.goto(f"{server}/explore{link}")
    said = page.locator("[data-panel=views] .pn-opened")
    expect(said).to_contain_text("0123456789abcdef 已撤回或不在这里")
    expect(said).to_contain_text("ent:n-0000000000000000，此处的数据里没有")
    assert model(page, "model.graph.nodes()") == [PORT]
    assert model(page, "model.filters.length + model.styles.length") == 0
    panel(page, "filters")
    assert [one for one in page.told if "404" not in one] == []


def test_names_that_try_to_be_code_stay_names(page: Any, server: str) -> None:
    explorer(page, f"{server}/explore")
    page.evaluate("""names => {
      const { model } = liantuExplorer;
      const nodes = names.map((name, at) => ({ id: `ent:${at}`, kind: "Enterprise", name,
        properties: { ownership: name, notes: [name] }, sources: [name], confidence: name }));
      const links = names.slice(1).map((name, at) => ({ key: `l${at}`, kind: "SUPPLIES",
        from: "ent:0", to: `ent:${at + 1}`, properties: { product: name }, sources: [name] }));
      model.add(nodes, links);
      names.forEach((name, at) => model.setNote(`ent:${at}`, name));
      model.setFilters([{ field: "prop:Enterprise.ownership", op: "not in", value: ["x"] }]);
      const field = "prop:Enterprise.ownership";
      model.setStyles(names.map(name => (
        { field, op: "in", value: [name], colour: name, shape: name })));
      model.select(["ent:0", "ent:1"]);
    }""", CORPUS)  # fmt: skip
    for name in ("filters", "styles", "legend", "notes", "paths", "details", "table"):
        panel(page, name)
    expect(page.locator("[data-panel=notes] .pn-note")).to_have_count(len(CORPUS))
    expect(page.locator("[data-panel=legend]")).to_contain_text("<img src=x onerror=alert(1)>")
    assert page.locator("main img, main script, main svg[onload]").count() == 0
    assert [one for one in page.told if "404" not in one] == []  # the server knows no such nodes
