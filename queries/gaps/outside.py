"""The makers elsewhere of the segments that a list asks for, read and weighed together.

All of a segment's makers are weighed by what is read of them at once; only of the
strongest, as many as are listed, is everything read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from liantu.queries.catalogue import run
from liantu.queries.gaps.attraction import Attraction
from liantu.queries.gaps.looking import is_active
from liantu.queries.gaps.pieces import no_rows, pieces_of, strength
from liantu.queries.gaps.predicted import Predicted
from liantu.queries.gaps.situation import Situation
from liantu.queries.recording import noted_property

AT_ONCE = 20_000  # makers that are read by one query, about
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
        found = {}
        for some in self._portions():
            rows = self._rows(some)
            self._attraction.meet(one for makers in rows.values() for one in makers)
            self._attraction.look_around(segment for segment in some if rows[segment])
            found.update({segment: self._strongest(segment, rows[segment]) for segment in some})
        return found

    @noted_property
    def makers(self) -> Mapping[str, Mapping[str, dict[str, Any]]]:
        """What is known of the strongest, by segment and id."""
        store, outdated = self._situation.store, self._situation.outdated
        assert store is not None
        ids = sorted({one for first, _ in self.first.values() for one in first})
        segments = self._all(self._segments)
        rows = run(store, "makers_among", ids=ids, segments=segments).dicts() if ids else []
        by_inner: dict[str, list[dict[str, Any]]] = {}
        for row in rows:
            if is_active(row, self._attraction.known, outdated):
                by_inner.setdefault(row["segment"], []).append(row)
        found: dict[str, dict[str, dict[str, Any]]] = {}
        for segment, (first, _) in self.first.items():
            own: dict[str, dict[str, Any]] = {}
            for one in sorted(self._segments[segment]):
                for row in by_inner.get(one, ()):
                    own.setdefault(row["enterprise"], row)
            found[segment] = {one: own[one] for one in first if one in own}
        return found

    def _portions(self) -> Iterator[list[str]]:
        """Give the segments in portions whose makers are read by one query."""
        if len(self._segments) == 1:  # which may be of another chain
            yield list(self._segments)
            return
        some: list[str] = []
        count = 0
        for segment in self._segments:
            more = self._situation.elsewhere(segment)
            if some and count + more > AT_ONCE:
                yield some
                some, count = [], 0
            some.append(segment)
            count += more
        if some:
            yield some

    def _all(self, segments: Iterable[str]) -> list[str]:
        return sorted({inner for one in segments for inner in self._segments[one]})

    def _rows(self, segments: list[str]) -> dict[str, dict[str, Row]]:
        """Return the active makers elsewhere of some segments, by segment and id."""
        store, here = self._situation.store, self._attraction.here
        known, outdated = self._attraction.known, self._situation.outdated
        assert store is not None
        by_inner: dict[str, list[Row]] = {}
        for row in run(store, "outside_makers", segments=self._all(segments)).dicts():
            if row["enterprise"] not in here and is_active(row, known, outdated):
                by_inner.setdefault(row["segment"], []).append(row)
        return {
            segment: {
                row["enterprise"]: row
                for one in self._segments[segment]
                for row in by_inner.get(one, ())
            }
            for segment in segments
        }

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
