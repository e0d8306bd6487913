"""Typed findings of coverage: a code of a unit that opens to its reason, rows and remedy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from liantu.queries.coverage.rates import Rate
from liantu.queries.coverage.reading import LeftOut
from liantu.queries.evidence import Evidence, Origins
from liantu.queries.gaps.findings import Because


@dataclass(frozen=True)
class Scope:
    """Which region and chain, and which day; an empty chain is every enterprise there."""

    region: str
    region_name: str
    path: str
    chain: str
    chain_name: str
    as_of: str

    def as_dict(self) -> dict[str, Any]:
        """Return the scope by name; what is not given is null."""
        return {
            "region": self.region or None,
            "region_name": self.region_name or None,
            "chain": self.chain or None,
            "as_of": self.as_of or None,
        }


@dataclass(frozen=True)
class Exempt:
    """An entry of the exceptions list an office keeps (因工作需要).

    ``code`` is a rule, or a rule with its detail; ``until`` is the last day on which it
    holds, empty where it has no end.
    """

    id: int
    unit: str
    code: str
    reason: str
    until: str = ""
    added_at: str = ""
    added_by: str = ""

    def covers(self, unit: str, rule: str, code: str, as_of: str) -> bool:
        """Say whether it is about a finding and still holds on a day (ISO, or empty)."""
        return self.unit == unit and self.code in (rule, code) and self.holds(as_of)

    def holds(self, as_of: str) -> bool:
        """Say whether its last day has not passed."""
        return not (self.until and as_of and self.until < as_of)

    def as_dict(self) -> dict[str, Any]:
        """Return the entry by name; no end is null."""
        return {
            "id": self.id,
            "unit": self.unit,
            "code": self.code,
            "reason": self.reason,
            "until": self.until or None,
            "added_at": self.added_at or None,
            "added_by": self.added_by or None,
        }


@dataclass(frozen=True)
class CoverageFinding:
    """One code that holds of one unit, organisation, project or task force.

    ``unit`` is the id of that node, ``kind`` its kind; ``exception`` is the entry of the
    office's list that covers it, or None: then it is open.
    """

    unit: str
    name: str
    kind: str
    rule: str
    code: str
    because: Because
    unless: str
    records: tuple[str, ...]
    origins: Origins = field(repr=False, compare=False)
    exception: Exempt | None = None

    @cached_property
    def evidence(self) -> tuple[Evidence, ...]:
        """The rows that say so, looked up when they are asked for: most are not."""
        return tuple(self.origins.of_records(dict.fromkeys(self.records)))

    def as_dict(self) -> dict[str, Any]:
        """Return the stable JSON of one finding."""
        return {
            "unit": {"id": self.unit, "name": self.name, "kind": self.kind},
            "rule": self.rule,
            "code": self.code,
            "because": self.because.as_dict(),
            "unless": self.unless,
            "exception": self.exception.as_dict() if self.exception else None,
            "evidence": [one.as_dict() for one in self.evidence],
        }


@dataclass(frozen=True)
class Unknown:
    """A unit of which facts are not recorded, and the rules that cannot tell without them."""

    unit: str
    name: str
    kind: str
    facts: tuple[str, ...]
    rules: tuple[str, ...]
    records: tuple[str, ...]
    origins: Origins = field(repr=False, compare=False)

    @cached_property
    def evidence(self) -> tuple[Evidence, ...]:
        """The rows that are about the unit, none of which has the facts."""
        return tuple(self.origins.of_records(dict.fromkeys(self.records)))

    def as_dict(self) -> dict[str, Any]:
        """Return the stable JSON of one unit under 待查."""
        return {
            "unit": {"id": self.unit, "name": self.name, "kind": self.kind},
            "missing": list(self.facts),
            "rules": list(self.rules),
            "evidence": [one.as_dict() for one in self.evidence],
        }


@dataclass(frozen=True)
class CoverageReport:
    """Rates, open findings, those an exception covers, and what cannot be told.

    ``names`` are those of the operating units by id.
    """

    data_version: str
    formula_version: str
    settings_version: str
    scope: Scope
    rates: tuple[Rate, ...]
    operating: int
    left_out: LeftOut
    open: tuple[CoverageFinding, ...]
    excepted: tuple[CoverageFinding, ...]
    unknown: tuple[Unknown, ...]
    names: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    def rate(self, name: str) -> Rate:
        """Return a rate by name: organization, own_build, work or should_build."""
        return next(one for one in self.rates if one.name == name)

    def counts(self) -> dict[str, int]:
        """Return how many open findings each rule has, in the order of the rules."""
        return dict(Counter(one.rule for one in self.open))

    def of(self, rule: str) -> tuple[CoverageFinding, ...]:
        """Return the open findings of a rule."""
        return tuple(one for one in self.open if one.rule == rule)

    def as_dict(self) -> dict[str, Any]:
        """Return the stable JSON of ``liantu coverage --json``."""
        return {
            "data_version": self.data_version,
            "formula_version": self.formula_version,
            "settings_version": self.settings_version,
            "scope": self.scope.as_dict(),
            "operating": self.operating,
            "left_out": self.left_out.as_dict(),
            "rates": [one.as_dict() for one in self.rates],
            "counts": self.counts(),
            "open": [one.as_dict() for one in self.open],
            "excepted": [one.as_dict() for one in self.excepted],
            "unknown": [one.as_dict() for one in self.unknown],
        }
