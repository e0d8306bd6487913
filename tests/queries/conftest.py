"""The demo's store, and small chains whose grades can be worked out by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from liantu.graph.snapshots import Snapshots
from liantu.graph.stores import Store
from liantu.home import Home
from liantu.ingest.load import load
from tests import factories
from tests.queries.golden import golden_home


@pytest.fixture(scope="session")
def demo_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The store of the loaded demo."""
    home = factories.copy_of_demo(tmp_path_factory.mktemp("demo"))
    snapshots = Snapshots(home)
    yield snapshots.store()
    snapshots.close()
    home.ledger.close()


@pytest.fixture(scope="session")
def golden_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The store of the golden case of the gap finder."""
    home = golden_home(tmp_path_factory.mktemp("golden"))
    snapshots = Snapshots(home)
    yield snapshots.store()
    snapshots.close()
    home.ledger.close()


Loaded = Callable[..., Store]


@pytest.fixture
def loaded(tmp_path: Path) -> Iterator[Loaded]:
    """Load files into a data folder of their own and return the store."""
    homes: list[tuple[Home, Snapshots]] = []

    def _load(*paths: Path, observed_on: str = "") -> Store:
        home = Home(tmp_path / f"home{len(homes)}")
        report = load(home, list(paths), observed_on=observed_on)
        assert not report.refused, [str(error) for _, error in report.refused]
        snapshots = Snapshots(home)
        homes.append((home, snapshots))
        return snapshots.store()

    yield _load
    for home, snapshots in homes:
        snapshots.close()
        home.ledger.close()
