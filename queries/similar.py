"""Similar firms of an enterprise: what they make alike, and whom they both deal with.

Likeness is the mean of two shares that are shown beside it, each the Jaccard index
|A ∩ B| / |A ∪ B|: of the segments and products that both make, and of the enterprises
that both buy from or sell to. A share that neither firm has anything for is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any

from liantu.graph.stores import Store
from liantu.queries.catalogue import run
from liantu.queries.evidence import Evidence, origins
from liantu.queries.profile import enterprise_node, name_of

COMPARED = 50  # candidates by shared products, and as many by shared partners
Had = dict[str, dict[str, tuple[str, tuple[str, ...]]]]


@dataclass(frozen=True)
class Shared:
    """What two firms share of one thing: how much of all that either has."""

    share: float | None
    names: tuple[tuple[str, str], ...]
    evidence: tuple[Evidence, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return share, ids and names, and rows; nothing to compare is null."""
        return {
            "share": self.share,
            "shared": [{"id": one, "name": name} for one, name in self.names],
            "evidence": [one.as_dict() for one in self.evidence],
        }


@dataclass(frozen=True)
class Like:
    """One similar firm."""

    id: str
    name: str
    region: str
    products: Shared
    partners: Shared

    @property
    def value(self) -> float:
        """The mean of the shares that exist, 0 … 1."""
        parts = [one.share for one in (self.products, self.partners) if one.share is not None]
        return sum(parts) / len(parts) if parts else 0.0

    def as_dict(self) -> dict[str, Any]:
        """Return the firm with both parts."""
        return {
            "id": self.id,
            "name": self.name,
            "region": self.region or None,
            "value": self.value,
            "products": self.products.as_dict(),
            "partners": self.partners.as_dict(),
        }


@dataclass(frozen=True)
class Similar:
    """The firms most like one; ``compared`` of those that share anything were looked at."""

    data_version: str
    id: str
    name: str
    listed: tuple[Like, ...]
    compared: int

    def as_dict(self) -> dict[str, Any]:
        """Return the stable JSON."""
        return {
            "data_version": self.data_version,
            "id": self.id,
            "name": self.name,
            "compared": self.compared,
            "similar": [one.as_dict() for one in self.listed],
        }


def similar(store: Store, enterprise: str, limit: int = 10) -> Similar:
    """Return the firms most like an enterprise.

    Raises NotFound for an unknown id, UsageError for what is no enterprise.
    """
    node = enterprise_node(store, enterprise)
    found = {
        row[0]
        for name in ("same_makes", "same_partners")
        for row in run(store, name, id=node.id, limit=COMPARED).rows
    }
    if not found:
        return Similar(store.data_version, node.id, name_of(node), (), 0)
    asked = sorted({node.id, *found})
    made, partners = (
        _had(store, "made_by", "made", asked),
        _had(store, "partners_of", "partner", asked),
    )
    named = {row["enterprise"]: row for row in run(store, "named_enterprises", ids=asked).dicts()}
    likes = [
        Like(
            one,
            named[one]["name"] or one,
            named[one]["region"] or "",
            _shared(store, made.get(node.id, {}), made.get(one, {})),
            _shared(store, partners.get(node.id, {}), partners.get(one, {})),
        )
        for one in sorted(found)
    ]
    ordered = sorted(likes, key=lambda one: (-one.value, one.name, one.id))
    kept = tuple(one for one in ordered if one.value > 0)[:limit]
    return Similar(store.data_version, node.id, name_of(node), kept, len(found))


def _had(store: Store, name: str, what: str, ids: list[str]) -> Had:
    """Return what each of some firms has, by id, with its name and rows."""
    known = origins(store)
    found: Had = {}
    for row in run(store, name, ids=ids).dicts():
        if known.sourced(row["records"]):
            held = found.setdefault(row["enterprise"], {})
            records = held.get(row[what], ("", ()))[1]
            held[row[what]] = (row["name"] or row[what], (*records, *row["records"]))
    return found


def _shared(
    store: Store,
    one: Mapping[str, tuple[str, tuple[str, ...]]],
    other: Mapping[str, tuple[str, tuple[str, ...]]],
) -> Shared:
    both = sorted(one.keys() & other.keys())
    records = dict.fromkeys(record for key in both for record in other[key][1])
    return Shared(
        jaccard(one.keys(), other.keys()),
        tuple((key, one[key][0]) for key in both),
        tuple(origins(store).of_records(records)),
    )


def jaccard(one: Set[str], other: Set[str]) -> float | None:
    """Return |A ∩ B| / |A ∪ B|, None where both are empty."""
    either = one | other
    return len(one & other) / len(either) if either else None
