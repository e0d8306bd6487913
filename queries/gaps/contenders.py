"""Which makers elsewhere may be among the strongest of a segment, without reading them all.

What is a maker's own (its signals, its size) counts alike for every region: the first by it
are kept for each segment, of all makers and of each origin of investors. What ties a maker
to a region (what it sells there, its family, the trade around) is read of that region. A
maker that is among neither has as many before it as are listed, so that it can be left out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from liantu.graph.stores import Store
from liantu.queries.catalogue import run
from liantu.queries.gaps.pieces import own_strength
from liantu.queries.gaps.situation import Situation
from liantu.queries.keeping import Kept
from liantu.queries.recording import noted

AT_ONCE = 20_000  # makers that are read by one query, about
SPARE = 4  # times as many as are listed are kept, as some lie in the region that asks
KEPT = 2_000  # segments that are kept of one store
Row = Mapping[str, Any]
IsActive = Callable[[Row], bool]


@dataclass(frozen=True)
class Order:
    """The first makers by what is their own; ``whole`` where these are all."""

    ids: tuple[str, ...]
    whole: bool

    def first(self, most: int, here: Collection[str]) -> tuple[str, ...] | None:
        """Return the first outside a region; None where too few are kept to tell."""
        found = tuple(one for one in self.ids if one not in here)
        return found[:most] if self.whole or len(found) >= most else None


class Ids:
    """Ids with their hashes, which are compared many at once."""

    def __init__(self, ids: Iterable[str]) -> None:
        self.ids = tuple(ids)
        self.hashes = np.fromiter(map(hash, self.ids), np.int64, len(self.ids))


@dataclass(frozen=True)
class Makers:
    """All active makers of one segment: the first of them, and the hashes of all ids."""

    all: Order
    by_origin: Mapping[str, Order]
    hashes: NDArray[np.int64]

    def among(self, ids: Ids) -> Iterator[str]:
        """Give those of some ids that may be makers: one that is none is possible, if rare."""
        return (ids.ids[at] for at in np.flatnonzero(np.isin(ids.hashes, self.hashes)))

    def first(self, most: int, here: Collection[str], origins: Iterable[str]) -> set[str] | None:
        """Return the first outside a region by what is their own, with those of its origins."""
        orders = (self.all, *(self.by_origin[one] for one in origins if one in self.by_origin))
        found: set[str] = set()
        for order in orders:
            some = order.first(most, here)
            if some is None:
                return None
            found.update(some)
        return found


_kept: Kept[Makers] = Kept(KEPT)


def makers_of(
    situation: Situation, segments: Iterable[str], is_active: IsActive
) -> dict[str, Makers]:
    """Return the makers of some segments in all regions; they are kept for each store."""
    store = situation.store
    assert store is not None
    key = (situation.settings.targets.model_dump_json(), situation.outdated)
    wanted = list(segments)
    held = {one: _kept.held(store, (one, *key)) for one in wanted}
    found = {one: makers for one, makers in held.items() if makers is not None}
    for some in _portions(situation, [one for one in wanted if one not in found]):
        made, notes = noted(lambda some=some: _read(situation, store, some, is_active))  # type: ignore[misc]
        found |= made
        _kept.keep(store, {(segment, *key): one for segment, one in made.items()}, notes)
    return found


def _portions(situation: Situation, segments: list[str]) -> Iterator[list[str]]:
    """Give the segments in portions whose makers are read by one query."""
    some: list[str] = []
    count = 0
    for segment in segments:
        # a segment asked for alone may be of another chain
        more = situation.elsewhere(segment) if segment in situation.nodes else 0
        if some and count + more > AT_ONCE:
            yield some
            some, count = [], 0
        some.append(segment)
        count += more
    if some:
        yield some


def _read(
    situation: Situation, store: Store, segments: list[str], is_active: IsActive
) -> dict[str, Makers]:
    by_segment: dict[str, dict[str, Row]] = {one: {} for one in segments}
    for row in run(store, "outside_makers", segments=segments).dicts():
        if is_active(row):
            by_segment[row["segment"]][row["enterprise"]] = row
    return {one: _ordered(situation, makers) for one, makers in by_segment.items()}


def _ordered(situation: Situation, makers: Mapping[str, Row]) -> Makers:
    own = {one: own_strength(situation, row) for one, row in makers.items()}
    order = sorted(makers, key=lambda one: (-own[one], makers[one]["name"] or "", one))
    by_origin: dict[str, list[str]] = {}
    for one in order:
        if origin := makers[one]["investor_origin"]:
            by_origin.setdefault(origin, []).append(one)
    most = SPARE * situation.settings.targets.listed
    return Makers(
        _first(order, most),
        {origin: _first(ids, most) for origin, ids in by_origin.items()},
        Ids(order).hashes,
    )


def _first(order: list[str], most: int) -> Order:
    return Order(tuple(order[:most]), len(order) <= most)
