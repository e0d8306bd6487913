"""The makers elsewhere of the segments that a list asks for, read and weighed together.

Those that may be among the strongest (:mod:`liantu.queries.gaps.contenders`) are weighed by
what is read of them at once; only of the strongest, as many as are listed, is everything read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from liantu.queries.catalogue import run
from liantu.queries.gaps.attraction import Attraction
from liantu.queries.gaps.contenders import Ids, Makers, makers_of
from liantu.queries.gaps.looking import is_active
from liantu.queries.gaps.pieces import no_rows, pieces_of, strength
from liantu.queries.gaps.predicted import Predicted
from liantu.queries.gaps.situation import Situation
from liantu.queries.recording import noted_property

Row = Mapping[str, Any]


class Outside:
    """The strongest makers of some segments outside the region."""

    def __init__(
        self, situation: Situation, attraction: Attraction, segments: Iterable[str]
    ) -> None:
        self._situation, self._attraction = situation, attraction
        self._segments = {one: (one, *sorted(situation.inner(one))) for one in segments}

    @noted_property
    def first(self) -> Mapping[str, tuple[tuple[str, ...], Predicted]]:
        """The ids of the strongest by segment, with the links that are predicted of its makers."""
        makers = makers_of(self._situation, self._all(self._segments), self._is_active)
        self._attraction.look_around(
            segment
            for segment, inner in self._segments.items()
            if any(len(makers[one].hashes) for one in inner)
        )
        rows = self._rows(makers)
        self._attraction.meet(one for found in rows.values() for one in found)
        return {segment: self._strongest(segment, found) for segment, found in rows.items()}

    @noted_property
    def makers(self) -> Mapping[str, Mapping[str, dict[str, Any]]]:
        """What is known of the strongest, by segment and id."""
        store = self._situation.store
        assert store is not None
        ids = sorted({one for first, _ in self.first.values() for one in first})
        segments = self._all(self._segments)
        rows = run(store, "makers_among", ids=ids, segments=segments).dicts() if ids else []
        by_inner: dict[str, list[dict[str, Any]]] = {}
        for row in rows:
            if self._is_active(row):
                by_inner.setdefault(row["segment"], []).append(row)
        found: dict[str, dict[str, dict[str, Any]]] = {}
        for segment, (first, _) in self.first.items():
            own: dict[str, dict[str, Any]] = {}
            for one in sorted(self._segments[segment]):
                for row in by_inner.get(one, ()):
                    own.setdefault(row["enterprise"], row)
            found[segment] = {one: own[one] for one in first if one in own}
        return found

    def _all(self, segments: Iterable[str]) -> list[str]:
        return sorted({inner for one in segments for inner in self._segments[one]})

    def _is_active(self, row: Row) -> bool:
        return is_active(row, self._attraction.known, self._situation.outdated)

    def _rows(self, makers: Mapping[str, Makers]) -> dict[str, dict[str, Row]]:
        """Return what is read of the contenders elsewhere, by segment and id."""
        by_inner: dict[str, list[Row]] = {}
        for row in self._read(makers):
            if row["enterprise"] not in self._attraction.here and self._is_active(row):
                by_inner.setdefault(row["segment"], []).append(row)
        return {
            segment: {row["enterprise"]: row for one in inner for row in by_inner.get(one, ())}
            for segment, inner in self._segments.items()
        }

    def _read(self, makers: Mapping[str, Makers]) -> Iterator[Row]:
        """Read the contenders, and all makers of segments where too few are kept to tell."""
        store, about = self._situation.store, self._attraction
        assert store is not None
        most = self._situation.settings.targets.listed
        first = {one: made.first(most, about.here, about.origins) for one, made in makers.items()}
        whole = [one for one, found in first.items() if found is None]
        if whole:
            yield from run(store, "outside_makers", segments=whole).dicts()
        ids = {one for found in first.values() for one in found or ()}
        tied = Ids(about.tied())
        for segment, inner in self._segments.items():
            bought = self._situation.purchases.by_supplier(segment)
            near = Ids({*bought, *about.reached(segment)})
            for one in inner:
                if first[one] is not None:
                    ids.update(makers[one].among(tied), makers[one].among(near))
        segments = sorted(one for one, found in first.items() if found is not None)
        if ids and segments:
            yield from run(
                store, "outside_makers_among", ids=sorted(ids), segments=segments
            ).dicts()

    def _strongest(
        self, segment: str, rows: Mapping[str, Row]
    ) -> tuple[tuple[str, ...], Predicted]:
        situation, about = self._situation, self._attraction
        likely = about.predicted(segment, rows)
        points = {
            one: strength(pieces_of(situation, about, segment, row, likely, no_rows))
            for one, row in rows.items()
        }
        order = sorted(rows, key=lambda one: (-points[one], rows[one]["name"] or "", one))
        return tuple(order[: situation.settings.targets.listed]), likely


class Elsewhere:
    """The makers elsewhere of the segments of one report; some may be read together."""

    def __init__(self, situation: Situation, attraction: Attraction) -> None:
        self.situation, self.attraction = situation, attraction
        self._shared: dict[str, Outside] = {}

    def of(self, segment: str) -> Outside:
        """Return the makers of a segment."""
        return self._shared.get(segment) or Outside(self.situation, self.attraction, [segment])

    def together(self, segments: Iterable[str]) -> None:
        """Let the makers of some segments be read by the same few queries when one is asked for."""
        wanted = [one for one in segments if one not in self._shared]
        if wanted:
            shared = Outside(self.situation, self.attraction, wanted)
            self._shared.update(dict.fromkeys(wanted, shared))
