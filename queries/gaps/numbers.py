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
    """

    measure: str
    made: Mapping[str, float]
    needed: Mapping[str, float]
    unpriced: Mapping[str, int]

    def self_sufficiency(self, segment: str) -> float | None:
        """Return min(1, x / D), None where nothing is known to be needed."""
        needed = self.needed.get(segment, 0.0)
        return min(1.0, self.made.get(segment, 0.0) / needed) if needed else None

    def balance(self, segment: str) -> float:
        """Return x − D: negative where less is made than needed."""
        return self.made.get(segment, 0.0) - self.needed.get(segment, 0.0)


Here = Mapping[str, tuple[Maker, ...]]


def numbers(here: Here, edges: Iterable[Edge]) -> Numbers:
    """Return the figures of makers by segment, in the finest measure that all of them have."""
    measure, made = _made(here)
    needed: dict[str, float] = {}
    unpriced: dict[str, int] = {}
    for one in edges:
        if one.output not in made:
            continue
        if one.cost_share is None:
            unpriced[one.input] = unpriced.get(one.input, 0) + 1
        else:
            needed[one.input] = needed.get(one.input, 0.0) + one.cost_share * made[one.output]
    return Numbers(measure, made, needed, unpriced)


def _made(here: Here) -> tuple[str, dict[str, float]]:
    makes: dict[str, int] = {}
    for makers in here.values():
        for one in makers:
            makes[one.id] = makes.get(one.id, 0) + 1
    for measure in ("output", "employees"):
        found = {
            segment: [_size(one, measure, makes[one.id] == 1) for one in makers]
            for segment, makers in here.items()
        }
        if found and all(value is not None for values in found.values() for value in values):
            made = {key: sum(value or 0.0 for value in values) for key, values in found.items()}
            return measure, made
    return "count", {segment: float(len(makers)) for segment, makers in here.items()}


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
