"""What lies around a node, as a networkx graph."""

from __future__ import annotations

import pytest

from liantu.errors import UsageError
from liantu.graph.stores import Store
from liantu.queries.neighbourhood import neighbourhood
from liantu.queries.profile import profile
from liantu.queries.search import search


def test_one_step_is_the_node_and_its_links(demo_store: Store) -> None:
    start = search(demo_store, "上海电气").hits[0].id
    graph = neighbourhood(demo_store, start, 1)
    around = {one.other for one in profile(demo_store, start).neighbours}
    assert set(graph) == around | {start}
    assert graph.nodes[start]["kind"] == "Enterprise"


def test_more_steps_reach_more(demo_store: Store) -> None:
    start = search(demo_store, "上海电气").hits[0].id
    assert set(neighbourhood(demo_store, start, 1)) < set(neighbourhood(demo_store, start, 2))


def test_a_walk_does_not_go_on_through_a_region(demo_store: Store) -> None:
    start = search(demo_store, "众合人力").hits[0].id
    regions = [n for n in neighbourhood(demo_store, start, 2) if n.startswith("reg:")]
    assert regions == ["reg:370600"]


@pytest.mark.parametrize("steps", [0, 4, -1])
def test_too_many_or_too_few_steps_are_refused(demo_store: Store, steps: int) -> None:
    with pytest.raises(UsageError):
        neighbourhood(demo_store, "reg:370614", steps)
