"""Target enterprises of a gap: makers elsewhere, each with dated evidence that it may come.

T = 1 − Π (1 − w_k e_k) over its pieces of evidence; flags count fully, shares in
proportion. A maker without any stays listed with 0. Nothing is read before it is asked
for: most gaps are never opened.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import prod
from typing import Any, overload

from liantu.days import months_before
from liantu.queries.catalogue import run
from liantu.queries.evidence import Evidence
from liantu.queries.gaps.attraction import Attraction, Tie
from liantu.queries.gaps.findings import Maker
from liantu.queries.gaps.looking import is_active, maker_of
from liantu.queries.gaps.predicted import Predicted
from liantu.queries.gaps.settings import Targets as Weights
from liantu.queries.gaps.signals import signal_day
from liantu.queries.gaps.situation import Situation
from liantu.queries.recording import noted_property


@dataclass(frozen=True)
class Piece:
    """One piece of evidence: its code, its weight and share (0 … 1), its date and rows.

    ``said`` are words of the data itself, such as the signal or the firm that it owns.
    """

    code: str
    weight: float
    share: float
    said: str = ""
    date: str = ""
    evidence: tuple[Evidence, ...] = ()

    @property
    def points(self) -> float:
        """The weight times the share."""
        return self.weight * self.share

    def as_dict(self) -> dict[str, Any]:
        """Return the piece with its date and rows."""
        return {
            "code": self.code,
            "points": self.points,
            "weight": self.weight,
            "share": self.share,
            "said": self.said or None,
            "date": self.date or None,
            "evidence": [one.as_dict() for one in self.evidence],
        }


@dataclass(frozen=True)
class Target:
    """A maker elsewhere with what speaks for it; ``points`` is T, 0 … 1.

    ``close`` is the proximity of what it makes where that is another segment, else 1.
    """

    maker: Maker
    pieces: tuple[Piece, ...]
    segment: str
    close: float = 1.0

    @property
    def points(self) -> float:
        """T × φ."""
        return strength(self.pieces) * self.close

    @property
    def id(self) -> str:
        """The enterprise's id."""
        return self.maker.id

    @property
    def name(self) -> str:
        """The enterprise's name."""
        return self.maker.name

    @property
    def short_name(self) -> str:
        """The enterprise's short name."""
        return self.maker.short_name

    @property
    def region(self) -> str:
        """Where it is."""
        return self.maker.region

    @property
    def known(self) -> tuple[tuple[str, Any], ...]:
        """What is known of it."""
        return self.maker.known

    @property
    def registered(self) -> bool:
        """Whether it is on a register."""
        return self.maker.registered

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The rows that say that it makes the segment."""
        return self.maker.evidence

    def as_target(self) -> dict[str, Any]:
        """Return the maker, its points and every piece of evidence."""
        return self.maker.as_target() | {
            "points": self.points,
            "makes": self.segment,
            "close": self.close,
            "pieces": [one.as_dict() for one in self.pieces],
        }


def strength(pieces: Sequence[Piece]) -> float:
    """Return T = 1 − Π (1 − w_k e_k), 0 … 1."""
    return 1.0 - prod(1.0 - one.points for one in pieces)


@dataclass(frozen=True)
class Targets(Sequence[Target]):
    """The targets of one gap, strongest first; as many are listed as the settings say."""

    situation: Situation | None = field(default=None, repr=False, compare=False)
    segment: str = ""
    attraction: Attraction | None = field(default=None, repr=False, compare=False)

    @property
    def total(self) -> int:
        """How many makers there are elsewhere, listed or not."""
        return self.situation.elsewhere(self.segment) if self.situation else 0

    @noted_property
    def listed(self) -> tuple[Target, ...]:
        """The strongest targets."""
        if self.situation is None or self.situation.store is None or self.attraction is None:
            return ()
        own = _targets(self.situation, self.attraction, self.segment)
        near = [
            replace(one, close=close)
            for other, close in self._close
            for one in _targets(self.situation, self.attraction, other)
        ]
        return (*own, *near)[: self.situation.settings.targets.listed]

    @property
    def drawn_from(self) -> frozenset[str]:
        """The segments whose makers may be among them."""
        if self.situation is None:
            return frozenset()
        own = (self.segment, *(other for other, _ in self._close))
        return frozenset(own).union(*(self.situation.inner(one) for one in own))

    @property
    def _close(self) -> tuple[tuple[str, float], ...]:
        """The closest products, whose makers follow its own."""
        return self.situation.space.close.get(self.segment, ())[:3] if self.situation else ()

    @overload
    def __getitem__(self, index: int) -> Target: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Target]: ...
    def __getitem__(self, index: int | slice) -> Target | Sequence[Target]:
        """Return one or some of those listed."""
        return self.listed[index]

    def __len__(self) -> int:
        """Return how many are listed."""
        return len(self.listed)

    def __iter__(self) -> Iterator[Target]:
        """Walk those listed, strongest first."""
        return iter(self.listed)


def _targets(situation: Situation, attraction: Attraction, segment: str) -> list[Target]:
    """Return the strongest makers of a segment outside the region."""
    store, weights = situation.store, situation.settings.targets
    assert store is not None
    segments = [segment, *sorted(situation.inner(segment))]
    rows = {
        row["enterprise"]: row
        for row in run(store, "outside_makers", segments=segments).dicts()
        if row["enterprise"] not in attraction.here
        and is_active(row, attraction.known, situation.outdated)
    }
    attraction.meet(rows)
    likely = attraction.predicted(segment, rows)
    pieces = {
        one: _pieces(situation, attraction, segment, row, likely) for one, row in rows.items()
    }
    order = sorted(rows, key=lambda one: (-strength(pieces[one]), rows[one]["name"] or "", one))
    first = order[: weights.listed]
    makers: dict[str, Maker] = {}
    for row in run(store, "makers_among", ids=first, segments=segments).dicts() if first else ():
        if is_active(row, attraction.known, situation.outdated):
            makers.setdefault(row["enterprise"], maker_of(attraction.known, row))
    told = {
        one: tuple(_traced(piece, one, likely, attraction) for piece in pieces[one])
        for one in first
    }
    return [Target(makers[one], told[one], segment) for one in first if one in makers]


def _pieces(
    situation: Situation,
    about: Attraction,
    segment: str,
    row: Mapping[str, Any],
    likely: Predicted,
) -> tuple[Piece, ...]:
    one, weights = row["enterprise"], situation.settings.targets
    rows = tuple(about.known.of_records(row["node_records"]))
    found = [
        _supplies(situation, weights, segment, one, about),
        _tied("family", weights.family, about.family.get(one), about),
        _sells(weights, one, about),
        _signals(situation, weights, row, rows),
        _origin(weights, row, about),
        _size(weights, row, rows),
        Piece("predicted", weights.predicted, likely.share(one)),
    ]
    return tuple(piece for piece in found if piece is not None and piece.points > 0)


def _traced(piece: Piece, one: str, likely: Predicted, about: Attraction) -> Piece:
    """Return a predicted link with the path that speaks most for it; other pieces as they are."""
    if piece.code != "predicted":
        return piece
    said, records = about.trade.path(one, likely.likely[one].buyer)
    rows = tuple(about.known.of_records(records))
    return replace(piece, said=said, date=about.known.last_observed(records), evidence=rows)


def _supplies(
    situation: Situation, weights: Weights, segment: str, one: str, about: Attraction
) -> Piece | None:
    bought = situation.purchases.by_supplier(segment)
    if one not in bought or not sum(bought.values()):
        return None
    rows = [row for row in situation.purchases.of(segment) if row.supplier == one]
    records = [record for row in rows for record in row.records]
    year = max((row.year or 0 for row in rows), default=0)
    return Piece(
        "supplies",
        weights.supplies,
        bought[one] / sum(bought.values()),
        "、".join(dict.fromkeys(row.buyer_name for row in rows)),
        str(year or "") or about.known.last_observed(records),
        tuple(about.known.of_records(records)),
    )


def _tied(code: str, weight: float, tie: Tie | None, about: Attraction) -> Piece | None:
    if tie is None:
        return None
    date = about.known.last_observed(tie.records)
    return Piece(code, weight, 1.0, tie.said, date, tuple(about.known.of_records(tie.records)))


def _sells(weights: Weights, one: str, about: Attraction) -> Piece | None:
    sold = about.sales.get(one)
    if sold is None:
        return None
    date = about.known.last_observed(sold.records)
    rows = tuple(about.known.of_records(sold.records))
    return Piece("sales", weights.sales, sold.share, "", str(sold.year or "") or date, rows)


def _signals(
    situation: Situation, weights: Weights, row: Mapping[str, Any], rows: tuple[Evidence, ...]
) -> Piece | None:
    oldest = months_before(situation.scope.as_of, weights.signal_months)
    found = [
        (day, str(said))
        for said in row["signals"] or ()
        if (day := signal_day(str(said), situation.scope.as_of)) and day >= oldest
    ]
    if not found:
        return None
    day, said = max(found)
    return Piece("signal", weights.signal, 1.0, said, day, rows)


def _origin(weights: Weights, row: Mapping[str, Any], about: Attraction) -> Piece | None:
    return _tied("origin", weights.origin, about.origins.get(row["investor_origin"] or ""), about)


def _size(weights: Weights, row: Mapping[str, Any], rows: tuple[Evidence, ...]) -> Piece | None:
    tags = [tag for tag in row["tags"] or () if tag in weights.size_tags]
    if not (row["above_size"] or row["listed"] or tags):
        return None
    return Piece("size", weights.size, 1.0, "、".join(tags), "", rows)
