"""Predicted links of a target: paths of three sales to firms here that would use its product.

L3 = Σ_u Σ_v a_xu a_uv a_vy / sqrt(k_u k_v) on the undirected simple graph of who sells to
whom (Kovács et al. 2019, doi 10.1038/s41467-019-09177-y), for a candidate x of product p
and a buyer y here that makes a consumer of p, not linked yet. A candidate counts with its
largest L3 over these buyers, divided by the largest among p's candidates.

A buyer around whom there is more trade than is read is left out and named.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from liantu.queries.gaps.trade import Trade, pair
from liantu.queries.risk.l3 import scores

BUYERS = 20  # of one gap


@dataclass(frozen=True)
class Likely:
    """A predicted link: its L3 and the buyer here."""

    value: float
    buyer: str


@dataclass(frozen=True)
class Predicted:
    """The predicted links of the candidates of one product.

    ``cut`` names the buyers around whom there is more trade than is read, ``left`` counts
    those beyond the first twenty.
    """

    likely: dict[str, Likely] = field(default_factory=dict)
    cut: tuple[str, ...] = ()
    left: int = 0

    def share(self, candidate: str) -> float:
        """Return a candidate's L3 ÷ the largest, 0 … 1."""
        largest = max((one.value for one in self.likely.values()), default=0.0)
        found = self.likely.get(candidate)
        return found.value / largest if found and largest else 0.0


def first(buyers: Iterable[str]) -> list[str]:
    """Return the buyers of a gap that are looked around, in the order of their ids."""
    return sorted(set(buyers))[:BUYERS]


def predicted(trade: Trade, candidates: Collection[str], buyers: Iterable[str]) -> Predicted:
    """Return the predicted links between candidates and buyers."""
    wanted = sorted(set(buyers))
    cut: list[str] = []
    likely: dict[str, Likely] = {}
    for buyer in first(wanted) if candidates else ():
        around = trade.around(buyer)
        if around is None:
            cut.append(buyer)
            continue
        for (one, two), value in scores(around.records, {buyer}).items():
            other = two if one == buyer else one
            held = likely.get(other)
            if other in candidates and (held is None or value > held.value):
                likely[other] = Likely(value, buyer)
    return Predicted(likely, tuple(cut), max(0, len(wanted) - BUYERS))


def path(trade: Trade, candidate: str, buyer: str) -> tuple[str, tuple[str, ...]]:
    """Return the strongest path of a candidate to a buyer: its names, the rows of its sales."""
    around = trade.around(buyer)
    steps = strongest(around.near, candidate, buyer) if around else ()
    if around is None or not steps:
        return "", ()
    sales = (around.records[pair(one, other)] for one, other in pairwise(steps))
    records = dict.fromkeys(record for some in sales for record in some)
    return " – ".join(around.names.get(one, one) for one in steps), tuple(records)


def strongest(near: Mapping[str, set[str]], x: str, y: str) -> tuple[str, ...]:
    """Return the path x–u–v–y whose 1 / sqrt(k_u k_v) is largest; ties by id; none: empty."""
    found = [
        (len(near[u]) * len(near[v]), u, v)
        for v in near.get(y, ())
        for u in near[v] & near.get(x, set())
        if u not in (x, y) and v not in (x, y)
    ]
    if not found:
        return ()
    _, u, v = min(found)
    return x, u, v, y
