"""Typed findings: a grade that opens to its reasons, sources and versions."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from liantu.queries.evidence import Evidence, Origins


@dataclass(frozen=True)
class Maker:
    """An active maker of a segment, with its region and the rows that say so."""

    id: str
    name: str
    short_name: str
    region: str
    path: str
    link: str
    records: tuple[str, ...]
    registered: bool
    known: tuple[tuple[str, Any], ...]
    origins: Origins = field(repr=False, compare=False)
    made_output: float | None = None
    share: float | None = None
    above_size: bool | None = None

    @property
    def label(self) -> str:
        """What a sentence calls it."""
        return self.short_name or self.name

    def get(self, name: str) -> Any:
        """Return what is known of one of its properties, or None."""
        return next((value for key, value in self.known if key == name), None)

    @cached_property
    def observed(self) -> str:
        """The last day on which it was observed as a maker, or empty."""
        return self.origins.last_observed(self.records)

    @cached_property
    def evidence(self) -> tuple[Evidence, ...]:
        """The rows that say so, looked up when they are asked for: most are not."""
        return tuple(self.origins.of_records(self.records))

    def as_target(self) -> dict[str, Any]:
        """Return the maker as a target enterprise: what is known and who says so."""
        citations = sorted({one.citation for one in self.evidence if one.citation})
        return {
            "id": self.id,
            "name": self.name,
            "region": self.region,
            "citation": ", ".join(citations),
            "evidence": [one.as_dict() for one in self.evidence],
            "known": dict(self.known),
        }


@dataclass(frozen=True)
class Building:
    """A project of the region that will make a segment, signed or under construction."""

    id: str
    name: str
    stage: str
    link: str
    evidence: tuple[Evidence, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the project with the rows that say so."""
        rows = [one.as_dict() for one in self.evidence]
        return {"id": self.id, "name": self.name, "stage": self.stage, "evidence": rows}


@dataclass(frozen=True)
class Because:
    """The nodes and links that make a finding true, and the sentence that says so."""

    text: str
    nodes: tuple[str, ...] = ()
    links: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return nodes, links and text by name."""
        return {"nodes": list(self.nodes), "links": list(self.links), "text": self.text}


@dataclass(frozen=True)
class Verdict:
    """What a kind says of a segment where it holds."""

    kind: str
    because: Because
    unless: str
    doubtful: bool = False
    reasons: tuple[str, ...] = ()  # codes of what holds, where a kind has several

    def as_dict(self) -> dict[str, Any]:
        """Return the verdict by name."""
        return {
            "kind": self.kind,
            "doubtful": self.doubtful,
            "reasons": list(self.reasons),
            "because": self.because.as_dict(),
            "unless": self.unless,
        }


@dataclass(frozen=True)
class Coverage:
    """Recorded against declared enterprises of a chain in a region.

    ``ratio`` is recorded ÷ declared, in 0 … , None where nothing is declared;
    with the qualifier 不少于 it is an upper bound.
    """

    recorded: int
    declared: float | None
    qualifier: str
    source: str
    indicator: str
    evidence: tuple[Evidence, ...]
    recorded_ids: tuple[str, ...]

    @property
    def ratio(self) -> float | None:
        """Recorded ÷ declared."""
        return self.recorded / self.declared if self.declared else None

    @property
    def unrecorded(self) -> float | None:
        """How many declared enterprises are not recorded, never below 0."""
        return None if self.declared is None else max(0.0, self.declared - self.recorded)

    def as_dict(self) -> dict[str, Any]:
        """Return the figures with where the declared one was read."""
        return {
            "recorded": self.recorded,
            "declared": whole(self.declared),
            "qualifier": self.qualifier,
            "ratio": self.ratio,
            "source": self.source or None,
            "indicator": self.indicator or None,
            "evidence": [one.as_dict() for one in self.evidence],
        }


@dataclass(frozen=True)
class Doubt:
    """The figures of the doubt about one absent segment.

    ``coverage`` is recorded ÷ declared, ``unrecorded`` m, ``share`` q_p and ``p_none``
    (1 − q_p)^m, all of :mod:`liantu.queries.gaps.doubt`; ``reason`` is ``undeclared``,
    ``coverage``, ``chance`` or empty where the absence can be believed.
    """

    coverage: float | None
    unrecorded: float | None
    share: float
    p_none: float | None
    reason: str

    def as_dict(self) -> dict[str, Any]:
        """Return the figures by name; what cannot be known is null."""
        return {
            "coverage": self.coverage,
            "unrecorded": whole(self.unrecorded),
            "share": self.share,
            "p_none": self.p_none,
            "reason": self.reason or None,
        }

    @property
    def is_unknown(self) -> bool:
        """Whether the data cannot tell."""
        return bool(self.reason)


@dataclass(frozen=True)
class Scope:
    """Which chain, region and date a figure is about."""

    chain: str
    region: str
    region_name: str
    as_of: str
    assume_complete: bool

    def as_dict(self) -> dict[str, Any]:
        """Return the scope by name; no known date is null."""
        return {
            "chain": self.chain,
            "region": self.region,
            "region_name": self.region_name,
            "as_of": self.as_of or None,
            "assume_complete": self.assume_complete,
        }


def whole(number: float | None) -> float | int | None:
    """Return a whole number as an integer, anything else as it is."""
    return int(number) if number is not None and float(number).is_integer() else number
