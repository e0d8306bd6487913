"""What a study of risk says: typed figures that open to nodes and rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from liantu.queries.evidence import Evidence, Origins
from liantu.queries.gaps.findings import Coverage, Scope
from liantu.queries.risk.andor import Where
from liantu.queries.risk.concentration import Concentration
from liantu.queries.risk.template import SegmentMetrics

FORMULA_VERSION = "risk-1"

# What says which products are final: the chain, where they have no consumer, its file, where
# it marks them, or a reader who names them.
Ends = Literal["template", "marked", "named"]


@dataclass(frozen=True)
class Firm:
    """An enterprise as a source: what it makes or delivers here, and the rows that say so."""

    id: str
    name: str
    where: Where
    segments: tuple[str, ...]
    records: tuple[str, ...]
    origins: Origins = field(repr=False, compare=False)

    @cached_property
    def evidence(self) -> tuple[Evidence, ...]:
        """The rows that say so, looked up when they are asked for: most are not."""
        return tuple(self.origins.of_records(self.records))

    def as_dict(self) -> dict[str, Any]:
        """Return the firm with its rows."""
        return {
            "id": self.id,
            "name": self.name,
            "where": self.where,
            "segments": list(self.segments),
            "evidence": [one.as_dict() for one in self.evidence],
        }


@dataclass(frozen=True)
class Point:
    """A single point: what stops when the firm is gone, in the order of the chain."""

    firm: Firm
    lost: tuple[str, ...]
    final_lost: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the firm and the segments that are lost with it."""
        lost = {"lost": list(self.lost), "final_lost": list(self.final_lost)}
        return {"firm": self.firm.as_dict()} | lost


@dataclass(frozen=True)
class Cuts:
    """The minimal cut sets of a final product up to size 2; ``count`` is how many there are."""

    segment: str
    sets: tuple[tuple[str, ...], ...]
    count: int

    def as_dict(self) -> dict[str, Any]:
        """Return the sets as lists of ids, the first of many."""
        return {
            "segment": self.segment,
            "count": self.count,
            "sets": [list(one) for one in self.sets],
        }


