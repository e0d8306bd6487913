"""Every test of pages that ask the graph passes on a Neo4j as on the embedded store.

What a browser adds to them does not depend on the store and is not repeated.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from liantu.graph.stores.neo4j_link import Connection

ROOT = Path(__file__).parents[2]
SUITE = ("tests/web",)


@pytest.mark.neo4j
@pytest.mark.slow
@pytest.mark.parametrize("part", SUITE)
def test_the_web_suite_passes(part: str, empty: Connection) -> None:
    variables = {name: value for name, value in os.environ.items() if "PYTEST" not in name}
    assert variables["LIANTU_STORE"] == empty.url
    plain = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *plain, "-m", "not no_graph", part],
        cwd=ROOT, env=variables, capture_output=True, text=True, timeout=1800,
    )  # fmt: skip
    said = done.stdout[-4000:]
    assert done.returncode == 0, said
    passed = re.search(r"(\d+) passed", said)
    assert passed, said
    assert int(passed.group(1)) > 10
    assert "skipped" not in said or not os.environ.get("LIANTU_REQUIRE_ALL"), said
