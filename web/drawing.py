"""What of a chain is drawn: every segment, or groups of them folded, or one part of a large one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from liantu.queries.folding import Group, group
from liantu.queries.gaps.reports import Finding
from liantu.web.layout import Link, Panorama, Segment, lay_out
from liantu.web.wrapping import fill

if TYPE_CHECKING:
    from liantu.web.panorama import ChainView

FOLD_FROM = 240  # segments, from which on those that hold others are folded unless asked
DRAWN = 600  # boxes at most; a chain of more is drawn by parts
PART = 300  # segments of one part at most
FOLDED_EMS = 8.1  # width of a name on its one line
ALL, NONE = "all", "none"


@dataclass(frozen=True)
class Item:
    """One box: a segment, or a group of them, which may be folded into the one that holds them.

    ``part`` names a part of a large chain, empty for anything else.
    """

    id: str
    name: str
    position: str
    finding: Finding | None
    folded: Group | None = None
    part: str = ""

    @property
    def short(self) -> str:
        """The segment's own part of its id."""
        return self.id.rpartition("/")[2]


@dataclass(frozen=True)
class Drawing:
    """A picture with what stands in its boxes.

    ``holders`` are the segments that hold others, ``folded`` those of them that are folded;
    ``parts`` the parts of a large chain as items, ``part`` the one that is open.
    """

    picture: Panorama
    items: Mapping[str, Item]
    holders: tuple[str, ...] = ()
    folded: frozenset[str] = frozenset()
    parts: tuple[Item, ...] = ()
    part: str = ""
    hidden: Mapping[str, str] = field(default_factory=dict)  # segment → the box it is in

    @cached_property
    def is_large(self) -> bool:
        """Whether the chain is drawn by parts."""
        return bool(self.parts)


def draw(view: ChainView, fold: str = "", part: str = "", opened: Finding | None = None) -> Drawing:
    """Return a chain as it is asked for.

    ``fold`` is ``all``, ``none`` or the short ids of the segments to fold, joined by commas;
    empty folds what holds others in chains of many segments. ``part`` opens a part of a chain
    that is too large to be drawn at once; ``opened`` is a segment that has to be among it.
    """
    outer = outermost(view)
    holders = tuple(one.segment for one in view.report.findings if one.segment in {*outer.values()})
    folded = _folded(view, holders, fold)
    inside = {one: top for one in view.findings if (top := _into(one, outer, folded)) != one}
    if opened and opened.segment in inside:  # what is open is not hidden
        folded = folded - {inside[opened.segment]}
        inside = {one: top for one in view.findings if (top := _into(one, outer, folded)) != one}
    shown = [one for one in view.report.findings if one.segment not in inside]
    parts = _parts(view, shown) if len(shown) > DRAWN else ()
    members: dict[str, list[Finding]] = {}
    for one, top in inside.items():
        members.setdefault(top, []).append(view.findings[one])
    if parts:
        return _by_parts(view, shown, parts, part, opened)
    items = {
        one.segment: Item(
            one.segment,
            one.name,
            one.position,
            one,
            group([one, *members[one.segment]]) if one.segment in members else None,
        )
        for one in shown
    }
    picture = _lay_out(view, items.values(), inside, outer)
    return Drawing(picture, items, holders, frozenset(members), (), "", inside)


def outermost(view: ChainView) -> dict[str, str]:
    """Return for each segment that lies in another the first one that holds it."""
    known = view.findings
    found: dict[str, str] = {}
    for inner, outer in sorted(view.situation.nesting):
        if inner in known and outer in known and inner != outer:
            found.setdefault(inner, outer)
    return found


def _folded(view: ChainView, holders: Sequence[str], fold: str) -> frozenset[str]:
    if fold == NONE or (not fold and len(view.findings) < FOLD_FROM):
        return frozenset()
    if fold in ("", ALL):
        return frozenset(holders)
    asked = {*fold.split(",")}
    return frozenset(one for one in holders if one.rpartition("/")[2] in asked)


def _into(segment: str, outer: Mapping[str, str], folded: frozenset[str]) -> str:
    """Return the outermost folded segment that a segment lies in, or itself."""
    found, seen = segment, {segment}
    at = segment
    while (at := outer.get(at, "")) and at not in seen:
        seen.add(at)
        if at in folded:
            found = at
    return found


def _lay_out(
    view: ChainView,
    items: Collection[Item],
    inside: Mapping[str, str],
    outer: Mapping[str, str],
) -> Panorama:
    """Lay out boxes; links of what is folded come and go at the box that it lies in."""
    links: dict[tuple[str, str], Link] = {}
    for one in view.inputs:
        start, end = inside.get(one.input, one.input), inside.get(one.output, one.output)
        if (start, end) == (one.input, one.output):
            links.setdefault((start, one.key), (start, end, one.key))
        elif start != end:
            links.setdefault((start, end), (start, end, one.key))
    boxes = [
        Segment(one.id, fill(one.name, FOLDED_EMS, 1)[0] if one.folded else one.name, one.position)
        for one in items
    ]
    parts = any(one.part for one in items)
    return lay_out(view.positions, boxes, list(links.values()), outer, ordered=not parts)


def _parts(view: ChainView, shown: Sequence[Finding]) -> tuple[Item, ...]:
    """Return the parts of a large chain: its positions, the long ones cut in pieces."""
    by_position: dict[str, list[Finding]] = {one: [] for one in view.positions if one}
    other: list[Finding] = []
    for one in shown:
        by_position.get(one.position, other).append(one)
    found: list[Item] = []
    for number, (position, findings) in enumerate([*by_position.items(), ("", other)]):
        pieces = [findings[at : at + PART] for at in range(0, len(findings), PART)]
        for piece, some in enumerate(pieces):
            name = some[0].name if len(some) == 1 else f"{some[0].name} … {some[-1].name}"
            key = f"{number + 1}-{piece + 1}"
            found.append(Item(f"part:{key}", name, position, None, group(some), key))
    return tuple(found)


def _by_parts(
    view: ChainView,
    shown: Sequence[Finding],
    parts: tuple[Item, ...],
    part: str,
    opened: Finding | None,
) -> Drawing:
    """Draw the parts as boxes, or the segments of the part that is open."""
    of = {segment: one for one in parts if one.folded for segment in one.folded.segments}
    if opened and opened.segment in of:
        part = of[opened.segment].part
    if part not in {one.part for one in parts}:
        items = {one.id: one for one in parts}
        inside = {segment: one.id for segment, one in of.items()}
        return Drawing(_lay_out(view, parts, inside, {}), items, (), frozenset(), parts, "", inside)
    items = {
        one.segment: Item(one.segment, one.name, one.position, one)
        for one in shown
        if of[one.segment].part == part
    }
    return Drawing(_lay_out(view, items.values(), {}, {}), items, (), frozenset(), parts, part)
