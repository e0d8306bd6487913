"""Take the pictures in docs/images from a running demo."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from take_explorer import take_explorer

ROOT = Path(__file__).parents[1]
IMAGES = Path(__file__).parent / "images"
DEMO = ROOT / "core" / "demo"
EXAMPLES = Path(__file__).parent / "examples" / "review" / "2026-10"
CHAIN = "chains/offshore-wind"

# The pictures of docs/tutorial/find-a-gap.md, in its order.
WALK = {
    "walk-unknown": "/segments/gearbox",
    "walk-gap": "/segments/submarine-cable?assume_complete=1",
    "walk-targets": "/segments/submarine-cable/targets?assume_complete=1",
    "walk-what-if": "/what-if?assume_complete=1&do=add_firm&firm=东方电缆蓬莱基地"
    "&segment=submarine-cable",
    "walk-honesty": "/honesty",
    "walk-quadrant": "/quadrant?assume_complete=1",
}

VISITS = (("海源装备", 5000, "塔筒;桩基"), ("风岳重工", 12000, "叶片"), ("瀚海钢构", 800, "塔筒"))


def main() -> int:
    """Start the demo in a folder of its own, take every picture, end it."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"LIANTU_HOME": folder}
        command = [str(Path(sys.executable).with_name("liantu")), "demo", "--port", "0"]
        server = subprocess.Popen(
            command,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            assert server.stdout is not None
            assert server.stderr is not None
            address = server.stdout.readline().strip()
            said = iter(server.stderr.readline, "")
            token = next(hit[1] for line in said if (hit := re.search(r"口令：(\S+)", line)))
            take_all(address)
            with window(address, token, 1000) as page:
                take_explorer(page, address, save)
            subprocess.run([command[0], "load", str(EXAMPLES)], env=environment, check=True)
            take_review(address, token)
            take_incoming(address, token, Path(folder) / "sent")
            take_mapping(address, token, Path(folder))
            take_job(address, token, Path(folder), environment)
        finally:
            server.terminate()
            server.wait(30)
    return 0


def take_all(address: str) -> None:
    """Take the pictures of the demo at an address."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1600, "height": 1000}, locale="zh-CN")
        page.goto(address + CHAIN)
        save(page, "panorama")
        page.locator("svg a[href*='submarine-cable']").first.click()
        page.locator("article.sgm").wait_for()
        save(page, "segment")
        page.goto(f"{address}{CHAIN}?assume_complete=1")
        save(page, "panorama-records-complete")
        page.goto(f"{address}{CHAIN}/gaps?assume_complete=1")
        save(page, "gaps")
        for name, place in WALK.items():
            page.goto(f"{address}{CHAIN}{place}")
            save(page, name)
        take_tour(page, address)
        page.goto(address + "search?q=上海电气")
        page.locator("main a[href*='/nodes/ent']").first.click()
        save(page, "enterprise")
        page.goto(address + "data")
        save(page, "data")
        browser.close()


def take_tour(page: Page, address: str) -> None:
    """Take the pictures of docs/tour.md, click by click."""
    page.goto(address)
    page.locator(f"main a[href^='/{CHAIN}']").first.click()
    save(page, "tour-map")
    page.locator(".pan-assume").click()
    page.locator("svg a[href*='submarine-cable']").click()
    page.locator("article.sgm").wait_for()
    save(page, "tour-gap")
    page.locator("article.sgm a[href*='/targets']").click()
    save(page, "tour-targets")
    page.locator("main table a[href*='/nodes/ent']").first.click()
    save(page, "tour-target")


@contextmanager
def window(address: str, token: str, height: int) -> Iterator[Page]:
    """Open a browser 1,280 wide in which the forms are open."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1280, "height": height}, locale="zh-CN")
        page.goto(address + "unlock")
        page.locator("#token").fill(token)
        page.keyboard.press("Enter")
        page.wait_for_url("**/data")
        yield page
        browser.close()


def take_review(address: str, token: str) -> None:
    """Take the pictures of the review queue, after the example list of firms was loaded."""
    with window(address, token, 1000) as page:
        for name, group in (("review", "identity"), ("suggestion", "segment")):
            page.goto(f"{address}data/review?group={group}")
            if group == "identity":
                save(page, "review-queue")
            page.locator(".queue a").first.click()
            page.locator(".verdict").wait_for()
            save(page, name)


def take_job(address: str, token: str, home: Path, environment: dict[str, str]) -> None:
    """Take the picture of a load of 20,000 made-up enterprises while it runs."""
    sys.path.insert(0, str(ROOT))
    from bench.office import write

    shutil.copytree(ROOT / "bench" / "sources", home / "sources", dirs_exist_ok=True)
    (home / "in").mkdir()
    files = [str(path) for path in write(home / "in", 20_000).full[1:]]
    liantu = str(Path(sys.executable).with_name("liantu"))
    command = [liantu, "job", "start", "load", *files, "--json"]
    started = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE)
    number = json.loads(started.stdout)["id"]
    with window(address, token, 800) as page:
        page.goto(f"{address}data/jobs/{number}")
        page.get_by_role("status").get_by_text("建图数据库快照").wait_for(timeout=120_000)
        page.screenshot(path=str(IMAGES / "job.png"))
    subprocess.run([liantu, "job", "cancel", str(number)], env=environment)  # it may have ended


