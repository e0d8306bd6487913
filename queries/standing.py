"""What a profile answers first: where a node stands, firms of a place, gaps that one fills."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from liantu.errors import NotFound
from liantu.graph.model import model
from liantu.graph.stores import Node, Store
from liantu.queries.catalogue import run
from liantu.queries.gaps import GapSettings, find_gaps
from liantu.queries.gaps.reports import Finding
from liantu.queries.profile import Profile

NAMED = 3  # names that a sentence gives before it counts
OUT, IN = "out", "in"
# The links that answer the question of a kind's users, in the order in which they are told.
FIRST: dict[str, tuple[tuple[str, str], ...]] = {
    "Enterprise": (
        (OUT, "LEADS"), (OUT, "MAKES"), (OUT, "SUPPLIES"), (IN, "SUPPLIES"), (IN, "FINANCES"),
        (IN, "COOPERATES_WITH"), (OUT, "ORGANIZED_IN"), (OUT, "INSTRUCTED_BY"),
    ),
    "Chain": ((IN, "LEADS"), (IN, "PART_OF"), (IN, "FOR_CHAIN"), (IN, "REPORTS_ON")),
    "Segment": ((OUT, "PART_OF"), (IN, "MAKES"), (IN, "DELIVERS"), (IN, "APPLIES_TO")),
    "Region": ((OUT, "LOCATED_IN"), (IN, "LOCATED_IN"), (IN, "REPORTS_ON")),
    "Park": ((OUT, "LOCATED_IN"), (IN, "LOCATED_IN"), (OUT, "ORGANIZED_IN")),
    "Bank": ((OUT, "FINANCES"), (OUT, "PARTNERS_WITH"), (OUT, "MEMBER_OF"), (OUT, "LOCATED_IN")),
    "University": (
        (OUT, "COOPERATES_WITH"), (OUT, "HOSTS"), (OUT, "MEMBER_OF"), (OUT, "LOCATED_IN"),
    ),
    "PartyOrganization": (
        (OUT, "REPORTS_TO"), (OUT, "FOR_CHAIN"), (IN, "ORGANIZED_IN"), (IN, "INSTRUCTED_BY"),
        (IN, "REPORTS_TO"), (OUT, "MEMBER_OF"),
    ),
    "Project": (
        (OUT, "DELIVERS"), (IN, "TAKES_PART_IN"), (IN, "RESPONSIBLE_FOR"), (IN, "STAFFS"),
        (OUT, "ORGANIZED_IN"), (OUT, "LOCATED_IN"),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Clause:
    """One part of the sentence: a link's label, how many there are, and the first names."""

    direction: str
    kind: str
    label: str
    count: int
    names: tuple[tuple[str, str], ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the clause by name."""
        names = [{"id": one, "name": name} for one, name in self.names]
        return {
            "direction": self.direction, "kind": self.kind, "label": self.label,
            "count": self.count, "names": names,
        }  # fmt: skip


@dataclass(frozen=True)
class Made:
    """How many operating enterprises of a place make a segment."""

    segment: str
    name: str
    chain: str
    makers: int

    def as_dict(self) -> dict[str, Any]:
        """Return the count by name."""
        return dict(vars(self))


@dataclass(frozen=True)
class Filled:
    """A gap of a chain's region of which an enterprise is a target, with its place in the list."""

    chain: str
    region: str
    region_name: str
    finding: Finding
    place: int
    points: float

    def as_dict(self) -> dict[str, Any]:
        """Return the gap by name; ``points`` is T, 0 … 1."""
        return {
            "chain": self.chain,
            "region": self.region,
            "segment": self.finding.segment,
            "name": self.finding.name,
            "grade": self.finding.kind,
            "doubtful": self.finding.doubtful,
            "place": self.place,
            "points": self.points,
        }


def standing(found: Profile, lang: str = "zh") -> tuple[Clause, ...]:
    """Return what is told of a node first; kinds of links that it has none of are left out."""
    clauses = []
    for direction, kind in FIRST.get(found.node.kind, ()):
        if count := found.counts.get((direction, kind), 0):
            link = model().links[kind]
            label = (link.label if direction == OUT else link.reverse).text(lang)
            ends = [
                one for one in found.neighbours if (one.direction, one.kind) == (direction, kind)
            ]
            names = dict.fromkeys((one.other, one.other_name) for one in ends)
            clauses.append(Clause(direction, kind, label, count, tuple(names)[:NAMED]))
    return tuple(clauses)


def chains_of(found: Profile) -> dict[str, list[tuple[str, str]]]:
    """Return the segments that a node makes, or will make, by the id of their chain."""
    chains: dict[str, list[tuple[str, str]]] = {}
    for one in found.neighbours:
        if (
            one.direction == OUT
            and one.kind in ("MAKES", "DELIVERS")
            and one.other_kind == "Segment"
        ):
            chain = one.other.partition(":")[2].partition("/")[0]
            if (one.other, one.other_name) not in chains.setdefault(chain, []):
                chains[chain].append((one.other, one.other_name))
    return chains


def firms(store: Store, node: Node) -> tuple[Made, ...]:
    """Return the segments that enterprises of a region or park make, by chain."""
    if node.kind == "Region":
        rows = run(store, "region_segments", area=str(node.properties.get("path", ""))).dicts()
    elif node.kind == "Park":
        rows = run(store, "park_segments", park=node.id).dicts()
    else:
        return ()
    return tuple(Made(one["segment"], one["name"], one["chain_id"], one["makers"]) for one in rows)


def fills(
    store: Store, enterprise: str, chains: list[str], region: str, settings: GapSettings
) -> tuple[Filled, ...]:
    """Return the gaps that an enterprise is a target of, on some chains, best place first.

    ``region`` is a division code, empty for each chain's own; chains without one are left out.
    """
    filled = []
    made = {row["made"] for row in run(store, "made_by", ids=[enterprise]).dicts()}
    for chain in chains:
        try:
            found = find_gaps(store, chain, region=region, settings=settings)
        except NotFound:
            continue
        for finding in found.findings:
            if made.isdisjoint(finding.targets.drawn_from):
                continue  # its targets are worked out when they are asked for, so they are not
            for place, target in enumerate(finding.targets, start=1):
                if target.id == enterprise:
                    scope = found.scope
                    filled.append(
                        Filled(
                            chain, scope.region, scope.region_name, finding, place, target.points
                        )
                    )
    return tuple(sorted(filled, key=lambda one: (one.place, one.chain, one.finding.segment)))
