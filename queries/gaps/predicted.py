"""Predicted links of a target: paths of three sales to firms here that would use its product.

L3 = Σ_u Σ_v a_xu a_uv a_vy / sqrt(k_u k_v) on the undirected simple graph of who sells to
whom (Kovács et al. 2019, doi 10.1038/s41467-019-09177-y), for a candidate x of product p
and a buyer y here that makes a consumer of p, not linked yet. A candidate counts with its
largest L3 over these buyers, divided by the largest among p's candidates.

Around each buyer all trade of its partners and of their partners is read, so that every
degree k is exact. A buyer around whom there is more than the bound is left out and named.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from liantu.graph.stores import Store
from liantu.queries.catalogue import run
from liantu.queries.evidence import origins
from liantu.queries.risk.l3 import scores

BUYERS = 20  # of one gap, in the order of their ids
BOUNDS = (("trade_one", 200), ("trade_two", 4_000), ("trade_three", 40_000))  # rows per buyer


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


@dataclass(frozen=True)
class Around:
    """The sales within three steps of a buyer: partners, names, and the rows of each pair."""

    near: dict[str, set[str]]
    names: dict[str, str]
    records: dict[tuple[str, str], list[str]]


class Trade:
    """Who trades with whom around buyers; each buyer's surroundings are read once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._around: dict[str, Around | None] = {}

    def around(self, buyer: str) -> Around | None:
        """Return the sales within three steps of a buyer; None where there are too many."""
        if buyer not in self._around:
            self._around[buyer] = self._read(buyer)
        return self._around[buyer]

    def _read(self, buyer: str) -> Around | None:
        found = Around({}, {}, {})
        known = origins(self._store)
        for name, most in BOUNDS:
            rows = run(self._store, name, id=buyer, limit=most + 1).dicts()
            if len(rows) > most:
                return None
            for row in rows:
                one, other = row["one"], row["other"]
                if known.sourced(row["records"]):
                    found.near.setdefault(one, set()).add(other)
                    found.near.setdefault(other, set()).add(one)
                    found.names[other] = row["name"] or other
                    found.records.setdefault(_pair(one, other), []).extend(row["records"])
            if not rows:
                break
        return found

    def predicted(self, candidates: Collection[str], buyers: Iterable[str]) -> Predicted:
        """Return the predicted links between candidates and buyers."""
        wanted = sorted(set(buyers))
        cut: list[str] = []
        likely: dict[str, Likely] = {}
        for buyer in wanted[:BUYERS] if candidates else ():
            around = self.around(buyer)
            if around is None:
                cut.append(buyer)
                continue
            for pair, value in scores(around.records, {buyer}).items():
                other = pair[1] if pair[0] == buyer else pair[0]
                held = likely.get(other)
                if other in candidates and (held is None or value > held.value):
                    likely[other] = Likely(value, buyer)
        return Predicted(likely, tuple(cut), max(0, len(wanted) - BUYERS))

    def path(self, candidate: str, buyer: str) -> tuple[str, tuple[str, ...]]:
        """Return the strongest path of a candidate to a buyer: its names, the rows of its sales."""
        around = self.around(buyer)
        steps = strongest(around.near, candidate, buyer) if around else ()
        if around is None or not steps:
            return "", ()
        pairs = [_pair(one, other) for one, other in pairwise(steps)]
        records = dict.fromkeys(record for pair in pairs for record in around.records[pair])
        return " – ".join(around.names.get(one, one) for one in steps), tuple(records)


def _pair(one: str, other: str) -> tuple[str, str]:
    return min(one, other), max(one, other)


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
