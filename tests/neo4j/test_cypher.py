"""Cypher of planners gives the same rows from both stores, and harms neither."""

from __future__ import annotations

from importlib.resources import as_file, files

import pytest

from liantu.errors import UsageError
from liantu.graph.stores.neo4j_link import Connection
from liantu.graph.sync import Sync
from liantu.home import Home
from liantu.ingest.load import load
from tests.queries.cypher.asking import LEGITIMATE, Asking, plainly
from tests.queries.cypher.hostile import HEAVY

pytestmark = [pytest.mark.neo4j, pytest.mark.slow]


def test_both_stores_answer_alike_and_outlast_what_is_heavy(empty: Connection, home: Home) -> None:
    with as_file(files("liantu") / "demo") as folder:
        load(home, [folder])
    Sync(home, empty).run()
    remote = Asking(home)
    assert remote.dialect == "neo4j"
    here = Asking(home)
    here.dialect, here.file = "embedded", home.snapshot(here.version) / "graph.lbug"
    try:
        unlike = []
        for text in LEGITIMATE:
            there, own = remote(text), here(text)
            if there.columns != own.columns or plainly(there) != plainly(own):
                unlike.append((text, sorted(set(plainly(there)) ^ set(plainly(own)))[:6]))
        assert unlike == []
        counted = empty.command("MATCH (n) RETURN count(n) AS n")
        for text in HEAVY:
            try:
                assert len(remote(text, seconds=0.5).rows) <= 1_000
            except UsageError as error:
                assert error.key.startswith("cypher_"), error.message
        assert remote("RETURN 1 AS one").rows == [[1]]
        assert empty.command("MATCH (n) RETURN count(n) AS n") == counted
    finally:
        remote.close()
        here.close()
