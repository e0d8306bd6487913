"""Location quotients that small counts cannot blow up, each with its interval.

Counts n_rp are taken as Poisson with mean θ_rp E_rp, where E_rp = n_r· n_·p/n_·· is what
the region would have with the average mix, and θ as Gamma(a, rate a) around 1: one a for
the whole table, found by the likelihood of the counts (negative binomial, zeros included).
Source of the form: Clayton & Kaldor 1987, doi 10.2307/2532003.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import digamma, gammaincinv, gammaln

from liantu.errors import Incomputable
from liantu.queries.complexity.matrices import location_quotient
from liantu.queries.complexity.table import Floats, table

LOW, HIGH = 0.05, 0.95  # the quantiles of the interval
LEAST, MOST = 1e-4, 1e6  # where a is looked for


@dataclass(frozen=True)
class ShrunkenLQ:
    """Shrunken location quotients of a table of counts, all of shape (R, P).

    ``a`` is the strength with which quotients are drawn to 1; ``at_edge`` says that the
    likelihood has no peak between 0.0001 and 1,000,000, so that a is the nearer end.
    ``expected`` is E_rp, ``lq`` n/E, ``lq_eb`` (n+a)/(E+a), ``low`` and ``high`` the 5 %
    and 95 % quantiles of Gamma(n+a, rate E+a), ``p_zero`` e^−E, the chance of no firm at
    the average. All are NaN where a region or a product has nothing at all.
    """

    a: float
    at_edge: bool
    expected: Floats
    lq: Floats
    lq_eb: Floats
    low: Floats
    high: Floats
    p_zero: Floats


def shrunken_lq(counts: ArrayLike, region: int | None = None) -> ShrunkenLQ:
    """Return the shrunken location quotients of counts of regions × products, shape (R, P).

    Raises Incomputable for what is no count (negative, missing, not whole), or where all
    are 0. The quotients of a table and of its transpose are the same. With ``region`` the
    answer holds the row of that region alone, shape (1, P): the intervals take most of the
    time.
    """
    n = table(counts).values
    if not n.any() or (n != np.floor(n)).any():
        raise Incomputable("complexity_counts")
    expected = np.outer(n.sum(axis=1), n.sum(axis=0)) / n.sum()
    known = expected > 0
    a, at_edge = _strength_of(n[known].tobytes(), expected[known].tobytes())
    quotient = location_quotient(n)
    if region is not None:
        n, quotient, expected, known = (one[[region]] for one in (n, quotient, expected, known))
    nothing = np.where(known, 1.0, np.nan)
    rate = expected + a
    return ShrunkenLQ(
        a,
        at_edge,
        expected,
        quotient * nothing,
        (n + a) / rate * nothing,
        gammaincinv(n + a, LOW) / rate * nothing,
        gammaincinv(n + a, HIGH) / rate * nothing,
        np.exp(-expected) * nothing,
    )


def poisson_interval(n: ArrayLike, expected: ArrayLike) -> tuple[Floats, Floats]:
    """Return the exact 5 % and 95 % bounds of n/E by the counts alone, any shape; NaN at E = 0.

    For tables whose strength a has no peak, where the shrunken interval would be a point.
    Source: Garwood 1936, doi 10.1093/biomet/28.3-4.437.
    """
    counts, mean = np.asarray(n, dtype=np.float64), np.asarray(expected, dtype=np.float64)
    scale = np.full_like(mean, np.nan)
    np.divide(1.0, mean, out=scale, where=mean > 0)
    low = np.where(counts > 0, gammaincinv(np.maximum(counts, 1), LOW), 0.0)
    return low * scale, gammaincinv(counts + 1, HIGH) * scale


@lru_cache(maxsize=64)
def _strength_of(n: bytes, expected: bytes) -> tuple[float, bool]:
    """Return the strength of a table, worked out once: every region of a level shares it."""
    return _strength(np.frombuffer(n), np.frombuffer(expected))


def _strength(n: Floats, expected: Floats) -> tuple[float, bool]:
    """Return the a of the highest likelihood, and whether it lies at an end of the search."""
    from scipy.optimize import brentq  # half a second to import: only who counts pays for it

    sizes, times = np.unique(n, return_counts=True)

    def likelihood(a: float) -> float:
        rate = np.log(expected + a)
        counts = float((times * (gammaln(sizes + a) - gammaln(a))).sum())
        own = a * len(n) * float(np.log(a))
        return counts + own - float(rate.sum()) * a - float(n @ rate)

    def slope(log_a: float) -> float:
        a = float(np.exp(log_a))
        rate = expected + a
        counts = float((times * (digamma(sizes + a) - digamma(a))).sum())
        logs = float((np.log(a) - np.log(rate)).sum())
        return counts + logs + len(n) - float(((n + a) / rate).sum())

    grid = np.linspace(np.log(LEAST), np.log(MOST), 24)
    best = int(np.argmax([likelihood(float(np.exp(one))) for one in grid]))
    # Where the likelihood is flat to its last digit, its slope still says where the peak lies.
    while 0 < best < len(grid) - 1 and (rising := slope(float(grid[best - 1])) > 0) == (
        slope(float(grid[best + 1])) > 0
    ):
        best += 1 if rising else -1
    if best in (0, len(grid) - 1):
        return float(np.exp(grid[best])), True
    peak = brentq(slope, float(grid[best - 1]), float(grid[best + 1]), xtol=1e-13)
    return float(np.exp(peak)), False
