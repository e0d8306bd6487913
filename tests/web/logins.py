"""Accounts of each role, browsers that have logged in, and tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from liantu.home import Home
from liantu.ledger import AccountRow, now
from liantu.ledger.accounts import account
from liantu.ledger.audit import Who
from liantu.ledger.tokens import add_token
from liantu.passwords import hashed
from liantu.rights import ROLES
from tests.factories import copy_of_demo

PASSWORD = "four unrelated words here"
TEST = Who("command")


def add_accounts(home: Home) -> None:
    """Make an account for each role, of the role's name; the administrator's first."""
    moment = now()
    with home.ledger.session() as session:
        for role in sorted(ROLES, key=lambda one: one != "administrator"):
            row = AccountRow(name=role, role=role, password=_hash(), made_at=moment)
            row.password_at = moment
            session.add(row)


def demo_with_accounts(folder: Path) -> Iterator[Home]:
    """Yield a data folder of one's own with the demo and an account for each role."""
    found = copy_of_demo(folder)
    add_accounts(found)
    yield found
    found.ledger.close()


@cache
def _hash() -> str:
    return hashed(PASSWORD)


def form_of(client: FlaskClient, url: str) -> str:
    """Return the sign of the forms of a page."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(url).text)
    assert found is not None, url
    return found[1]


def log_in(client: FlaskClient, name: str, password: str = PASSWORD, **more: str) -> int:
    """Log a browser in and return the status of the answer."""
    form = {"name": name, "password": password, "csrf_token": form_of(client, "/login"), **more}
    return client.post("/login", data=form).status_code


def browser(app: Flask, role: str) -> FlaskClient:
    """Return a browser in which the account of a role has logged in."""
    found = app.test_client()
    assert log_in(found, role) == 303
    return found


def token_of(home: Home, role: str, scopes: Sequence[str], region: str = "") -> dict[str, str]:
    """Return the header of a new token of a role's account."""
    owner = account(home.ledger, role)
    _, text = add_token(home.ledger, TEST, owner, "test", scopes, region=region)
    return {"Authorization": f"Bearer {text}"}


def home_of(app: Flask) -> Home:
    """Return the data folder that an application is over."""
    found: Home = app.extensions["liantu"].home
    return found
