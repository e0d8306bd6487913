"""The demo as a data folder, an application over it, and a real server and browser."""

from __future__ import annotations

import os
import threading
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis

from liantu.graph.snapshots import Snapshots
from liantu.home import Home
from liantu.settings import settings
from liantu.web import create_app
from tests import factories
from tests.servers import holding
from tests.servers.comparing import Tally

# What a test may need of the machine; with LIANTU_REQUIRE_ALL set, to lack it is a failure.
NEEDED = ("browser", "neo4j", "postgres", "shared")
# A machine under load is slow, not wrong.
hypothesis.register_profile("calm", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis.load_profile("calm")

TOKEN = "the token that serve printed"
CHROMIUM = Path("/usr/bin/chromium")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    """Turn the skip of a test that needs something of the machine into a failure, if told to."""
    report = yield
    needs = any(item.get_closest_marker(name) for name in NEEDED)
    if report.skipped and needs and os.environ.get("LIANTU_REQUIRE_ALL"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped: {report.longrepr}"
    return report


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest."""
    items.sort(key=lambda item: item.get_closest_marker("neo4j") is None)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give each file to one process where several run, and all of Neo4j to one."""
    from xdist.scheduler import LoadScopeScheduling

    class ByServer(LoadScopeScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            return "neo4j" if nodeid.startswith("tests/neo4j/") else nodeid.partition("::")[0]

    return ByServer(config, log)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how many answers of the two stores were compared, and how many were equal."""
    tally = Tally()
    for reports in terminalreporter.stats.values():
        for report in reports:
            if getattr(report, "when", "") == "teardown":
                for name, figures in report.user_properties:
                    if name == "differential":
                        tally.add(figures)
    if tally.cases:
        terminalreporter.write_line(tally.line())


@pytest.fixture(autouse=True)
def _neo4j_holds_the_data(request: pytest.FixtureRequest) -> Iterator[None]:
    """Bring a Neo4j, where LIANTU_STORE names one, to the data of this test."""
    holding.hold_for(request)
    yield
    settings.cache_clear()  # a test that fails leaves no settings behind


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A data folder with the demo loaded, which only tests that read it share.

    The one that others are copied from is opened by nobody: reading writes the audit.
    """
    found = factories.copy_of_demo(tmp_path_factory.mktemp("demo"))
    yield found
    found.ledger.close()


@pytest.fixture(scope="session")
def app(demo_home: Home) -> Iterator[Flask]:
    """The application over the demo."""
    yield from serving(demo_home)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without cookies, on this machine."""
    return app.test_client()


def serving(home: Home) -> Iterator[Flask]:
    """Give an application with a token, and close its snapshots at the end."""
    holding.hold(home)
    found = create_app(home, token=TOKEN)
    yield found
    snapshots = found.extensions["liantu"]
    assert isinstance(snapshots, Snapshots)
    snapshots.close()
    found.extensions["liantu.cypher"].close()


class Server:
    """A real server on a free port of loopback, in a thread of its own."""

    def __init__(self, app: Flask) -> None:
        from waitress.server import create_server

        self._server = create_server(app, host="127.0.0.1", port=0, threads=4)
        self.url = f"http://127.0.0.1:{self._server.socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the server; its loop may wait for browsers that keep their connections."""
        self._server.close()
        self._thread.join(timeout=1)


@pytest.fixture(scope="session")
def server(app: Flask) -> Iterator[str]:
    """The address of a real server over the demo, without a slash at the end."""
    found = Server(app)
    yield found.url
    found.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The system's Chromium; tests that need it are skipped where it is missing."""
    if not CHROMIUM.is_file():
        message = f"{CHROMIUM} is missing: apt-get install chromium"
        if os.environ.get("LIANTU_REQUIRE_ALL"):
            pytest.fail(message)
        pytest.skip(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM),
            args=["--no-sandbox", "--disable-gpu", "--enable-unsafe-swiftshader"],
        )
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    """A fresh page; ``page.told`` collects errors, violations and requests that leave loopback."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    found = context.new_page()
    found.told = watch(found)
    yield found
    context.close()


def watch(page: Any) -> list[str]:
    """Return a list that grows with everything a page should not do.

    What the browser's own software renderer says of its speed is none of the page's.
    """
    told: list[str] = []
    local = ("http://127.0.0.1:", "data:", "blob:", "file:")
    page.on("pageerror", lambda error: told.append(f"error: {error}"))
    page.on(
        "console",
        lambda one: (
            told.append(f"console: {one.text}")
            if one.type in ("error", "warning") and "GL Driver Message" not in one.text
            else 0
        ),
    )
    page.on("request", lambda one: 0 if one.url.startswith(local) else told.append(one.url))
    return told
