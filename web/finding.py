"""The page of a search: what its address asks for, and the addresses of its other views."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from liantu.graph.model import model
from liantu.queries.search import Hits, Within
from liantu.queries.search import search as look_for
from liantu.refusing import unknown_value, wrong_value
from liantu.web.context import index, lang, store, words

PAGE = 50  # hits of one page
FURTHEST = 10_000  # hits that can be paged through; a search of more is narrowed
LONGEST = 200  # signs of a text that are looked for
KEPT = ("q", "kind", "region", "version", "lang")


def asked(start: int) -> Within:
    """Return the kind and division that the address asks for; raises UsageError for no such."""
    kind, region = request.args.get("kind", ""), request.args.get("region", "")
    if kind and kind not in model().nodes:
        raise unknown_value("kind", kind, model().nodes)
    if region and not (region.isascii() and region.isdigit() and len(region) == 6):
        raise wrong_value("region", region, words("spec.allowed.division"))
    return Within(kind, region, start)


def answered(start: int, limit: int) -> Hits:
    """Return the hits that the address asks for."""
    text = request.args.get("q", "").strip()[:LONGEST]
    return look_for(store(), text, limit, lang(), index=index(), within=asked(start))


def address(endpoint: str = "pages.search", **values: str | int | None) -> str:
    """Return the address of this search with some of it changed; None takes it out."""
    kept = {name: request.args[name] for name in KEPT if request.args.get(name)}
    given = {name: value for name, value in (kept | values).items() if value not in (None, "")}
    return url_for(endpoint, **given)  # type: ignore[arg-type]


def view() -> dict[str, Any]:
    """Return what the page of a search shows."""
    given = request.args.get("page", "1")
    page = min(max(int(given), 1), FURTHEST // PAGE) if given.isascii() and given.isdigit() else 1
    hits = answered((page - 1) * PAGE, PAGE)
    last = min(-(-hits.total // PAGE), FURTHEST // PAGE)
    return {
        "hits": hits,
        "page": page,
        "last": last,
        "furthest": FURTHEST,
        "kind": request.args.get("kind", ""),
        "region": request.args.get("region", ""),
        "find": address,
        "json_url": address("api.search"),
    }
