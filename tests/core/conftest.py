"""The command line in this process, on a data folder with the demo loaded."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from liantu.cli import run
from liantu.home import Home
from liantu.settings import settings
from tests import factories


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
