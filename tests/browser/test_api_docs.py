"""The page of the API in a real browser: its forms are as readable in the dark as in the light."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.no_graph]

LEAST = 4.5  # to one, of the contrast of words with what lies behind them (WCAG AA)
FAINT = """(least) => {
  const shade = (colour) => {
    const [r, g, b] = colour.map((one) => one / 255)
      .map((one) => one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const parts = (text) => text.match(/[\\d.]+/g).map(Number);
  const behind = (one) => {
    const over = [];
    for (let at = one; at; at = at.parentElement) {
      const [r, g, b, a = 1] = parts(getComputedStyle(at).backgroundColor);
      if (a > 0) over.push([r, g, b, a]);
      if (a === 1) break;
    }
    return over.reduceRight((under, [r, g, b, a]) =>
      [r, g, b].map((each, at) => each * a + under[at] * (1 - a)), [255, 255, 255]);
  };
  const found = [];
  const words = "h3, h4, h5, th, td, label, input, select, .btn, .opblock-tag, .parameter__type," +
    ".opblock-summary-path, .opblock-summary-description";
  for (const one of document.querySelector("#api-docs").querySelectorAll(words)) {
    if (!one.getClientRects().length) continue;
    const both = [shade(parts(getComputedStyle(one).color)), shade(behind(one))];
    const ratio = (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05);
    const name = `${one.tagName} ${one.className} ${one.textContent.slice(0, 20)}`;
    if (ratio < least) found.push(`${name} ${ratio.toFixed(1)}`);
  }
  return [...new Set(found)];
}"""


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_the_forms_of_the_api_can_be_read(page: Any, server: str, scheme: str) -> None:
    page.set_default_timeout(60_000)
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{server}/api/docs")
    page.locator(".opblock-tag[data-tag=chains]").click()
    page.locator(".opblock-summary-control").first.click()
    page.locator(".try-out__btn").first.click()
    page.locator(".btn.execute").first.click()
    page.wait_for_selector(".live-responses-table .microlight")
    page.mouse.move(0, 0)
    page.wait_for_timeout(600)  # the library fades its boxes in
    assert page.evaluate(FAINT, LEAST) == []
