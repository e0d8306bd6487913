"""What a request works with: the snapshot in use, its language, its settings."""

from __future__ import annotations

from typing import cast

from flask import Flask, current_app, g, request

from liantu.graph.snapshots import Snapshots
from liantu.graph.stores import Store
from liantu.home import Home
from liantu.ledger.exceptions import exceptions
from liantu.locale import LANGUAGES, language, text
from liantu.queries.coverage.open_codes import open_codes
from liantu.queries.coverage.settings import coverage_settings
from liantu.queries.gaps import GapSettings, gap_settings

EXTENSION = "liantu"


def install(app: Flask, home: Home) -> None:
    """Give an application its data folder and open snapshots."""
    app.extensions[EXTENSION] = Snapshots(home)


def snapshots() -> Snapshots:
    """Return the open snapshots of this application."""
    return cast(Snapshots, current_app.extensions[EXTENSION])


def home() -> Home:
    """Return the data folder of this application."""
    return snapshots().home


def store() -> Store:
    """Return the store of this request: one data version from its first to its last line.

    ``?version=`` names an older version; raises NotFound where there is none.
    """
    if "store" not in g:
        g.store = snapshots().store(version())
    return cast(Store, g.store)


def version() -> str:
    """Return the version that this request names; empty where it names none, or a lost one.

    The page that says that a version cannot be shown is itself about the one in use.
    """
    return "" if g.get("version_lost") else request.args.get("version", "")


def settings() -> GapSettings:
    """Return the thresholds in force."""
    if "gap_settings" not in g:
        g.gap_settings = gap_settings(home().root)
    return cast(GapSettings, g.gap_settings)


def party(chain: str, region: str) -> dict[str, tuple[str, ...]]:
    """Return the open codes of party coverage by enterprise, the office's exceptions left out."""
    entries = (one.as_dict() for one in exceptions(home().ledger))
    return open_codes(store(), chain, region, coverage_settings(home().root), entries)


def lang() -> str:
    """Return the language of this request: ``?lang=``, else the cookie, else the setting's."""
    wanted = request.args.get("lang") or request.cookies.get("lang", "")
    return wanted if wanted in LANGUAGES else language.get()


def flag(name: str) -> bool:
    """Return whether a query parameter is switched on."""
    return request.args.get(name, "").lower() in ("1", "true", "yes")


def words(key: str, **values: object) -> str:
    """Return a text of the catalogue in the language of this request."""
    return text(key, lang(), **values)
