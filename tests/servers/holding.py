"""With LIANTU_STORE set, pages are answered by a Neo4j: it goes to each test's own data."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from liantu.graph.snapshots import Snapshots
from liantu.graph.stores.remote import connect, is_remote
from liantu.home import Home
from liantu.settings import settings

OWN = "_neo4j_holds_the_data"


def hold_for(request: pytest.FixtureRequest) -> None:
    """Send readers to the data of the applications that a test asks for."""
    for name in request.fixturenames if is_remote() else ():
        found = None if name in (OWN, "request") else request.getfixturevalue(name)
        app = found.application if isinstance(found, FlaskClient) else found
        if isinstance(app, Flask):
            snapshots = app.extensions["liantu"]
            assert isinstance(snapshots, Snapshots)
            hold(snapshots.home)


def hold(home: Home) -> None:
    """Send readers to the home's version, writing it first if neither slot holds it."""
    from liantu.graph.stores.neo4j_ import read_state
    from liantu.graph.stores.neo4j_fill import switch
    from liantu.graph.sync import Sync

    active = home.ledger.active() if is_remote() else None
    if active is None:
        return
    connection = connect(settings().store)
    state = read_state(connection)
    held = state.holding(active.id)
    if held is None:
        Sync(home, connection).run(both=False, replace=True)
    elif held.slot != state.active:
        switch(connection, held.slot, active.id)
    connection.close()
