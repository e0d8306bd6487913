"""Maps that stand beside one another: one layout for both, differences marked in each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from liantu.graph.stores import Node
from liantu.queries.gaps.numbers import Edge
from liantu.queries.gaps.reports import Finding, GapReport
from liantu.queries.gaps.situation import Situation
from liantu.queries.side_by_side import Difference, SideBySide
from liantu.web.layout import Box, Panorama, Segment, lay_out
from liantu.web.small_map import shrink

SIGNS = {"better": "▲", "worse": "▼", "unknown": "?", "other": "≠", "count": "±"}
AddressOf = Callable[[Finding], str]


@dataclass(frozen=True)
class Marked:
    """A segment's box on one map; ``finding`` is None where it is not in that chain.

    ``was`` is its finding before, on the map of a scenario; ``sign`` is what its difference
    is marked with, so that colour is never the only sign.
    """

    box: Box
    name: str
    finding: Finding | None
    difference: Difference | None
    href: str
    was: Finding | None = None
    sign: str = ""


@dataclass(frozen=True)
class Map:
    """One map: its picture, its boxes as they stand there, and what it is called."""

    id: str
    title: str
    picture: Panorama
    boxes: tuple[Marked, ...]
    wide: bool = False


def joint(situations: Iterable[Situation], reports: Iterable[GapReport], *, wide: bool) -> Panorama:
    """Return one picture that holds every segment and link of some reports of a chain."""
    segments: dict[str, Segment] = {}
    for report in reports:
        for one in report.findings:
            segments.setdefault(one.segment, Segment(one.segment, one.name, one.position))
    places: dict[str, None] = {}
    links: dict[tuple[str, str], Edge] = {}
    for situation in situations:
        places |= dict.fromkeys(positions(situation.chain))
        for edge in situation.edges:
            links.setdefault((edge.input, edge.output), edge)
    inputs = [(one.input, one.output, one.key) for one in links.values()]
    picture = lay_out(tuple(places), tuple(segments.values()), inputs)
    return picture if wide else shrink(picture, {key: one.name for key, one in segments.items()})


def positions(chain: Node) -> tuple[str, ...]:
    """Return a chain's own positions, left to right."""
    return tuple(chain.properties.get("positions") or ())


def drawn(
    id_: str,
    title: str,
    picture: Panorama,
    report: GapReport,
    found: SideBySide,
    address_of: AddressOf,
    *,
    before: Mapping[str, Finding] | None = None,
    wide: bool = False,
    signs: Mapping[str, str] = SIGNS,
) -> Map:
    """Return one map of a pair; ``before`` are the findings that a scenario began with."""
    differing = {one.segment: one for one in found.differences}
    names = {key: one.name for side in (found.second, found.first)
             for key, one in side.by_segment.items()}  # fmt: skip
    boxes = []
    for box in picture.boxes:
        finding, difference = report.by_segment.get(box.id), differing.get(box.id)
        was = (before or {}).get(box.id) if difference else None
        href = address_of(finding) if finding else ""
        sign = signs[difference.way] if difference else ""
        boxes.append(Marked(box, names[box.id], finding, difference, href, was, sign))
    return Map(id_, title, picture, tuple(boxes), wide)
