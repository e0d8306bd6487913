"""Cascades: how much of a supply network stands still when one firm stops.

The Economic Systemic Risk Index of Diem et al. 2022, doi 10.1038/s41598-022-11522-z,
without replaceability (σ = 1). W_ij is what firm i sells to firm j in one unit of
money; s_out and s_in are its row and column sums. Firm f stops: h_f = 0 throughout,
all others start at 1, and all are updated at once until no h moves by 1e-12.

- down, linear: ``h_i = 1 − Σ_j W_ji (1−h_j) / s_in,i``
- down, Leontief: ``h_i = 1 − max_k Σ_{j∈k} W_ji (1−h_j) / Σ_{j∈k} W_ji`` over the sectors
  k that i buys from; a seller of several products is in the sector of each, with what it
  sells of it
- up: ``h_i = Σ_j W_ij h_j / s_out,i``

Without suppliers h is 1 in down, without customers 1 in up. The loss of i is
max(1−h_down, 1−h_up); ``ESRI_f = Σ w_i loss_i / Σ w_i``, f included, with
w_i = max(s_in,i, s_out,i).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
Form = Literal["linear", "leontief"]
SETTLED = 1e-12  # no level of production moves by more
MOST_STEPS = 20_000  # a network that has not settled by then says so
COLUMNS = 256  # stopped firms that are computed at once


@dataclass(frozen=True)
class Flows:
    """What firms sell to each other: W of shape n × n, seller × buyer.

    ``kinds`` are the input sectors of the Leontief form: a matrix of (buyer, sector) ×
    seller whose rows sum to 1, the first row of each buyer that buys anything, and
    those buyers.
    """

    firms: tuple[str, ...]
    sold: sp.csr_array[Any]
    kinds: tuple[sp.csr_array[Any], Places, Places]

    @classmethod
    def of(cls, sales: Iterable[tuple[str, str, float, str]]) -> Flows:
        """Return the flows of (seller, buyer, amount, sector of what is sold).

        Amounts of one seller, buyer and sector are added up, those that are not above 0
        left out. Firms stand in the order of their ids.
        """
        found = [one for one in sales if one[2] > 0]
        firms = tuple(sorted({one for a, b, _, _ in found for one in (a, b)}))
        place = {firm: number for number, firm in enumerate(firms)}
        sector = {name: number for number, name in enumerate(dict.fromkeys(k for *_, k in found))}
        seller = np.array([place[a] for a, _, _, _ in found], dtype=np.intp)
        buyer = np.array([place[b] for _, b, _, _ in found], dtype=np.intp)
        kind = np.array([sector[k] for _, _, _, k in found], dtype=np.intp)
        amount = np.array([float(one[2]) for one in found], dtype=np.float64)
        sold: sp.csr_array[Any] = sp.csr_array(
            (amount, (seller, buyer)), shape=(len(firms), len(firms))
        )
        many = max(len(sector), 1)
        keys, rows = np.unique(buyer * many + kind, return_inverse=True)
        raw: sp.csr_array[Any] = sp.csr_array(
            (amount, (rows, seller)), shape=(len(keys), len(firms))
        )
        totals = np.asarray(raw.sum(axis=1), dtype=np.float64)
        buyers, first = np.unique(keys // many, return_index=True)
        shares = sp.csr_array(sp.diags_array(_inverse(totals)) @ raw)
        return cls(firms, sold, (shares, first, buyers))

    @cached_property
    def sold_by(self) -> Floats:
        """s_out: what each firm sells, shape n."""
        return np.asarray(self.sold.sum(axis=1), dtype=np.float64)

    @cached_property
    def bought_by(self) -> Floats:
        """s_in: what each firm buys, shape n."""
        return np.asarray(self.sold.sum(axis=0), dtype=np.float64)

    @property
    def weights(self) -> Floats:
        """w = max(s_in, s_out), shape n."""
        return np.maximum(self.bought_by, self.sold_by)

    @cached_property
    def from_suppliers(self) -> sp.csr_array[Any]:
        """W_ji / s_in,i as a matrix buyer i × seller j."""
        return sp.csr_array(sp.diags_array(_inverse(self.bought_by)) @ self.sold.T)

    @cached_property
    def to_customers(self) -> sp.csr_array[Any]:
        """W_ij / s_out,i as a matrix seller i × buyer j."""
        return sp.csr_array(sp.diags_array(_inverse(self.sold_by)) @ self.sold)


@dataclass(frozen=True)
class Cascade:
    """The index of each firm that was stopped, with its two directions, each in 0 … 1.

    ``settled`` is False where some level still moved after ``MOST_STEPS`` updates.
    """

    firms: tuple[str, ...]
    total: Floats
    down: Floats
    up: Floats
    settled: bool


def esri(flows: Flows, form: Form, stopped: Sequence[str] | None = None) -> Cascade:
    """Return the index of each firm, or of those to stop, ``form`` being that of the way down."""
    firms = flows.firms if stopped is None else tuple(stopped)
    place = {firm: number for number, firm in enumerate(flows.firms)}
    whole = flows.weights / flows.weights.sum() if len(flows.firms) else flows.weights
    total, down, up = (np.zeros(len(firms)) for _ in range(3))
    settled = True
    for start in range(0, len(firms), COLUMNS):
        part = np.array([place[firm] for firm in firms[start : start + COLUMNS]], dtype=np.intp)
        lost_down, done = losses(flows, form, part)
        lost_up, done_up = losses(flows, "up", part)
        settled = settled and done and done_up
        of = slice(start, start + len(part))
        down[of], up[of] = whole @ lost_down, whole @ lost_up
        total[of] = whole @ np.maximum(lost_down, lost_up)
    return Cascade(firms, total, down, up, settled)


def losses(
    flows: Flows, form: Literal["linear", "leontief", "up"], stopped: Places
) -> tuple[Floats, bool]:
    """Return 1 − h of every firm (rows) for each stopped one (columns), and whether it settled.

    ``stopped`` are places in ``flows.firms``. A loss never falls from one update to
    the next, since all start from none: every cycle settles or comes ever closer.
    """
    if form == "up":
        return _settle(lambda lost: flows.to_customers @ lost, len(flows.firms), stopped)
    if form == "linear":
        return _settle(lambda lost: flows.from_suppliers @ lost, len(flows.firms), stopped)
    shares, first, buyers = flows.kinds

    def worst(lost: Floats) -> Floats:
        found = np.zeros_like(lost)
        if len(buyers):
            found[buyers] = np.maximum.reduceat(shares @ lost, first, axis=0)
        return found

    return _settle(worst, len(flows.firms), stopped)


def _settle(update: Callable[[Floats], Any], size: int, stopped: Places) -> tuple[Floats, bool]:
    lost = np.zeros((size, len(stopped)))
    lost[stopped, np.arange(len(stopped))] = 1.0
    moving = np.arange(len(stopped))
    for _ in range(MOST_STEPS):
        before = lost[:, moving]
        after = np.asarray(update(before), dtype=np.float64)
        after[stopped[moving], np.arange(len(moving))] = 1.0
        lost[:, moving] = after
        moving = moving[np.abs(after - before).max(axis=0, initial=0.0) >= SETTLED]
        if not len(moving):
            return np.minimum(lost, 1.0), True
    return np.minimum(lost, 1.0), False


def _inverse(values: Floats) -> Floats:
    """Return 1/x, and 0 where x is 0."""
    return np.divide(1.0, values, out=np.zeros_like(values), where=values > 0)
