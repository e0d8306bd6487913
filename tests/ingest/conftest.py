"""A data folder with the demo loaded, to be loaded into."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from liantu.home import Home
from liantu.settings import settings
from tests import factories


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """A data folder of one's own with the demo loaded."""
    found = factories.copy_of_demo(tmp_path)
    yield found
    found.ledger.close()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Home]:
    """A data folder with nothing in it."""
    found = Home(tmp_path / "empty")
    yield found
    found.ledger.close()


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """Where a clerk's files lie before they are loaded."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


@pytest.fixture(autouse=True)
def fresh_settings() -> Iterator[None]:
    """Settings are read once per process: once per test here."""
    yield
    settings.cache_clear()
