"""What can be counted at each segment of a chain: makers near and far, their standing, their size.

``here`` counts the makers that the grade is about; ``city``, ``province`` and ``country``
those of the divisions that the region lies in; ``listed`` and ``specialised`` the ones in the
whole country that are known to be listed companies or to carry the tag 专精特新; the others
add up what is known of the makers here. Everything is of active makers by rows with an
origin, as the grades are. A measure that no row says anything of is not offered, and what is
not known is None, never 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from liantu.graph.model import model
from liantu.queries.catalogue import run
from liantu.queries.evidence import Evidence, origins
from liantu.queries.gaps.counts import part_at
from liantu.queries.gaps.findings import Maker, whole
from liantu.queries.gaps.looking import is_active
from liantu.queries.gaps.reports import GapReport
from liantu.queries.gaps.situation import Situation
from liantu.queries.nationwide import TAG, flags, held, inside_of, within
from liantu.queries.purchases import inside

WIDER = ("city", "province")  # divisions that a region may lie in
FLAGS = {"listed": ("listed", "unlisted"), "specialised": ("tagged", "untagged")}
SUMS = ("employees", "capital", "output")
NAMES = ("here", *WIDER, "country", *FLAGS, *SUMS)
STEPS = 5  # of a scale of colours, beside “not known” and “none”


@dataclass(frozen=True)
class Figure:
    """One measure of one segment; ``value`` is None where it is not known.

    ``unknown`` counts the firms of which the data does not say it: the value is then a
    least one. ``share`` is value ÷ the largest of the chain, 0 … 1; ``step`` is its place on
    the measure's scale, 0 for none and 1 … for more.
    """

    value: float | int | None
    unknown: int = 0
    share: float = 0.0
    step: int = 0

    def as_dict(self) -> dict[str, Any]:
        """Return value and unknown by name."""
        return {"value": whole(self.value), "unknown": self.unknown}


@dataclass(frozen=True)
class Measure:
    """One measure over the segments of a chain; ``unit`` is that of the vocabulary, 家 for firms.

    ``bounds`` are the largest values of all steps of its scale but the last.
    """

    name: str
    unit: str
    figures: Mapping[str, Figure]
    bounds: tuple[float, ...]

    @property
    def most(self) -> float:
        """The largest value."""
        return max((one.value for one in self.figures.values() if one.value), default=0)

    @property
    def unknown(self) -> int:
        """At how many segments it is not known."""
        return sum(one.value is None for one in self.figures.values())

    @property
    def zero(self) -> int:
        """At how many segments it is known to be 0."""
        return sum(one.value == 0 for one in self.figures.values())

    @property
    def steps(self) -> tuple[tuple[int, float, float], ...]:
        """Each step of the scale that occurs, with its smallest and largest value."""
        found: dict[int, list[float]] = {}
        for one in self.figures.values():
            if one.value:
                found.setdefault(one.step, []).append(one.value)
        return tuple((step, min(found[step]), max(found[step])) for step in sorted(found))

    def as_dict(self) -> dict[str, Any]:
        """Return unit, scale and the figures by segment."""
        return {
            "unit": self.unit,
            "bounds": [whole(one) for one in self.bounds],
            "segments": {one: figure.as_dict() for one, figure in self.figures.items()},
        }


@dataclass(frozen=True)
class Firm:
    """An enterprise that a count is made of, with the rows that say that it makes the segment.

    ``value`` is what it adds: 1 for a count, its own figure for a sum, None where unknown.
    """

    id: str
    name: str
    region: str
    value: float | int | None
    evidence: tuple[Evidence, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the firm with its rows."""
        return {
            "id": self.id,
            "name": self.name,
            "region": self.region or None,
            "value": whole(self.value),
            "evidence": [one.as_dict() for one in self.evidence],
        }


