"""The score of a gap: points out of 100 that add up exactly, part by part.

score = C × 100 × (w_N N + w_F F + w_V V). An axis is the mean of the parts that exist;
an axis without a part is 0 and flagged, its weight is not handed on. All definitions are
those of docs/explanation/gaps.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from liantu.queries.gaps.settings import Ranked
from liantu.queries.gaps.situation import Situation

AXES = ("N", "F", "V")
PARTS = {
    "N": ("N1", "N2", "N3", "N4"),
    "F": ("F1", "F2", "F3"),
    "V": ("V1", "V2", "V3", "V_reach", "V_scarcity"),
}


@dataclass(frozen=True)
class Part:
    """One part of an axis: what was measured, what it is as 0 … 1, and its points.

    ``raw`` and ``value`` are None where the part does not exist; ``weight`` is the share
    of the whole score that it has, 0 … 1, confidence left out.
    """

    name: str
    raw: float | None
    value: float | None
    weight: float = 0.0
    points: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """Return the part by name."""
        return {
            "name": self.name,
            "raw": self.raw,
            "value": self.value,
            "weight": self.weight,
            "points": self.points,
        }


@dataclass(frozen=True)
class Axis:
    """Need, feasibility or value: the mean of its parts that exist, 0 … 1."""

    name: str
    weight: float
    value: float
    points: float
    parts: tuple[Part, ...]

    @property
    def empty(self) -> bool:
        """Whether no part of it exists: its points are 0 because nothing is known."""
        return all(one.value is None for one in self.parts)

    def as_dict(self) -> dict[str, Any]:
        """Return the axis with its parts."""
        return {
            "name": self.name,
            "weight": self.weight,
            "value": self.value,
            "points": self.points,
            "empty": self.empty,
            "parts": [one.as_dict() for one in self.parts],
        }


@dataclass(frozen=True)
class Confidence:
    """C = freshness × coverage part × pipeline factor, each 0 … 1."""

    freshness: float
    observed_on: str
    coverage: float
    pipeline: float

    @property
    def value(self) -> float:
        """The product."""
        return self.freshness * self.coverage * self.pipeline

    def as_dict(self) -> dict[str, Any]:
        """Return the factors and their product."""
        return {
            "value": self.value,
            "freshness": self.freshness,
            "observed_on": self.observed_on or None,
            "coverage": self.coverage,
            "pipeline": self.pipeline,
        }


@dataclass(frozen=True)
class Score:
    """The points of one gap in one ranked list; ``ranked`` is False where it is too doubtful."""

    list: str
    points: float
    confidence: Confidence
    axes: tuple[Axis, ...]
    ranked: bool

    @property
    def values(self) -> tuple[float, ...]:
        """The axes' values, in the order of need, feasibility, value."""
        return tuple(one.value for one in self.axes)

    def as_dict(self) -> dict[str, Any]:
        """Return the score with everything that it is made of."""
        return {
            "list": self.list,
            "points": self.points,
            "ranked": self.ranked,
            "confidence": self.confidence.as_dict(),
            "axes": [one.as_dict() for one in self.axes],
        }


def scores(
    situation: Situation, gaps: Iterable[str], used: Ranked, sure: Mapping[str, Confidence]
) -> dict[str, Score]:
    """Return the score of each gap of a list; ``sure`` holds the confidence of each."""
    segments = tuple(gaps)
    parts = _parts(situation, segments)
    least = situation.settings.score.least_confidence
    found: dict[str, Score] = {}
    for segment in segments:
        confidence = sure[segment]
        axes = tuple(
            _axis(name, weight, [parts[segment][one] for one in PARTS[name]], confidence.value)
            for name, weight in zip(AXES, used.weights, strict=True)
        )
        points = sum(one.points for one in axes)
        ranked = confidence.value >= least
        found[segment] = Score(used.name, points, confidence, axes, ranked)
    return found


def _axis(name: str, weight: float, parts: list[Part], confidence: float) -> Axis:
    there = [one for one in parts if one.value is not None]
    share = weight / len(there) if there else 0.0
    weighed = tuple(
        replace(one, weight=share, points=100 * confidence * share * one.value)
        if one.value is not None
        else one
        for one in parts
    )
    value = sum(one.value or 0.0 for one in there) / len(there) if there else 0.0
    return Axis(name, weight, value, sum(one.points for one in weighed), weighed)


def _parts(situation: Situation, segments: tuple[str, ...]) -> dict[str, dict[str, Part]]:
    sizes = situation.sizes
    about = situation.space
    needed = {one: sizes.needed.get(one, 0.0) for one in segments}
    stops = {one: len(stopped(situation, one)) for one in segments}
    present = len(situation.present_set) or 1
    most_needed = max(needed.values(), default=0.0)
    most_stopped = max(stops.values(), default=0) / present
    reach = _reach(situation)
    found: dict[str, dict[str, Part]] = {}
    for one in segments:
        share = stops[one] / present
        away = situation.purchases.outside_share(one)
        scarcity = about.scarcity.get(one)
        parts = [
            Part("N1", needed[one], needed[one] / most_needed if most_needed else 0.0),
            _same("N2", essential_share(situation, one)),
            _same("N3", away),
            Part("N4", share, share / most_stopped if most_stopped else 0.0),
            *_feasible(situation, one),
            _same("V1", about.complexity.get(one)),
            _same("V2", about.opportunity.get(one)),
            _same("V3", situation.pulls.get(one)),
            _same("V_reach", None if about.complexity else reach[one]),
            _same("V_scarcity", None if about.complexity else scarcity),
        ]
        found[one] = {part.name: part for part in parts}
    return found


def _same(name: str, value: float | None) -> Part:
    return Part(name, value, value)


def _feasible(situation: Situation, segment: str) -> list[Part]:
    return [
        _same("F1", situation.space.density.get(segment)),
        _same("F2", input_share(situation, segment)),
        _same("F3", situation.knowledge(segment)),
    ]


def essential_share(situation: Situation, segment: str) -> float:
    """Return N2: the share of the present consumers that need it essentially; 0 without one."""
    into: dict[str, bool] = {}
    for one in situation.out_of.get(segment, ()):
        if one.output in situation.present_set:
            into[one.output] = into.get(one.output, False) or one.essential
    return sum(into.values()) / len(into) if into else 0.0


def input_share(situation: Situation, segment: str) -> float | None:
    """Return F2: cost shares of the inputs present ÷ those of all inputs; None without any."""
    shares = [
        (one.input, one.cost_share)
        for one in situation.into.get(segment, ())
        if one.cost_share is not None
    ]
    total = sum(share for _, share in shares)
    if not total:
        return None
    return sum(share for one, share in shares if one in situation.present_set) / total


def stopped(situation: Situation, segment: str) -> frozenset[str]:
    """Return the present segments reached along essential links, every step present.

    Without the segment they stop; it is not counted itself. Cycles are walked once.
    """
    found: set[str] = set()
    waiting = [segment]
    led_to = situation.led_to
    while waiting:
        more = [one for one in led_to.get(waiting.pop(), ()) if one not in found]
        found.update(more)
        waiting += more
    return frozenset(found - {segment})


def _reach(situation: Situation) -> dict[str, float]:
    """Return V_reach: descendants over all links ÷ (|P| − 1)."""
    others = max(len(situation.segments) - 1, 1)
    return {one.id: situation.reach[one.id] / others for one in situation.segments}
