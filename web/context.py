"""What a request works with: the snapshot in use, its language, its settings."""

from __future__ import annotations

from typing import cast

from flask import Flask, current_app, g, request

from liantu.graph.snapshots import Snapshots
from liantu.graph.stores import Store
from liantu.home import Home
from liantu.ledger.exceptions import ExceptionRow, exceptions
from liantu.locale import LANGUAGES, language, text
from liantu.queries.catalogue import run
from liantu.queries.coverage.open_codes import open_codes
from liantu.queries.coverage.settings import coverage_settings
from liantu.queries.gaps import GapSettings, gap_settings
from liantu.queries.profile import name_of
from liantu.queries.recording import unheard
from liantu.queries.words import Index, open_index
from liantu.web.published import published

EXTENSION = "liantu"
CHAINS = "liantu.chains"
MOST_KNOWN = 8  # data versions whose chains are kept by name


def install(app: Flask, home: Home) -> None:
    """Give an application its data folder and open snapshots."""
    app.extensions[EXTENSION] = Snapshots(home, published)
    app.extensions[CHAINS] = {}


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


def chain_names() -> dict[str, str]:
    """Return the names of the chains by their ids, read once for each data version."""
    known = cast(dict[str, dict[str, str]], current_app.extensions[CHAINS])
    used = store()
    if used.data_version not in known:
        rows = unheard(lambda: run(used, "chains")).rows
        found = {str(one.properties["chain_id"]): name_of(one) for (one,) in rows}
        known = {**(known if len(known) < MOST_KNOWN else {}), used.data_version: found}
        current_app.extensions[CHAINS] = known
    return known[used.data_version]


def index() -> Index | None:
    """Return the index of words of this request's data version, None where there is none yet."""
    folder = snapshots().index_folder(store().data_version)
    return open_index(folder) if folder else None


def version() -> str:
    """Return the version that this request names; empty where it names none, or a lost one.

    The page that says that a version cannot be shown is itself about the one in use.
    """
    if g.get("version_lost"):
        return ""
    return str(g.get("version_of_day") or request.args.get("version", ""))


def settings() -> GapSettings:
    """Return the thresholds in force."""
    if "gap_settings" not in g:
        g.gap_settings = gap_settings(home().root)
    return cast(GapSettings, g.gap_settings)


def party(chain: str, region: str, used: Store | None = None) -> dict[str, tuple[str, ...]]:
    """Return the open codes of party coverage by enterprise, the office's exceptions left out.

    ``used`` is the store that is asked, that of this request unless named.
    """
    entries = [one.as_dict() for one in exempted()]
    return open_codes(used or store(), chain, region, coverage_settings(home().root), entries)


def exempted() -> list[ExceptionRow]:
    """Return the office's exceptions in force, read once in a request."""
    if "exempted" not in g:
        g.exempted = exceptions(home().ledger)
    return cast(list[ExceptionRow], g.exempted)


def standing() -> tuple[str, str, tuple[tuple[int, str], ...]]:
    """Return what party coverage and thresholds depend on besides the data: versions and ids."""
    entries = tuple((one.id, one.until) for one in exempted())
    return settings().version, coverage_settings(home().root).version, entries


def lang() -> str:
    """Return the language of this request: ``?lang=``, else the cookie, else the setting's."""
    if "lang" not in g:  # a page asks for it once for each of its words
        wanted = request.args.get("lang") or request.cookies.get("lang", "")
        g.lang = wanted if wanted in LANGUAGES else language.get()
    return cast(str, g.lang)


def flag(name: str) -> bool:
    """Return whether a query parameter is switched on."""
    return request.args.get(name, "").lower() in ("1", "true", "yes")


def words(key: str, **values: object) -> str:
    """Return a text of the catalogue in the language of this request."""
    return text(key, lang(), **values)