def take_mapping(address: str, token: str, folder: Path) -> None:
    """Take the picture of a new source, from an office's list of visits."""
    lines = [
        "单位名称,统一社会信用代码,所属区县,注册资本(万元),主营环节,上游企业,联系电话,走访情况"
    ]
    lines += [f"蓬莱{name}有限公司,,蓬莱区,{capital},{made},宝钢股份;鞍钢股份,0535-5550{at},已走访"
              for at, (name, capital, made) in enumerate(VISITS)]  # fmt: skip
    file = folder / "走访企业台账2026年10月.csv"
    file.write_text("\n".join(lines), "utf-8")
    with window(address, token, 1400) as page:
        page.goto(address + "data/sources/new")
        page.locator("#file").set_input_files(str(file))
        page.locator("main form button").click()
        page.locator(".columns").wait_for()
        save(page, "mapping")


def take_incoming(address: str, token: str, folder: Path) -> None:
    """Take the pictures of a delivery before it is accepted: the difference, rows set aside."""
    folder.mkdir()
    (register,) = DEMO.rglob("企业名录.csv")
    lines = register.read_text(encoding="utf-8-sig").splitlines()
    lines[1] = lines[1].replace(",", ",示例", 1)  # another short name
    del lines[2]  # a firm that is in the register no more
    lines += ["蓬莱示例海缆有限公司,示例海缆,烟台市蓬莱区,民营,,海底电缆,链上企业,,report-penglai"]
    lines += ["东方电缆,,宁波市,民营,,海底电缆,链上企业,,report-penglai", ",,,,,塔筒,,,"]
    text = "\n".join(lines) + "\n"
    (folder / "企业名录.csv").write_text(text, encoding="utf-8-sig")
    (folder / "招商线索.csv").write_text("线索名称,意向金额\n示例线索,1\n", encoding="utf-8")
    with window(address, token, 1000) as page:
        page.locator("#upload-file").set_input_files(sorted(folder.iterdir()))
        page.locator("form.upload button").click()
        page.wait_for_url("**/data/incoming/*", timeout=120_000)
        save(page, "incoming")
        page.locator("#gaps").evaluate("one => one.scrollIntoView()")
        save(page, "difference-gaps")
        page.goto(page.url.partition("?")[0] + "?kind=Enterprise#start")
        save(page, "difference")


def save(page: Page, name: str) -> None:
    """Save what the window shows."""
    page.wait_for_load_state("networkidle")
    page.screenshot(path=str(IMAGES / f"{name}.png"))


if __name__ == "__main__":
    sys.exit(main())
