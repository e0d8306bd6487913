from __future__ import annotations

from itertools import combinations

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from liantu.queries.risk.andor import Sources, Supplier, points_of, single_points
from liantu.queries.risk.cuts import minimal_cuts
from tests.queries.risk import golden

FINALS = ("vehicle", "ess")


def test_the_golden_single_points_are_found() -> None:
    found = {one.firm: one for one in single_points(golden.template(), golden.suppliers(), FINALS)}
    for row in golden.rows("network/andor_single_points.csv"):
        one = found.get(row["firm"])
        assert (one is not None) == (row["single_point"] == "True"), row["firm"]
        if one is not None:
            assert "|".join(sorted(one.lost)) == row["lost"]
            assert "|".join(sorted(one.final_lost)) == row["final_lost"]
            assert one.where == ("local" if row["where"] == "local" else "outside")


def test_the_golden_cut_sets_are_found_in_their_order() -> None:
    sources = Sources(golden.template(), golden.suppliers(), FINALS)
    expected = [
        tuple(row["firms"].split("|"))
        for row in golden.rows("network/andor_min_cuts_vehicle_k2.csv")
    ]
    assert minimal_cuts(sources, "vehicle") == expected


def test_a_needed_input_that_nobody_sells_is_named() -> None:
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_edge("ore", "steel")
    graph.add_edge("gas", "steel", need="useful")
    sources = Sources(graph, [Supplier("steel", "A", "local")])
    assert sources.unknown == ("ore",)
    assert sources.available == ("ore", "steel")


def test_a_circle_of_essential_inputs_is_named_and_opened_by_an_outside_source() -> None:
    graph: nx.DiGraph[str] = nx.DiGraph([("a", "b"), ("b", "a"), ("b", "c"), ("c", "c")])
    makers = [Supplier(p, p.upper(), "local") for p in "abc"]
    assert Sources(graph, makers).circular == ("a", "b", "c")
    opened = Sources(graph, [*makers, Supplier("a", "X", "outside")])
    assert opened.circular == ()
    lost = {one.firm: set(one.lost) for one in points_of(opened)}
    assert lost == {"X": {"a", "b", "c"}, "B": {"b", "c"}, "C": {"c"}}


def naive(
    graph: nx.DiGraph[str], suppliers: list[Supplier], gone: frozenset[str], unknown: set[str]
) -> set[str]:
    """The definition, recomputed from nothing."""
    live = [one for one in suppliers if one.firm not in gone]
    found = set(unknown) | {one.product for one in live if one.where == "outside"}
    local = {one.product for one in live if one.where == "local"}
    while True:
        more = {
            p
            for p in local - found
            if all(
                i in found
                for i, _, data in graph.in_edges(p, data=True)
                if i != p and data["need"] == "essential"
            )
        }
        if not more:
            return found
        found |= more


@st.composite
def chains(draw: st.DrawFn) -> tuple[nx.DiGraph[str], list[Supplier]]:
    products = [f"p{n}" for n in range(6)]
    edge = st.tuples(
        st.sampled_from(products),
        st.sampled_from(products),
        st.sampled_from(["essential", "useful"]),
    )
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(products)
    for start, end, need in draw(st.lists(edge, max_size=14)):
        graph.add_edge(start, end, need=need)
    supplier = st.builds(
        Supplier,
        st.sampled_from(products),
        st.sampled_from([f"F{n}" for n in range(6)]),
        st.sampled_from(["local", "outside"]),
    )
    return graph, draw(st.lists(supplier, max_size=14))


@settings(max_examples=60, deadline=None)
@given(chains())
def test_every_removal_and_every_pair_is_what_recomputing_gives(
    chain: tuple[nx.DiGraph[str], list[Supplier]],
) -> None:
    graph, suppliers = chain
    sources = Sources(graph, suppliers)
    unknown, firms = set(sources.unknown), list(sources.firms)
    base = naive(graph, suppliers, frozenset(), unknown)
    assert set(sources.available) == base
    lost = {f: base - naive(graph, suppliers, frozenset({f}), unknown) for f in firms}
    assert {one.firm: set(one.lost) for one in points_of(sources)} == {
        f: gone for f, gone in lost.items() if gone
    }
    for final in sources.finals:
        ones = [(f,) for f in firms if final in lost[f]]
        pairs = [
            pair
            for pair in combinations([f for f in firms if (f,) not in ones], 2)
            if final in base - naive(graph, suppliers, frozenset(pair), unknown)
        ]
        assert minimal_cuts(sources, final) == [*ones, *pairs]
