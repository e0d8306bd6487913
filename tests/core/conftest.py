"""Fresh ledgers, on SQLite and on a real PostgreSQL, and settings from the environment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from liantu.ledger import Ledger
from liantu.settings import settings
from tests.postgres_server import database


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a fresh ledger."""
    return database() if request.param == "postgres" else f"sqlite:///{tmp_path}/ledger.sqlite"


@pytest.fixture
def opened() -> Iterator[Callable[[str], Ledger]]:
    """Open ledgers that are closed with the test."""
    found: list[Ledger] = []

    def _open(url: str) -> Ledger:
        found.append(Ledger(url))
        return found[-1]

    yield _open
    for one in found:
        one.close()


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Set variables for this test; the settings are read anew."""

    def _set(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(name, value)
        settings.cache_clear()

    yield _set
    monkeypatch.undo()
    settings.cache_clear()
