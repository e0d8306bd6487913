"""Economic complexity of a table of regions × products.

Sources: Hidalgo, Klinger, Barabási, Hausmann 2007, doi 10.1126/science.1144581 (proximity,
density); Hidalgo & Hausmann 2009, doi 10.1073/pnas.0900943106 (ECI, PCI); the Atlas of
Economic Complexity (COI, COG). Shapes: R regions, P products.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.linalg import eigh
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import ArpackNoConvergence, eigsh

from liantu.errors import Incomputable
from liantu.queries.complexity.table import Floats, Table, table

FORMULA_VERSION = "complexity-1"
LEAST_SPREAD = 0.02  # λ₂ − λ₃ below which the second eigenvector is not one direction
DENSE = 100  # rows up to which the eigenproblem is solved in full
NEAREST = 20  # products that the density of the nearest looks at
Measure = Literal["rca", "presence", "given"]


@dataclass(frozen=True)
class Complexity:
    """Complexity of the regions and products that are left after the empty ones are dropped.

    ``m``, ``rca``, ``density`` and ``cog`` have shape (R, P), ``phi`` (P, P) with diagonal 1;
    ``eci``, ``coi`` and ``diversity`` (R,); ``pci`` and ``ubiquity`` (P,). ECI is in standard
    deviations (ddof 0) over regions, PCI on the same scale, COI in standard deviations.
    ``lambda2`` and ``lambda3`` are the eigenvalues, in 0 … 1. ``measure`` says how M was got.
    """

    regions: tuple[str, ...]
    products: tuple[str, ...]
    dropped_regions: tuple[str, ...]
    dropped_products: tuple[str, ...]
    measure: Measure
    rca: Floats
    m: Floats
    phi: Floats
    density: Floats
    eci: Floats
    pci: Floats
    coi: Floats
    cog: Floats
    lambda2: float
    lambda3: float

    @property
    def diversity(self) -> Floats:
        """k_r: how many products each region has."""
        return np.asarray(self.m.sum(axis=1))

    @property
    def ubiquity(self) -> Floats:
        """k_p: how many regions have each product."""
        return np.asarray(self.m.sum(axis=0))


def location_quotient(x: ArrayLike) -> Floats:
    """Return RCA_rp = (X_rp/X_r·)/(X_·p/X_··), shape (R, P); 0 in an empty row or column."""
    values = np.asarray(x, dtype=np.float64)
    expected = np.outer(values.sum(axis=1), values.sum(axis=0)) / max(values.sum(), 1e-300)
    quotient = np.zeros_like(values)
    np.divide(values, expected, out=quotient, where=expected > 0)
    return quotient


def proximity(m: ArrayLike, diagonal: Literal[0, 1] = 1) -> Floats:
    """Return φ_pq = Σ_r M_rp M_rq / max(k_p, k_q), shape (P, P), symmetric, in 0 … 1.

    ``diagonal`` is 1 for numbers that are published, 0 for ranking absent products. A
    product that no region has is close to none: its row is 0, its diagonal too.
    Source: Hidalgo et al. 2007, doi 10.1126/science.1144581.
    """
    made = np.asarray(m, dtype=np.float64)
    ubiquity = made.sum(axis=0)
    larger = np.maximum.outer(ubiquity, ubiquity)
    phi = made.T @ made
    np.divide(phi, larger, out=phi, where=larger > 0)
    if diagonal == 0:
        np.fill_diagonal(phi, 0.0)
    return phi


def density(m: ArrayLike, phi: ArrayLike) -> Floats:
    """Return ω_rp = Σ_q M_rq φ_pq / Σ_q φ_pq, shape (R, P), in 0 … 1; NaN where Σ_q φ_pq = 0.

    Source: Hidalgo et al. 2007, doi 10.1126/science.1144581.
    """
    made, close = np.asarray(m, dtype=np.float64), np.asarray(phi, dtype=np.float64)
    return _share(made @ close, close.sum(axis=0))


def density_nearest(m: ArrayLike, phi: ArrayLike, k: int = NEAREST) -> Floats:
    """Return the density over the k products closest to p, p excluded, weighted by φ.

    Shape (R, P), in 0 … 1; NaN where none of them is close at all. Of equally close
    products the one of the earlier column is nearer: columns stand in the order of ids.
    """
    made, close = np.asarray(m, dtype=np.float64), np.array(phi, dtype=np.float64)
    np.fill_diagonal(close, -1.0)
    count = min(k, close.shape[0] - 1)
    nearest = np.argsort(-close, axis=0, kind="stable")[:count]
    weights = np.zeros_like(close)
    np.put_along_axis(weights, nearest, np.take_along_axis(close, nearest, axis=0), axis=0)
    return _share(made @ weights, weights.sum(axis=0))


def complexity(
    x: Table | ArrayLike, *, measure: Measure = "rca", nan_is_absent: bool = False
) -> Complexity:
    """Return ECI, PCI, COI and COG of a table, with the matrices that they come from.

    ``measure`` says what a 1 of M is: ``rca`` an RCA of 1 or more, ``presence`` a value
    above 0, ``given`` that the table is M already. Regions and products without any 1 are
    dropped and named. With e the eigenvector of the second largest eigenvalue λ₂ of
    ``D^{-1/2} M K^{-1} Mᵀ D^{-1/2}``, mapped by ``D^{-1/2}`` and signed so that it grows
    with diversity: ECI = (e − mean e)/sd e, PCI_p = (Σ_r M_rp e_r/(k_p λ₂) − mean e)/sd e.
    Raises Incomputable for a table as :func:`~liantu.queries.complexity.table.table` does,
    for one that falls apart, and where λ₂ − λ₃ < 0.02 or e does not go with diversity.
    Sources: doi 10.1126/science.1144581, doi 10.1073/pnas.0900943106, the Atlas of
    Economic Complexity.
    """
    found = x if isinstance(x, Table) else table(x, nan_is_absent=nan_is_absent)
    rca = location_quotient(found.values)
    made = _present(found, rca, measure)
    rows, columns = made.sum(axis=1) > 0, made.sum(axis=0) > 0
    kept = made[np.ix_(rows, columns)].astype(np.float64)
    regions, no_regions = _split(found.regions, rows)
    products, no_products = _split(found.products, columns)
    _refuse_if_apart(kept)
    e, lambda2, lambda3 = _second(kept)
    eci = (e - e.mean()) / e.std()
    of_makers = (kept.T @ e) / (kept.sum(axis=0) * lambda2)
    pci = (of_makers - e.mean()) / e.std()
    phi = proximity(kept)
    omega = density(kept, phi)
    raw = of_makers / e.std()
    outlook = ((1 - kept) * omega) @ raw
    spread = outlook.std()
    coi = (outlook - outlook.mean()) / spread if spread > 0 else np.full(len(regions), np.nan)
    cog = (1 - kept) * (((1 - kept) * (raw / phi.sum(axis=1))) @ phi)
    return Complexity(
        regions,
        products,
        no_regions,
        no_products,
        measure,
        rca[np.ix_(rows, columns)],
        kept,
        phi,
        omega,
        eci,
        pci,
        coi,
        cog,
        lambda2,
        lambda3,
    )


def _present(found: Table, rca: Floats, measure: Measure) -> NDArray[np.bool_]:
    if measure == "rca":
        return np.asarray(rca >= 1)
    if measure == "given" and not np.isin(found.values, (0.0, 1.0)).all():
        raise Incomputable("complexity_given")
    return np.asarray(found.values > 0)


def _split(names: tuple[str, ...], kept: NDArray[np.bool_]) -> tuple[tuple[str, ...], ...]:
    pairs = list(zip(names, kept, strict=True))
    return tuple(name for name, yes in pairs if yes), tuple(name for name, yes in pairs if not yes)


def _share(part: Floats, whole: Floats) -> Floats:
    share = np.full_like(part, np.nan)
    np.divide(part, whole, out=share, where=whole > 0)
    return share


def _refuse_if_apart(m: Floats) -> None:
    if min(m.shape) < 2:
        raise Incomputable("complexity_small", regions=m.shape[0], products=m.shape[1])
    region, product = np.nonzero(m)
    size = sum(m.shape)
    links = coo_array((np.ones(len(region)), (region, m.shape[0] + product)), shape=(size, size))
    parts, _ = connected_components(links, directed=False)
    if parts > 1:
        raise Incomputable("complexity_disconnected", parts=int(parts))


def _second(m: Floats) -> tuple[Floats, float, float]:
    """Return e by region, λ₂ and λ₃; solved on the smaller side, both have the same λ."""
    diversity, ubiquity = m.sum(axis=1), m.sum(axis=0)
    scaled = m / np.sqrt(np.outer(diversity, ubiquity))
    wide = m.shape[0] <= m.shape[1]
    square = scaled @ scaled.T if wide else scaled.T @ scaled
    trivial = np.sqrt(diversity if wide else ubiquity)
    lambda2, lambda3, vector = _top(square, trivial / np.linalg.norm(trivial))
    if lambda2 - lambda3 < LEAST_SPREAD:
        raise Incomputable("complexity_spread", lambda2=f"{lambda2:.4f}", lambda3=f"{lambda3:.4f}")
    if not wide:
        vector = (scaled @ vector) / np.sqrt(lambda2)
    e = vector / np.sqrt(diversity)
    along = float(((e - e.mean()) * (diversity - diversity.mean())).sum())
    scale = float(e.std() * diversity.std()) * len(e)
    if scale == 0 or abs(along) <= 1e-9 * scale:
        raise Incomputable("complexity_sign")
    return e * np.sign(along), lambda2, lambda3


def _top(square: Floats, trivial: Floats) -> tuple[float, float, Floats]:
    """Return λ₂, λ₃ and the vector of λ₂; ``trivial`` is the known one of λ₁ = 1.

    A large matrix is asked for one vector at a time, the ones before taken out: a λ₂ that
    stands twice is then met again as λ₃, which one run for several could pass over.
    """
    size = square.shape[0]
    if size > DENSE:
        start = np.random.default_rng(0).normal(size=(size,))
        try:
            rest = square - np.outer(trivial, trivial)
            (second,), vectors = eigsh(rest, k=1, which="LA", v0=start)
            vector = np.asarray(vectors[:, 0].real, dtype=np.float64)
            rest -= second * np.outer(vector, vector)
            (third,), _ = eigsh(rest, k=1, which="LA", v0=start)
            return float(second), max(float(third), 0.0), vector
        except ArpackNoConvergence:  # solved in full below, which takes longer and always ends
            pass
    values, vectors = eigh(square, subset_by_index=(max(size - 3, 0), size - 1))
    lowest = max(float(values[-3]), 0.0) if size > 2 else 0.0
    return float(values[-2]), lowest, np.asarray(vectors[:, -2], dtype=np.float64)
