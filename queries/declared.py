"""Published figures held against what is recorded."""

from __future__ import annotations

from typing import Any

from liantu.graph.stores import Node, Store
from liantu.queries.catalogue import run
from liantu.queries.evidence import origins
from liantu.queries.gaps.findings import Coverage
from liantu.queries.gaps.looking import coverage_of
from liantu.queries.gaps.settings import GapSettings
from liantu.queries.scope import chain_node

NAMES = ("adcode", "place", "scheme", "name", "value", "unit", "qualifier", "period")


def indicators(
    store: Store, settings: GapSettings, *, chain: str = "", region: str = ""
) -> list[dict[str, Any]]:
    """Return every published figure, with what is recorded beside those that can be counted.

    ``recorded`` and ``ratio`` (recorded ÷ declared) are of the figure that a chain's file
    names as its declared number of enterprises, None for all others. ``chain`` keeps that
    chain's figure, ``region`` those of one division code. Raises NotFound for an unknown
    chain.
    """
    held = _held(store, settings, chain)
    found = []
    for (node,) in run(store, "indicators").rows:
        chains = held.get(node.id, [])
        if (chain and not chains) or (region and node.properties.get("adcode") != region):
            continue
        found += [_row(store, node, *one) for one in chains or [(None, None)]]
    return found


def _held(
    store: Store, settings: GapSettings, chain: str
) -> dict[str, list[tuple[Node | None, Coverage | None]]]:
    nodes = [chain_node(store, chain)] if chain else [
        row["chain"] for row in run(store, "chains").dicts()
    ]  # fmt: skip
    found: dict[str, list[tuple[Node | None, Coverage | None]]] = {}
    for one in nodes:
        if one.properties.get("adcode"):
            coverage = coverage_of(store, one, settings)
            if coverage.indicator:
                found.setdefault(coverage.indicator, []).append((one, coverage))
    return found


def _row(store: Store, node: Node, chain: Node | None, coverage: Coverage | None) -> dict[str, Any]:
    given = node.properties
    return {
        "id": node.id,
        **{name: given.get(name) for name in NAMES},
        "chain": chain.properties.get("chain_id") if chain else None,
        "recorded": coverage.recorded if coverage else None,
        "ratio": coverage.ratio if coverage else None,
        "evidence": [one.as_dict() for one in origins(store).of(node)],
    }
