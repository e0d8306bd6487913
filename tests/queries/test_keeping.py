"""What is kept of a store: the latest, with the queries that it came from."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from liantu.graph.stores import Store
from liantu.queries.catalogue import run
from liantu.queries.keeping import Kept
from liantu.queries.recording import noted


def test_a_value_is_made_once_and_tells_each_time_what_it_came_from(golden_store: Store) -> None:
    kept: Kept[int] = Kept(2)
    made = []

    def make() -> int:
        made.append(1)
        return len(run(golden_store, "chains").rows)

    told = [noted(lambda: kept.of(golden_store, "chains", make)) for _ in range(3)]
    assert len(made) == 1
    assert {value for value, _ in told} == {told[0][0]}
    assert [[name for name, _ in notes] for _, notes in told] == [["chains"]] * 3


def test_the_oldest_go_first_and_an_empty_value_is_kept(golden_store: Store) -> None:
    kept: Kept[tuple[int, ...]] = Kept(2)
    kept.keep(golden_store, {1: (), 2: (2,)}, ())
    kept.keep(golden_store, {3: (3,)}, ())
    assert [kept.held(golden_store, key) for key in (1, 2, 3)] == [None, (2,), (3,)]
    kept.keep(golden_store, {4: ()}, ())
    assert kept.held(golden_store, 4) == ()


def test_many_may_keep_at_once(golden_store: Store) -> None:
    kept: Kept[int] = Kept(3)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda n: kept.of(golden_store, n % 7, lambda: n % 7), range(4_000)))
    assert found == [n % 7 for n in range(4_000)]
