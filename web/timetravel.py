"""Time travel: one data version that every link of a page carries, and the bar that says which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, g, has_request_context, request
from markupsafe import Markup

from liantu.errors import LiantuError, NotHeld
from liantu.ledger import VersionRow
from liantu.queries.coverage_word import CoverageWord, coverage_word
from liantu.queries.recording import unheard
from liantu.queries.versions import Since, since
from liantu.web import context, guard
from liantu.web.rendering import same_page

CARRIED = ("version", "lang")  # what every address of a page keeps unless it says otherwise
FREE = frozenset(
    {"static", "login.form", "login.enter_", "login.leave"}
)  # endpoints that are the same in every version
MOST = 20  # versions that the bar offers; the data page lists all
# What these pages show is how things stand now, whatever version is looked at.
TIMELESS = frozenset(
    {
        "jobs",
        "incoming",
        "mapping",
        "review",
        "gap_settings",
        "guard",
        "rejects",
        "versions",
        "views",
        "login",
        "accounts",
        "tokens",
        "audit",
    }
)


@dataclass(frozen=True)
class Bar:
    """What the bar of a page says: the version shown, the one in use, and those to choose."""

    shown: VersionRow
    used: VersionRow
    choices: tuple[tuple[VersionRow, datetime], ...]
    since: Since | None
    coverage: CoverageWord | None
    pinned: bool
    timeless: bool

    @property
    def old(self) -> bool:
        """Whether the page shows another version than the one in use."""
        return self.shown.id != self.used.id


def install(app: Flask) -> None:
    """Let every address carry the version, and give templates the bar."""
    app.before_request(_at_hand)
    app.url_default_functions.setdefault(None, []).append(_carry)
    app.jinja_env.globals.update(
        version_bar=version_bar, version_url=version_url, carried=carried, shown_again=shown_again
    )


def _at_hand() -> None:
    """Refuse a version that is not known or not at hand before anything is read."""
    name = request.args.get("version", "")
    if not name or request.endpoint in FREE:
        return
    try:
        row = context.home().ledger.version(name)
        if row.id not in context.snapshots().at_hand():
            held = ", ".join(context.snapshots().held())
            raise NotHeld("not_held", where=row.id, held=held or "–")
    except LiantuError:
        g.version_lost = True  # no link of the page that says so may keep it
        g.pop("carried", None)
        raise


def _carry(endpoint: str, values: dict[str, Any]) -> None:
    if not has_request_context() or endpoint == "static":
        return
    if "carried" not in g:  # a page has some hundred links
        g.carried = _kept()
    for name, given in g.carried.items():
        if endpoint not in FREE or name != "version":
            values.setdefault(name, given)


def _kept() -> dict[str, str]:
    found = {name: request.args.get(name, "") for name in CARRIED}
    found["version"] = context.version()
    return {name: given for name, given in found.items() if given}


def version_bar(view: Any = None) -> Bar | None:
    """Return what the bar says of this page; None where no data can be read.

    ``view`` is what the page shows: its coverage is told if it has one.
    """
    try:
        version = context.version()
        versions = context.home().ledger.versions()
        used = (
            context.snapshots().version()
            if version
            else _named(context.store().data_version, versions)
        )
        shown = _named(version, versions) if version else used
        kept = context.snapshots().at_hand()
    except LiantuError:
        return None
    choices = [one for one in versions if one[0].id in kept]
    return Bar(
        shown,
        used,
        tuple(choices[:MOST]),
        since(shown, used) if shown.id != used.id else None,
        _coverage(view),
        bool(version),
        request.blueprint in TIMELESS,
    )


def _named(version: str, versions: Sequence[tuple[VersionRow, datetime]]) -> VersionRow:
    """Return a version by its whole id without asking again, else as the ledger finds it."""
    whole = next((row for row, _ in versions if row.id == version), None)
    return whole or context.home().ledger.version(version)


def _coverage(view: Any) -> CoverageWord | None:
    report = getattr(view, "report", None)
    told = getattr(report, "coverage", None)
    if g.get("version_lost"):
        return None
    try:
        return unheard(lambda: coverage_word(context.store(), context.settings(), told))
    except LiantuError:
        return None


def version_url(version: str | None) -> str:
    """Return the address of this very page in another version; None is the one in use."""
    return same_page(version=version)


def carried(*known: str) -> Markup:
    """Return hidden fields for a form that is sent by GET: what an address would carry.

    A form's own query is dropped by browsers; ``known`` names fields that it has anyway.
    """
    return _hidden({name: [given] for name, given in _kept().items() if name not in known})


def shown_again() -> Markup:
    """Return hidden fields with everything that this page was asked for but its version."""
    if request.method not in guard.SAFE:
        return Markup()
    return _hidden({n: request.args.getlist(n) for n in request.args if n != "version"})


def _hidden(fields: Mapping[str, list[str]]) -> Markup:
    one = Markup('<input type="hidden" name="{}" value="{}">')
    return Markup().join(one.format(n, value) for n, found in fields.items() for value in found)
