"""Situations made in memory: a chain of a few segments, who makes them, what is bought."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import networkx as nx
import numpy as np

from liantu.graph.stores import Node
from liantu.queries.evidence import Origins
from liantu.queries.gaps import gap_settings
from liantu.queries.gaps.counts import MakerCounts
from liantu.queries.gaps.findings import Coverage, Maker, Scope
from liantu.queries.gaps.settings import GapSettings
from liantu.queries.gaps.situation import Situation, Support
from liantu.queries.purchases import Purchase, Purchases

AREA = "370000/370600/370614"
Inputs = Mapping[str, Sequence[tuple[str, bool, float | None]]]


class NoRows(Origins):
    """Origins of a situation that was read from nowhere."""

    def __init__(self) -> None:
        self._rows = {}
        self.unsourced = self.candidates = self.hearsay = frozenset()


def maker(name: str, **more: float | bool | None) -> Maker:
    """Return a registered maker by its name."""
    return Maker(
        f"ent:{name}", name, "", "", AREA, f"link-{name}", (), True, (), NoRows(), **more  # type: ignore[arg-type]
    )  # fmt: skip


def bought(segment: str, supplier: str, amount: float, path: str = "330000/330200") -> Purchase:
    """Return a purchase from outside, or from a maker here where the path is the area's."""
    local = path == AREA
    return Purchase(
        segment, f"ent:{supplier}", supplier, "ent:buyer", "买家", amount, 2026,
        f"link-{segment}-{supplier}", (), (path,), local,
    )  # fmt: skip


def made(
    inputs: Inputs,
    makers: Mapping[str, Iterable[Maker]],
    *,
    elsewhere: Mapping[str, Mapping[str, int]] | None = None,
    purchases: Iterable[Purchase] = (),
    supports: Iterable[Support] = (),
    needs: Mapping[str, Sequence[str]] | None = None,
    settings: GapSettings | None = None,
) -> Situation:
    """Return a chain seen from one region, with complete records.

    ``inputs`` has for each segment its inputs: id, essential or not, cost share or None;
    ``elsewhere`` registered makers by path of a region and segment.
    """
    segments = tuple(
        Node(one, "Segment", {"name": one, "segment_id": one, "needs": (needs or {}).get(one, ())})
        for one in inputs
    )
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_nodes_from(inputs)
    for output, needed in inputs.items():
        for one, essential, share in needed:
            need = "essential" if essential else "useful"
            graph.add_edge(one, output, key=f"{one}>{output}", need=need, cost_share=share)
    here = {one: tuple(found) for one in inputs if (found := list(makers.get(one, ())))}
    areas = {AREA: {one: len(found) for one, found in here.items()}, **(elsewhere or {})}
    table = np.array(
        [[found.get(one, 0) for one in inputs] for found in areas.values()], dtype=np.int64
    )
    return Situation(
        chain=Node("chain:made", "Chain", {"chain_id": "made"}),
        scope=Scope("made", "370614", "蓬莱区", "2026-11-22", True),
        settings=settings or gap_settings(),
        segments=segments,
        template=graph,
        here=here,
        counts=MakerCounts(tuple(areas), tuple(inputs), table, np.zeros_like(table)),
        coverage=Coverage(len(here), None, "", "", "", (), ()),
        purchases=Purchases(tuple(purchases), 0),
        supports=tuple(supports),
        area=AREA,
    )
