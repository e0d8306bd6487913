"""Planners' texts on random graphs: the embedded store finds what going through all rows does."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from liantu.graph.model import Property, model
from liantu.graph.stores import EmbeddedStore
from liantu.graph.stores.embedded import build
from liantu.queries.cypher import Refused, read
from tests.servers.graphs import Graph

KINDS = ("Region", "Chain", "Segment", "Enterprise")
TRAILS = 24  # of each graph
Step = tuple[str, str, str, bool]  # kind of link, its two ends, whether it is followed forward
Row = dict[str, Any]
Asked = tuple[str, str, bool, Any]  # a name, its property, whether it is (or is not) this value


class Trail:
    """One to three links in a row from a random kind of node, no kind of link twice."""

    def __init__(self, graph: Graph, draw: random.Random) -> None:
        self.graph, self.draw = graph, draw
        self.nodes, self.steps = [draw.choice(KINDS)], list[Step]()
        for _ in range(draw.choice((1, 2, 2, 3))):
            if found := [one for one in self._on() if one[0] not in {s[0] for s in self.steps}]:
                step = draw.choice(sorted(found))
                self.steps.append(step)
                self.nodes.append(step[2] if step[3] else step[1])
        self.asked = [one for one in self._conditions() if draw.random() < 0.45]
        self.values = {f"v{at}": one[3] for at, one in enumerate(self.asked)}

    def _on(self) -> Iterator[Step]:
        for kind, start, end in self.graph.links:
            if start == self.nodes[-1]:
                yield (kind, start, end, True)
            if end == self.nodes[-1] != start:
                yield (kind, start, end, False)

    def _conditions(self) -> Iterator[Asked]:
        for at, name in enumerate(self.nodes):
            yield from self._one(f"n{at}", model().nodes[name].properties, self._ends(at))
        for at, step in enumerate(self.steps):
            yield from self._one(f"m{at}", model().links[step[0]].properties, self._links(at))

    def _one(self, name: str, kinds: dict[str, Property], rows: list[Row]) -> Iterator[Asked]:
        plain = [key for key, one in kinds.items() if one.type == "string"]
        values = [(key, row[key]) for row in rows for key in plain if row[key]]
        if values:
            key, value = self.draw.choice(values)
            yield name, key, self.draw.random() < 0.4, value

    def _ends(self, at: int) -> list[Row]:
        return [*self.graph.nodes[self.nodes[at]].values()]

    def _links(self, at: int) -> list[Row]:
        return [*self.graph.links[self.steps[at][:3]].values()]

    def rows(self) -> list[dict[str, Row]]:
        """Return what the whole trail finds with its conditions."""
        rows = [{"n0": one} for one in self._ends(0)]
        for at, (_, _, _, forward) in enumerate(self.steps):
            here, there = ("from", "to") if forward else ("to", "from")
            ends = {one["id"]: one for one in self._ends(at + 1)}
            rows = [
                {**row, f"m{at}": link, f"n{at + 1}": ends[link[there]]}
                for row in rows
                for link in self._links(at)
                if link[here] == row[f"n{at}"]["id"]
            ]
        return [
            row
            for row in rows
            if all((row[name][key] == value) is same for name, key, same, value in self.asked)
        ]

    def hop(self, at: int) -> str:
        """Return the pattern of a link and the node behind it."""
        kind, _, _, forward = self.steps[at]
        left, right = ("-", "->") if forward else ("<-", "-")
        return f"{left}[m{at}:{kind}]{right}(n{at + 1}:{self.nodes[at + 1]})"

    def where(self) -> str:
        """Return the conditions."""
        said = [
            f"{name}.{key} = $v{at}" if same else f"coalesce({name}.{key}, '') <> $v{at}"
            for at, (name, key, same, _) in enumerate(self.asked)
        ]
        return f" WHERE {' AND '.join(said)}" if said else ""

    def names(self) -> list[str]:
        """Return what tells a row apart."""
        links = [f"m{at}.key" for at in range(len(self.steps))]
        return [f"n{at}.id" for at in range(len(self.nodes))] + links


def texts(trail: Trail) -> Iterator[tuple[str, list[list[Any]]]]:
    """Yield the ways to ask for a trail, each with the rows of its answer."""
    hops = [trail.hop(at) for at in range(len(trail.steps))]
    path, where, head = "".join(hops), trail.where(), f"(n0:{trail.nodes[0]})"
    told = ", ".join(f"{one} AS c{at}" for at, one in enumerate(trail.names()))
    found = [[row[n[:2]][n[3:]] for n in trail.names()] for row in trail.rows()]
    firsts = {one["id"]: 0 for one in trail.graph.nodes[trail.nodes[0]].values()}
    for row in found:
        firsts[row[0]] += 1
    yield f"MATCH {head}{path}{where} RETURN {told}", found
    if not hops:
        return
    apart = " ".join(f"MATCH (n{at}){one}" for at, one in enumerate(hops))
    yield f"{apart.replace('(n0)', head, 1)}{where} RETURN {told}", found
    yield f"MATCH {head} WITH n0 MATCH (n0){path}{where} RETURN {told}", found
    none = [[one] + [None] * (len(trail.names()) - 1) for one, count in firsts.items() if not count]
    yield f"MATCH {head} OPTIONAL MATCH (n0){path}{where} RETURN {told}", found + none
    some = [[one] for one, count in firsts.items() if count]
    yield f"MATCH {head} WHERE EXISTS {{ (n0){path}{where} }} RETURN n0.id AS id", some
    counts = [[one, count] for one, count in firsts.items()]
    yield f"MATCH {head} RETURN n0.id AS id, COUNT {{ (n0){path}{where} }} AS n", counts


@pytest.mark.parametrize("seed", range(6))
def test_a_path_with_conditions_finds_what_there_is(tmp_path: Path, seed: int) -> None:
    """Conditions on a link and on what lies behind it, and on what may be unknown, above all."""
    graph = Graph(seed, most=10, kinds=KINDS)
    for kind, start, end in [*graph.links] * 20:  # it takes nodes with several links
        graph.add_link(model().links[kind], start, end)
    build(tmp_path / "graph.lbug", graph.write(tmp_path / "tables"), "0" * 16)
    store = EmbeddedStore(tmp_path / "graph.lbug")
    draw, rows = random.Random(seed), 0
    for _ in range(TRAILS):
        trail = Trail(graph, draw)
        for text, expected in texts(trail):
            asked = read(text, trail.values, rows=100_000)
            told = [list(row) for row in store.run(asked.text, asked.params).rows]
            assert sorted(told, key=repr) == sorted(expected, key=repr), (text, trail.values)
            rows += len(told)
    store.close()
    assert rows > TRAILS


@pytest.mark.parametrize("dialect", ["embedded", "neo4j"])
@pytest.mark.parametrize(
    "condition",
    [
        "coalesce(a.status, b.status) = '存续'",
        "a.status = b.status OR b.name = 'x'",
        "NOT (a.status = b.status AND b.name = 'x')",
        "(a.status IS NULL) = b.operating",
    ],
)
def test_what_may_hold_for_an_unknown_value_from_outside_is_refused(
    dialect: str, condition: str
) -> None:
    head = "MATCH (a:Enterprise)"
    for text in (
        f"{head} OPTIONAL MATCH (a)-[:SUPPLIES]->(b:Enterprise) WHERE {condition} RETURN b.id",
        f"{head} WHERE EXISTS {{ (a)-[:SUPPLIES]->(b:Enterprise) WHERE {condition} }} RETURN a.id",
    ):
        with pytest.raises(Refused) as caught:
            read(text, dialect=dialect)
        assert caught.value.why == "outer_unknown"
        assert caught.value.column == text.index(condition) + 1
    read(f"{head}-[:SUPPLIES]->(b:Enterprise) WHERE {condition} RETURN b.id", dialect=dialect)


@pytest.mark.parametrize("dialect", ["embedded", "neo4j"])
def test_beside_a_path_nothing_can_be_asked_outside(dialect: str) -> None:
    """The store forgets what a path is made of when WITH hands it on."""
    optional = "OPTIONAL MATCH (t)<-[:MAKES]-(e:Enterprise) WHERE t.position IS NULL"
    text = f"MATCH %s(s:Segment)-[:UPSTREAM_OF*1..2]->(t:Segment) {optional} RETURN t.id, e.id"
    read(text % "", dialect=dialect)
    with pytest.raises(Refused) as caught:
        read(text % "p = ", dialect=dialect)
    assert caught.value.why == "outer_unknown"
