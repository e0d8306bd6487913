"""Who sees what is not published, and the page of the switches."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any, Protocol, cast

from flask import (
    Blueprint,
    Flask,
    current_app,
    g,
    has_request_context,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response

from liantu.errors import NotAllowed
from liantu.graph.model import model
from liantu.graph.stores import Store
from liantu.home import Home
from liantu.queries.publish import Published, Switches, Withheld, save, switchable, switches

bp = Blueprint("published", __name__)
KEPT = 4  # stores that are kept as readers see them, with what was worked out of them
SEEN = "liantu-published"


class Asking(Protocol):
    """What is needed of the one who asks."""

    @property
    def rights(self) -> frozenset[str]:
        """The rights held."""

    @property
    def region(self) -> str:
        """The region outside of which nothing is told; empty for everywhere."""


def install(app: Flask, home: Home, asking: Callable[[], Asking]) -> None:
    """Let the switches of a data folder hold for every store that a request reads."""
    app.extensions[SEEN] = (home, OrderedDict(), Lock(), asking)


def _asking() -> Asking:
    return cast(Asking, current_app.extensions[SEEN][3]())


def sees_all() -> bool:
    """Say whether the one who asks works on the data itself, and so sees all of it.

    Those are the ones with the right ``ingest`` or ``admin``.
    """
    return bool({"ingest", "admin"} & _asking().rights)


def may_change() -> bool:
    """Say whether the one who asks may change the switches."""
    return "settings" in _asking().rights


def in_force() -> Switches:
    """Return the switches of this request's data folder."""
    if "switches" not in g:
        g.switches = switches(current_app.extensions[SEEN][0].root)
    return cast(Switches, g.switches)


def withheld() -> Withheld:
    """Return the kinds and properties that the one who asks does not get."""
    return frozenset() if sees_all() else in_force().withheld


def audience() -> tuple[Any, ...]:
    """Return what of the one who asks decides an answer."""
    asking = _asking()
    return sorted(asking.rights), asking.region, in_force().version


def published(store: Store) -> Store:
    """Return a store as the one who asks sees it; the same one for the same switches."""
    if not has_request_context() or not (hidden := withheld()):
        return store
    _, kept, lock, _ = current_app.extensions[SEEN]
    with lock:
        key = (id(store), hidden)
        found: Published | None = kept.pop(key, None)
        if found is None or found.store is not store:
            found = Published(store, hidden)
        kept[key] = found
        while len(kept) > KEPT:
            kept.popitem(last=False)
    return found


def whole_rows() -> None:
    """Refuse a row of a file to those who do not see all of it."""
    if withheld():
        raise NotAllowed("publish_row", where=request.path)


@bp.get("/settings/publish")
def page() -> str:
    """Show which properties of which kinds are published."""
    free = switchable()
    groups = [
        (f"publish.{group}", [(one, known[one].label, free[one]) for one in known if one in free])
        for group, known in (("nodes", model().nodes), ("links", model().links))
    ]
    return render_template(
        "publish.html",
        groups=groups,
        hidden=in_force().withheld,
        may_change=may_change(),
        saved=request.args.get("saved") == "1",
    )


@bp.post("/settings/publish")
def put() -> Response:
    """Put the switches of the form in force."""
    shown = set(request.form.getlist("published"))
    every = [f"{kind}.{one.name}" for kind, free in switchable().items() for one in free]
    save(current_app.extensions[SEEN][0].root, [one for one in every if one not in shown])
    return redirect(url_for("published.page", saved=1), 303)
