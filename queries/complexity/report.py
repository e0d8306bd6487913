"""Complexity of a chain's regions and segments as one report, or why there can be none.

Where the matrix is too small or falls apart, the report says so and still holds what can
be said: location quotients with their intervals, and the complexity that a loaded table
states for segments.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from liantu.errors import Incomputable, NotFound
from liantu.graph.stores import Node, Store
from liantu.queries.catalogue import run
from liantu.queries.complexity.counts import LEVELS, Counts, counts, outputs
from liantu.queries.complexity.external import External, external
from liantu.queries.complexity.location import ShrunkenLQ, shrunken_lq
from liantu.queries.complexity.matrices import FORMULA_VERSION, Complexity, complexity
from liantu.queries.complexity.rows import (
    LEAST_REGIONS,
    LEAST_SEGMENTS,
    LqRow,
    NextRow,
    RegionRow,
    SegmentRow,
    lq_rows,
    next_of,
    regions_of,
    segments_of,
)
from liantu.queries.complexity.table import Table
from liantu.queries.gaps.settings import GapSettings

UNITS = ("makers", "output")


@dataclass(frozen=True)
class Report:
    """What can be said of the complexity of a chain, or of all chains, at one level."""

    data_version: str
    settings_version: str
    as_of: str
    unit: str
    counts: Counts
    region: str
    region_name: str
    refused: Incomputable | None
    found: Complexity | None
    regions: tuple[RegionRow, ...]
    segments: tuple[SegmentRow, ...]
    next: tuple[NextRow, ...]
    lq: ShrunkenLQ | None
    lq_rows: tuple[LqRow, ...]
    external: tuple[External, ...]

    @property
    def dropped(self) -> tuple[str, ...]:
        """Names of the segments that no region has."""
        names = dict(zip(self.counts.makers.products, self.counts.segment_names, strict=True))
        empty = self.counts.makers.values.sum(axis=0) == 0
        pairs = zip(self.counts.makers.products, empty, strict=True)
        return tuple(names[one] for one, none in pairs if none)

    def rank(self) -> int | None:
        """Return the place of the region among the regions by ECI, from 1; None without one."""
        found = (index for index, one in enumerate(self.regions) if one.region == self.region)
        return next((index + 1 for index in found), None)

    def sure(self) -> tuple[LqRow, ...]:
        """Return the segments whose interval does not span 1."""
        return tuple(one for one in self.lq_rows if (one.low or 0) > 1 or (one.high or 1) < 1)

    def as_dict(self) -> dict[str, Any]:
        """Return the stable JSON of the report."""
        found, lq = self.found, self.lq
        return {
            "data_version": self.data_version,
            "formula_version": FORMULA_VERSION,
            "settings_version": self.settings_version,
            "scope": {
                "chain": self.counts.chain or None,
                "level": self.counts.level,
                "region": self.region or None,
                "region_name": self.region_name or None,
                "as_of": self.as_of or None,
            },
            "unit": self.unit,
            "matrix": self.matrix(),
            "refused": self.refused.as_dict()["error"] if self.refused else None,
            "lambda2": found.lambda2 if found else None,
            "lambda3": found.lambda3 if found else None,
            "regions": [asdict(one) for one in self.regions],
            "segments": [asdict(one) for one in self.segments],
            "next": [asdict(one) for one in self.next],
            "shrunken_lq": {
                "a": lq.a if lq else None,
                "at_edge": lq.at_edge if lq else None,
                "interval": None if lq is None else "poisson" if lq.at_edge else "shrunken",
                "rows": [one.as_dict() for one in self.lq_rows],
            },
            "external": [one.as_dict() for one in self.external],
        }

    def matrix(self) -> dict[str, Any]:
        """Return the size of the table, what is left out of it, and what is the least."""
        table = self.counts.makers
        return {
            "regions": len(table.regions),
            "segments": len(table.products),
            "segments_with_makers": len(table.products) - len(self.dropped),
            "pairs": self.counts.total,
            "with_output": self.counts.recorded,
            "only_higher_level": self.counts.higher,
            "only_candidates": self.counts.candidates,
            "without_makers": list(self.dropped),
            "least_regions": LEAST_REGIONS,
            "least_segments": LEAST_SEGMENTS,
        }


def report(
    store: Store,
    settings: GapSettings,
    *,
    chain: str = "",
    level: str = "city",
    region: str = "",
    unit: str = "makers",
) -> Report:
    """Return the report of a chain, or of all chains, with quotients of one region.

    ``region`` is an adcode at or below the level, empty for the chain's own. ``unit`` is
    makers, or output where every maker's is recorded. Raises NotFound for an unknown chain
    or region, UsageError for an unknown level.
    """
    read = counts(store, chain, level, settings)
    place = _place(store, read, chain, region)
    refused: Incomputable | None = None
    found: Complexity | None = None
    try:
        found = complexity(_values(store, read, unit, settings))
    except Incomputable as error:
        refused = error
    lq = _quotients(read)
    return Report(
        store.data_version,
        settings.version,
        store.as_of,
        unit,
        read,
        place.rpartition("/")[2],
        _named(store, read, place),
        refused,
        found,
        regions_of(read, found),
        segments_of(read, found),
        next_of(read, found, place),
        lq,
        lq_rows(read, lq, place),
        external(store, read.makers.products),
    )


def _values(store: Store, read: Counts, unit: str, settings: GapSettings) -> Table:
    """Return the table to be used; raises Incomputable where it is too small or not complete."""
    with_makers = int((read.makers.values.sum(axis=0) > 0).sum())
    if len(read.makers.regions) < LEAST_REGIONS or with_makers < LEAST_SEGMENTS:
        raise Incomputable(
            "complexity_too_small",
            regions=len(read.makers.regions),
            segments=with_makers,
            least_regions=LEAST_REGIONS,
            least_segments=LEAST_SEGMENTS,
        )
    return read.makers if unit == "makers" else outputs(store, read, settings)


def _place(store: Store, read: Counts, chain: str, region: str) -> str:
    """Return the path, at the level of the table, of the region that quotients are given for."""
    own = region or _own(store, chain)
    if not own:
        return ""
    rows = run(store, "region", region=f"reg:{own}").dicts()
    if not rows:
        raise NotFound("region_unknown", where=own)
    path = str(rows[0]["region"].properties.get("path", ""))
    known = read.makers.regions
    whole = next((one for one in known if path == one or path.startswith(f"{one}/")), "")
    return whole or path[: LEVELS[read.level]]


def _own(store: Store, chain: str) -> str:
    nodes: list[Node] = [row["chain"] for row in run(store, "chains").dicts()]
    found = {
        str(node.properties.get("adcode", ""))
        for node in nodes
        if not chain or node.properties["chain_id"] == chain
    } - {""}
    return found.pop() if len(found) == 1 else ""


def _named(store: Store, read: Counts, place: str) -> str:
    if place in read.makers.regions:
        return read.region_names[read.makers.regions.index(place)]
    rows = run(store, "region", region=f"reg:{place.rpartition('/')[2]}").dicts()
    return str(rows[0]["region"].properties.get("full_name", "")) if rows else ""


def _quotients(read: Counts) -> ShrunkenLQ | None:
    values = read.makers.values
    return shrunken_lq(values) if values.any() and len(read.makers.regions) > 1 else None
