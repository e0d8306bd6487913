"""The rows of a report of complexity: each figure with the parts that it is made of."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from liantu.queries.complexity.counts import Counts
from liantu.queries.complexity.location import ShrunkenLQ, poisson_interval
from liantu.queries.complexity.matrices import Complexity, density, density_nearest, proximity
from liantu.queries.complexity.table import Floats

LEAST_REGIONS, LEAST_SEGMENTS = 30, 50  # below, ranks would be chance


@dataclass(frozen=True)
class RegionRow:
    """A region's ECI and COI in standard deviations, and the segments k_r that make it."""

    region: str
    name: str
    eci: float
    coi: float | None
    diversity: int
    segments: tuple[str, ...]


@dataclass(frozen=True)
class SegmentRow:
    """A segment's PCI on the scale of ECI, and the regions k_p that have it."""

    segment: str
    name: str
    pci: float
    ubiquity: int
    regions: tuple[str, ...]


@dataclass(frozen=True)
class NextRow:
    """A segment that the region lacks: how close it lies to what is there, and what it adds.

    ``density`` is with φ diagonal 0, ``nearest`` over the 20 closest, both 0 … 1 or None;
    ``cog`` the gain of outlook.
    """

    segment: str
    name: str
    density: float | None
    nearest: float | None
    pci: float
    cog: float


@dataclass(frozen=True)
class LqRow:
    """A segment in one region: n makers where E are expected, and the quotient's interval.

    ``verdict`` is strong where the 5 % quantile is above 1, weak where the 95 % quantile is
    below 1, else open; empty where fewer than 30 regions are compared. Where the strength
    of shrinking has no peak, ``lq_eb`` is None and the interval is that of the counts alone.
    """

    segment: str
    name: str
    n: int
    expected: float | None
    lq: float | None
    lq_eb: float | None
    low: float | None
    high: float | None
    p_zero: float | None
    verdict: str
    place: str

    def as_dict(self) -> dict[str, Any]:
        """Return the figures, and the query that names the makers behind them."""
        opens = {
            "query": "region_makers",
            "params": {"segment": self.segment, "place": self.place},
        }
        return asdict(self) | {"unit": "makers", "opens": opens}


def regions_of(read: Counts, found: Complexity | None) -> tuple[RegionRow, ...]:
    """Return the regions by ECI, highest first; none where it could not be computed."""
    if found is None:
        return ()
    names = dict(zip(read.makers.regions, read.region_names, strict=True))
    rows = [
        RegionRow(
            path.rpartition("/")[2],
            names[path],
            float(found.eci[index]),
            known(found.coi[index]),
            int(found.diversity[index]),
            _where(found.products, found.m[index]),
        )
        for index, path in enumerate(found.regions)
    ]
    return tuple(sorted(rows, key=lambda row: (-row.eci, row.region)))


def segments_of(read: Counts, found: Complexity | None) -> tuple[SegmentRow, ...]:
    """Return the segments by PCI, highest first; none where it could not be computed."""
    if found is None:
        return ()
    names = dict(zip(read.makers.products, read.segment_names, strict=True))
    rows = [
        SegmentRow(
            segment,
            names[segment],
            float(found.pci[index]),
            int(found.ubiquity[index]),
            tuple(one.rpartition("/")[2] for one in _where(found.regions, found.m[:, index])),
        )
        for index, segment in enumerate(found.products)
    ]
    return tuple(sorted(rows, key=lambda row: (-row.pci, row.segment)))


def next_of(read: Counts, found: Complexity | None, place: str) -> tuple[NextRow, ...]:
    """Return what a region lacks, the closest first; none where it could not be computed."""
    if found is None or place not in found.regions:
        return ()
    names = dict(zip(read.makers.products, read.segment_names, strict=True))
    here = found.regions.index(place)
    near = density(found.m, proximity(found.m, diagonal=0))[here]
    nearest = density_nearest(found.m, found.phi)[here]
    rows = [
        NextRow(
            segment,
            names[segment],
            known(near[index]),
            known(nearest[index]),
            float(found.pci[index]),
            float(found.cog[here, index]),
        )
        for index, segment in enumerate(found.products)
        if not found.m[here, index]
    ]
    return tuple(sorted(rows, key=lambda row: (-(row.density or 0), row.segment)))


def lq_rows(read: Counts, lq: ShrunkenLQ | None, place: str) -> tuple[LqRow, ...]:
    """Return the quotients of a region, in the order of the segments; none without any maker."""
    if lq is None or place not in read.makers.regions:
        return ()
    here = read.makers.regions.index(place)
    judged = len(read.makers.regions) >= LEAST_REGIONS
    counted, expected = read.makers.values[here], lq.expected[here]
    lows, highs = lq.low[here], lq.high[here]
    if lq.at_edge:
        lows, highs = poisson_interval(counted, expected)
    rows = []
    for index, segment in enumerate(read.makers.products):
        low, high = known(lows[index]), known(highs[index])
        rows.append(
            LqRow(
                segment,
                read.segment_names[index],
                int(counted[index]),
                known(expected[index]) or None,
                known(lq.lq[here, index]),
                None if lq.at_edge else known(lq.lq_eb[here, index]),
                low,
                high,
                known(lq.p_zero[here, index]),
                _verdict(low, high) if judged else "",
                place,
            )
        )
    return tuple(rows)


def _verdict(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return ""
    return "strong" if low > 1 else "weak" if high < 1 else "open"


def _where(names: tuple[str, ...], made: Floats) -> tuple[str, ...]:
    return tuple(name for name, one in zip(names, made, strict=True) if one)


def known(value: Any) -> float | None:
    """Return a figure as a number, or None where it is not known."""
    return None if value is None or np.isnan(value) else float(value)
