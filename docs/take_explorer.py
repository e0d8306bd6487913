"""Take the pictures of docs/explorer.md: the walk from a port to what ships through it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

PORT = "ent:n-3ecadfb89e6cab2c"  # 烟台港集团蓬莱港有限公司
WHARF = "大件运输码头"
MADE = ("叶片", "塔筒", "风电整机", "单桩基础", "导管架基础")
PLAIN = """const before = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
  return kind.startsWith("webgl") ? null : before.call(this, kind, ...rest);
};"""  # drawn alike on every machine, whatever its graphics
MAKERS = """() => liantuExplorer.expand(
  [...liantuExplorer.model.selection][0], { link: "MAKES", way: "in", other: "Enterprise" })"""
Save = Callable[[Page, str], None]


def take_explorer(page: Page, address: str, save: Save) -> None:
    """Walk the story in a browser whose forms are open, and save its pictures."""
    page.add_init_script(PLAIN)
    page.goto(f"{address}nodes/{PORT}")
    page.get_by_role("link", name="从这里展开关系图").click()
    page.wait_for_selector("#explorer[data-ready]")
    page.evaluate("document.querySelectorAll('.xp-notice').forEach(one => one.remove())")
    expand(page, "SHIPS_VIA in Enterprise")
    expand(page, "MAKES out Segment")
    arrange(page)
    save(page, "explorer-port")
    select(page, WHARF)
    expand(page, "UPSTREAM_OF in Segment")
    for name in MADE:
        select(page, name)
        page.evaluate(MAKERS)
    select(page, WHARF)
    panel(page, "table", shut=True)
    arrange(page)
    save(page, "explorer-wharf")
    take_looks(page, save)
    take_kept(page, save)


def take_looks(page: Page, save: Save) -> None:
    """Rules of style with their legend, a path, groups."""
    panel(page, "node", shut=True)
    styles = panel(page, "styles")
    styles.get_by_label("按什么").select_option("prop:Enterprise.ownership")
    styles.get_by_role("button", name="每个值一种颜色").click()
    panel(page, "filters").get_by_role("checkbox", name="邻近").uncheck()
    panel(page, "styles", shut=True)
    panel(page, "legend")
    save(page, "explorer-filters")
    panel(page, "filters", shut=True)
    panel(page, "legend", shut=True)
    paths = panel(page, "paths")
    for name in ("大金重工", "蓬莱港"):
        paths.get_by_role("combobox", name="添加端点").fill(name)
        paths.locator(".suggestions [role=option]").first.click()
    paths.get_by_text("方向与关系类别").click()
    for kind in ("生产", "上游于"):
        paths.get_by_label(kind, exact=True).check()
    paths.get_by_text("方向与关系类别").click()
    paths.get_by_role("button", name="查找路径").click()
    paths.locator(".pn-paths button").first.click()
    save(page, "explorer-paths")
    paths.get_by_role("button", name="取消突出显示").click()
    panel(page, "paths", shut=True)
    groups = panel(page, "groups")
    groups.get_by_label("按什么分组").select_option("region")
    groups.get_by_role("button", name="分组", exact=True).click()
    groups.locator(".pn-groups li").first.wait_for()
    save(page, "explorer-groups")
    panel(page, "groups", shut=True)


def take_kept(page: Page, save: Save) -> None:
    """The view kept under a name, and the table under the canvas."""
    views = panel(page, "views")
    views.get_by_label("视图名称").fill("经蓬莱港出运")
    views.get_by_role("button", name="存为新视图").click()
    views.get_by_role("link", name="经蓬莱港出运").wait_for()
    panel(page, "export")
    save(page, "explorer-views")


def panel(page: Page, name: str, *, shut: bool = False) -> Any:
    """Open a panel, or shut it, and return it."""
    found = page.locator(f"[data-panel={name}]")
    if (found.get_attribute("open") is None) != shut:
        found.locator("summary").first.click()
    return found


def arrange(page: Page) -> None:
    """Lay out by forces and wait until that is done."""
    done = page.evaluate("liantuExplorer.model.history.done.length")
    page.locator("[data-do=layout]").click()
    page.wait_for_function("many => liantuExplorer.model.history.done.length > many", arg=done)


def expand(page: Page, group: str) -> None:
    """Expand one kind of links of the selected node and wait for what it brings."""
    many = page.evaluate("liantuExplorer.model.graph.order")
    panel(page, "node").locator(f"[data-group='{group}']").click()
    page.wait_for_function("many => liantuExplorer.model.graph.order > many", arg=many)


def select(page: Page, name: str) -> None:
    """Select a node by its row of the table."""
    table = panel(page, "table")
    table.get_by_label("在表中查找").fill(name)
    table.get_by_title(f"在画布上找到 {name}", exact=True).click()
    table.get_by_label("在表中查找").fill("")
