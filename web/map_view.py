"""How a reader wants the map: which measure, which colour, what is folded, lit and sorted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request

from liantu.errors import UsageError
from liantu.queries.gaps.reports import Finding
from liantu.queries.measures import NAMES, Figure, Measure
from liantu.web.context import flag, lang, words
from liantu.web.drawing import ALL, NONE, Drawing, Item
from liantu.web.panorama import LEGEND, ChainView

VIEW = ("measure", "colour", "reach", "fold", "part", "sort")  # kept by links within the map
GRADE, HERE = "grade", "here"
COLUMNS = ("name", "position", "grade", "outside")  # that a table is sorted by, beside measures
ROWS = 600  # of the table; its JSON has all
TABLE = 150  # segments, up to which the table is written with the map, else when it is asked for
SCALES = {"zh": ((1e8, "亿"), (1e4, "万")), "en": ((1e9, "bn"), (1e6, "m"), (1e3, "k"))}


@dataclass(frozen=True)
class Look:
    """What the boxes say and how they are filled; ``colour`` is None for the grade's own.

    ``lacks`` names a measure that was asked for and that the data does not hold.
    """

    measure: Measure
    colour: Measure | None
    sort: str = ""
    lacks: str = ""

    def figure(self, segment: str) -> Figure:
        """Return the figure in a segment's box."""
        return self.measure.figures[segment]

    def fill(self, segment: str) -> str:
        """Return the class that fills a segment's box by the scale, empty for the grade's own."""
        if self.colour is None:
            return ""
        found = self.colour.figures[segment]
        return "step-none" if found.value is None else f"step-{found.step}"


def look(view: ChainView) -> Look:
    """Return what the address asks for; raises UsageError for a measure that there is not."""
    asked = request.args.get("measure", "") or HERE
    colour = request.args.get("colour", "") or GRADE
    for name in (asked, *((colour,) if colour != GRADE else ())):
        if name not in NAMES:
            raise UsageError("measure_unknown", where=name, known=", ".join(NAMES))
    held = view.measures
    lacks = next((one for one in (asked, colour) if one != GRADE and one not in held), "")
    return Look(held.get(asked, held[HERE]), held.get(colour), _sort(view), lacks)


def plain(view: ChainView) -> Look:
    """Return how a map looks of which nobody asked anything."""
    return Look(view.measures[HERE], None)


def drawing(view: ChainView, opened: Finding | None) -> Drawing:
    """Return what of a chain the address asks to see."""
    return view.drawn(request.args.get("fold", ""), request.args.get("part", ""), opened)


def only() -> str:
    """Return the grade that the address lights alone, empty for all."""
    asked = request.args.get("only", "")
    return asked if asked in LEGEND else ""


def reaching() -> bool:
    """Say whether the whole upstream and downstream of the open segment is to be lit."""
    return flag("reach")


def _sort(view: ChainView) -> str:
    asked = request.args.get("sort", "")
    known = (*COLUMNS, *view.measures)
    return asked if asked.removeprefix("-") in known else ""


def rows(view: ChainView, drawn: Drawing, sort: str) -> tuple[Sequence[Finding], int]:
    """Return the rows of the table, sorted, and how many are left out.

    Of a large chain the part that is open; of one of many segments none until it is sorted.
    What is not known stands last, either way round.
    """
    found = list(view.report.findings)
    if len(found) > TABLE and not sort:
        return [], len(found)
    if drawn.part:
        found = [one for one in found if one.segment in drawn.items]
    name, down = sort.removeprefix("-"), sort.startswith("-")
    if name in view.measures:
        figures = view.measures[name].figures
        known = [one for one in found if figures[one.segment].value is not None]
        known.sort(key=lambda one: figures[one.segment].value or 0, reverse=down)
        found = known + [one for one in found if figures[one.segment].value is None]
    elif name:
        keys = {
            "name": lambda one: one.name,
            "position": lambda one: _place(view, one),
            "grade": lambda one: LEGEND.index(one.kind),
            "outside": lambda one: one.targets.total,
        }
        found.sort(key=keys[name], reverse=down)
    return found[:ROWS], max(0, len(found) - ROWS)


def _place(view: ChainView, finding: Finding) -> int:
    known = view.positions
    return known.index(finding.position) if finding.position in known else len(known)


def fold_value(drawn: Drawing, item: Item) -> str:
    """Return the ``fold`` of an address that folds what is unfolded, or unfolds what is folded."""
    folded = drawn.folded ^ {item.id}
    if not folded:
        return NONE
    return (
        ALL
        if folded == {*drawn.holders}
        else ",".join(one.rpartition("/")[2] for one in drawn.holders if one in folded)
    )


def compact(value: float | None) -> str:
    """Return a figure short enough for a box: 12.3万 or 12.3k; what is not known as a dash."""
    if value is None:
        return "–"
    for size, letters in SCALES["en" if lang() == "en" else "zh"]:
        if abs(value) >= size:
            parts = value / size
            return f"{parts:,.0f}{letters}" if parts >= 100 else f"{parts:.3g}{letters}"
    return f"{value:,.4g}" if value < 1000 else f"{value:,.0f}"


def unit(measure: Measure) -> str:
    """Return what a measure is counted in, in the language in use."""
    return words("map.unit.firms") if measure.unit == "家" else measure.unit
