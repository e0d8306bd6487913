"""The addresses of a chain's pages, in the scope and with the map that a reader is looking at."""

from __future__ import annotations

from urllib.parse import quote

from flask import g, request, url_for

from liantu.queries.gaps.reports import Finding
from liantu.web.drawing import Drawing, Item
from liantu.web.map_view import VIEW, fold_value
from liantu.web.panorama import ChainView

KEPT = ("region", "assume_complete", "version", "lang")
MAPS = frozenset({"chains.panorama", "chains.segment"})
ANY = "any-segment"  # stands for a segment's id in an address


def address(endpoint: str, **values: str | None) -> str:
    """Return the address of a page in the same scope; None takes a parameter out.

    Within the map what it shows is kept as well.
    """
    full = endpoint if "." in endpoint else f"chains.{endpoint}"
    names = (*KEPT, *VIEW) if full in MAPS else KEPT
    kept = {name: request.args[name] for name in names if request.args.get(name)}
    given = {name: value for name, value in (kept | values).items() if value not in (None, "")}
    return url_for(full, **given)  # type: ignore[arg-type]


def segment_address(view: ChainView, finding: Finding) -> str:
    """Return the address of a segment in the same scope."""
    ends = g.setdefault("segment_addresses", {})
    if view.id not in ends:  # a map has hundreds of them, alike but for the segment
        written = address("segment", chain_id=view.id, segment_id=ANY)
        before, _, after = written.partition(f"/segments/{ANY}")
        ends[view.id] = f"{before}/segments/", after
    before, after = ends[view.id]
    return f"{before}{quote(finding.segment.rpartition('/')[2], safe='')}{after}"


def fold_address(view: ChainView, drawn: Drawing, item: Item) -> str:
    """Return the address of the map with a box folded or unfolded, or with a part opened."""
    if item.part:
        return address("panorama", chain_id=view.id, part=item.part)
    return address("panorama", chain_id=view.id, fold=fold_value(drawn, item))


def firms_address(view: ChainView, finding: Finding, measure: str) -> str:
    """Return the address of the firms that a figure of a segment is made of."""
    ends = g.setdefault("firms_addresses", {})
    if view.id not in ends:
        written = address("firms.of_segment", chain_id=view.id, segment_id=ANY, measure=ANY)
        ends[view.id] = written.split(ANY)
    before, between, after = ends[view.id]
    short = quote(finding.segment.rpartition("/")[2], safe="")
    return f"{before}{short}{between}{measure}{after}"
