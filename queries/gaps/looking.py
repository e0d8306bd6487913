"""Reading a chain's situation in a region from a store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from liantu.days import months_before
from liantu.graph.stores import Node, Store
from liantu.graph.subgraph import as_networkx
from liantu.queries.catalogue import run
from liantu.queries.complexity.backward import pulls
from liantu.queries.evidence import Origins, origins
from liantu.queries.gaps.counts import maker_counts
from liantu.queries.gaps.findings import Building, Coverage, Maker, Scope
from liantu.queries.gaps.settings import GapSettings
from liantu.queries.gaps.situation import Situation
from liantu.queries.gaps.supports import supports
from liantu.queries.purchases import inside, purchases
from liantu.queries.scope import chain_node, place

SHOWN = ("stock_code", "tags", "ownership", "listed", "employees", "output", "capital", "notes")
BUILDING = ("签约", "开工", "在建")


def look(
    store: Store,
    chain: str,
    region: str,
    settings: GapSettings,
    *,
    assume_complete: bool,
    party: Mapping[str, tuple[str, ...]] | None = None,
) -> Situation:
    """Read a chain's situation in a region; raises NotFound for an unknown chain or region.

    ``chain`` is an id with or without its prefix; an empty ``region`` means the chain's own.
    ``party`` are the open codes of party coverage by enterprise.
    """
    node = chain_node(store, chain)
    adcode, name, path = place(store, region or str(node.properties.get("adcode") or ""), chain)
    short = str(node.properties["chain_id"])
    complete = assume_complete or settings.assumes_complete(short, adcode)
    segments = tuple(row["segment"] for row in run(store, "chain_segments", chain=node.id).dicts())
    inputs = run(store, "chain_inputs", chain=node.id).dicts()
    known = origins(store)
    outdated = known.outdated(months_before(store.as_of, settings.months), settings.undated_counts)
    nesting = {
        (row["inner"], row["outer"]) for row in run(store, "chain_nesting", chain=node.id).dicts()
    }
    ids = [one.id for one in segments]
    here = _rolled_up(ids, _makers(store, node.id, path, outdated), nesting)
    return Situation(
        chain=node,
        scope=Scope(short, adcode, name, store.as_of, complete),
        settings=settings,
        segments=segments,
        template=as_networkx(segments, ((r["input"], r["output"], r["link"]) for r in inputs)),
        here=here,
        counts=maker_counts(store, node.id, ids, nesting, outdated),
        coverage=_coverage(store, node, adcode, path, here),
        purchases=purchases(store, segments, path),
        projects=_projects(store, node.id, path, known),
        supports=supports(store, path, needed=any(one.properties.get("needs") for one in segments)),
        party=party or {},
        area=path,
        outdated=outdated,
        pulls=pulls(store, node.id),
        nesting=frozenset(nesting),
        store=store,
    )


def _makers(
    store: Store, chain: str, path: str, outdated: frozenset[str]
) -> dict[str, dict[str, Maker]]:
    """Return the active makers in a region by segment and id."""
    known = origins(store)
    here: dict[str, dict[str, Maker]] = {}
    for row in run(store, "makers_in", chain=chain, area=path).dicts():
        if is_active(row, known, outdated):
            makers = here.setdefault(row["segment"], {})
            makers.setdefault(row["enterprise"], maker_of(known, row))
    return here


def is_active(row: Mapping[str, Any], known: Origins, outdated: frozenset[str]) -> bool:
    """Say whether a row of makers counts: operating, producing, sourced, observed lately."""
    if row["operating"] is False or row["stage"] == "在建":
        return False
    return known.counts(row["records"], outdated)


def _rolled_up(
    segments: Iterable[str], here: dict[str, dict[str, Maker]], nesting: set[tuple[str, str]]
) -> dict[str, tuple[Maker, ...]]:
    """Let makers of a nested segment count for those that hold it, however deep."""
    outer: dict[str, list[str]] = {}
    for one, other in sorted(nesting):
        outer.setdefault(one, []).append(other)
    rolled = {segment: dict(here.get(segment, {})) for segment in segments}
    for segment, makers in here.items():
        waiting, seen = [*outer.get(segment, ())], {segment}
        while waiting:
            holder = waiting.pop()
            if holder not in seen and holder in rolled:
                seen.add(holder)
                rolled[holder] = {**makers, **rolled[holder]}
                waiting += outer.get(holder, ())
    return {
        segment: tuple(sorted(makers.values(), key=lambda one: (one.name, one.id)))
        for segment, makers in rolled.items()
        if makers
    }


def maker_of(known: Origins, row: Mapping[str, Any]) -> Maker:
    """Return a row of makers as a maker."""
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
        made_output=row["made_output"],
        share=row["share"],
        above_size=row["above_size"],
    )


def _projects(
    store: Store, chain: str, path: str, known: Origins
) -> dict[str, tuple[Building, ...]]:
    """Return J_rp: the projects of a region that are signed or under construction."""
    found: dict[str, dict[str, Building]] = {}
    for row in run(store, "projects_for", chain=chain, area=path).dicts():
        project: Node = row["project"]
        stage = str(project.properties.get("stage") or "")
        if stage in BUILDING and known.sourced(row["link"].properties["records"]):
            evidence = tuple(known.of(row["link"]))
            name = str(project.properties.get("name", ""))
            one = Building(project.id, name, stage, row["link"].key, evidence)
            found.setdefault(row["segment"], {})[project.id] = one
    return {segment: tuple(projects.values()) for segment, projects in found.items()}


def coverage_of(store: Store, chain: Node, settings: GapSettings) -> Coverage:
    """Return recorded against declared enterprises of a chain in its own region.

    Raises NotFound where the chain has none. It is what :func:`look` tells, without the rest.
    """
    adcode, _, path = place(store, str(chain.properties.get("adcode") or ""), chain.id)
    known = origins(store)
    outdated = known.outdated(months_before(store.as_of, settings.months), settings.undated_counts)
    found = _makers(store, chain.id, path, outdated)
    here = {segment: tuple(makers.values()) for segment, makers in found.items()}
    return _coverage(store, chain, adcode, path, here)


def _coverage(
    store: Store, chain: Node, adcode: str, path: str, here: Mapping[str, tuple[Maker, ...]]
) -> Coverage:
    """Hold the enterprises recorded here against the newest figure declared for this region."""
    recorded = {maker.id for makers in here.values() for maker in makers if maker.registered}
    known = origins(store)
    for row in run(store, "chain_leaders", chain=chain.id).dicts():
        if inside(row["path"] or "", path) and known.registered(
            row["enterprise"].properties["sources"]
        ):
            recorded.add(row["enterprise"].id)
    for row in run(store, "chain_allies", chain=chain.id).dicts():
        if row["role"] in ("1", "X") and inside(row["path"] or "", path):
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
