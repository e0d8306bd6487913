"""Who trades with whom around buyers, read for many buyers at once.

Around each buyer all trade of its partners and of their partners is read, so that every
degree is exact. A buyer around whom there is more than the bounds is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from liantu.graph.stores import Store
from liantu.queries.catalogue import run
from liantu.queries.evidence import origins

BOUNDS = (200, 4_000, 40_000)  # sales of a buyer, of its partners, of their partners
AT_ONCE = 50_000  # sales that are read by one query, about


@dataclass(frozen=True)
class Around:
    """The sales within three steps of a buyer: partners, names, and the rows of each pair."""

    near: dict[str, set[str]]
    names: dict[str, str]
    records: dict[tuple[str, str], list[str]]


class Trade:
    """The sales of enterprises, those of each read once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._counts: dict[str, int] = {}
        self._sales: dict[str, list[dict[str, Any]]] = {}
        self._members: dict[str, list[str] | None] = {}  # whose sales are around a buyer
        self._around: dict[str, Around] = {}

    def around(self, buyer: str) -> Around | None:
        """Return the sales within three steps of a buyer; None where there are too many."""
        self.meet([buyer])
        members = self._members[buyer]
        if members is None:
            return None
        if buyer not in self._around:
            self._around[buyer] = self._together(members)
        return self._around[buyer]

    def _together(self, members: Iterable[str]) -> Around:
        found = Around({}, {}, {})
        for one in members:
            for row in self._sales[one]:
                other = row["other"]
                found.near.setdefault(one, set()).add(other)
                found.near.setdefault(other, set()).add(one)
                found.names[other] = row["name"] or other
                found.records.setdefault(pair(one, other), []).extend(row["records"])
        return found

    def meet(self, buyers: Iterable[str]) -> None:
        """Read what is around some buyers, each step of all of them by the same few queries."""
        new = sorted(set(buyers) - self._members.keys())
        reached: dict[str, set[str]] = {one: {one} for one in new}
        members: dict[str, set[str]] = {one: set() for one in new}
        for bound in BOUNDS:
            self._count({one for step in reached.values() for one in step})
            reached = {
                buyer: step
                for buyer, step in reached.items()
                if sum(self._counts[one] for one in step) <= bound
            }
            self._read({one for step in reached.values() for one in step})
            for buyer, step in reached.items():
                members[buyer] |= step
                reached[buyer] = {row["other"] for one in step for row in self._sales[one]}
        for buyer in new:
            self._members[buyer] = sorted(members[buyer]) if buyer in reached else None

    def _count(self, enterprises: set[str]) -> None:
        wanted = sorted(enterprises - self._counts.keys())
        if wanted:
            rows = run(self._store, "trade_counts", ids=wanted).rows
            self._counts.update(dict(rows))

    def _read(self, enterprises: set[str]) -> None:
        known = origins(self._store)
        for some in self._portions(sorted(enterprises - self._sales.keys())):
            self._sales.update({one: [] for one in some})
            for row in run(self._store, "trade_of", ids=some).dicts():
                if known.sourced(row["records"]):
                    self._sales[row["one"]].append(row)

    def _portions(self, enterprises: list[str]) -> Iterator[list[str]]:
        """Give enterprises in portions whose sales are read by one query."""
        some: list[str] = []
        count = 0
        for one in enterprises:
            if some and count + self._counts[one] > AT_ONCE:
                yield some
                some, count = [], 0
            some.append(one)
            count += self._counts[one]
        if some:
            yield some


def pair(one: str, other: str) -> tuple[str, str]:
    """Return two ids in order."""
    return min(one, other), max(one, other)
