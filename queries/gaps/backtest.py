"""Would feasibility have found what regions do make: a leave-out test, with chance beside it.

For each region of the level with two present segments or more, each present segment p is
hidden in turn: M_rp = 0, all else as it is. Every absent segment and p get
F = mean of F1 (density, φ without the hidden entry) and F2 (share of input costs met),
as :mod:`liantu.queries.gaps.score` defines them; F3 is not recorded for other regions.
With ``above`` segments of a higher F and ``tied`` of the same (p with them), p is among
the first k with chance min(1, max(0, (k − above) / tied)). The base rate is k / n, what
a draw of k of the n segments at random would find. k is 3, and the tenth of n rounded up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from liantu.locale import text
from liantu.queries.complexity.matrices import proximity
from liantu.queries.complexity.table import Floats
from liantu.queries.gaps.counts import level_of
from liantu.queries.gaps.settings import GapSettings
from liantu.queries.gaps.situation import Situation
from liantu.queries.gaps.space import compared

MOST = 5000  # hidden segments that are tried; of more, so many are drawn
PRESENT = 2  # present segments that a region needs, so that one may be hidden
PLACES = 12  # decimals to which two scores are the same


@dataclass(frozen=True)
class Tried:
    """How often a score put the hidden segment first; every figure a share, 0 … 1.

    ``top3`` and ``tenth`` stand beside ``top3_base`` and ``tenth_base``: what chance gives.
    """

    name: str
    top3: float
    top3_base: float
    tenth: float
    tenth_base: float

    def as_dict(self) -> dict[str, Any]:
        """Return the shares by name."""
        return {
            "score": self.name,
            "top3": self.top3,
            "top3_base": self.top3_base,
            "tenth": self.tenth,
            "tenth_base": self.tenth_base,
        }


@dataclass(frozen=True)
class Backtest:
    """The test of one level of regions; ``refused`` says why there is none.

    ``regions`` have two present segments or more; ``hidden`` were hidden of ``pairs``.
    """

    level: str
    regions: int
    needed: int
    pairs: int
    hidden: int
    tried: tuple[Tried, ...] = ()
    refused: str = ""
    without: str = ""  # why F1 takes no part

    def as_dict(self) -> dict[str, Any]:
        """Return the test by name; what was not told is null."""
        return {
            "level": self.level,
            "regions": self.regions,
            "regions_needed": self.needed,
            "pairs": self.pairs,
            "hidden": self.hidden,
            "scores": [one.as_dict() for one in self.tried],
            "refused": self.refused or None,
            "without_density": self.without or None,
        }


def backtest(situation: Situation) -> Backtest:
    """Return the test over the regions of a situation's own level."""
    ids = tuple(one.id for one in situation.segments)
    _, table = compared(situation.counts, situation.area, situation.here)
    place = {one: number for number, one in enumerate(ids)}
    shares = np.zeros((len(ids), len(ids)))
    for one in situation.edges:
        if one.cost_share is not None:
            shares[place[one.output], place[one.input]] += one.cost_share
    columns = [situation.counts.place[one] for one in ids]
    return left_out(table[:, columns], shares, situation.settings, level_of(situation.area))


def left_out(
    table: NDArray[np.int64], shares: Floats, rules: GapSettings, level: str = "county"
) -> Backtest:
    """Return the test of a table of makers, shape (R, P), and of cost shares.

    ``shares`` has the shape (P, P): what the input of a column costs in the product of a
    row, 0 where it is no input or not known.
    """
    there = (np.asarray(table) > 0).astype(np.float64)
    usable = np.flatnonzero((there.sum(axis=1) >= PRESENT) & (there.sum(axis=1) < there.shape[1]))
    least = rules.score.density
    pairs = [(int(r), int(p)) for r in usable for p in np.flatnonzero(there[r])]
    empty = Backtest(level, len(usable), max(least.regions, 1), len(pairs), 0)
    products = int(there.any(axis=0).sum())
    if len(usable) < empty.needed:
        words = {"regions": len(usable), "needed": empty.needed, "level": text(f"level.{level}")}
        return _refused(empty, text("backtest.regions", **words))
    close = products >= least.products
    without = "" if close else text("backtest.products", count=products, needed=least.products)
    if not close and not shares.any():
        return _refused(empty, text("backtest.no_part"))
    drawn = _drawn(pairs, rules.score.seed)
    tried = _tried(there, shares if shares.any() else None, close, drawn)
    return Backtest(
        level, len(usable), empty.needed, len(pairs), len(drawn), tried, without=without
    )


