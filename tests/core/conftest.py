"""The command line in this process, on the demo; fresh ledgers on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from liantu.cli import run
from liantu.home import Home
from liantu.ledger import Ledger
from liantu.settings import settings
from tests import factories
from tests.postgres_server import database


@dataclass(frozen=True)
class Said:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as the one JSON value that it must be."""
        return json.loads(self.out)


Liantu = Callable[..., Said]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """A data folder of one's own with the demo loaded."""
    found = factories.copy_of_demo(tmp_path)
    yield found
    found.ledger.close()


@pytest.fixture
def liantu(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Liantu]:
    """Run a command: ``liantu(home, "gaps", "--chain", …, LIANTU_LANG="en")``."""

    def call(home: Path, *arguments: str, **environment: str) -> Said:
        factories.use(home, monkeypatch, **environment)
        capfd.readouterr()
        code = run(list(arguments))
        out, err = capfd.readouterr()
        return Said(code, out, err)

    yield call
    monkeypatch.undo()
    settings.cache_clear()


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
