"""Complexity that a loaded table states, for districts whose own matrix is too small."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from liantu.graph.stores import Store
from liantu.queries.catalogue import run
from liantu.queries.evidence import Evidence, origins


@dataclass(frozen=True)
class External:
    """What a table says of a product that belongs to a segment, with the row that says so.

    ``value`` is on the table's own scale; ``percentile`` is its place among all products
    of the same source, 0 … 100, the share of them that is not above it.
    """

    segment: str
    product: str
    name: str
    value: float
    percentile: float
    of: int
    evidence: tuple[Evidence, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the figure with its rows."""
        return {
            "segment": self.segment,
            "product": self.product,
            "name": self.name,
            "value": self.value,
            "percentile": self.percentile,
            "of": self.of,
            "evidence": [one.as_dict() for one in self.evidence],
        }


def external(store: Store, segments: Sequence[str]) -> tuple[External, ...]:
    """Return what loaded tables state for some segments, in the order of the segments."""
    known = origins(store)
    place = {segment: index for index, segment in enumerate(segments)}
    rows = run(store, "product_complexity").dicts()
    values: dict[str, dict[str, float]] = {}
    said = {}
    for row in rows:
        product = row["product"]
        rows_of = [
            (one.value, one.evidence) for one in known.reported(product).get("complexity", [])
        ]
        value, evidence = rows_of[0]
        values.setdefault(evidence.source, {})[product.id] = float(value)
        said[product.id] = (evidence.source, tuple(rows for _, rows in rows_of))
    found = []
    for row in rows:
        if row["segment"] not in place:
            continue
        product = row["product"]
        source, evidence_rows = said[product.id]
        whole = values[source]
        value = whole[product.id]
        below = sum(one <= value for one in whole.values())
        found.append(
            External(
                row["segment"],
                product.id,
                str(product.properties["name"]),
                value,
                100 * below / len(whole),
                len(whole),
                evidence_rows,
            )
        )
    return tuple(sorted(found, key=lambda one: (place[one.segment], one.product)))
