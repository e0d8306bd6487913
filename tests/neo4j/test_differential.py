"""Both stores give the same answers: generated graphs, the demo, loads and rollbacks."""

from __future__ import annotations

import random
from importlib.resources import as_file, files
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from liantu.graph.snapshots import Snapshots
from liantu.graph.stores import EmbeddedStore
from liantu.graph.stores.neo4j_link import Connection
from liantu.graph.sync import Sync
from liantu.graph.versions import rollback
from liantu.home import Home
from liantu.ingest.load import load
from tests.servers.comparing import Tally, compare_stores
from tests.servers.graphs import Graph, add_version

pytestmark = [pytest.mark.neo4j, pytest.mark.slow]
WORDS = st.lists(
    st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=12),
    max_size=8,
)


def _compare(home: Home, chance: int, counted: Tally) -> None:
    """Compare what readers see on the Neo4j with the data folder's own snapshot."""
    snapshots = Snapshots(home)
    remote = snapshots.store()
    assert remote.dialect == "neo4j"
    embedded = EmbeddedStore(home.snapshot(remote.data_version) / "graph.lbug")
    try:
        compare_stores(embedded, remote, chance, counted)
    finally:
        embedded.close()
        snapshots.close()


def test_generated_graphs_are_answered_alike(empty: Connection, home: Home, counted: Tally) -> None:
    made = 0

    @seed(20261122)
    @settings(
        max_examples=2, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.integers(0, 2**32), WORDS)
    def holds(chance: int, words: list[str]) -> None:
        nonlocal made
        made += 1
        add_version(home, Graph(chance, words), f"{made:016x}")
        Sync(home, empty).run(both=False)
        _compare(home, chance, counted)

    holds()


def test_versions_of_one_graph_in_any_order(empty: Connection, home: Home, counted: Tally) -> None:
    """Loads and rollbacks in a random order, each applied as a difference."""
    chance = random.Random(7)
    graph = Graph(7, most=5)
    for number in range(5):
        add_version(home, graph, f"{number:016x}")
        graph.mutate()
    for step in range(3):
        home.ledger.switch(f"{chance.randrange(5):016x}", "rollback")
        Sync(home, empty).run()
        _compare(home, step, counted)


def test_the_demo_loaded_and_rolled_back(
    empty: Connection, home: Home, counted: Tally, tmp_path: Path
) -> None:
    with as_file(files("liantu") / "demo") as folder:
        load(home, [folder])
        lines = (folder / "penglai" / "企业名录.csv").read_text("utf-8-sig").splitlines()
    Sync(home, empty).run()
    _compare(home, 1, counted)
    first = home.ledger.active()
    assert first is not None
    register = tmp_path / "企业名录.csv"
    register.write_text("\n".join(lines[:-2]), "utf-8")
    load(home, [register])
    report = Sync(home, empty).run()
    assert report.version != first.id
    _compare(home, 2, counted)
    rollback(home, first.id)
    again = Sync(home, empty).run()
    assert (again.version, again.batches) == (first.id, 0)  # the other slot still held it
    _compare(home, 3, counted)
