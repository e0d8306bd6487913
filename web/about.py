"""What the page of an enterprise says beside its facts: similar firms, and who here knows it."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from liantu.errors import NotFound
from liantu.graph.stores import Node
from liantu.queries.gaps.way_in import WayIn, way_in
from liantu.queries.similar import similar
from liantu.web.context import settings, store


def about(node: Node) -> dict[str, Any]:
    """Return the similar firms of an enterprise and its ways in; nothing for other nodes."""
    if node.kind != "Enterprise":
        return {}
    return {
        "alike": similar(store(), node.id),
        "way": _way(node),
        "node_address": _node_address,
        "way_json": url_for("targets.way_in_json", to=node.id),
        "alike_json": url_for("targets.similar_json", of=node.id),
    }


def _way(node: Node) -> WayIn | None:
    """Return the ways in to the region in use, None where there is no region to go to."""
    try:
        return way_in(store(), node.id, request.args.get("region", ""), settings().way_in)[0]
    except NotFound:
        return None


def _node_address(node_id: str) -> str:
    return url_for("pages.node", node_id=node_id)
