"""The explorer at size: its picture, a step of its layout beside stock pyvis, a hub's expansion.

``python bench/explorer.py`` makes one graph of 10,000 nodes and 20,000 links (always the same,
Chinese names, most nodes with few links, few with many) and gives it to the page of the explorer
and to the page that pyvis writes. The page, its modules and the answer come over HTTP from the
product's own application; the answer itself is made up here, so that no figure depends on how
long a store needs (``hub_ms`` is that part). Main thread means the time of its tasks as the
browser counts them (``Performance.getMetrics``), by the clock and by the processor. The last
line is one JSON object.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import statistics
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from flask import Flask, Response
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from bench.explorer_hub import hub_ms, port_home
from liantu.home import Home
from liantu.web import create_app

CHROMIUM = "/usr/bin/chromium"
WEBGL = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
WINDOW = {"width": 1440, "height": 900}
KINDS = ("Enterprise", "Enterprise", "Enterprise", "Segment", "Project", "Facility", "Park")
WORDS = "海陆风电塔筒叶片轴承齿轮材料装备新能源精密重工"
LAST = ("picture_10k_s", "step_10k_ms", "vs_pyvis_step", "open_50k_s", "hub_ms")


def made(count: int) -> dict[str, Any]:
    """Return a graph in the shape of an answer: two links a node, most of them to near ones."""
    chance = random.Random(20261122)
    nodes = [
        {
            "id": f"ent:b{number}",
            "kind": chance.choice(KINDS),
            "name": "".join(chance.choice(WORDS) for _ in range(4)) + f"{number}有限公司",
            "properties": {},
            "sources": ["bench"],
            "degree": 4,
        }
        for number in range(count)
    ]
    links = []
    for number in range(2 * count):
        start = number % count
        near = start + chance.randrange(1, 40) if chance.random() < 0.7 else chance.randrange(count)
        end = near % count if chance.random() < 0.9 else int(count * chance.random() ** 4)
        links.append(
            {"key": f"l{number}", "kind": "SUPPLIES", "from": f"ent:b{start}", "to": f"ent:b{end}"}
            | {"properties": {}, "sources": ["bench"]}
        )
    return {"nodes": nodes, "links": links}


def places(graph: dict[str, Any]) -> dict[str, Any]:
    """Return a kept view of a graph: its nodes on a square, in a chance order."""
    chance = random.Random(8)
    side = 26 * len(graph["nodes"]) ** 0.5
    at = [
        {"id": one["id"], "x": chance.uniform(0, side), "y": chance.uniform(0, side)}
        for one in graph["nodes"]
    ]
    return {"format": 1, "nodes": at}


@contextlib.contextmanager
def serving(home: Home, graphs: dict[int, dict[str, Any]], stock: str) -> Iterator[str]:
    """Serve the product with the made-up answers and the page of pyvis beside it."""
    from waitress.server import create_server

    beside = Flask("beside")  # not of the product, which denies what its matrix does not name
    held = {
        size: json.dumps({"answer": graph, "view": places(graph)}) for size, graph in graphs.items()
    }

    @beside.get("/<int:size>.json")
    def _made(size: int) -> Response:
        return Response(held[size], mimetype="application/json")

    @beside.get("/pyvis.html")
    def _stock() -> Response:
        page = Response(stock, mimetype="text/html")
        page.headers["Content-Security-Policy"] = (
            "default-src * 'unsafe-inline' 'unsafe-eval' data:"
        )
        return page

    app = DispatcherMiddleware(create_app(home), {"/bench": beside})
    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.socket.getsockname()[1]}"
    finally:
        server.close()
        thread.join(timeout=10)


def by_pyvis(graph: dict[str, Any]) -> str:
    """Return the page that pyvis writes of a graph: stock, its library within, no stabilisation.

    Stock pyvis hides its picture for a thousand steps; the option shows each step as it is made.
    """
    from pyvis.network import Network

    net = Network(height="850px", width="100%", directed=True, cdn_resources="in_line")
    for one in graph["nodes"]:
        net.add_node(one["id"], label=one["name"])
    net.add_edges([(one["from"], one["to"]) for one in graph["links"]])
    net.toggle_stabilization(False)
    return str(net.generate_html(notebook=False))


class Watch:
    """Says what the main thread of a page does between two moments: by the clock, and its own."""

    def __init__(self, page: Any) -> None:
        self.session = page.context.new_cdp_session(page)
        self.session.send("Performance.enable")
        self.began = self.now()

    def now(self) -> tuple[float, float]:
        """Return the time of all tasks so far, and that of the processor, in ms."""
        told = self.session.send("Performance.getMetrics")["metrics"]
        found = {one["name"]: float(one["value"]) * 1000 for one in told}
        return found["TaskDuration"], found["ThreadTime"]

    def each(self, count: int) -> tuple[float, float]:
        """Return both since this watch was made, divided by what was counted."""
        now = self.now()
        share = max(count, 1)
        return (now[0] - self.began[0]) / share, (now[1] - self.began[1]) / share


# Opens what a view of this size holds, as a reader opens a kept view; until two frames are drawn.
OPEN = """async (size) => {
  const { model, stage } = liantuExplorer;
  const begun = performance.now();
  const { answer, view } = await (await fetch(`/bench/${size}.json`)).json();
  const asked = performance.now();
  model.restore(view, answer);
  stage.fit();
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const nodes = stage.display.items.length;
  return { nodes, ready: window.benchReady, asked: asked - begun, took: performance.now() - begun };
}"""
READY = """new MutationObserver((_, watch) => {
  if (!document.querySelector("#explorer[data-ready]")) return;
  window.benchReady = performance.now();
  watch.disconnect();
}).observe(document, { subtree: true, childList: true, attributes: true });"""
DRAWN = """() => { window.benchDrawn = 0;
  liantuExplorer.stage.addEventListener("drawn", () => { window.benchDrawn += 1; }); }"""
# Stock physics makes up to two steps for one picture: its steps are counted, not its pictures.
STOCK = """() => { window.benchSteps = 0;
  const tick = network.physics.physicsTick.bind(network.physics);
  network.physics.physicsTick = () => { tick(); window.benchSteps += 1; }; }"""


def page_of(browser: Any, address: str, painter: str = "") -> Any:
    """Open the explorer and wait until it can be used; it chooses its painter unless told."""
    page = browser.new_page(viewport=WINDOW)
    page.add_init_script(READY)
    page.goto(f"{address}/explore?painter={painter}")
    page.wait_for_selector("#explorer[data-ready]", timeout=60_000)
    return page


def opened(browser: Any, address: str, size: int, painter: str = "") -> tuple[Any, float]:
    """Return a page that shows a graph of this size, and seconds from its call to the picture."""
    page = page_of(browser, address, painter)
    found = page.evaluate(OPEN, size)
    if found["nodes"] != size:
        raise RuntimeError(f"{found['nodes']} of {size} nodes are drawn")
    return page, (found["ready"] + found["took"]) / 1000


def stepped(browser: Any, address: str, size: int, painter: str = "") -> tuple[float, float]:
    """Return what the main thread does for one step of the layout that is drawn, in ms."""
    page, _ = opened(browser, address, size, painter)
    page.evaluate(DRAWN)
    page.evaluate("() => { document.querySelector('#layout').value = 'force'; }")
    page.evaluate("() => { document.querySelector('[data-do=layout]').click(); }")
    while page.evaluate("() => liantuExplorer.force.done") < 5:  # the worker has begun
        page.wait_for_timeout(50)
    watch, first = Watch(page), page.evaluate("() => window.benchDrawn")
    page.wait_for_timeout(4000)
    took = watch.each(page.evaluate("() => window.benchDrawn") - first)
    if not page.evaluate("() => liantuExplorer.force.running"):
        raise RuntimeError("the layout ended while it was watched")
    page.close()
    return took


def stock_step(browser: Any, address: str) -> tuple[float, float]:
    """Return the same of the page that pyvis writes: a step of its physics and the picture."""
    page = browser.new_page(viewport=WINDOW)
    page.goto(f"{address}/bench/pyvis.html", wait_until="load", timeout=120_000)
    page.evaluate(STOCK)
    page.wait_for_timeout(1000)
    watch, first = Watch(page), page.evaluate("() => window.benchSteps")
    page.wait_for_timeout(9_000)
    took = watch.each(page.evaluate("() => window.benchSteps") - first)
    page.close()
    return took


def run(home: Home, size: int, large: int) -> dict[str, float]:
    """Measure pictures and steps; the two sides of the comparison take turns."""
    from playwright.sync_api import sync_playwright

    graphs = {size: made(size), large: made(large)}
    found: dict[str, float] = {}
    with (
        serving(home, graphs, by_pyvis(graphs[size])) as address,
        sync_playwright() as playwright,
    ):
        arguments = ["--no-sandbox", *WEBGL]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        page_of(browser, address).close()  # the first page warms the cache of the browser
        for name, painter in (("", ""), ("_webgl", "webgl")):
            times = []
            for _ in range(3):
                page, took = opened(browser, address, size, painter)
                chosen = page.evaluate("() => liantuExplorer.stage.painter.kind")
                page.close()
                times.append(took)
            found[f"picture_10k{name}_s"] = statistics.median(times)
            print(f"painter{name}: {chosen}", flush=True)
        ours = [stepped(browser, address, size)]
        stock = stock_step(browser, address)
        ours.append(stepped(browser, address, size))
        webgl = stepped(browser, address, size, "webgl")
        for at, name in enumerate(("", "_cpu")):
            mean = statistics.mean(one[at] for one in ours)
            found[f"step_10k{name}_ms"] = mean
            found[f"step_10k_webgl{name}_ms"] = webgl[at]
            found[f"pyvis_step{name}_ms"] = stock[at]
            found[f"vs_pyvis_step{name}"] = stock[at] / mean
        page, found["open_50k_s"] = opened(browser, address, large)
        page.close()
        browser.close()
    return found


def main() -> int:
    """Run all, print the table, and one JSON line at the end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nodes", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=50_000)
    parser.add_argument("--no-hub", action="store_true", help="leave the expansion of a hub out")
    given = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory(prefix="liantu-explorer-") as folder:
        home = port_home(Path(folder), 1000, 100)
        found = run(home, given.nodes, given.large)
        home.ledger.close()
    found |= {} if given.no_hub else {key: float(value) for key, value in hub_ms().items()}
    for name, value in found.items():
        print(f"{name:24} {value:10.2f}")
    print(json.dumps({name: round(found[name], 2) if name in found else None for name in LAST}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
