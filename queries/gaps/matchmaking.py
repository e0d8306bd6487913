"""Matchmaking 对接: makers here and buyers here of the same product that do not deal yet.

For a segment that is UNMATCHED, every buyer that buys it outside is set beside every
maker here, largest purchase first. It is a list of its own: nobody is recruited for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from liantu.queries.evidence import Evidence, origins
from liantu.queries.gaps.findings import Maker
from liantu.queries.gaps.situation import Situation
from liantu.queries.gaps.unmatched import KIND
from liantu.queries.purchases import Purchase


@dataclass(frozen=True)
class Bought:
    """What a buyer here buys of one supplier outside; ``amount`` in 万元, None if unknown."""

    supplier: str
    supplier_name: str
    amount: float | None
    year: int | None
    evidence: tuple[Evidence, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the purchase with its rows."""
        return {
            "supplier": {"id": self.supplier, "name": self.supplier_name},
            "amount": self.amount,
            "year": self.year,
            "evidence": [one.as_dict() for one in self.evidence],
        }


@dataclass(frozen=True)
class Buyer:
    """A buyer here with what it buys outside, and which makers here already supply it."""

    id: str
    name: str
    bought: tuple[Bought, ...]
    supplied_by: frozenset[str]

    @property
    def amount(self) -> float | None:
        """All that it buys outside, 万元; None where no amount is known."""
        known = [one.amount for one in self.bought if one.amount is not None]
        return sum(known) if known else None


@dataclass(frozen=True)
class Match:
    """A maker here beside a buyer here; ``known`` says that they deal already."""

    maker: Maker
    buyer: Buyer
    known: bool

    def as_dict(self) -> dict[str, Any]:
        """Return both with the buyer's purchases outside."""
        return {
            "maker": {
                "id": self.maker.id,
                "name": self.maker.name,
                "output": self.maker.made_output,
                "evidence": [one.as_dict() for one in self.maker.evidence],
            },
            "buyer": {"id": self.buyer.id, "name": self.buyer.name},
            "amount": self.buyer.amount,
            "already_dealing": self.known,
            "bought_outside": [one.as_dict() for one in self.buyer.bought],
        }


@dataclass(frozen=True)
class Matches:
    """The matches of one segment, largest purchase first; ``total`` counts those not listed too."""

    segment: str
    name: str
    share: float
    recorded: int
    listed: tuple[Match, ...]
    total: int

    def as_dict(self) -> dict[str, Any]:
        """Return the matches with the share bought outside."""
        return {
            "segment": {"id": self.segment, "name": self.name},
            "outside_share": self.share,
            "recorded": self.recorded,
            "total": self.total,
            "matches": [one.as_dict() for one in self.listed],
        }


def matchmaking(situation: Situation, kinds: Iterable[tuple[str, Iterable[str]]]) -> list[Matches]:
    """Return the matches of each unmatched segment; ``kinds`` gives all kinds of each segment."""
    return [_matches(situation, segment) for segment, found in kinds if KIND in found]


def _matches(situation: Situation, segment: str) -> Matches:
    makers = sorted(
        situation.here[segment], key=lambda one: (-(one.made_output or 0.0), one.name, one.id)
    )
    pairs = [
        Match(maker, buyer, maker.id in buyer.supplied_by)
        for buyer in _buyers(situation, segment)
        for maker in makers
        if maker.id != buyer.id
    ]
    most = situation.settings.targets.listed
    return Matches(
        segment,
        situation.name(segment),
        situation.purchases.outside_share(segment) or 0.0,
        len(situation.purchases.of(segment)),
        tuple(pairs[:most]),
        len(pairs),
    )


def _buyers(situation: Situation, segment: str) -> list[Buyer]:
    """Return who here buys the segment outside, largest purchase first."""
    rows: dict[str, list[Purchase]] = {}
    for one in situation.purchases.of(segment):
        rows.setdefault(one.buyer, []).append(one)
    known = origins(situation.store) if situation.store else None
    buyers = [
        Buyer(
            buyer,
            found[0].buyer_name,
            tuple(
                Bought(
                    one.supplier,
                    one.supplier_name,
                    one.amount,
                    one.year,
                    tuple(known.of_records(one.records)) if known else (),
                )
                for one in sorted(found, key=lambda one: (-(one.amount or 0.0), one.supplier))
                if not one.local
            ),
            frozenset(one.supplier for one in found if one.local),
        )
        for buyer, found in rows.items()
    ]
    away = [one for one in buyers if one.bought]
    return sorted(away, key=lambda one: (-(one.amount or 0.0), one.name, one.id))
