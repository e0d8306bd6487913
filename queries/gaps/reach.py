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
