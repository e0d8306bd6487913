"""Texts asked of a data folder, as the web asks them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from liantu.graph.snapshots import Snapshots
from liantu.home import Home
from liantu.queries.cypher import read
from liantu.queries.cypher.run import Answer, Runner

LEGITIMATE = (
    Path(__file__).with_name("legitimate.txt").read_text(encoding="utf-8").strip().split("\n\n")
)


class Asking:
    """A data folder's version in use, in the embedded store or in the Neo4j of the settings."""

    def __init__(self, home: Home) -> None:
        self.snapshots = Snapshots(home)
        store = self.snapshots.store()
        self.dialect, self.version = store.dialect, store.data_version
        file = home.snapshot(self.version) / "graph.lbug"
        self.file = None if self.dialect == "neo4j" else file
        self.runner = Runner(home.root)

    def __call__(
        self, text: str, given: Mapping[str, Any] | None = None, seconds: float = 20.0, **more: Any
    ) -> Answer:
        """Return the answer of a text."""
        rows = more.pop("rows", 1_000)
        reading = read(text, given, self.dialect, rows)
        return self.runner.run(reading, self.version, seconds, file=self.file, **more)

    def close(self) -> None:
        """End what runs."""
        self.runner.close()
        self.snapshots.close()


def plainly(answer: Answer) -> list[str]:
    """Return the rows as texts that compare: in no order, numbers as numbers."""
    return sorted(
        json.dumps(_alike(row), ensure_ascii=False, sort_keys=True) for row in answer.rows
    )


def _alike(value: Any) -> Any:
    """Return a value in which what both stores leave open is the same."""
    if isinstance(value, list):
        return sorted((_alike(one) for one in value), key=repr) if value else value
    if isinstance(value, dict):
        return {name: _alike(one) for name, one in value.items()}
    if isinstance(value, float):
        return round(value, 9) + 0.0
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return value
