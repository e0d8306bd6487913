"""What the gap finder looks at: a chain's template, and who makes what where.

The template is a networkx graph of segments; presence is counted for a region
and its descendants, of enterprises that are not known to be closed, observed
within the setting's months before the data's own date (never the clock).
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import networkx as nx

from liantu.errors import NotFound
from liantu.graph.stores import Node, Store
from liantu.graph.subgraph import as_networkx
from liantu.queries.catalogue import run
from liantu.queries.evidence import Origins, origins
from liantu.queries.gaps.findings import Coverage, Maker, Scope
from liantu.queries.gaps.settings import GapSettings

SHOWN = ("stock_code", "tags", "ownership", "listed", "employees", "output", "capital", "notes")


@dataclass(frozen=True)
class Situation:
    """A chain seen from one region.

    ``template`` holds segments by id with links input → output; ``here`` and
    ``elsewhere`` give each segment's active makers inside and outside the region.
    """

    chain: Node
    scope: Scope
    settings: GapSettings
    segments: tuple[Node, ...]
    template: nx.MultiDiGraph[str]
    here: dict[str, tuple[Maker, ...]]
    elsewhere: dict[str, tuple[Maker, ...]]
    coverage: Coverage

    def name(self, segment: str) -> str:
        """Return a segment's name."""
        return str(self.template.nodes[segment]["name"])

    def names(self, segments: list[str]) -> str:
        """Return the names of segments in the chain's order, joined for a sentence."""
        return "、".join(self.name(segment) for segment in segments)

    def is_present(self, segment: str) -> bool:
        """Say whether the region has an active maker of the segment."""
        return bool(self.here.get(segment))

    def consumers(self, segment: str) -> list[str]:
        """Down(p): the present segments that it is an input of, in the chain's order."""
        return [
            one for one in self._ordered(self.template.successors(segment)) if self.is_present(one)
        ]

    def inputs(self, segment: str, *, essential: bool = False) -> list[str]:
        """Return the inputs, or Ess(p): the essential ones (unqualified means essential)."""
        found = [
            start
            for start, _, data in self.template.in_edges(segment, data=True)
            if not essential or data.get("need", "essential") == "essential"
        ]
        return self._ordered(set(found) - {segment})

    def present(self, segments: list[str]) -> list[str]:
        """Return those of some segments that are present."""
        return [one for one in segments if self.is_present(one)]

    def links(self, segment: str, others: list[str]) -> tuple[str, ...]:
        """Return the keys of the links between a segment and others, either way."""
        keys = [
            key
            for start, end, key in self.template.edges(keys=True)
            if (start == segment and end in others) or (end == segment and start in others)
        ]
        return tuple(sorted(str(key) for key in keys))

    def maker_counts(self) -> dict[str, int]:
        """Return n_·p: registered makers of each segment over all regions."""
        return {
            segment.id: sum(
                maker.registered
                for side in (self.here, self.elsewhere)
                for maker in side.get(segment.id, ())
            )
            for segment in self.segments
        }

    def _ordered(self, ids: Any) -> list[str]:
        wanted = set(ids)
        return [segment.id for segment in self.segments if segment.id in wanted]


def look(
    store: Store, chain: str, region: str, settings: GapSettings, *, assume_complete: bool
) -> Situation:
    """Read a chain's situation in a region; raises NotFound for an unknown chain or region.

    ``chain`` is an id with or without its prefix; an empty ``region`` means the chain's own.
    """
    node = _chain(store, chain)
    adcode = region or str(node.properties.get("adcode") or "") or _only_region(store)
    if not adcode:
        raise NotFound("chain_region", where=chain)
    area = run(store, "region", region=f"reg:{adcode}").dicts()
    if not area:
        raise NotFound("region_unknown", where=adcode or "–")
    place: Node = area[0]["region"]
    short = str(node.properties["chain_id"])
    complete = assume_complete or settings.assumes_complete(short, adcode)
    name = str(place.properties.get("full_name", ""))
    scope = Scope(short, adcode, name, store.as_of, complete)
    segments = tuple(row["segment"] for row in run(store, "chain_segments", chain=node.id).dicts())
    inputs = run(store, "chain_inputs", chain=node.id).dicts()
    template = as_networkx(segments, ((row["input"], row["output"], row["link"]) for row in inputs))
    path = str(place.properties.get("path", ""))
    here, elsewhere = _makers(store, node.id, path, settings)
    coverage = _coverage(store, node, adcode, path, here)
    return Situation(node, scope, settings, segments, template, here, elsewhere, coverage)


