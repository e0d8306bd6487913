"""The page of a node's changes over data versions, and of an id that is not in this version."""

from __future__ import annotations

import contextlib

from flask import Blueprint, Response, jsonify, render_template

from liantu.errors import NotFound
from liantu.graph.model import model
from liantu.queries.profile import find_node, name_of
from liantu.queries.search import Hit, Within, node_hit, search
from liantu.queries.slipping import slipped_ids
from liantu.queries.timeline import Kept, Step, last_seen, timeline
from liantu.web.about import address
from liantu.web.context import home, index, lang, store
from liantu.web.published import withheld
from liantu.web.rendering import moment

bp = Blueprint("timeline", __name__)

NEAR = 5  # nodes that an unknown id may have meant


@bp.get("/changes/<path:node_id>")
def page(node_id: str) -> str:
    """Show what each data version changed of a node; raises NotFound where none ever held it."""
    steps = _steps(node_id)
    return render_template(
        "timeline.html",
        id=node_id,
        name=_name(node_id),
        steps=steps,
        kept=len(kept()),
        here=address,
        json_url=address("timeline.as_json", node_id=node_id),
    )


@bp.get("/api/v1/changes/<path:node_id>")
def as_json(node_id: str) -> Response:
    """Return what each data version changed of a node, newest first."""
    return jsonify({"id": node_id, "steps": [one.as_dict() for one in _steps(node_id)]})


def kept() -> list[Kept]:
    """Return the versions whose tables are here, in the order in which they were made."""
    rows = sorted((row for row, _ in home().ledger.versions()), key=lambda row: row.made_at)
    return [
        Kept(row.id, moment(row.made_at), home().snapshot(row.id))
        for row in rows
        if (home().snapshot(row.id) / "nodes").is_dir()
    ]


def gone(node_id: str) -> tuple[Kept, Kept | None] | None:
    """Return the last version that held an id, and the one after it, in which it ended."""
    versions = kept()
    last = last_seen(versions, node_id)
    if last is None:
        return None
    after = versions[versions.index(last) + 1 :]
    return last, after[0] if after else None


def meant(node_id: str) -> tuple[Hit, ...]:
    """Return the nodes that an unknown id may have meant, those of its kind first."""
    if slipped := slipped_ids(store(), node_id):
        return tuple(node_hit(one, one.id, node_id, lang()) for one in slipped[:NEAR])
    kind = model().kind_of(node_id) or ""
    words = index()
    for one in dict.fromkeys((kind, "")):
        found = search(store(), node_id, NEAR, lang(), index=words, within=Within(one)).hits
        if found:
            return found
    return ()


def _steps(node_id: str) -> tuple[Step, ...]:
    wanted = node_id
    with contextlib.suppress(NotFound):
        wanted = find_node(store(), node_id).id
    steps = timeline(kept(), wanted, lang(), withheld())
    if not steps:
        raise NotFound("node_unknown", where=node_id)
    return steps[::-1]


def _name(node_id: str) -> str:
    try:
        return name_of(find_node(store(), node_id))
    except NotFound:
        return node_id
