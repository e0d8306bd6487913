"""How many makers each segment has in each region: what a region is compared with.

Counted in the store, one row per region; a firm recorded in two regions counts in both.
Regions of a level are compared: provinces, cities (with the municipalities) or counties.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from liantu.graph.stores import Store
from liantu.queries.catalogue import run
from liantu.queries.evidence import origins
from liantu.queries.keeping import Kept
from liantu.queries.purchases import inside

MUNICIPALITIES = ("11", "12", "31", "50")
KEPT = 16  # tables that are kept for one store
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class MakerCounts:
    """Active makers by region and segment, for one chain.

    ``areas`` are paths of regions, empty for firms without a place; ``registered`` and
    ``listed`` have a row per area and a column per segment: makers on a register, and
    those known from lists of candidates only.
    """

    areas: tuple[str, ...]
    segments: tuple[str, ...]
    registered: Ints
    listed: Ints

    @cached_property
    def place(self) -> Mapping[str, int]:
        """The column of each segment."""
        return {segment: number for number, segment in enumerate(self.segments)}

    def total(self, segment: str) -> int:
        """Return n_·p: the registered makers of a segment over all regions."""
        return self._totals[0][self.place[segment]]

    def everyone(self, segment: str) -> int:
        """Return all makers of a segment over all regions, candidates too."""
        return sum(each[self.place[segment]] for each in self._totals)

    @cached_property
    def _totals(self) -> tuple[list[int], list[int]]:
        """Registered and listed makers of each segment over all regions."""
        return self.registered.sum(axis=0).tolist(), self.listed.sum(axis=0).tolist()

    def inside(self, area: str) -> dict[str, int]:
        """Return all makers of each segment within an area, candidates too."""
        rows = [number for number, path in enumerate(self.areas) if inside(path, area)]
        found = (self.registered[rows] + self.listed[rows]).sum(axis=0)
        return dict(zip(self.segments, map(int, found), strict=True))

    def at_level(self, area: str) -> tuple[tuple[str, ...], Ints]:
        """Return the regions of an area's own level, and their registered makers by segment.

        The area itself is always among them; one recorded above the level is left out.
        """
        level = level_of(area)
        groups: dict[str, list[int]] = {}
        for number, path in enumerate(self.areas):
            if (name := part_at(path, level)) is not None:
                groups.setdefault(name, []).append(number)
        groups.setdefault(area, [])
        names = tuple(sorted(groups))
        table = np.zeros((len(names), len(self.segments)), dtype=np.int64)
        for number, name in enumerate(names):
            table[number] = self.registered[groups[name]].sum(axis=0)
        return names, table


def level_of(path: str) -> str:
    """Return the level of a region by its path: province, city or county."""
    code = path.rpartition("/")[2]
    if code.endswith("0000"):
        return "province"
    return "city" if code.endswith("00") else "county"


def part_at(path: str, level: str) -> str | None:
    """Return the part of a path that is the region of a level; None where it lies above it."""
    parts = path.split("/") if path else []
    if not parts:
        return None
    if level == "province":
        return parts[0]
    if level == "county":
        return path if level_of(path) == "county" else None
    if parts[0][:2] in MUNICIPALITIES:
        return parts[0]
    return "/".join(parts[:2]) if len(parts) > 1 else None


_kept: Kept[MakerCounts] = Kept(KEPT)


def maker_counts(
    store: Store,
    chain: str,
    segments: Iterable[str],
    nesting: set[tuple[str, str]],
    stale: frozenset[str],
) -> MakerCounts:
    """Return the counts of a chain; they are kept, since every region is compared with them.

    ``chain`` is a node id, ``segments`` are the ids of its segments in its order, ``nesting``
    the pairs of a segment and the one that holds it, ``stale`` the origins whose rows are
    too old to count. Makers of a nested segment count for those that hold it; one that
    makes several of them counts for each.
    """
    return _kept.of(
        store, (chain, stale), lambda: _count(store, chain, tuple(segments), nesting, stale)
    )


def _count(
    store: Store,
    chain: str,
    segments: tuple[str, ...],
    nesting: set[tuple[str, str]],
    stale: frozenset[str],
) -> MakerCounts:
    known = origins(store)
    asked = {
        "chain": chain,
        "hearsay": sorted(known.unsourced) or [""],
        "unregistered": sorted(known.unsourced | known.candidates) or [""],
    }
    if stale:
        bad = sorted(stale | known.hearsay)
        rows = run(store, "maker_counts_dated", stale=bad, **asked).dicts()
    else:
        rows = run(store, "maker_counts", **asked).dicts()
    column = {one: number for number, one in enumerate(segments)}
    shape = (len(rows), len(segments))
    registered, listed = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    for number, row in enumerate(rows):
        for said in row["made"]:
            segment, standing, makers = said.rsplit(" ", 2)
            table = registered if standing == "registered" else listed
            table[number, column[segment]] = int(makers)
    held = _held(segments, nesting)
    areas = tuple(row["area"] for row in rows)
    return MakerCounts(areas, segments, registered @ held, listed @ held)


def _held(segments: tuple[str, ...], nesting: set[tuple[str, str]]) -> Ints:
    """Return which segment counts for which: itself, and those that hold it, however deep."""
    tree: nx.DiGraph[str] = nx.DiGraph()
    tree.add_nodes_from(segments)
    tree.add_edges_from(pair for pair in nesting if {*pair} <= {*segments})
    place = {segment: number for number, segment in enumerate(segments)}
    held = np.eye(len(segments), dtype=np.int64)
    for inner in {one for one, _ in nesting} & {*segments}:
        for outer in nx.descendants(tree, inner):
            held[place[inner], place[outer]] = 1
    return held