def measures(situation: Situation, report: GapReport) -> dict[str, Measure]:
    """Return the measures that the data holds, in their order; ``here`` is always among them."""
    kinds = {one.segment: one.kind for one in report.findings}
    here = {one: len(situation.here.get(one, ())) for one in kinds}
    known = {one: n if n or kinds[one] != "UNKNOWN" else None for one, n in here.items()}
    found = {"here": _measure("here", "家", {one: (n, 0) for one, n in known.items()})}
    for name, area in areas(situation).items():
        inner = situation.counts.inside(area) if area else None
        counts = inner or {one: situation.counts.everyone(one) for one in kinds}
        counts = counts | {one: inside_of(rows, area) for one, rows in held(situation).items()}
        found[name] = _measure(name, "家", {one: (counts.get(one) or None, 0) for one in kinds})
    if situation.store is not None:
        found |= _flagged(situation, kinds)
    units = model().nodes["Enterprise"].properties
    for name in SUMS:
        sums = {one: _sum(situation.here.get(one, ()), name) for one in kinds}
        if any(value is not None for value, _ in sums.values()):
            found[name] = _measure(name, units[name].unit or "", sums)
    return found


def areas(situation: Situation) -> dict[str, str]:
    """Return the paths of the divisions that a region lies in; the country's is empty."""
    wider = {name: part_at(situation.area, name) for name in WIDER}
    found = {name: path for name, path in wider.items() if path and path != situation.area}
    return found | {"country": ""}


def firms(situation: Situation, segment: str, name: str) -> tuple[Firm, ...]:
    """Return the firms that one figure is made of, largest first, then by name.

    Makers of what lies in the segment count for it. Those of which a sum does not know the
    figure stand last.
    """
    if situation.store is None:
        return ()
    known = origins(situation.store)
    segments = [segment, *within(situation, segment)]
    found: dict[str, Firm] = {}
    for row in run(situation.store, "segment_firms", segments=segments).dicts():
        if is_active(row, known, situation.outdated) and _belongs(situation, row, name):
            value = row[name] if name in SUMS else 1
            rows = tuple(known.of_records(row["records"]))
            if (before := found.get(row["enterprise"])) is not None:
                rows = (*before.evidence, *(one for one in rows if one not in before.evidence))
            region = row["region"] or ""
            found[row["enterprise"]] = Firm(
                row["enterprise"], row["name"] or "", region, value, rows
            )
    return tuple(sorted(found.values(), key=lambda one: (-(one.value or -1), one.name, one.id)))


def _belongs(situation: Situation, row: Mapping[str, Any], name: str) -> bool:
    path = row["path"] or ""
    if name == "listed":
        return bool(row["listed"])
    if name == "specialised":
        return TAG in (row["tags"] or ())
    area = areas(situation).get(name, situation.area)
    return not area or inside(path, area)


def _sum(makers: Iterable[Maker], name: str) -> tuple[float | int | None, int]:
    """Return the sum of what is known, None for nothing, and of how many it is not known."""
    given = [maker.get(name) for maker in makers]
    known = [one for one in given if one is not None]
    return (sum(known) if known else None), len(given) - len(known)


def _measure(name: str, unit: str, values: Mapping[str, tuple[float | int | None, int]]) -> Measure:
    positive = sorted(value for value, _ in values.values() if value)
    bounds = _bounds(positive)
    most = positive[-1] if positive else 1
    figures = {
        one: Figure(value, unknown, (value or 0) / most, _step(value, bounds))
        for one, (value, unknown) in values.items()
    }
    return Measure(name, unit, figures, bounds)


def _bounds(values: list[float | int]) -> tuple[float, ...]:
    """Return the bounds of steps that hold about as many segments each; equal values share one."""
    if not values:
        return ()
    cuts = [values[len(values) * step // STEPS] for step in range(1, STEPS)]
    return tuple(float(one) for one in dict.fromkeys(cuts) if one < values[-1])


def _step(value: float | int | None, bounds: tuple[float, ...]) -> int:
    return 1 + sum(value > one for one in bounds) if value else 0


def _flagged(situation: Situation, kinds: Mapping[str, str]) -> dict[str, Measure]:
    """Return the counts by standing; a 0 is one only where every maker's standing is known."""
    told_of = flags(situation)
    found: dict[str, Measure] = {}
    for name, (yes, no) in FLAGS.items():
        if not any(one[yes] or one[no] for one in told_of.values()):
            continue
        values: dict[str, tuple[int | None, int]] = {}
        for segment in kinds:
            row = told_of.get(segment)
            unknown = row["makers"] - row[yes] - row[no] if row else 0
            told = row is not None and (row[yes] or not unknown)
            values[segment] = (row[yes] if row and told else None, unknown)
        found[name] = _measure(name, "家", values)
    return found