def _refused(found: Backtest, why: str) -> Backtest:
    return Backtest(found.level, found.regions, found.needed, found.pairs, 0, refused=why)


def _drawn(pairs: Sequence[tuple[int, int]], seed: int) -> list[tuple[int, int]]:
    if len(pairs) <= MOST:
        return list(pairs)
    chosen = np.random.default_rng(seed).choice(len(pairs), MOST, replace=False)
    return [pairs[int(one)] for one in np.sort(chosen)]


def _tried(
    there: Floats, shares: Floats | None, close: bool, drawn: Sequence[tuple[int, int]]
) -> tuple[Tried, ...]:
    density = Density(there) if close else None
    inputs = Inputs(there, shares) if shares is not None else None
    sums: dict[str, list[tuple[float, float, float, float]]] = {}
    for region, hidden in drawn:
        parts: dict[str, Floats] = {}
        if density:
            parts["F1"] = density.without(region, hidden)
        if inputs:
            parts["F2"] = inputs.without(region, hidden)
        if len(parts) > 1:
            parts = {"F": _mean(parts["F1"], parts["F2"]), **parts}
        among = np.flatnonzero(there[region] == 0)
        for name, values in parts.items():
            known: Floats = np.nan_to_num(values).round(PLACES)
            sums.setdefault(name, []).append(_found(known, among, hidden))
    return tuple(
        Tried(name, *(float(one) for one in np.mean(rows, axis=0))) for name, rows in sums.items()
    )


def _found(
    values: Floats, absent: NDArray[np.int64], hidden: int
) -> tuple[float, float, float, float]:
    others, own = values[absent], values[hidden]
    above, tied, count = int((others > own).sum()), int((others == own).sum()) + 1, len(absent) + 1
    tenth = -(-count // 10)

    def chance(first: int) -> float:
        return min(1.0, max(0.0, (first - above) / tied))

    return chance(3), min(3, count) / count, chance(tenth), tenth / count


def _mean(first: Floats, second: Floats) -> Floats:
    """Return the mean of the parts that exist, segment by segment."""
    known = (~np.isnan(first)).astype(np.float64) + ~np.isnan(second)
    total = np.nan_to_num(first) + np.nan_to_num(second)
    return np.divide(total, known, out=np.full_like(total, np.nan), where=known > 0)


class Density:
    """F1 of a region without one of its segments; only what that changes is computed again."""

    def __init__(self, there: Floats) -> None:
        self.there = there
        self.phi = proximity(there, 0)
        self.both, self.makers = there.T @ there, there.sum(axis=0)
        self.near, self.all = there @ self.phi, self.phi.sum(axis=0)

    def without(self, region: int, hidden: int) -> Floats:
        """Return the density of every segment, shape (P,); NaN where none is close at all."""
        own = self.there[region]
        both = self.both[hidden] - own
        larger = np.maximum(self.makers[hidden] - 1, self.makers)
        phi = np.divide(both, larger, out=np.zeros_like(both), where=larger > 0)
        phi[hidden] = 0.0
        near = self.near[region] - self.phi[hidden]
        total = self.all - self.phi[hidden] + phi
        near[hidden], total[hidden] = own @ phi, phi.sum()
        total = np.where(total > 1e-12, total, 0.0)
        share: Floats = np.divide(near, total, out=np.full_like(near, np.nan), where=total > 0)
        return share


class Inputs:
    """F2 of a region without one of its segments."""

    def __init__(self, there: Floats, shares: Floats) -> None:
        total = shares.sum(axis=1, keepdims=True)
        self.shares = np.divide(shares, total, out=np.full_like(shares, np.nan), where=total > 0)
        self.met = there @ np.nan_to_num(self.shares).T

    def without(self, region: int, hidden: int) -> Floats:
        """Return the share of input costs met, shape (P,); NaN where no cost share is known."""
        column = self.shares[:, hidden]
        return np.where(np.isnan(column), np.nan, self.met[region] - np.nan_to_num(column))
