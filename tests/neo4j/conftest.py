from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from liantu.graph.stores.neo4j_link import Connection
from liantu.graph.stores.remote import connect
from liantu.home import Home
from liantu.settings import settings
from tests.servers.comparing import Tally
from tests.servers.neo4j_server import Missing, Neo4jServer


@pytest.fixture(scope="session")
def own_server() -> Iterator[Neo4jServer]:
    """A server that tests may stop, kill and start again."""
    try:
        server = Neo4jServer().start()
    except Missing as reason:
        pytest.skip(str(reason))
    yield server
    server.close()


@pytest.fixture(scope="session")
def neo4j_access(request: pytest.FixtureRequest) -> tuple[str, str, str]:
    """Address, user and password of a Neo4j: the one named, or one started here."""
    if uri := os.environ.get("LIANTU_TEST_NEO4J_URI"):
        user = os.environ.get("LIANTU_TEST_NEO4J_USER", "neo4j")
        return uri, user, os.environ.get("LIANTU_TEST_NEO4J_PASSWORD", "")
    server: Neo4jServer = request.getfixturevalue("own_server")
    return server.uri, server.user, server.password


@pytest.fixture
def remote(
    neo4j_access: tuple[str, str, str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., None]]:
    """Settings that point to the Neo4j; call it to change some."""

    def change(**values: object) -> None:
        for name, value in values.items():
            monkeypatch.setenv(f"LIANTU_{name.upper()}", str(value))
        settings.cache_clear()

    uri, user, password = neo4j_access
    change(store=uri, store_user=user, store_password=password, store_grace_seconds=0)
    yield change
    settings.cache_clear()


@pytest.fixture
def connection(remote: Callable[..., None]) -> Iterator[Connection]:
    found = connect(settings().store)
    yield found
    found.close()


@pytest.fixture
def empty(connection: Connection) -> Connection:
    """The database without anything that Liantu wrote."""
    while connection.write(
        lambda tx: tx.run(
            "MATCH (n) WITH n LIMIT 20000 DETACH DELETE n RETURN count(*) AS gone"
        ).single(strict=True)["gone"]
    ):
        pass
    return connection


@pytest.fixture
def home(tmp_path: Path, remote: Callable[..., None]) -> Iterator[Home]:
    found = Home(tmp_path / "home")
    yield found
    found.ledger.close()


@pytest.fixture
def counted(request: pytest.FixtureRequest) -> Iterator[Tally]:
    """What a test compares; the figures go with its report, and are printed at the end."""
    tally = Tally()
    yield tally
    request.node.user_properties.append(("differential", tally.figures()))
