"""Target enterprises of a gap: makers elsewhere, each with dated evidence that it may come.

A maker without any evidence stays listed with 0. Nothing is read before it is asked for:
most gaps are never opened; a list of gaps with all their targets reads them together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, overload

from liantu.queries.evidence import Evidence
from liantu.queries.gaps.findings import Maker
from liantu.queries.gaps.looking import maker_of
from liantu.queries.gaps.outside import Elsewhere
from liantu.queries.gaps.pieces import Piece, pieces_of, strength, traced
from liantu.queries.gaps.situation import Situation
from liantu.queries.recording import noted_property


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


@dataclass(frozen=True)
class Targets(Sequence[Target]):
    """The targets of one gap, strongest first; as many are listed as the settings say."""

    situation: Situation | None = field(default=None, repr=False, compare=False)
    segment: str = ""
    elsewhere: Elsewhere | None = field(default=None, repr=False, compare=False)

    @property
    def total(self) -> int:
        """How many makers there are elsewhere, listed or not."""
        return self.situation.elsewhere(self.segment) if self.situation else 0

    @noted_property
    def listed(self) -> tuple[Target, ...]:
        """The strongest targets."""
        if self.situation is None or self.elsewhere is None:
            return ()
        found = _targets(self.elsewhere, self.segment)
        most = self.situation.settings.targets.listed
        for other, close in self._close:
            if len(found) < most:
                more = _targets(self.elsewhere, other)
                found += [replace(one, close=close) for one in more]
        return tuple(found[:most])

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


def _targets(elsewhere: Elsewhere, segment: str) -> list[Target]:
    """Return the strongest makers of a segment outside the region."""
    situation, about = elsewhere.situation, elsewhere.attraction
    outside = elsewhere.of(segment)
    likely = outside.first[segment][1]
    found = []
    for one, row in outside.makers[segment].items():
        pieces = pieces_of(situation, about, segment, row, likely, about.known.of_records)
        told = tuple(traced(piece, one, likely, about) for piece in pieces)
        found.append(Target(maker_of(about.known, row), told, segment))
    return found


def together(wanted: Iterable[Targets]) -> None:
    """Let the targets of the gaps of a report be read by the same few queries."""
    asked: dict[Elsewhere, list[str]] = {}
    for one in wanted:
        if one.elsewhere is not None:
            asked.setdefault(one.elsewhere, []).append(one.segment)
    for elsewhere, segments in asked.items():
        elsewhere.together(segments)
