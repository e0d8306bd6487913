"""What a region is compared with: other regions of its level, and how close products are.

Density, complexity and location quotients are told only where the table is large enough;
how scarce a segment is, always.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from liantu.errors import LiantuError
from liantu.queries.complexity.location import shrunken_lq
from liantu.queries.complexity.matrices import complexity, density, proximity
from liantu.queries.complexity.table import Floats
from liantu.queries.gaps.counts import Ints, MakerCounts
from liantu.queries.gaps.findings import Maker
from liantu.queries.gaps.settings import GapSettings, Size


@dataclass(frozen=True)
class Quotient:
    """A shrunken location quotient with the ends of its interval (5 % and 95 %)."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Space:
    """A region among the regions of its level; every figure by segment, 0 … 1.

    ``regions`` is how many are compared. What the table is too small for, or what cannot
    be computed, is left out: ``refused`` says why. ``eci`` is the region's own complexity.
    """

    regions: int
    scarcity: Mapping[str, float]
    density: Mapping[str, float] = field(default_factory=dict)
    complexity: Mapping[str, float] = field(default_factory=dict)
    opportunity: Mapping[str, float] = field(default_factory=dict)
    quotients: Mapping[str, Quotient] = field(default_factory=dict)
    close: Mapping[str, tuple[tuple[str, float], ...]] = field(default_factory=dict)
    refused: str = ""
    eci: float | None = None


def space(
    counts: MakerCounts, area: str, here: Mapping[str, tuple[Maker, ...]], rules: GapSettings
) -> Space:
    """Return where a region stands among those of its level; ``area`` is its path."""
    names, table = compared(counts, area, here)
    ids = counts.segments
    own = names.index(area)
    there = (table > 0).astype(np.float64)
    share = there.mean(axis=0)
    scarcity = {one: 1.0 - float(value) for one, value in zip(ids, share, strict=True)}
    closeness: dict[str, float] = {}
    close: Mapping[str, tuple[tuple[str, float], ...]] = {}
    if _enough(there, rules.score.density):
        phi = proximity(there, 0)
        closeness = _known(ids, density(there, phi)[own])
        close = _close(ids, phi, rules.targets.close)
    value: dict[str, float] = {}
    gain: dict[str, float] = {}
    refused = ""
    eci: float | None = None
    if _enough(there, rules.score.complexity):
        try:
            value, gain, eci = _complexity(ids, there, own)
        except LiantuError as error:
            refused = str(error)
    told = len(names) >= rules.location.regions
    quotients = _quotients(ids, table, own) if told else {}
    return Space(len(names), scarcity, closeness, value, gain, quotients, close, refused, eci)


def compared(
    counts: MakerCounts, area: str, here: Mapping[str, tuple[Maker, ...]]
) -> tuple[tuple[str, ...], Ints]:
    """Return the regions of an area's level and their makers, the area's own as counted here."""
    names, table = counts.at_level(area)
    table[names.index(area)] = [
        sum(maker.registered for maker in here.get(one, ())) for one in counts.segments
    ]
    return names, table


def _enough(table: Floats, least: Size) -> bool:
    regions, products = int(table.any(axis=1).sum()), int(table.any(axis=0).sum())
    return regions >= least.regions and products >= least.products


def _known(ids: Sequence[str], values: Floats) -> dict[str, float]:
    return {
        one: float(value) for one, value in zip(ids, values, strict=True) if not np.isnan(value)
    }


def _close(
    ids: Sequence[str], phi: Floats, least: float | None
) -> dict[str, tuple[tuple[str, float], ...]]:
    found: dict[str, tuple[tuple[str, float], ...]] = {}
    if least is None:
        return found
    for number, one in enumerate(ids):
        near = [int(other) for other in np.flatnonzero(phi[number] >= least)]
        ranked = sorted(near, key=lambda other: (-phi[number, other], ids[other]))
        if ranked:
            found[one] = tuple((ids[other], float(phi[number, other])) for other in ranked)
    return found


def _complexity(
    ids: Sequence[str], there: Floats, own: int
) -> tuple[dict[str, float], dict[str, float], float | None]:
    """Return V1 and V2, percentiles of PCI and of the opportunity gained, and the region's ECI."""
    rows, columns = there.sum(axis=1) > 0, there.sum(axis=0) > 0
    made = complexity(there[np.ix_(rows, columns)], measure="given")
    kept = [one for one, held in zip(ids, columns, strict=True) if held]
    if not rows[own]:
        return _percentiles(kept, made.pci), {}, None
    place = int(rows[:own].sum())
    gain = _percentiles(kept, made.cog[place])
    return _percentiles(kept, made.pci), gain, float(made.eci[place])


def _percentiles(ids: Sequence[str], values: Floats) -> dict[str, float]:
    """Return the share of others that lie below each, 0 … 1."""
    below = np.searchsorted(np.sort(values), values, side="left")
    return {one: float(rank) / max(len(ids) - 1, 1) for one, rank in zip(ids, below, strict=True)}


def _quotients(ids: Sequence[str], table: Ints, own: int) -> dict[str, Quotient]:
    try:
        made = shrunken_lq(table, own)
    except LiantuError:
        return {}
    if made.at_edge:  # no peak: the interval would shrink to 1 and tell nothing
        return {}
    found = zip(ids, made.lq_eb[0], made.low[0], made.high[0], strict=True)
    return {
        one: Quotient(float(value), float(low), float(high))
        for one, value, low, high in found
        if not np.isnan(value)
    }