def _chain(store: Store, chain: str) -> Node:
    wanted = chain if chain.startswith("chain:") else f"chain:{chain}"
    rows = run(store, "chain", chain=wanted).dicts()
    if not rows:
        known = ", ".join(
            str(row["chain"].properties["chain_id"]) for row in run(store, "chains").dicts()
        )
        raise NotFound("chain_unknown", where=chain, known=known or "–")
    node: Node = rows[0]["chain"]
    return node


def _only_region(store: Store) -> str:
    """Return the region that all chains with one share: whose office this is; else empty."""
    chains = (row["chain"] for row in run(store, "chains").dicts())
    found = {str(one.properties["adcode"]) for one in chains if one.properties.get("adcode")}
    return found.pop() if len(found) == 1 else ""


def _makers(
    store: Store, chain: str, path: str, settings: GapSettings
) -> tuple[dict[str, tuple[Maker, ...]], dict[str, tuple[Maker, ...]]]:
    known = origins(store)
    oldest = _months_before(store.as_of, settings.months)
    here: dict[str, dict[str, Maker]] = {}
    elsewhere: dict[str, dict[str, Maker]] = {}
    for row in run(store, "chain_makers", chain=chain).dicts():
        if row["operating"] is False or row["stage"] == "在建":
            continue
        if not known.sourced(row["records"]):  # shown where it is read, counted nowhere
            continue
        observed = known.last_observed(row["records"])
        if not (observed >= oldest if observed else settings.undated_counts):
            continue
        side = here if _inside(row["path"] or "", path) else elsewhere
        makers = side.setdefault(row["segment"], {})
        if row["enterprise"] not in makers:
            makers[row["enterprise"]] = _maker(known, row)
    for segment, makers in here.items():  # a firm with several places is here if one of them is
        for one in makers:
            elsewhere.get(segment, {}).pop(one, None)
    return _frozen(here), _frozen(elsewhere)


def _frozen(side: dict[str, dict[str, Maker]]) -> dict[str, tuple[Maker, ...]]:
    return {
        segment: tuple(sorted(makers.values(), key=lambda one: (one.name, one.id)))
        for segment, makers in side.items()
        if makers
    }


def _maker(known: Origins, row: Mapping[str, Any]) -> Maker:
    return Maker(
        id=row["enterprise"],
        name=row["name"] or "",
        short_name=row["short_name"] or "",
        region=row["region"] or "",
        path=row["path"] or "",
        link=row["link"],
        records=tuple(row["records"]),
        registered=known.registered(row["sources"]),
        known=tuple((name, row[name]) for name in SHOWN if row[name] is not None),
        origins=known,
    )


def _inside(path: str, area: str) -> bool:
    return bool(path) and (path == area or path.startswith(f"{area}/"))


def _months_before(as_of: str, months: int) -> str:
    if not as_of:
        return ""
    date = dt.date.fromisoformat(as_of)
    total = date.year * 12 + date.month - 1 - months
    year, month = divmod(total, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(date.day, last)).isoformat()


def _coverage(
    store: Store, chain: Node, adcode: str, path: str, here: dict[str, tuple[Maker, ...]]
) -> Coverage:
    """Hold the enterprises recorded here against the newest figure declared for this region."""
    recorded = {maker.id for makers in here.values() for maker in makers if maker.registered}
    known = origins(store)
    for row in run(store, "chain_leaders", chain=chain.id).dicts():
        if _inside(row["path"] or "", path) and known.registered(
            row["enterprise"].properties["sources"]
        ):
            recorded.add(row["enterprise"].id)
    for row in run(store, "chain_allies", chain=chain.id).dicts():
        if row["role"] in ("1", "X") and _inside(row["path"] or "", path):
            recorded.add(row["enterprise"])
    declared = run(
        store,
        "declared",
        scheme=str(chain.properties.get("declared_scheme", "")),
        indicator=str(chain.properties.get("declared_indicator", "")),
        adcode=adcode,
    ).dicts()
    ids = tuple(sorted(recorded))
    if not declared:
        return Coverage(len(ids), None, "", "", "", (), ids)
    figure: Node = declared[0]["indicator"]
    evidence = tuple(known.of(figure))
    return Coverage(
        recorded=len(ids),
        declared=float(figure.properties["value"]),
        qualifier=str(figure.properties.get("qualifier", "")),
        source=evidence[0].citation if evidence else "",
        indicator=figure.id,
        evidence=evidence,
        recorded_ids=ids,
    )