@dataclass(frozen=True)
class Needed:
    """An essential input of what is made here that nobody here makes.

    ``outside`` are its recorded suppliers; without one it comes from an unknown outside
    source.
    """

    segment: str
    users: tuple[str, ...]
    outside: tuple[Firm, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the input, who here needs it and who is recorded to deliver it."""
        return {
            "segment": self.segment,
            "users": list(self.users),
            "unknown_source": not self.outside,
            "outside": [one.as_dict() for one in self.outside],
        }


@dataclass(frozen=True)
class Bought:
    """The recorded purchases of one segment and how concentrated they are."""

    segment: str
    purchases: int
    buyers: int
    top: Firm | None
    figures: Concentration
    evidence: tuple[Evidence, ...] = field(default=(), compare=False)

    def as_dict(self) -> dict[str, Any]:
        """Return the figures with the rows of the purchases."""
        return {
            "segment": self.segment,
            "purchases": self.purchases,
            "buyers": self.buyers,
            "top": self.top.as_dict() if self.top else None,
            **self.figures.as_dict(),
            "evidence": [one.as_dict() for one in self.evidence],
        }


@dataclass(frozen=True)
class Hit:
    """What the stop of one firm does to the recorded network of deliveries, shares 0 … 1."""

    firm: Firm
    linear: float
    leontief: float
    down_linear: float
    down_leontief: float
    up: float

    def as_dict(self) -> dict[str, Any]:
        """Return the indices by name."""
        names = ("linear", "leontief", "down_linear", "down_leontief", "up")
        return {"firm": self.firm.as_dict()} | {name: getattr(self, name) for name in names}


@dataclass(frozen=True)
class Spread:
    """The cascade of every firm that was stopped, worst first.

    ``stopped`` of ``firms`` were computed: the largest by what they sell or buy.
    """

    hits: tuple[Hit, ...]
    firms: int
    stopped: int
    settled: bool

    def as_dict(self) -> dict[str, Any]:
        """Return the hits and how far they were computed."""
        return {
            "firms": self.firms,
            "stopped": self.stopped,
            "settled": self.settled,
            "hits": [one.as_dict() for one in self.hits],
        }


@dataclass(frozen=True)
class Completeness:
    """How complete the purchase data is, and what is therefore not known.

    ``recorded`` purchases of anything by buyers here, of which ``named`` name a segment
    of the chain, and ``unweighed`` of these have no amount while others have one.
    ``segments`` in the chain, ``bought`` of them with a recorded purchase; ``inputs`` are
    the essential inputs of what is made here, ``inputs_known`` those that are made here
    or have a recorded outside supplier. ``measure`` is amount (万元) or count.
    """

    recorded: int
    named: int
    unweighed: int
    segments: int
    bought: int
    inputs: int
    inputs_known: int
    measure: str

    def as_dict(self) -> dict[str, Any]:
        """Return the counts by name, with the unit of what purchases are weighed by."""
        unit = "万元" if self.measure == "amount" else None
        return {name: getattr(self, name) for name in COMPLETENESS} | {"unit": unit}


COMPLETENESS = tuple(Completeness.__dataclass_fields__)


@dataclass(frozen=True)
class RiskReport:
    """The risk of a chain in a region: segments are ids, ``names`` says what they are called.

    ``finals`` are the final products; ``furthest`` those that are made here, have a
    consumer in the chain and none here: what the region hands on. ``cuts`` are of both.
    """

    data_version: str
    settings_version: str
    scope: Scope
    coverage: Coverage
    names: dict[str, str]
    present: tuple[str, ...]
    completeness: Completeness
    ends: Ends
    finals: tuple[str, ...]
    furthest: tuple[str, ...]
    points: tuple[Point, ...]
    cuts: tuple[Cuts, ...]
    needed: tuple[Needed, ...]
    circular: tuple[str, ...]
    bought: tuple[Bought, ...]
    spread: Spread | None
    likely: tuple[tuple[Firm, Firm, float], ...]
    metrics: tuple[SegmentMetrics, ...]
    bridges: tuple[tuple[str, str], ...]
    firms: dict[str, Firm]

    @property
    def _mentioned(self) -> list[str]:
        """The firms that cut sets and likely links name by id alone."""
        found = {firm for cuts in self.cuts for one in cuts.sets for firm in one}
        return sorted(found | {one.id for a, b, _ in self.likely for one in (a, b)})

    @property
    def separators(self) -> tuple[SegmentMetrics, ...]:
        """The articulation points of the template: without one the drawing falls apart."""
        return tuple(one for one in self.metrics if one.articulation)

    @property
    def states(self) -> dict[str, str]:
        """What each segment hangs on: point, made, bought, unknown, circular or idle."""
        sole = {one for point in self.points for one in point.lost if one in point.firm.segments}
        needed = {one.segment for one in self.needed}
        sold = {one for firm in self.firms.values() for one in firm.segments}
        found: dict[str, str] = {}
        for one in self.names:
            if one in self.circular:
                found[one] = "circular"
            elif one in sole:
                found[one] = "point"
            elif one in self.present:
                found[one] = "made"
            elif one in sold:
                found[one] = "bought"
            else:
                found[one] = "unknown" if one in needed else "idle"
        return found

    def as_dict(self) -> dict[str, Any]:
        """Return the stable JSON of the report."""
        states = self.states
        return {
            "data_version": self.data_version,
            "formula_version": FORMULA_VERSION,
            "settings_version": self.settings_version,
            "scope": self.scope.as_dict(),
            "coverage": self.coverage.as_dict(),
            "completeness": self.completeness.as_dict(),
            "segments": [
                {
                    "id": one,
                    "name": name,
                    "present": one in self.present,
                    "state": states[one],
                }
                for one, name in self.names.items()
            ],
            "finals": {
                "basis": self.ends,
                "segments": list(self.finals),
                "furthest": list(self.furthest),
            },
            "firms": {one: self.firms[one].name for one in self._mentioned},
            "single_points": [one.as_dict() for one in self.points],
            "minimal_cuts": [one.as_dict() for one in self.cuts],
            "needed_from_outside": [one.as_dict() for one in self.needed],
            "circular": list(self.circular),
            "concentration": [one.as_dict() for one in self.bought],
            "cascade": self.spread.as_dict() if self.spread else None,
            "likely_links": [{"a": a.id, "b": b.id, "l3": score} for a, b, score in self.likely],
            "template": {
                "segments": [one.as_dict() for one in self.metrics],
                "bridges": [list(one) for one in self.bridges],
            },
        }
