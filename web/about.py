"""What a profile says beside facts and links: where a node stands, and what takes longer to find.

Gaps that a firm would fill, who here knows it, similar firms and the firms of a place are
worked out with the page where there are few nodes, else when they are asked for (``?more=1``).
"""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from liantu.errors import NotFound
from liantu.graph.index import LARGE
from liantu.graph.stores import Node
from liantu.queries.gaps.way_in import WayIn, way_in
from liantu.queries.profile import Profile
from liantu.queries.similar import similar
from liantu.queries.standing import Filled, chains_of, fills, firms, standing
from liantu.web.context import chain_names, flag, index, lang, settings, store

SLOW = ("Enterprise", "Region", "Park")  # kinds of which more can be worked out
KEPT = ("region", "version", "lang")


def about(found: Profile) -> dict[str, Any]:
    """Return what the page of a node shows beside its facts and links."""
    node = found.node
    chains = chains_of(found)
    whole = node.kind not in SLOW or flag("more") or _is_small()
    shown: dict[str, Any] = {
        "clauses": standing(found, lang()),
        "chains": chains,
        "chain_names": chain_names() if chains or node.kind in SLOW else {},
        "whole": whole,
        "more_address": address("pages.node", node_id=node.id, more="1"),
        "panel": panel,
        "here": address,
        "filled": None,
        "made": None,
    }
    if whole and node.kind == "Enterprise":
        shown |= {"filled": filled(node.id, list(chains)), **_firm(node)}
    elif whole and node.kind in SLOW:
        shown["made"] = firms(store(), node)
    return shown


def filled(node_id: str, chains: list[str]) -> tuple[Filled, ...]:
    """Return the gaps that an enterprise would fill in the region of the address."""
    return fills(store(), node_id, chains, request.args.get("region", ""), settings())


def address(endpoint: str, **values: str | None) -> str:
    """Return an address in the region, version and language in use."""
    kept = {name: request.args[name] for name in KEPT if request.args.get(name)}
    given = {name: value for name, value in (kept | values).items() if value not in (None, "")}
    return url_for(endpoint, **given)  # type: ignore[arg-type]


def panel(segment: str, region: str | None = None) -> str:
    """Return the address of a segment's panel on the map of its chain."""
    chain, _, short = segment.partition(":")[2].partition("/")
    given = {"region": region} if region else {}
    return address("chains.segment", chain_id=chain, segment_id=short, **given)


def _is_small() -> bool:
    words = index()
    return words is not None and words.base.count < LARGE


def _firm(node: Node) -> dict[str, Any]:
    """Return the similar firms of an enterprise and its ways in."""
    return {
        "alike": similar(store(), node.id),
        "way": _way(node),
        "way_json": address("targets.way_in_json", to=node.id),
        "alike_json": address("targets.similar_json", of=node.id),
    }


def _way(node: Node) -> WayIn | None:
    """Return the ways in to the region in use, None where there is no region to go to."""
    try:
        return way_in(store(), node.id, request.args.get("region", ""), settings().way_in)[0]
    except NotFound:
        return None
