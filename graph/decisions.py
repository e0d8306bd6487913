"""Identity decisions as the merge needs them: each replaced id leads to its last one.

People and loads decide on pairs; together the pairs make groups of ids that are
one thing. The merge follows a single step, so every id of a group is led
straight to the one that stays.
"""

from __future__ import annotations

from collections.abc import Iterable

import networkx as nx

from liantu.graph.merge import Decision


def settle(decisions: Iterable[Decision]) -> list[Decision]:
    """Return one decision per replaced id, ordered by it; the order of the input is no matter.

    The id that stays is the one that no decision replaces: with a code rather than
    without, then the smallest. A group that goes round in a circle is cut the same way.
    """
    pool = sorted(set(decisions), key=lambda one: (one.old, one.new, one.former_name))
    graph: nx.DiGraph[str] = nx.DiGraph()
    names: dict[str, list[str]] = {}
    for one in pool:
        if one.old != one.new:
            graph.add_edge(one.old, one.new)
        if one.former_name:
            names.setdefault(one.old, []).append(one.former_name)
    found: list[Decision] = []
    for group in nx.weakly_connected_components(graph):
        last = [one for one in group if not graph.out_degree(one)] or list(group)
        stays = min(last, key=lambda one: (":n-" in one, one))
        for old in group - {stays}:
            found.append(Decision(old, stays, names.get(old, [""])[0]))
    return sorted(found, key=lambda one: one.old)
