"""What is accepted runs, and what asks for too much is ended without harm to anybody."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import psutil
import pytest

from liantu.errors import UsageError
from liantu.queries.cypher.run import MEMORY_MIB, MOST_AT_ONCE, Busy, Stopped
from tests.factories import copy_of_demo
from tests.queries.cypher.asking import LEGITIMATE, Asking
from tests.queries.cypher.hostile import HEAVY


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asking]:
    found = Asking(copy_of_demo(tmp_path_factory.mktemp("asked")))
    yield found
    found.close()


def test_every_legitimate_text_is_answered(ask: Asking) -> None:
    some = 0
    for text in LEGITIMATE:
        answer = ask(text)
        assert all(len(row) == len(answer.columns) for row in answer.rows)
        some += bool(answer.rows)
    assert some >= len(LEGITIMATE) * 0.8


def test_the_figures_are_those_of_the_store(ask: Asking) -> None:
    counted = ask("MATCH (e:Enterprise) RETURN count(*) AS n").rows[0][0]
    listed = ask("MATCH (e:Enterprise) RETURN e.id AS id ORDER BY id", rows=100_000).rows
    assert counted == len(listed) > 10
    assert listed == sorted(listed)
    makers = ask("MATCH (a)-[:MAKES]->(s)<-[:MAKES]-(b) RETURN count(*) AS n").rows[0][0]
    each = ask("MATCH (a)-[:MAKES]->(s) RETURN s.id AS s, count(*) AS n").rows
    assert makers == sum(n * (n - 1) for _, n in each)  # no link is matched twice
    whole = ask("MATCH (e:Enterprise) RETURN e LIMIT 1").rows[0][0]
    assert whole["kind"] == "Enterprise" and "search" not in whole["properties"]


def test_more_rows_than_are_handed_out_are_told(ask: Asking) -> None:
    answer = ask("MATCH (e:Enterprise) RETURN e.id", rows=3)
    assert answer.cut and len(answer.rows) == 3
    assert not ask("MATCH (e:Enterprise) RETURN e.id LIMIT 3", rows=3).cut


def test_what_asks_for_too_much_is_ended_and_the_next_is_answered(ask: Asking) -> None:
    ended = 0
    for text in HEAVY:
        begun = time.monotonic()
        try:
            answer = ask(text, seconds=0.4)
        except UsageError as error:
            assert error.key in ("cypher_time", "cypher_memory", "cypher_bytes", "cypher_ended")
            ended += 1
        else:
            assert len(answer.rows) <= 1_000
        assert time.monotonic() - begun < 30
        for child in psutil.Process().children(recursive=True):
            assert child.memory_info().rss < 2 * MEMORY_MIB << 20
    assert ended >= len(HEAVY) // 2
    assert ask("RETURN 1 AS one").rows == [[1]]


def test_few_run_at_once_and_one_that_runs_can_be_stopped(ask: Asking) -> None:
    told: list[str] = []

    def heavy(name: str) -> None:
        try:
            ask(HEAVY[1], seconds=60.0, name=name)
        except Stopped as error:
            told.append(error.key)

    names = [f"n{number}" for number in range(MOST_AT_ONCE)]
    threads = [threading.Thread(target=heavy, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    until = time.monotonic() + 60
    while ask.runner.running() != names and time.monotonic() < until:
        time.sleep(0.05)
    with pytest.raises(Busy):
        ask("RETURN 1 AS one")
    assert not ask.runner.stop("of nobody")
    for name in names:
        assert ask.runner.stop(name)
    for thread in threads:
        thread.join(60)
    assert told == ["cypher_cancelled"] * MOST_AT_ONCE
    assert ask("RETURN 1 AS one").rows == [[1]]


def test_nobody_is_answered_who_has_gone(ask: Asking) -> None:
    with pytest.raises(Stopped):
        ask(HEAVY[1], seconds=60.0, gone=lambda: True)
