"""From a port to everything that ships through it: the story of docs/explorer.md, walked."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from liantu.ingest.load import load
from tests import factories
from tests.browser.test_explore_panels import PORT, explorer, model, panel
from tests.browser.test_pages import serious
from tests.conftest import TOKEN, Server, serving

pytestmark = [pytest.mark.browser, pytest.mark.no_graph]


@pytest.fixture
def own(tmp_path: Path) -> Iterator[tuple[str, Any]]:
    """The address of a server over a demo of one's own, and its data folder."""
    home = factories.copy_of_demo(tmp_path)
    for app in serving(home):
        server = Server(app)
        yield server.url, home
        server.close()
    home.ledger.close()


def unlock(page: Any, address: str) -> None:
    """Open the forms."""
    page.goto(f"{address}/unlock")
    page.get_by_label("口令").fill(TOKEN)
    page.get_by_role("button", name="解锁").click()
    page.wait_for_url("**/data")


def expand(page: Any, group: str) -> None:
    """Expand one kind of links of the node that is selected."""
    nodes = model(page, "model.graph.order")
    panel(page, "node").locator(f"[data-group='{group}']").click()
    page.wait_for_function("many => liantuExplorer.model.graph.order > many", arg=nodes)


def chosen(page: Any, name: str) -> None:
    """Select a node by its row of the table."""
    table = panel(page, "table")
    table.get_by_label("在表中查找").fill(name)
    table.get_by_title(f"在画布上找到 {name}", exact=True).click()
    table.get_by_label("在表中查找").fill("")


@pytest.mark.parametrize("painter", ["webgl", "canvas"])
def test_from_the_port_to_everything_that_ships_through_it(
    page: Any, own: tuple[str, Any], tmp_path: Path, painter: str
) -> None:
    address, home = own
    unlock(page, address)
    page.goto(f"{address}/nodes/{PORT}")
    page.get_by_role("link", name="从这里展开关系图").click()
    page.wait_for_selector("#explorer[data-ready]")
    explorer(page, page.url, painter)
    expand(page, "SHIPS_VIA in Enterprise")
    expand(page, "MAKES out Segment")
    chosen(page, "大件运输码头")
    expand(page, "UPSTREAM_OF in Segment")
    segments = "model.graph.filterNodes((id, one) => one.kind === 'Segment')"
    assert len(model(page, segments)) == 6
    for name in ("叶片", "塔筒", "风电整机", "单桩基础", "导管架基础"):
        chosen(page, name)
        expand(page, "MAKES in Enterprise") if name != "导管架基础" else None
    firms = model(page, "model.graph.filterNodes((id, one) => one.kind === 'Enterprise').length")
    assert firms >= 8

    filters, styles, legend = (panel(page, name) for name in ("filters", "styles", "legend"))
    filters.get_by_role("checkbox", name="邻近").uncheck()
    styles.get_by_label("按什么").select_option("confidence")
    styles.get_by_role("button", name="每个值一种颜色").click()
    expect(legend).to_contain_text("可信度：")

    paths = panel(page, "paths")
    for name in ("蓬莱港", "大金重工"):
        paths.get_by_role("combobox", name="添加端点").fill(name)
        paths.locator(".suggestions [role=option]").first.click()
    paths.get_by_role("button", name="查找路径").click()
    paths.locator(".pn-paths button").first.click()
    assert model(page, "model.emphasis.nodes.size") >= 3
    paths.get_by_role("button", name="取消突出显示").click()

    groups = panel(page, "groups")
    groups.get_by_label("按什么分组").select_option("region")
    groups.get_by_role("button", name="分组", exact=True).click()
    groups.locator(".pn-groups li").first.wait_for()
    assert model(page, "model.groups.groups.reduce((sum, one) => sum + one.count, 0)") > 0
    assert serious(page) == []

    views = panel(page, "views")
    views.get_by_label("视图名称").fill("经蓬莱港出运")
    views.get_by_role("button", name="存为新视图").click()
    expect(views).to_contain_text("已保存：经蓬莱港出运")
    saved = page.url
    assert "/explore?view=" in saved
    for name in ("png", "csv", "html"):
        with page.expect_download() as download:
            panel(page, "export").locator(f"[data-format={name}]").click()
        download.value.save_as(tmp_path / name)
        assert (tmp_path / name).stat().st_size > 1000
    assert page.told == []

    reopened(page, home, saved, tmp_path)


def reopened(page: Any, home: Any, saved: str, folder: Path) -> None:
    """Load the register with a firm changed and another gone, and open the view again."""
    register = folder / "企业名录.csv"
    shutil.copy(factories.demo_file("企业名录.csv"), register)
    text = register.read_text("utf-8-sig")
    lines = text.splitlines()
    at = next(number for number, line in enumerate(lines) if "烟台港集团蓬莱港" in line)
    lines[at] = lines[at].replace(",国有,", ",混合所有制,")
    register.write_text("\n".join(line for line in lines) + "\n", "utf-8-sig")
    load(home, [register])
    page.goto("about:blank")
    page.goto(saved)
    opened = page.locator("[data-panel=views] .pn-opened")
    expect(opened).to_contain_text("经蓬莱港出运")
    expect(opened).to_contain_text("属性有变化的节点 1 个")
    expect(opened).to_contain_text(re.compile("国有 → 混合所有制"))
    opened.get_by_role("button", name="在画布上标出变化").click()
    assert model(page, "[...model.emphasis.nodes]") == [PORT]
    assert model(page, "model.groups.by") == "region"
    views = panel(page, "views")
    views.get_by_role("button", name="删除 经蓬莱港出运").click()
    views.get_by_role("button", name="撤销删除").click()
    expect(views).to_contain_text("已恢复 经蓬莱港出运")
    expect(views.get_by_role("link", name="经蓬莱港出运")).to_be_visible()
    page.wait_for_load_state("networkidle")  # nothing is asked of a server that ends
    assert page.told == []
    page.goto("about:blank")
