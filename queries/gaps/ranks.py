"""How sure a rank is: weights are drawn at random, and parts and thresholds are varied.

W = default_rng(seed).dirichlet([1, 1, 1], draws), columns N, F, V; under N ≥ F ≥ V the
same draws, each sorted downwards. In every draw gaps are ranked by C · (W · axes), ties
in the order of the list (stochastic multicriteria acceptability analysis: Lahdelma,
Hokkanen and Salminen 1998, doi 10.1016/S0377-2217(97)00163-X).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from liantu.queries.gaps.score import Score


@dataclass(frozen=True)
class Sureness:
    """How a gap ranks over all draws: shares 0 … 1, and the ranks at 5 % and 95 %."""

    first: float
    top3: float
    low: int
    high: int

    def as_dict(self) -> dict[str, Any]:
        """Return the figures by name."""
        return {"first": self.first, "top3": self.top3, "low": self.low, "high": self.high}


@dataclass(frozen=True)
class Ranking:
    """One ranked list: gaps in order, each with its score; those too doubtful stand apart.

    ``ranked`` and ``unranked`` are ids of segments; ``seed`` and ``draws`` are those of
    the random weights.
    """

    name: str
    weights: tuple[float, float, float]
    ranked: tuple[str, ...]
    unranked: tuple[str, ...]
    scores: Mapping[str, Score]
    seed: int
    draws: int

    def rank(self, segment: str) -> int | None:
        """Return a gap's rank from 1, None where it is not ranked."""
        return self.ranked.index(segment) + 1 if segment in self.scores_ranked else None

    @cached_property
    def scores_ranked(self) -> frozenset[str]:
        """The gaps that are ranked."""
        return frozenset(self.ranked)

    @cached_property
    def free(self) -> Mapping[str, Sureness]:
        """How sure each rank is where any weights may be."""
        return self._sureness(self._drawn)

    @cached_property
    def ordered(self) -> Mapping[str, Sureness]:
        """How sure each rank is where need weighs at least as much as feasibility, and so on."""
        return self._sureness(-np.sort(-self._drawn, axis=1))

    @cached_property
    def without(self) -> Mapping[str, tuple[str, ...]]:
        """The order of the list with each part left out in turn, by the part's name."""
        parts = {part.name for one in self.ranked for axis in self.scores[one].axes
                 for part in axis.parts if part.value is not None}  # fmt: skip
        return {name: self._order_without(name) for name in sorted(parts)}

    @property
    def _drawn(self) -> NDArray[np.float64]:
        return np.random.default_rng(self.seed).dirichlet([1.0, 1.0, 1.0], self.draws)

    def _sureness(self, weights: NDArray[np.float64]) -> Mapping[str, Sureness]:
        if not self.ranked:
            return {}
        axes = np.array([self.scores[one].values for one in self.ranked])
        sure = np.array([self.scores[one].confidence.value for one in self.ranked])
        points = (weights @ axes.T) * sure
        order = np.argsort(-points, axis=1, kind="stable")
        ranks = np.empty_like(order)
        places = np.arange(1, len(self.ranked) + 1)
        np.put_along_axis(ranks, order, np.broadcast_to(places, order.shape), axis=1)
        low, high = np.percentile(ranks, [5, 95], axis=0, method="nearest")
        return {
            one: Sureness(
                float((ranks[:, number] == 1).mean()),
                float((ranks[:, number] <= 3).mean()),
                int(low[number]),
                int(high[number]),
            )
            for number, one in enumerate(self.ranked)
        }

    def _order_without(self, name: str) -> tuple[str, ...]:
        points: dict[str, float] = {}
        for one in self.ranked:
            score = self.scores[one]
            total = 0.0
            for axis in score.axes:
                values = [p.value for p in axis.parts if p.value is not None and p.name != name]
                total += axis.weight * (sum(values) / len(values) if values else 0.0)
            points[one] = score.confidence.value * total
        place = {one: number for number, one in enumerate(self.ranked)}
        return tuple(sorted(self.ranked, key=lambda one: (-points[one], place[one])))

    def as_dict(self) -> dict[str, Any]:
        """Return the list with the score and the sureness of each gap."""
        return {
            "list": self.name,
            "weights": dict(zip("NFV", self.weights, strict=True)),
            "seed": self.seed,
            "draws": self.draws,
            "ranked": [
                {
                    "segment": one,
                    "rank": number,
                    "points": self.scores[one].points,
                    "any_weights": self.free[one].as_dict(),
                    "ordered_weights": self.ordered[one].as_dict(),
                }
                for number, one in enumerate(self.ranked, start=1)
            ],
            "check_first": list(self.unranked),
            "without_part": {name: list(order) for name, order in self.without.items()},
        }


def ranking(
    name: str,
    weights: tuple[float, float, float],
    scores: Mapping[str, Score],
    kinds: Mapping[str, str],
    order: Sequence[str],
    drawn: tuple[int, int],
) -> Ranking:
    """Return the ranked list of some scores.

    Order: points, then kinds as ``order`` has them, then the segment's id. ``drawn`` is
    the seed and the number of draws.
    """
    place = {kind: number for number, kind in enumerate(order)}
    found = sorted(scores, key=lambda one: (-scores[one].points, place.get(kinds[one], 99), one))
    ranked = tuple(one for one in found if scores[one].ranked)
    unranked = tuple(one for one in found if not scores[one].ranked)
    return Ranking(name, weights, ranked, unranked, scores, *drawn)
