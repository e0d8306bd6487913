"""The exceptions list against a data version: entries follow a unit whose id has changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from liantu.errors import NotFound
from liantu.graph.stores import Node, Store
from liantu.queries.catalogue import run
from liantu.queries.coverage.findings import Exempt


def exempts(store: Store, entries: Iterable[Mapping[str, Any]]) -> tuple[Exempt, ...]:
    """Return the entries in force, given as the ledger's own JSON, with the ids of today."""
    found = []
    for one in entries:
        later = run(store, "former_id", id=one["unit"]).dicts()
        found.append(
            Exempt(
                id=one["id"],
                unit=later[0]["id"] if later else one["unit"],
                code=one["code"],
                reason=one["reason"],
                until=one["until"] or "",
                added_at=one["added_at"],
                added_by=one["added_by"] or "",
            )
        )
    return tuple(found)


def unit_of(store: Store, given: str) -> Node:
    """Return the unit of an id of today or of old; raises NotFound where there is none."""
    later = run(store, "former_id", id=given).dicts()
    rows = run(store, "node", id=later[0]["id"] if later else given).dicts()
    if not rows:
        raise NotFound("coverage_unit", where=given)
    node: Node = rows[0]["node"]
    return node
