"""The span of time in the explorer's filters, with either painter; views keep it."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.test_explore_canvas import opened
from tests.browser.test_explore_panels import link_of, model, panel, reopened_by
from tests.browser.test_pages import serious

pytestmark = [pytest.mark.browser, pytest.mark.no_graph]
DATES = ("2019-03-31", "2019-04-01", "2021-12-31", "2024-02-29", None)
ADD = """dates => liantuExplorer.model.add(
  dates.map((day, at) => ({ id: `ent:${at}`, kind: "Enterprise", name: `企业${at}`,
    sources: ["register"], properties: { founded: day },
    observed_on: at ? "2024-01-01" : "2023-11-05" })),
  [{ key: "a", kind: "SUPPLIES", from: "ent:1", to: "ent:2", properties: {}, sources: [] },
   { key: "b", kind: "SUPPLIES", from: "ent:2", to: "ent:3", properties: {}, sources: ["report"],
     observed_on: "2023-11-20" }])"""
SEEN = "model.graph.filterNodes(id => model.visible(id)).join()"
LINKS = "model.graph.filterEdges(key => model.linkVisible(key)).join()"
BARS = """async ([...dates]) => {
  const { bars } = await import("/static/explorer/panels/timespan.js");
  return bars(dates).map(one => [one.from, one.to, one.count]);
}"""


def slide(page: Any, label: str, to: int) -> None:
    """Move an end of the span as a hand does."""
    slider = panel(page, "filters").get_by_label(label)
    # in one go: the panel may be drawn anew between two
    slider.evaluate(
        """(one, to) => {
          one.value = to;
          for (const event of ["input", "change"]) one.dispatchEvent(new Event(event));
        }""",
        to,
    )


@pytest.mark.parametrize("painter", ["webgl", "canvas"])
def test_a_span_of_time_is_slid_undone_and_kept_by_a_view(
    page: Any, server: str, painter: str
) -> None:
    opened(page, server, painter=painter)
    page.evaluate(ADD, list(DATES))
    filters = panel(page, "filters")
    time = filters.locator("[data-list=time]")
    time.locator("summary").click()
    expect(time.get_by_role("status")).to_have_text("2023-11-05 至 2024-01-01：6 个节点和关系")
    expect(time.locator(".pn-tick .pn-count")).to_have_text("0")
    slide(page, "从这一段起", 10)
    assert model(page, SEEN) == "ent:1,ent:2,ent:3,ent:4"
    assert model(page, LINKS) == "a,b"  # one is undated, the other of after the fifteenth
    slide(page, "从这一段起", 20)
    assert model(page, LINKS) == "a"
    page.locator("[data-do=undo]").first.click()
    assert model(page, LINKS) == "a,b"
    slide(page, "从这一段起", 0)
    assert model(page, "model.filters.length") == 0

    time.get_by_label("按哪个日期").select_option("prop:Enterprise.founded")
    slide(page, "到这一段止", 33)
    expect(time.get_by_role("status")).to_have_text("2019-03 至 2021-12-31：3 个节点和关系")
    assert model(page, SEEN) == "ent:0,ent:1,ent:2,ent:4"
    expect(time.locator(".pn-tick .pn-count")).to_have_text("1")
    time.get_by_label("没有日期的也显示").uncheck()
    assert model(page, SEEN) == "ent:0,ent:1,ent:2"
    expect(filters.locator(".pn-chips")).to_contain_text("2019-03 至 2021-12-31")
    assert serious(page) == []
    kept = model(page, "JSON.stringify(model.filters)")
    reopened_by(page, link_of(page))
    page.locator("[data-panel=views] .pn-opened").wait_for()
    assert model(page, "JSON.stringify(model.filters)") == kept
    assert [one for one in page.told if "404" not in one] == []


@pytest.mark.parametrize(
    ("dates", "many", "first", "last"),
    [
        (["2024-02-28", "2024-03-01"], 3, ["2024-02-28"] * 2, ["2024-03-01"] * 2),
        (["2023-12-05", "2024-02-29"], 3, ["2023-12", "2023-12-31"], ["2024-02", "2024-02-29"]),
        (["1979-05-01", "2024-01-01"], 46, ["1979", "1979-12-31"], ["2024", "2024-12-31"]),
        (["1899-05-01", "2024-01-01"], 14, ["189", "1899-12-31"], ["202", "2029-12-31"]),
        (["0001-01-01", "2024-01-01"], 21, ["00", "0099-12-31"], ["20", "2099-12-31"]),
        (["bad"], 0, [], []),
    ],
)
def test_bars_are_as_fine_as_there_is_room_for(
    page: Any, server: str, dates: list[str], many: int, first: list[str], last: list[str]
) -> None:
    page.goto(f"{server}/views")
    found = page.evaluate(BARS, dates)
    assert len(found) == many
    assert sum(count for *_, count in found) == (len(dates) if many else 0)
    assert [one[:2] for one in found[:1] + found[-1:]] == [one for one in (first, last) if one]


def test_a_source_is_asked_for_by_its_id_and_told_by_its_name(page: Any, server: str) -> None:
    opened(page, server, "?id=ent:n-3ecadfb89e6cab2c&lang=en", painter="canvas")
    told = panel(page, "filters").locator("[data-list=source]")
    told.locator("summary").click()
    sources = model(page, "model.graph.getNodeAttribute('ent:n-3ecadfb89e6cab2c', 'sources')")
    label = model(page, f"model.schema.sources['{sources[0]}']")
    assert label != sources[0]
    told.get_by_role("checkbox", name=label).uncheck()
    assert model(page, "model.filters[0].value.length") == 0
    chips = panel(page, "filters").locator(".pn-chips")
    page.evaluate("one => liantuExplorer.model.setFilters([one])",
                  {"field": "source", "op": "in", "value": sources[:1]})  # fmt: skip
    expect(chips).to_contain_text(label)
    assert page.told == []
