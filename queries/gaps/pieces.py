"""What speaks for one maker elsewhere to come: pieces of evidence with weight and share.

T = 1 − Π (1 − w_k e_k) over the pieces; flags count fully, shares in proportion.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Any

from liantu.days import months_before
from liantu.queries.evidence import Evidence
from liantu.queries.gaps.attraction import Attraction, Tie
from liantu.queries.gaps.predicted import Predicted, path
from liantu.queries.gaps.settings import Targets as Weights
from liantu.queries.gaps.signals import signal_day
from liantu.queries.gaps.situation import Situation


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


def strength(pieces: Sequence[Piece]) -> float:
    """Return T = 1 − Π (1 − w_k e_k), 0 … 1."""
    return 1.0 - prod(1.0 - one.points for one in pieces)


Rows = Callable[[Iterable[str]], Sequence[Evidence]]  # the rows behind some record keys


def no_rows(_records: Iterable[str]) -> Sequence[Evidence]:
    """Return no rows: for the points alone."""
    return ()


def pieces_of(
    situation: Situation,
    about: Attraction,
    segment: str,
    row: Mapping[str, Any],
    likely: Predicted,
    rows: Rows,
) -> tuple[Piece, ...]:
    """Return the pieces of a maker that have points; ``rows`` finds what says so."""
    one, weights = row["enterprise"], situation.settings.targets
    found = [
        _supplies(situation, weights, segment, one, about, rows),
        _tied("family", weights.family, about.family.get(one), about, rows),
        _sells(weights, one, about, rows),
        _signals(situation, weights, row, rows),
        _origin(weights, row, about, rows),
        _size(weights, row, rows),
        Piece("predicted", weights.predicted, likely.share(one)),
    ]
    return tuple(piece for piece in found if piece is not None and piece.points > 0)


def own_strength(situation: Situation, row: Mapping[str, Any]) -> float:
    """Return the T of what is a maker's own, whatever region asks: its signals and its size."""
    weights = situation.settings.targets
    found = (_signals(situation, weights, row, no_rows), _size(weights, row, no_rows))
    return strength([piece for piece in found if piece is not None and piece.points > 0])


def traced(piece: Piece, one: str, likely: Predicted, about: Attraction) -> Piece:
    """Return a predicted link with the path that speaks most for it; other pieces as they are."""
    if piece.code != "predicted":
        return piece
    said, records = path(about.trade, one, likely.likely[one].buyer)
    rows = tuple(about.known.of_records(records))
    return replace(piece, said=said, date=about.known.last_observed(records), evidence=rows)


def _supplies(
    situation: Situation, weights: Weights, segment: str, one: str, about: Attraction, rows: Rows
) -> Piece | None:
    bought = situation.purchases.by_supplier(segment)
    if one not in bought or not sum(bought.values()):
        return None
    sold = [row for row in situation.purchases.of(segment) if row.supplier == one]
    records = [record for row in sold for record in row.records]
    year = max((row.year or 0 for row in sold), default=0)
    return Piece(
        "supplies",
        weights.supplies,
        bought[one] / sum(bought.values()),
        "、".join(dict.fromkeys(row.buyer_name for row in sold)),
        str(year or "") or about.known.last_observed(records),
        tuple(rows(records)),
    )


def _tied(code: str, weight: float, tie: Tie | None, about: Attraction, rows: Rows) -> Piece | None:
    if tie is None:
        return None
    date = about.known.last_observed(tie.records)
    return Piece(code, weight, 1.0, tie.said, date, tuple(rows(tie.records)))


def _sells(weights: Weights, one: str, about: Attraction, rows: Rows) -> Piece | None:
    sold = about.sales.get(one)
    if sold is None:
        return None
    date = about.known.last_observed(sold.records)
    said = str(sold.year or "") or date
    return Piece("sales", weights.sales, sold.share, "", said, tuple(rows(sold.records)))


def _signals(
    situation: Situation, weights: Weights, row: Mapping[str, Any], rows: Rows
) -> Piece | None:
    if not row["signals"]:
        return None
    oldest = months_before(situation.scope.as_of, weights.signal_months)
    found = [
        (day, str(said))
        for said in row["signals"]
        if (day := signal_day(str(said), situation.scope.as_of)) and day >= oldest
    ]
    if not found:
        return None
    day, said = max(found)
    return Piece("signal", weights.signal, 1.0, said, day, _own(row, rows))


def _origin(
    weights: Weights, row: Mapping[str, Any], about: Attraction, rows: Rows
) -> Piece | None:
    return _tied(
        "origin", weights.origin, about.origins.get(row["investor_origin"] or ""), about, rows
    )


def _size(weights: Weights, row: Mapping[str, Any], rows: Rows) -> Piece | None:
    tags = [tag for tag in row["tags"] or () if tag in weights.size_tags]
    if not (row["above_size"] or row["listed"] or tags):
        return None
    return Piece("size", weights.size, 1.0, "、".join(tags), "", _own(row, rows))


def _own(row: Mapping[str, Any], rows: Rows) -> tuple[Evidence, ...]:
    return tuple(rows(row.get("node_records") or ()))
