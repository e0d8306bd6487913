"""The Python client, the notebook and the commands of docs/how-to/api.md against a real server."""

from __future__ import annotations

import os
import re
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar

import nbformat
import networkx
import pytest
from flask import Flask
from nbclient import NotebookClient
from waitress.server import create_server

from liantu.client import ApiError, Liantu, Unreachable
from liantu.home import Home
from tests.conftest import serving
from tests.web.logins import demo_with_accounts, token_of

pytestmark = pytest.mark.no_graph
DOCS = Path(__file__).parents[2] / "docs"
CHAIN, HOME = "offshore-wind", "370614"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    yield from demo_with_accounts(tmp_path_factory.mktemp("client"))


@pytest.fixture(scope="module")
def own(home: Home) -> Iterator[Flask]:
    yield from serving(home)


@pytest.fixture(scope="module")
def url(own: Flask) -> Iterator[str]:
    server = create_server(own, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.socket.getsockname()[1]}"
    server.close()
    thread.join(10)


@pytest.fixture(scope="module")
def token(home: Home) -> str:
    return token_of(home, "clerk", ["read", "ingest"])["Authorization"].partition(" ")[2]


def test_answers_are_tables_graphs_and_pages(url: str, token: str) -> None:
    liantu = Liantu(url, token)
    gaps = liantu.gaps(CHAIN, region=HOME)
    frame, other = gaps.pandas(), gaps.polars()
    assert len(frame) == len(other) == len(gaps["findings"]) == 39
    assert {"segment.name", "kind"} <= {*frame.columns} & {*other.columns}
    graph = liantu.panorama(CHAIN, region=HOME).networkx()
    assert isinstance(graph, networkx.MultiDiGraph) and len(graph) == 39
    pages = list(liantu.nodes("Enterprise", limit=10).pages())
    ids = [one["id"] for page in pages for one in page["nodes"]]
    assert len(pages) > 2 and len(ids) == len({*ids})
    assert ids == [one["id"] for one in liantu.nodes("Enterprise").rows()]
    assert token not in f"{liantu!r}{gaps!r}{gaps._calls!r}"


def test_errors_say_what_to_do(url: str, token: str) -> None:
    with pytest.raises(ApiError) as refused:
        _ = Liantu(url, token).gaps("no-such-chain")["findings"]
    assert (refused.value.status, bool(refused.value.remedy)) == (404, True)
    with pytest.raises(ApiError) as unknown:
        Liantu(url, "lt_none").chains().json()
    assert unknown.value.status == 401
    with pytest.raises(Unreachable):
        Liantu("http://127.0.0.1:1", retries=1).chains().json()
    for path in ("http://example.org/x", "//example.org/x", "@example.org/x"):
        assert Liantu(url)._calls.address(path).startswith(f"{url}/api/v1/")
    with pytest.raises(ValueError, match="expected"):
        Liantu("file:///etc/passwd")


class Moody(BaseHTTPRequestHandler):
    """Refuses twice, then answers; or sends elsewhere."""

    seen: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.seen.append(self.path)
        away = "away" in self.path
        status = 302 if away else (429, 503, 200)[min(len(self.seen) - 1, 2)]
        self.send_response(status)
        if away:
            self.send_header("Location", "http://127.0.0.1:1/stolen")
        if status == 429:
            self.send_header("Retry-After", "0")
        body = b'{"ok": true}' if status == 200 else b""
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        return


@pytest.fixture
def moody() -> Iterator[str]:
    Moody.seen.clear()
    with HTTPServer(("127.0.0.1", 0), Moody) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join(5)


def test_passing_errors_are_tried_again_and_nothing_is_sent_elsewhere(moody: str) -> None:
    liantu = Liantu(moody, "lt_secret")
    assert liantu.chains().json() == {"ok": True}
    assert len(Moody.seen) == 3
    with pytest.raises(ApiError) as sent_away:
        liantu.get("/away").json()
    assert sent_away.value.status == 302


def test_a_delivery_is_followed_to_its_rejects(url: str, token: str) -> None:
    row = {"企业名称": "客户端塔筒有限公司", "所在地": "烟台市蓬莱区", "主营环节": "塔筒"}
    rows = [{**row, "来源": "report-penglai"}, {**row, "企业名称": ""}]
    liantu = Liantu(url, token)
    sent = [
        liantu.deliver("register", rows, delivery="changes", observed_on="2026-11-20", key="one")
        for _ in range(2)
    ]
    assert sent[0].job == sent[1].job
    done = sent[0].wait(120)
    assert done.state == "done" and done.report["rows"]["read"] == 2
    (reject,) = done.rejects()
    assert reject["cells"]["主营环节"] == "塔筒"
    assert done.rejects_csv().startswith(b"\xef\xbb\xbf")


def test_the_notebook_answers_five_questions(
    url: str, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIANTU_URL", url)
    monkeypatch.setenv("LIANTU_TOKEN", token)
    notebook = nbformat.read(DOCS / "examples" / "planner.ipynb", as_version=4)
    titles = [one.source for one in notebook.cells if one.source.startswith("## ")]
    assert len(titles) == 5
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs, cell.source


def test_the_commands_of_the_page_work_as_they_stand(url: str, token: str, tmp_path: Path) -> None:
    page = (DOCS / "how-to" / "api.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", page, re.DOTALL)[1:]  # the first sets the address
    script = "set -euo pipefail\n" + "\n".join(blocks)
    given = {"PATH": os.environ["PATH"], "LIANTU": url, "TOKEN": token}
    done = subprocess.run(
        ["bash", "-c", script], env=given, cwd=tmp_path, capture_output=True, text=True, timeout=180
    )
    assert done.returncode == 0, done.stderr[-2000:] + done.stdout[-2000:]
    assert "\n304\n" in done.stdout
    assert (tmp_path / "gaps.csv").stat().st_size > 1000
