"""An application over a data folder of one's own, and a browser that has opened its forms."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from liantu.home import Home
from tests.conftest import serving
from tests.factories import copy_of_demo
from tests.web.logins import demo_with_accounts
from tests.web.test_guard import unlock


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """A data folder of one's own with the demo loaded."""
    found = copy_of_demo(tmp_path)
    yield found
    found.ledger.close()


@pytest.fixture
def own(home: Home) -> Iterator[Flask]:
    """An application over a data folder of one's own."""
    yield from serving(home)


@pytest.fixture
def clerk(own: Flask) -> FlaskClient:
    """A browser that has opened the forms."""
    found = own.test_client()
    unlock(found)
    return found


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application over a copy of the demo with an account of each role."""
    for home in demo_with_accounts(tmp_path_factory.mktemp("guarded")):
        yield from serving(home)
