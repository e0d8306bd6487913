"""The API on a Neo4j keeps to its document as on the embedded store."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import as_file, files

import pytest
from flask import Flask
from schemathesis import GenerationMode

from liantu.graph.stores.neo4j_link import Connection
from liantu.graph.sync import Sync
from liantu.home import Home
from liantu.ingest.load import load
from liantu.rights import ROLES, SCOPES
from tests.conftest import serving
from tests.web.contract import ask_all, ids_of
from tests.web.logins import add_accounts, token_of

pytestmark = [pytest.mark.neo4j, pytest.mark.slow]
ASKED = {
    "anonymous": (GenerationMode.POSITIVE,),
    "viewer": (GenerationMode.POSITIVE,),
    "clerk": (GenerationMode.POSITIVE,),
    "analyst": (GenerationMode.POSITIVE,),
    "administrator": (GenerationMode.POSITIVE, GenerationMode.NEGATIVE),
}


@pytest.fixture
def there(empty: Connection, home: Home) -> Iterator[Flask]:
    """An application whose graph is on the server, with an account of each role."""
    with as_file(files("liantu") / "demo") as folder:
        load(home, [folder])
    Sync(home, empty).run()
    add_accounts(home)
    yield from serving(home)


def test_the_api_keeps_to_its_document_on_neo4j(there: Flask, home: Home) -> None:
    """As nobody and as each role sound requests, and as administrator unsound ones too."""
    ids = ids_of(there)
    for role, modes in ASKED.items():
        headers = {"Accept-Encoding": "identity"}
        if role != "anonymous":
            headers |= token_of(home, role, [one for one in SCOPES if one in ROLES[role]])
        for mode in modes:
            found = ask_all(there, headers, mode, ids)
            assert found.failures == [], (role, mode)
            if role == "anonymous":
                assert set(found.statuses) <= {200, 401}  # 200: the document itself
            else:
                assert found.statuses[200] or mode is GenerationMode.NEGATIVE
