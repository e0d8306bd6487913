"""Figures of a situation: how much is made here, how much of it is needed, what that leaves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from liantu.queries.gaps.findings import Maker


@dataclass(frozen=True)
class Edge:
    """One segment as an input of another; ``cost_share`` is 0 … 1, None where not known."""

    input: str
    output: str
    key: str
    essential: bool
    cost_share: float | None


@dataclass(frozen=True)
class Numbers:
    """x_rp, D_rp and what follows, all in one measure: ``output`` (万元), ``employees``, ``count``.

    ``made`` is x_rp; ``needed`` is D_rp = Σ_q a_pq x_rq over the consumers q present, of
    those links whose cost share is known; ``unpriced`` counts the others of each segment.
    ``unsized`` are the segments with a maker whose size is not known in the measure.
    """

    measure: str
    made: Mapping[str, float]
    needed: Mapping[str, float]
    unpriced: Mapping[str, int]
    unsized: frozenset[str] = frozenset()

    def self_sufficiency(self, segment: str) -> float | None:
        """Return min(1, x / D), None where nothing is known to be needed, or x is not."""
        needed = self.needed.get(segment, 0.0)
        if not needed or segment in self.unsized:
            return None
        return min(1.0, self.made.get(segment, 0.0) / needed)

    def balance(self, segment: str) -> float:
        """Return x − D: negative where less is made than needed."""
        return self.made.get(segment, 0.0) - self.needed.get(segment, 0.0)


Here = Mapping[str, tuple[Maker, ...]]


def numbers(here: Here, edges: Iterable[Edge], measure: str = "") -> Numbers:
    """Return the figures of makers by segment, in the finest measure that all of them have.

    With a ``measure`` that one is kept; a maker without it adds nothing and is told of.
    """
    measure, made, unsized = _made(here, measure)
    needed: dict[str, float] = {}
    unpriced: dict[str, int] = {}
    for one in edges:
        if one.output not in made:
            continue
        if one.cost_share is None:
            unpriced[one.input] = unpriced.get(one.input, 0) + 1
        else:
            needed[one.input] = needed.get(one.input, 0.0) + one.cost_share * made[one.output]
    return Numbers(measure, made, needed, unpriced, unsized)


def _made(here: Here, wanted: str) -> tuple[str, dict[str, float], frozenset[str]]:
    makes: dict[str, int] = {}
    for makers in here.values():
        for one in makers:
            makes[one.id] = makes.get(one.id, 0) + 1
    for measure in (wanted,) if wanted else ("output", "employees"):
        if measure == "count":
            break
        found = {
            segment: [_size(one, measure, makes[one.id] == 1) for one in makers]
            for segment, makers in here.items()
        }
        unsized = frozenset(key for key, values in found.items() if None in values)
        if measure == wanted or (found and not unsized):
            made = {key: sum(value or 0.0 for value in values) for key, values in found.items()}
            return measure, made, unsized
    return "count", {one: float(len(makers)) for one, makers in here.items()}, frozenset()


def _size(maker: Maker, measure: str, alone: bool) -> float | None:
    """Return a maker's size in one segment: its own figure, or the firm's by its share."""
    if measure == "output" and maker.made_output is not None:
        return maker.made_output
    whole = maker.get(measure)
    if whole is None:
        return None
    if maker.share is not None and not alone:
        return float(whole) * maker.share
    return float(whole) if alone or measure == "employees" else None
