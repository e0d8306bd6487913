"""How far a template's segments reach: how many others are made from each."""

from __future__ import annotations

from typing import Any

import networkx as nx


def reach(template: nx.DiGraph[str]) -> dict[str, int]:
    """Return the number of descendants of each segment over all links, itself left out.

    Segments of one cycle are taken together; the sets are bits of whole numbers, so that
    each link is walked once.
    """
    condensed: Any = nx.condensation(template)
    found: dict[str, int] = {}
    below: dict[int, int] = {}
    place = {segment: number for number, segment in enumerate(template)}
    for group in reversed(list(nx.topological_sort(condensed))):
        bits = 0
        for one in condensed.successors(group):
            bits |= below[one]
        members = condensed.nodes[group]["members"]
        for segment in members:
            bits |= 1 << place[segment]
        below[group] = bits
        found |= dict.fromkeys(members, bits.bit_count() - 1)
    return found


def around(template: nx.DiGraph[str], segment: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return what a segment is made of and what is made from it, however far; cycles end.

    In a cycle a segment lies on both sides; the segment itself on neither.
    """
    if segment not in template:
        return frozenset(), frozenset()
    return frozenset(nx.ancestors(template, segment)), frozenset(nx.descendants(template, segment))
