"""AND/OR producibility: which products a region can still get when a firm is gone.

A product is available if a live outside supplier exists, or if a live local maker
exists and all its essential inputs are available; availability is the least
fixpoint of that. An essential input with neither a local maker nor a recorded
outside supplier counts as supplied by an unknown outside source, and is named.

Many removals are answered at once: each removal is a *world*, one bit of an
integer, and a product's availability is the integer of the worlds in which it can
be had. One walk through the chain in the order of its inputs then answers all
worlds; only within a cycle is a product looked at again. A link of a segment to
itself is left out.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, NamedTuple

import networkx as nx
import numpy as np

Where = Literal["local", "outside"]
SIDES: tuple[Where, ...] = ("local", "outside")


class Supplier(NamedTuple):
    """One firm as a source of one product: a local maker, or an outside supplier."""

    product: str
    firm: str
    where: Where


@dataclass(frozen=True)
class SinglePoint:
    """A firm whose removal makes products unavailable; ids in the order of the template."""

    firm: str
    where: Where
    lost: tuple[str, ...]
    final_lost: tuple[str, ...]


class Needs:
    """What each product of a template essentially needs, and in which order to ask.

    ``template`` is a networkx graph input → output with edge attribute ``need``
    (``essential`` or ``useful``; unqualified means essential), not changed afterwards.
    """

    def __init__(self, template: nx.DiGraph[str]) -> None:
        self.products: tuple[str, ...] = tuple(template.nodes)
        self.inputs: dict[str, tuple[str, ...]] = {
            p: essential_inputs(template, p) for p in self.products
        }
        self.ends: tuple[str, ...] = tuple(
            p for p in self.products if not set(template.successors(p)) - {p}
        )

    @cached_property
    def graph(self) -> nx.DiGraph[str]:
        """The essential links alone, without those of a product to itself."""
        graph: nx.DiGraph[str] = nx.DiGraph()
        graph.add_nodes_from(self.products)
        graph.add_edges_from((i, p) for p in self.products for i in self.inputs[p])
        return graph

    @cached_property
    def order(self) -> list[list[str]]:
        """The products in the order of their inputs, those of one cycle together."""
        place = {p: index for index, p in enumerate(self.products)}
        condensed: Any = nx.condensation(self.graph)
        return [
            sorted(condensed.nodes[group]["members"], key=place.__getitem__)
            for group in nx.topological_sort(condensed)
        ]


class Sources:
    """A template with its suppliers, ready to be asked what is left in many worlds.

    ``needs`` is a template, or what was worked out of it before. ``suppliers`` name
    products of the template; others are left out. ``finals`` are the final products,
    by default those without a consumer.
    """

    def __init__(
        self,
        needs: Needs | nx.DiGraph[str],
        suppliers: Iterable[Supplier],
        finals: Collection[str] | None = None,
    ) -> None:
        self.needs = needs if isinstance(needs, Needs) else Needs(needs)
        self.products = self.needs.products
        self.inputs = self.needs.inputs
        known = set(self.products)
        found: dict[tuple[str, Where], dict[str, None]] = {}
        self.firms: dict[str, Where] = {}
        for one in suppliers:
            if one.product in known:
                self.firms.setdefault(one.firm, one.where)
                found.setdefault((one.product, one.where), {})[one.firm] = None
        self.makers: dict[str, dict[Where, tuple[str, ...]]] = {
            p: {side: tuple(found.get((p, side), ())) for side in SIDES} for p in self.products
        }
        self.finals: tuple[str, ...] = (
            self.needs.ends if finals is None else tuple(p for p in self.products if p in finals)
        )
        needed = {i for inputs in self.inputs.values() for i in inputs}
        self.unknown: tuple[str, ...] = tuple(
            p for p in self.products if p in needed and not any(self.makers[p].values())
        )

    @cached_property
    def available(self) -> tuple[str, ...]:
        """The products that can be had while every firm is live."""
        found = self.in_worlds({}, 1)
        return tuple(p for p in self.products if found[p])

    @property
    def circular(self) -> tuple[str, ...]:
        """Products with a local maker that still cannot be had while every firm is live.

        They need each other in a circle that no outside source enters (or such a
        product as an input): by the definition they are unavailable from the start.
        """
        at_hand = set(self.available)
        return tuple(p for p in self.products if self.makers[p]["local"] and p not in at_hand)

    def scarce(self, most: int, products: Collection[str] | None = None) -> list[str]:
        """Return the firms that are one of at most ``most`` on a side of some product."""
        wanted = self.products if products is None else products
        found = {
            firm
            for product in wanted
            for firms in self.makers[product].values()
            if len(firms) <= most
            for firm in firms
        }
        return [firm for firm in self.firms if firm in found]

    def upstream(self, product: str) -> frozenset[str]:
        """Return a product with all that it is made of along essential inputs."""
        return frozenset(nx.ancestors(self.needs.graph, product) | {product})

    def in_worlds(
        self, removed: Mapping[str, int], worlds: int, among: Collection[str] | None = None
    ) -> dict[str, int]:
        """Return for each product the worlds in which it is available.

        ``removed`` gives the worlds (bits 0 … ``worlds`` − 1) in which a firm is gone.
        ``among`` must hold all essential inputs of what it holds. Least fixpoint.
        """
        every = (1 << worlds) - 1
        found: dict[str, int] = {}
        unknown = set(self.unknown)
        for group in self.needs.order:
            members = [p for p in group if among is None or p in among]
            sides = {p: self._sides(p, removed, every, p in unknown) for p in members}
            for p in members:
                found[p] = sides[p][0]
            waiting = deque(members)
            while waiting:
                p = waiting.popleft()
                outside, local = sides[p]
                for needed in self.inputs[p]:
                    if not local:
                        break
                    local &= found[needed]
                value = outside | local
                if value != found[p]:
                    found[p] = value
                    if len(members) > 1:
                        waiting.extend(q for q in self.needs.graph.successors(p) if q in sides)
        return found

    def _sides(
        self, product: str, removed: Mapping[str, int], every: int, unknown: bool
    ) -> tuple[int, int]:
        """Return the worlds with a live outside and a live local source of a product."""
        sides = self.makers[product]
        outside = every if unknown else _live(sides["outside"], removed, every)
        return outside, _live(sides["local"], removed, every)


def _live(firms: Sequence[str], removed: Mapping[str, int], every: int) -> int:
    gone = every
    for firm in firms:
        gone &= removed.get(firm, 0)
        if not gone:
            return every
    return every & ~gone


def essential_inputs(template: nx.DiGraph[str], product: str) -> tuple[str, ...]:
    """Return the essential inputs of a product, itself left out."""
    found = {
        start: None
        for start, _, data in template.in_edges(product, data=True)
        if start != product and data.get("need", "essential") == "essential"
    }
    return tuple(found)


def worlds_of(mask: int, worlds: int) -> list[int]:
    """Return the numbers of the worlds in a mask, ascending."""
    if not mask:
        return []
    bits = np.frombuffer(mask.to_bytes((worlds + 7) // 8, "little"), dtype=np.uint8)
    return [int(one) for one in np.flatnonzero(np.unpackbits(bits, bitorder="little"))]


def single_points(
    needs: Needs | nx.DiGraph[str],
    suppliers: Sequence[Supplier],
    finals: Collection[str] | None = None,
) -> list[SinglePoint]:
    """Return the firms whose removal makes a product unavailable, in the order of ``suppliers``.

    Bought-in products count too. For every firm the answer is that of removing it
    and computing the least fixpoint again.
    """
    return points_of(Sources(needs, suppliers, finals))


def points_of(sources: Sources) -> list[SinglePoint]:
    """Return the single points of a chain's sources."""
    firms = sources.scarce(1)  # nobody else can stop anything alone
    removed = {firm: 1 << number for number, firm in enumerate(firms)}
    found = sources.in_worlds(removed, len(firms))
    every = (1 << len(firms)) - 1
    lost: dict[int, list[str]] = {}
    for product in sources.available:
        for number in worlds_of(every & ~found[product], len(firms)):
            lost.setdefault(number, []).append(product)
    finals = set(sources.finals)
    return [
        SinglePoint(
            firms[number],
            sources.firms[firms[number]],
            tuple(products),
            tuple(product for product in products if product in finals),
        )
        for number, products in sorted(lost.items())
    ]
