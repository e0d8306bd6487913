"""What a view shows, read anew: nodes at their places with their styles, and their links.

Hidden and filtered nodes are left out and counted, their links with them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from liantu.graph.model import model
from liantu.graph.stores import Store
from liantu.queries.evidence import Evidence, origins
from liantu.queries.explore.reading import degrees, joined, read_nodes, renamed
from liantu.queries.explore.rules import first_fit, link_passes, passes
from liantu.queries.explore.shapes import Json, link_json, node_json

COLOUR = re.compile(r"#[0-9a-fA-F]{6}\Z")
DASHES = ("solid", "dashed", "dotted")
SHAPES = ("circle", "square", "diamond", "triangle", "hollow")
LEAST_SIZE, MOST_SIZE = 2.0, 60.0
GREY = "#8a97a6"


@dataclass(frozen=True)
class Dot:
    """A node of a view: what it is, where it stands, how it looks."""

    node: Json
    x: float
    y: float
    colour: str
    size: float
    shape: str
    note: str
    pinned: bool
    rule: Mapping[str, Any]  # that gave the style, empty for none
    evidence: tuple[Evidence, ...]

    @property
    def id(self) -> str:
        """The id of the node."""
        return str(self.node["id"])

    @property
    def name(self) -> str:
        """What the node is called."""
        return str(self.node["name"])


@dataclass(frozen=True)
class Line:
    """A link of a view."""

    link: Json
    colour: str
    size: float
    dash: str  # one of DASHES
    rule: Mapping[str, Any]  # that gave the style, empty for none
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Scene:
    """What is shown of a view: ``left_out`` nodes are hidden or filtered, ``missing`` not here."""

    dots: tuple[Dot, ...]
    lines: tuple[Line, ...]
    left_out: int
    missing: int
    filters: tuple[Mapping[str, Any], ...]
    data_version: str
    as_of: str

    def rows(self) -> list[Evidence]:
        """Return every row that what is shown was read from."""
        return [one for part in (self.dots, self.lines) for thing in part for one in thing.evidence]


def scene(store: Store, view: Mapping[str, Any]) -> Scene:
    """Return what a view shows of the data of a store."""
    places = {str(one["id"]): one for one in view["nodes"]}
    known = read_nodes(store, list(places))
    moved = renamed(store, [one for one in places if one not in known])
    places |= {new: places[old] for old, new in moved.items()}
    known |= read_nodes(store, moved.values())
    many = degrees(store, list(known))
    notes, styles = view.get("notes") or {}, view.get("styles") or []
    filters = tuple(view.get("filters") or ())
    dots = []
    for id_, node in known.items():
        told = node_json(store, node, many[id_])
        place = places[id_]
        if place.get("hidden") or not passes(told, filters):
            continue
        rule = first_fit(told, styles)
        dots.append(
            Dot(
                told,
                float(place["x"]),
                float(place["y"]),
                _colour(rule, model().nodes[node.kind].color),
                _size(rule, 5 + 1.6 * math.log2(1 + min(many[id_], 4000)) ** 0.8),
                str(rule["shape"]) if rule.get("shape") in SHAPES else "circle",
                str(notes.get(id_, "")),
                bool(place.get("pinned")),
                rule,
                tuple(origins(store).of(node)),
            )
        )
    lines = _lines(store, [one.id for one in dots], filters, styles)
    missing = len(view["nodes"]) - len(known)
    left_out = len(known) - len(dots)
    return Scene(tuple(dots), lines, left_out, missing, filters, store.data_version, store.as_of)


def _lines(
    store: Store,
    ids: Sequence[str],
    filters: Sequence[Mapping[str, Any]],
    styles: Sequence[Mapping[str, Any]],
) -> tuple[Line, ...]:
    found = []
    for start, end, link in joined(store, ids, ids, False):
        told = link_json(store, start, end, link)
        if link_passes(told, filters):
            rule = first_fit(told, styles, link=True)
            rows = tuple(origins(store).of(link))
            own = "dashed" if told["inferred"] else "solid"
            dash = str(rule["dash"]) if rule.get("dash") in DASHES else own
            look = _colour(rule, GREY), _size(rule, 1.2, 0.2), dash, rule
            found.append(Line(told, *look, rows))
    return tuple(found)


def _colour(rule: Mapping[str, Any], own: str) -> str:
    given = str(rule.get("colour") or "")
    return given if COLOUR.match(given) else own


def _size(rule: Mapping[str, Any], own: float, least: float = LEAST_SIZE) -> float:
    given = rule.get("size")
    size = float(given) if isinstance(given, (int, float)) and given else own
    return min(max(size, least), MOST_SIZE)
