"""Input–output linkages, and what a region's part of a national table can cover.

A is commodity × industry: a_ij is what one unit of output of j takes of i. Sources:
Miller & Blair, Input–Output Analysis, doi 10.1017/CBO9780511626982 (Leontief, Ghosh);
Flegg & Webber 2000, doi 10.1080/00343400050085675 (FLQ).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.linalg import lu_factor, lu_solve
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from liantu.errors import Incomputable
from liantu.queries.complexity.table import Floats

FORMULA_VERSION = "linkages-1"
DELTA = 0.3  # δ of FLQ
LEAST = 0.0  # a direct requirement below this is left out


@dataclass(frozen=True)
class Linkages:
    """Total linkages of sectors, each shape (N,), mean 1; above 1 is stronger than the mean.

    ``backward`` are column sums of (I−A)⁻¹ ÷ their mean, ``forward`` row sums of Ghosh's
    (I−B)⁻¹ with B = x̂⁻¹ A x̂ ÷ their mean, None where outputs are not known. ``links`` is
    how many requirements above ``least`` there are, ``largest_part`` the size of the
    largest strongly connected part, ``radius`` the largest |eigenvalue| of A.
    """

    sectors: tuple[str, ...]
    output: Floats | None
    backward: Floats
    forward: Floats | None
    links: int
    largest_part: int
    radius: float
    least: float


@dataclass(frozen=True)
class Balance:
    """A region against the national table, each of shape (N,); ``flq`` is (N, N).

    ``need`` is Σ_j a_ij x_j, ``balance`` x − need − y, ``self_sufficiency``
    min(1, x/(need + y)), NaN where nothing is needed, ``slq`` the quotient of outputs,
    ``leakage`` Σ_j (1 − min(1, FLQ_ij)) a_ij x_j; all but the quotients in the unit of x.
    """

    sectors: tuple[str, ...]
    need: Floats
    balance: Floats
    self_sufficiency: Floats
    slq: Floats
    flq: Floats
    leakage: Floats

    @property
    def share(self) -> Floats:
        """The regional share of each requirement: min(1, FLQ)."""
        return np.minimum(1.0, self.flq)


def linkages(
    a: ArrayLike, sectors: Sequence[str], output: ArrayLike | None = None, *, least: float = LEAST
) -> Linkages:
    """Return total backward linkages, and by Ghosh forward ones where outputs are given.

    Requirements below ``least`` are left out. Sectors without output have no forward
    linkage (NaN) and enter no mean. Raises Incomputable where A is not square, negative or
    missing, or where its spectral radius is 1 or more: then the inverse is no sum of rounds.
    """
    direct = _square(a, sectors)
    direct = np.where(direct >= least, direct, 0.0)
    radius = float(np.abs(np.linalg.eigvals(direct)).max()) if len(direct) else 0.0
    if radius >= 1:
        raise Incomputable("linkages_radius", radius=f"{radius:.4f}")
    size = len(direct)
    backward = lu_solve(lu_factor((np.eye(size) - direct).T), np.ones(size))
    x = None if output is None else _vector(output, sectors)
    forward = None if x is None else _forward(direct, x)
    _, part = connected_components(csr_array(direct), connection="strong")
    return Linkages(
        tuple(sectors),
        x,
        backward / backward.mean(),
        forward,
        int((direct > 0).sum()),
        int(np.bincount(part).max()) if size else 0,
        radius,
        least,
    )


def _forward(direct: Floats, x: Floats) -> Floats:
    made = x > 0
    if not made.any():
        return np.full(len(x), np.nan)
    own = x[made]
    allocated = direct[np.ix_(made, made)] * own[None, :] / own[:, None]
    sums = lu_solve(lu_factor(np.eye(len(own)) - allocated), np.ones(len(own)))
    forward = np.full(len(x), np.nan)
    forward[made] = sums / sums.mean()
    return forward


def slq(regional: ArrayLike, national: ArrayLike) -> Floats:
    """Return SLQ_i = (x_i^reg/Σx^reg)/(x_i^nat/Σx^nat), shape (N,); NaN where x_i^nat = 0."""
    here, there = np.asarray(regional, dtype=np.float64), np.asarray(national, dtype=np.float64)
    share = np.full_like(there, np.nan)
    np.divide(here * there.sum(), there * here.sum(), out=share, where=there > 0)
    return share


def flq(regional: ArrayLike, national: ArrayLike, delta: float = DELTA) -> Floats:
    """Return FLQ_ij of supplying sectors i by buying sectors j, shape (N, N), without the cap.

    λ SLQ_i/SLQ_j off the diagonal, λ SLQ_i on it, 0 where SLQ_j = 0, with
    λ = log₂(1 + Σx^reg/Σx^nat)^δ. Use min(1, FLQ) as the regional share.
    Source: Flegg & Webber 2000, doi 10.1080/00343400050085675.
    """
    here, there = np.asarray(regional, dtype=np.float64), np.asarray(national, dtype=np.float64)
    own = np.nan_to_num(slq(here, there))
    scale = float(np.log2(1 + here.sum() / there.sum())) ** delta
    quotient = np.zeros((len(own), len(own)))
    np.divide(own[:, None], own[None, :], out=quotient, where=own[None, :] > 0)
    np.fill_diagonal(quotient, own)
    quotient *= scale
    return quotient


def balance(
    a: ArrayLike,
    sectors: Sequence[str],
    regional: ArrayLike,
    national: ArrayLike,
    final: ArrayLike | None = None,
    *,
    delta: float = DELTA,
) -> Balance:
    """Return what a region's industries need of each commodity and what of it is made there.

    ``regional`` and ``national`` are outputs x, ``final`` the final demand y in the region,
    0 if not known, all shape (N,) in one unit. Raises Incomputable as :func:`linkages` does,
    and where the region or the nation has no output at all.
    """
    direct = _square(a, sectors)
    x, nation = _vector(regional, sectors), _vector(national, sectors)
    y = np.zeros(len(x)) if final is None else _vector(final, sectors)
    if not x.sum() or not nation.sum():
        raise Incomputable("linkages_output")
    need = direct @ x
    whole = need + y
    covered = np.full(len(x), np.nan)
    np.divide(x, whole, out=covered, where=whole > 0)
    quotients = flq(x, nation, delta)
    leakage = ((1 - np.minimum(1.0, quotients)) * direct) @ x
    return Balance(
        tuple(sectors),
        need,
        x - whole,
        np.minimum(1.0, covered),
        slq(x, nation),
        quotients,
        leakage,
    )


def from_edges(
    edges: Sequence[tuple[str, str, float]], sectors: Sequence[str]
) -> tuple[Floats, tuple[tuple[str, str], ...]]:
    """Return A of rows (commodity, industry, requirement), and the rows with another end.

    Raises Incomputable where a pair stands twice.
    """
    place = {name: index for index, name in enumerate(sectors)}
    direct = np.zeros((len(place), len(place)))
    seen: set[tuple[str, str]] = set()
    outside = []
    for commodity, industry, value in edges:
        if (commodity, industry) in seen:
            raise Incomputable("complexity_duplicate", where=f"{commodity} × {industry}")
        seen.add((commodity, industry))
        if commodity in place and industry in place:
            direct[place[commodity], place[industry]] = value
        else:
            outside.append((commodity, industry))
    return direct, tuple(outside)


def _square(a: ArrayLike, sectors: Sequence[str]) -> Floats:
    direct = np.asarray(a, dtype=np.float64)
    if direct.shape != (len(sectors), len(sectors)):
        raise Incomputable("linkages_square", where=f"{direct.shape}", count=len(sectors))
    return _sound(direct)


def _vector(values: ArrayLike, sectors: Sequence[str]) -> Floats:
    found = np.asarray(values, dtype=np.float64)
    if found.shape != (len(sectors),):
        raise Incomputable("linkages_square", where=f"{found.shape}", count=len(sectors))
    return _sound(found)


def _sound(values: Floats) -> Floats:
    if np.isnan(values).any():
        raise Incomputable("complexity_nan")
    if (values < 0).any() or np.isinf(values).any():
        raise Incomputable("complexity_negative")
    return values


def plain(value: Any) -> float | None:
    """Return a figure as JSON has it: a float, or null where it is not known."""
    return None if value is None or np.isnan(value) else float(value)
