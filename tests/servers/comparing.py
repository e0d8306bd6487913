"""The differential test's own part: every query with drawn parameters, on two stores."""

from __future__ import annotations

import random
from typing import Any

from liantu.errors import LiantuError
from liantu.graph.stores import Node, Store
from liantu.queries.catalogue import Query, queries, run
from liantu.queries.gaps import find_gaps, gap_settings


class Tally:
    """How many queries were asked how often, and how many answers were equal."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.cases = self.equal = self.findings = 0

    def figures(self) -> list[Any]:
        """Return the counts as plain values."""
        return [sorted(self.names), self.cases, self.equal, self.findings]

    def add(self, figures: list[Any]) -> None:
        """Add the counts of another tally."""
        names, cases, equal, findings = figures
        self.names |= {*names}
        self.cases += cases
        self.equal += equal
        self.findings += findings

    def line(self) -> str:
        share = 100 * self.equal / self.cases if self.cases else 0.0
        return (
            f"differential: {len(self.names)} queries × {self.cases} cases, {share:g} % equal; "
            f"{self.findings} gap findings, all equal"
        )


def compare_stores(first: Store, second: Store, seed: int, tally: Tally, times: int = 1) -> None:
    """Ask both stores everything; raises AssertionError at the first answer that differs."""
    assert first.data_version == second.data_version
    assert first.as_of == second.as_of
    chance = random.Random(seed)
    pool = _pool(first)
    for name, query in queries().items():
        for _ in range(times if query.params else 1):
            params = _draw(query, pool, chance)
            a, b = run(first, name, **params), run(second, name, **params)
            tally.names.add(name)
            tally.cases += 1
            assert a.columns == b.columns, name
            assert [*map(repr, a.rows)] == [*map(repr, b.rows)], (name, params)
            tally.equal += 1
    for chain in pool["chain"]:
        if chain.startswith("chain:"):
            _compare_gaps(first, second, chain, tally)


def _compare_gaps(first: Store, second: Store, chain: str, tally: Tally) -> None:
    for complete in (False, True):
        found = [_gaps(store, chain, complete) for store in (first, second)]
        assert found[0] == found[1], chain
        tally.findings += len(found[0].get("findings", ())) if isinstance(found[0], dict) else 0


def _gaps(store: Store, chain: str, complete: bool) -> Any:
    try:
        report = find_gaps(store, chain, assume_complete=complete, settings=gap_settings())
    except LiantuError as error:  # the same refusal is the same answer
        return repr(error)
    return report.as_dict()


def _pool(store: Store) -> dict[str, list[Any]]:
    nodes = [row[0] for row in store.run("MATCH (n) RETURN n ORDER BY n.id", {}).rows]
    nodes = [one for one in nodes if isinstance(one, Node)]
    kinds: dict[str, list[str]] = {}
    for one in nodes:
        kinds.setdefault(one.kind, []).append(one.id)
    found = [one.properties for one in nodes if one.kind == "Indicator"]
    words = [w for one in nodes for w in str(one.properties.get("search", "")).split("|") if w]
    return {
        "chain": [*kinds.get("Chain", []), "unknown"],
        "segment": [*kinds.get("Segment", []), "seg:none"],
        "region": [*kinds.get("Region", [])[:50], "reg:0"],
        "park": [*kinds.get("Park", []), "park:none"],
        "id": [*(one.id for one in nodes), "ent:n-former", "'"],
        "text": [*words, *(word[:1] for word in words if word), "无"],
        "scheme": [str(one.get("scheme", "")) for one in found],
        "indicator": [str(one.get("name", "")) for one in found],
        "adcode": [str(one.get("adcode", "")) for one in found],
        "area": [str(one.properties.get("path")) for one in nodes if one.kind == "Region"][:50],
        "path": [str(one.properties.get("path")) for one in nodes if one.kind == "Region"][:50],
        "after": ["ent:", "seg:", *kinds.get("Enterprise", [])],
        "kind": ["LOCATED_IN", "MAKES", "SUPPLIES"],
        "other": ["蓬莱", "x"],
    }


def _draw(query: Query, pool: dict[str, list[Any]], chance: random.Random) -> dict[str, Any]:
    drawn: dict[str, Any] = {}
    for param in query.params:
        known = pool.get(param.name) or pool["other"]
        if param.name == "chains":
            ids = [one.removeprefix("seg:").partition("/")[0] for one in pool["segment"]]
            drawn[param.name] = sorted({*ids})
        elif param.name == "ids" or param.type == "list":
            drawn[param.name] = chance.sample(pool["id"], min(len(pool["id"]), 12))
        elif param.type == "integer":
            drawn[param.name] = chance.choice((1, 3, 500))
        elif param.type == "number":
            drawn[param.name] = chance.choice((0.0, 1.5))
        elif param.type == "boolean":
            drawn[param.name] = chance.random() < 0.5
        else:
            drawn[param.name] = chance.choice(known) if chance.random() < 0.9 else ""
    return drawn
