"""Saved views of the explorer: their page, their JSON, and what has changed since each was kept."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from liantu.errors import LiantuError
from liantu.graph.stores import Store
from liantu.ledger.views import (
    ViewRow,
    change_view,
    delete_view,
    restore_view,
    save_view,
    view_named,
    views,
)
from liantu.queries.explore.changes import changes
from liantu.queries.explore.reading import read_nodes
from liantu.web.context import flag, home, lang, snapshots, store
from liantu.web.explore_api import unknown
from liantu.web.explore_asked import ViewAsked, ViewChanged, body

bp = Blueprint("views", __name__)
API = "/api/v1/explore/views"


@bp.get("/views")
def page() -> str:
    """List the saved views: open, rename, bookmark, delete; and the deleted ones, to have back."""
    return render_template(
        "views.html",
        rows=views(home().ledger),
        deleted=views(home().ledger, deleted=True),
        versions={row.id for row, _ in home().ledger.versions()},
        held=snapshots().at_hand(),
        json_url=url_for("views.listed"),
    )


@bp.post("/views/<view>/change")
def change(view: str) -> Redirect:
    """Rename a view or change its note or bookmark."""
    mark = request.form.get("bookmark")
    change_view(
        home().ledger,
        view,
        name=request.form.get("name"),
        note=request.form.get("note"),
        bookmark=None if mark is None else mark == "1",
    )
    return redirect(url_for("views.page", _anchor=view), 303)


@bp.post("/views/<view>/delete")
def delete(view: str) -> Redirect:
    """Delete a view; it can be had back."""
    delete_view(home().ledger, view)
    return redirect(url_for("views.page", _anchor="deleted"), 303)


@bp.post("/views/<view>/restore")
def restore(view: str) -> Redirect:
    """Bring a deleted view back."""
    restore_view(home().ledger, view)
    return redirect(url_for("views.page", _anchor=view), 303)


@bp.get(API)
def listed() -> Response:
    """Return the saved views, bookmarks first, then the last changed; ``deleted=1`` the others."""
    rows = views(home().ledger, deleted=flag("deleted"))
    return jsonify({"views": [one.as_dict() for one in rows]})


@bp.get(f"{API}/<view>")
def one(view: str) -> Response:
    """Return a view with what has changed since it was kept."""
    row = view_named(home().ledger, view)
    told = {"snapshot": row.body, "changes": _since(row)}
    return jsonify({**row.as_dict(), "data_version": store().data_version, **told})


@bp.post(API)
def save() -> tuple[Response, int]:
    """Keep a view under a new id."""
    asked = body(ViewAsked)
    kept = asked.body.model_dump()
    row = save_view(home().ledger, asked.name, kept, asked.note, asked.bookmark)
    return jsonify(row.as_dict()), 201


@bp.put(f"{API}/<view>")
def put(view: str) -> Response:
    """Change what is given of a view: name, note, bookmark, body."""
    asked = body(ViewChanged)
    row = change_view(
        home().ledger,
        view,
        name=asked.name,
        note=asked.note,
        bookmark=asked.bookmark,
        body=asked.body.model_dump() if asked.body else None,
    )
    return jsonify(row.as_dict())


@bp.delete(f"{API}/<view>")
def remove(view: str) -> Response:
    """Delete a view; it can be had back."""
    return jsonify(delete_view(home().ledger, view).as_dict())


@bp.post(f"{API}/<view>/restore")
def bring_back(view: str) -> Response:
    """Bring a deleted view back."""
    return jsonify(restore_view(home().ledger, view).as_dict())


def _since(row: ViewRow) -> dict[str, Any]:
    """Return what has changed since a view was kept; ``withdrawn`` where its version is gone."""
    ids = [str(one["id"]) for one in row.body["nodes"]]
    before = _kept_of(row.data_version)
    found: dict[str, Any] = {"links": [], "gone": [], "changed": [], "renamed": {}}
    if before is not None and before.data_version != store().data_version:
        found = changes(before, store(), ids, lang())
    return {
        "from": row.data_version,
        "to": store().data_version,
        "withdrawn": before is None,
        **found,
        "ended": _ended(ids, found["renamed"]),
    }


def _ended(ids: list[str], moved: dict[str, str]) -> list[dict[str, str | None]]:
    known = read_nodes(store(), ids)
    return unknown([one for one in ids if one not in known and one not in moved])


def _kept_of(version: str) -> Store | None:
    """Return the store of the version that a view was kept of, None where it is not at hand."""
    try:
        if version == store().data_version:
            return store()
        held = version in snapshots().at_hand()
        return snapshots().store(home().ledger.version(version).id) if held else None
    except LiantuError:  # a version that is not known, or whose file cannot be opened
        return None
