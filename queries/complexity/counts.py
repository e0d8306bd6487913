"""Who has what: counts of active makers by region of a level and segment, read from a store.

A maker is active as in the gap finder: not known to be closed, not merely being built,
vouched for by a source, observed within the settings' months before the data's own date.
The counting is done by the store; what comes back is one row per region and segment.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from typing import Any

import numpy as np

from liantu.days import months_before
from liantu.errors import Incomputable, NotFound, UsageError
from liantu.graph.stores import Node, Store
from liantu.queries.catalogue import run
from liantu.queries.complexity.table import Table
from liantu.queries.evidence import Origins, origins
from liantu.queries.gaps.settings import GapSettings
from liantu.queries.keeping import Kept

KEPT = 64  # tables that are kept for one store
LEVELS = {"province": 6, "city": 13, "county": 20}  # characters of a path at each level
MUNICIPALITIES = ("110000", "120000", "310000", "500000")  # one region each among cities


@dataclass(frozen=True)
class Counts:
    """Makers of segments in the regions of one level that have any maker.

    ``makers`` holds n_rp, ``recorded`` says of how many the output is known. Rows are
    paths of divisions, columns ids of segments; ``higher`` counts makers whose place is
    only known at a higher level, ``candidates`` those that only a list of candidates
    names, which is no register.
    """

    chain: str
    level: str
    makers: Table
    recorded: int
    higher: int
    candidates: int
    region_names: tuple[str, ...]
    segment_names: tuple[str, ...]

    @property
    def total(self) -> int:
        """How many pairs of maker and segment there are."""
        return int(self.makers.values.sum())

    def row(self, adcode: str) -> int | None:
        """Return the row of a region, or of the region of this level that it lies in."""
        for index, path in enumerate(self.makers.regions):
            if path.rpartition("/")[2] == adcode:
                return index
        return None


_kept: Kept[Counts] = Kept(KEPT)


def counts(store: Store, chain: str, level: str, settings: GapSettings) -> Counts:
    """Return the counts of a chain, or with an empty ``chain`` of all chains, read once.

    ``level`` is province, city or county. Raises UsageError for another level, NotFound for
    an unknown chain.
    """
    if level not in LEVELS:
        raise UsageError("complexity_level", where=level, known=", ".join(LEVELS))
    key = (chain, level, settings.version)
    return _kept.of(store, key, lambda: _read(store, chain, level, settings))


def _read(store: Store, chain: str, level: str, settings: GapSettings) -> Counts:
    segments = _segments(store, chain)
    whole = MUNICIPALITIES if level == "city" else ()
    not_counted = doubtful_origins(store, settings)
    rows = _rows(store, chain, level, whole, not_counted)
    length = LEVELS[level]
    places = _places(store, {row["place"] for row in rows if row["place"]})
    # counties that lie right under their province
    direct = {
        path
        for path, node in places.items()
        if level == "county" and node.properties.get("level") == "县"
    }
    placed = [
        row
        for row in rows
        if row["place"] in whole or len(row["place"] or "") == length or row["place"] in direct
    ]
    higher = sum(row["makers"] for row in rows) - sum(row["makers"] for row in placed)
    paths = sorted({row["place"] for row in placed})
    at = {path: index for index, path in enumerate(paths)}
    column = {segment.id: index for index, segment in enumerate(segments)}
    makers = np.zeros((len(paths), len(segments)))
    for row in placed:
        makers[at[row["place"]], column[row["segment"]]] = row["makers"]
    return Counts(
        chain,
        level,
        Table(makers, tuple(paths), tuple(column)),
        sum(row["recorded"] for row in placed),
        higher,
        _candidates_only(store, chain, level, at, settings),
        tuple(_name(places.get(path), path) for path in paths),
        tuple(str(segment.properties.get("name", "")) for segment in segments),
    )


def outputs(store: Store, read: Counts, settings: GapSettings) -> Table:
    """Return x_rp in 万元 in the shape of some counts; a maker at two places of a region is one.

    Raises Incomputable unless the output of every active maker is recorded.
    """
    if read.recorded < read.total:
        raise Incomputable("complexity_output", recorded=read.recorded, total=read.total)
    known, oldest = origins(store), months_before(store.as_of, settings.months)
    at = {path: index for index, path in enumerate(read.makers.regions)}
    column = {segment: index for index, segment in enumerate(read.makers.products)}
    found: dict[tuple[str, str, str], float] = {}
    for row in run(store, "region_outputs", chain_id=read.chain).dicts():
        place = _place_of(row["path"], read.level)
        counted = _counts(known, row["records"], oldest, settings)
        if counted and place in at and row["segment"] in column:
            found[place, row["segment"], row["enterprise"]] = float(row["output"])
    values = np.zeros_like(read.makers.values)
    for (place, segment, _), output in sorted(found.items()):
        values[at[place], column[segment]] += output
    return Table(values, read.makers.regions, read.makers.products)


def _segments(store: Store, chain: str) -> list[Node]:
    known = [str(row["chain"].properties["chain_id"]) for row in run(store, "chains").dicts()]
    if chain and chain not in known:
        raise NotFound("chain_unknown", where=chain, known=", ".join(known) or "–")
    found: dict[str, Node] = {}
    for one in [chain] if chain else known:
        for row in run(store, "chain_segments", chain=f"chain:{one}").dicts():
            found.setdefault(row["segment"].id, row["segment"])
    return list(found.values())


def _rows(
    store: Store,
    chain: str,
    level: str,
    whole: tuple[str, ...],
    not_counted: dict[str, list[str]],
) -> list[dict[str, Any]]:
    asked: dict[str, Any] = {"chain_id": chain, "length": LEVELS[level], "whole": list(whole)}
    if any(not_counted.values()):
        return run(store, "region_counts_observed", **asked, **not_counted).dicts()
    return run(store, "region_counts", **asked).dicts()


def _candidates_only(
    store: Store, chain: str, level: str, paths: Container[str], settings: GapSettings
) -> int:
    """Return how many of the counted pairs no register or report vouches for."""
    known, oldest = origins(store), months_before(store.as_of, settings.months)
    makes = {row["source"] for row in run(store, "makes_sources").dicts()}
    lists = {
        row["source"] for row in run(store, "origins").dicts() if row["role"] == "candidates"
    } & makes
    found = set()
    for source in sorted(lists):
        for row in run(store, "makes_of_source", source=source, chain_id=chain).dicts():
            place = _place_of(row["path"], level)
            counted = _counts(known, row["records"], oldest, settings)
            if counted and place in paths and not known.registered(row["sources"]):
                found.add((place, row["segment"], row["enterprise"]))
    return len(found)


def _counts(known: Origins, records: list[str], oldest: str, settings: GapSettings) -> bool:
    observed = known.last_observed(records)
    fresh = observed >= oldest if observed else settings.undated_counts
    return fresh and known.sourced(records)


def _place_of(path: str | None, level: str) -> str:
    whole = level == "city" and (path or "")[:6] in MUNICIPALITIES
    return (path or "")[: LEVELS["province"] if whole else LEVELS[level]]


def doubtful_origins(store: Store, settings: GapSettings) -> dict[str, list[str]]:
    """Return origins of MAKES that may not count: unsourced, not_fresh, old; all empty if none.

    A link counts if one of its rows is sourced, and one is fresh or none is old. Where
    nothing is old, origins without a date are no reason to look at rows one by one.
    """
    sources = {row["source"] for row in run(store, "makes_sources").dicts()}
    found = [row for row in run(store, "origins").dicts() if row["source"] in sources]
    oldest = months_before(store.as_of, settings.months)
    unsourced = [row["id"] for row in found if row["role"] == "unsourced"]
    old = [row["id"] for row in found if row["observed_on"] and str(row["observed_on"]) < oldest]
    undated = [row["id"] for row in found if not row["observed_on"]]
    if not settings.undated_counts:
        old = old + undated
    return {"unsourced": unsourced, "old": old, "not_fresh": [*{*old, *undated}] if old else []}


def _places(store: Store, paths: set[str]) -> dict[str, Node]:
    ids = {f"reg:{path.rpartition('/')[2]}": path for path in paths}
    rows = run(store, "nodes", ids=sorted(ids)).dicts()
    return {ids[row["node"].id]: row["node"] for row in rows}


def _name(node: Node | None, path: str) -> str:
    known = node.properties if node else {}
    return str(known.get("full_name") or known.get("name") or path)
