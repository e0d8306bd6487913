"""What the gap finder looks at: a chain's template, who makes what here, and what is bought.

Everything here is held in memory and can be changed on a copy: what-if asks the same
questions of another situation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import networkx as nx

from liantu.graph.stores import Node, Store
from liantu.queries.catalogue import run
from liantu.queries.gaps.counts import MakerCounts
from liantu.queries.gaps.findings import Building, Coverage, Maker, Scope
from liantu.queries.gaps.numbers import Edge, Numbers, numbers
from liantu.queries.gaps.reach import reach
from liantu.queries.gaps.settings import GapSettings
from liantu.queries.gaps.space import Space, space
from liantu.queries.purchases import Purchases
from liantu.queries.risk.andor import Needs, SinglePoint, Supplier
from liantu.queries.risk.andor import single_points as points_of

KNOWLEDGE = frozenset({"University", "ResearchPlatform"})


@dataclass(frozen=True)
class Support:
    """An institution that an enterprise of the region works with; ``need`` is what it gives.

    ``near`` says whether it lies in the region or its parent, or nobody knows where.
    """

    enterprise: str
    kind: str
    id: str
    name: str
    link: str
    need: str
    near: bool = True


@dataclass(frozen=True)
class Situation:
    """A chain seen from one region.

    ``template`` holds segments by id with links input → output; ``here`` gives each
    segment's active makers inside the region, ``counts`` how many there are elsewhere.
    ``nesting`` holds pairs of a segment and the one that holds it. ``store`` is where more
    can be read of them, None for a situation that is made up. A scenario keeps the
    ``measure`` of the sizes it began with, and as ``records`` the counts that were recorded:
    what is supposed makes no record more or less complete. ``pulls`` are the percentiles of
    segments' backward linkages in a loaded table.
    """

    chain: Node
    scope: Scope
    settings: GapSettings
    segments: tuple[Node, ...]
    template: nx.MultiDiGraph[str]
    here: Mapping[str, tuple[Maker, ...]]
    counts: MakerCounts
    coverage: Coverage
    purchases: Purchases
    projects: Mapping[str, tuple[Building, ...]] = field(default_factory=dict)
    supports: tuple[Support, ...] = ()
    party: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # open codes of a firm
    area: str = ""
    outdated: frozenset[str] = frozenset()
    pulls: Mapping[str, float] = field(default_factory=dict)
    nesting: frozenset[tuple[str, str]] = frozenset()
    measure: str = ""
    records: MakerCounts | None = None
    store: Store | None = field(default=None, compare=False)

    @cached_property
    def order(self) -> Mapping[str, int]:
        """The place of each segment in the chain's order."""
        return {one.id: number for number, one in enumerate(self.segments)}

    def inner(self, segment: str) -> frozenset[str]:
        """Return the segments that lie in one, however deep; it is none of them itself."""
        found: set[str] = set()
        waiting = {segment}
        while waiting:
            waiting = {one for one, other in self.nesting if other in waiting} - found
            found |= waiting
        return frozenset(found - {segment})

    @cached_property
    def nodes(self) -> Mapping[str, Node]:
        """The segments by id."""
        return {one.id: one for one in self.segments}

    @cached_property
    def present_set(self) -> frozenset[str]:
        """Present(r): the segments with an active maker in the region."""
        return frozenset(one.id for one in self.segments if self.here.get(one.id))

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """The links of the template; a segment is no input of itself."""
        return tuple(
            Edge(
                start,
                end,
                str(key),
                (data.get("need") or "essential") == "essential",
                data.get("cost_share"),
            )
            for start, end, key, data in self.template.edges(keys=True, data=True)
            if start != end
        )

    @cached_property
    def into(self) -> Mapping[str, tuple[Edge, ...]]:
        """The links to each segment from its inputs."""
        return self._grouped("output")

    @cached_property
    def out_of(self) -> Mapping[str, tuple[Edge, ...]]:
        """The links from each segment to its consumers."""
        return self._grouped("input")

    @cached_property
    def reach(self) -> Mapping[str, int]:
        """How many other segments are made from each, over all links."""
        return reach(self.template)

    @cached_property
    def needs(self) -> Needs:
        """What each segment essentially needs."""
        return Needs(self.template)

    @cached_property
    def led_to(self) -> Mapping[str, tuple[str, ...]]:
        """By segment the present ones that essentially need it."""
        present = self.present_set
        return {
            segment: tuple(
                dict.fromkeys(
                    one.output for one in edges if one.essential and one.output in present
                )
            )
            for segment, edges in self.out_of.items()
        }

    def _grouped(self, end: str) -> Mapping[str, tuple[Edge, ...]]:
        found: dict[str, list[Edge]] = {}
        for one in self.edges:
            found.setdefault(getattr(one, end), []).append(one)
        return {segment: tuple(edges) for segment, edges in found.items()}

    @cached_property
    def sizes(self) -> Numbers:
        """How much is made and needed here."""
        return numbers(self.here, self.edges, self.measure)

    @cached_property
    def space(self) -> Space:
        """Where the region stands among those of its level."""
        return space(self.counts, self.area, self.here, self.settings)

    @cached_property
    def single_points(self) -> tuple[SinglePoint, ...]:
        """The firms whose end would make a segment unavailable here."""
        local = [
            Supplier(one.id, maker.id, "local")
            for one in self.segments
            for maker in self.here.get(one.id, ())
        ]
        finals = [one.id for one in self.segments if one.properties.get("final_product")]
        found = points_of(self.needs, [*local, *self.purchases.sellers], finals or None)
        return tuple(found)

    @cached_property
    def stoppers(self) -> Mapping[str, tuple[SinglePoint, ...]]:
        """By segment the firms whose end would stop it together with a final product."""
        found: dict[str, list[SinglePoint]] = {}
        for one in self.single_points:
            for segment in one.lost if one.final_lost else ():
                found.setdefault(segment, []).append(one)
        return {segment: tuple(points) for segment, points in found.items()}

    def knowledge(self, segment: str) -> float | None:
        """Return F3: the share of the present users and inputs that work with knowledge.

        A segment does where one of its makers here is linked to a university or a research
        platform. None where none of them is recorded here, or no neighbour is present.
        """
        linked = {one.enterprise for one in self.supports if one.kind in KNOWLEDGE}
        near = {*self.consumers(segment), *self.present(self.inputs(segment))}
        if not linked or not near:
            return None
        return sum(any(m.id in linked for m in self.here[one]) for one in near) / len(near)

    @property
    def is_doubtful(self) -> bool:
        """Whether so few of the declared enterprises are recorded that one may be missing."""
        ratio = self.coverage.ratio
        few = ratio is None or ratio < self.settings.doubt.coverage
        return few and not self.scope.assume_complete

    @cached_property
    def firms(self) -> Mapping[str, str]:
        """What the enterprises are called that make or sell here."""
        named = {one.supplier: one.supplier_name for one in self.purchases.rows}
        return named | {one.id: one.label for makers in self.here.values() for one in makers}

    def region_name(self, path: str) -> str:
        """Return what the region of a path is called, or its code."""
        code = path.rpartition("/")[2]
        rows = run(self.store, "region", region=f"reg:{code}").rows if self.store else ()
        return str(rows[0][0].properties.get("full_name") or code) if rows else code

    def firm(self, enterprise: str) -> str:
        """Return what an enterprise is called, or its id."""
        return self.firms.get(enterprise) or enterprise

    def name(self, segment: str) -> str:
        """Return a segment's name."""
        return str(self.nodes[segment].properties.get("name", ""))

    def names(self, segments: Iterable[str]) -> str:
        """Return the names of segments in the chain's order, joined for a sentence."""
        return "、".join(self.name(segment) for segment in segments)

    def is_present(self, segment: str) -> bool:
        """Say whether the region has an active maker of the segment."""
        return segment in self.present_set

    def consumers(self, segment: str) -> list[str]:
        """Down(p): the present segments that it is an input of, in the chain's order."""
        return self.present(self._ordered(one.output for one in self.out_of.get(segment, ())))

    def inputs(self, segment: str, *, essential: bool = False) -> list[str]:
        """Return the inputs, or Ess(p): the essential ones (unqualified means essential)."""
        into = self.into.get(segment, ())
        return self._ordered(one.input for one in into if one.essential or not essential)

    def present(self, segments: Iterable[str]) -> list[str]:
        """Return those of some segments that are present."""
        return [one for one in segments if one in self.present_set]

    def links(self, segment: str, others: Iterable[str]) -> tuple[str, ...]:
        """Return the keys of the links between a segment and others, either way."""
        wanted = set(others)
        into = (one.key for one in self.into.get(segment, ()) if one.input in wanted)
        out = (one.key for one in self.out_of.get(segment, ()) if one.output in wanted)
        return tuple(sorted({*into, *out}))

    def registered(self, segment: str) -> int:
        """Return n_·p: registered makers of a segment over all regions."""
        return (self.records or self.counts).total(segment)

    @cached_property
    def all_registered(self) -> int:
        """n_··: registered makers over all segments and regions; one maker of two counts twice."""
        return sum(self.registered(one.id) for one in self.segments)

    def elsewhere(self, segment: str) -> int:
        """Return how many active makers of a segment there are outside the region."""
        return self.counts.everyone(segment) - self._inside.get(segment, 0)

    @cached_property
    def _inside(self) -> Mapping[str, int]:
        return self.counts.inside(self.area)

    def _ordered(self, ids: Iterable[str]) -> list[str]:
        known = self.order
        return sorted({one for one in ids if one in known}, key=known.__getitem__)
