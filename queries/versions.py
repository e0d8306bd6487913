"""What changed between two data versions: deliveries, decisions, counts, and findings of chains."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from liantu.errors import NotFound
from liantu.graph.model import model
from liantu.graph.stores import Store
from liantu.queries.catalogue import run
from liantu.queries.gaps import find_gaps
from liantu.queries.gaps.history import history
from liantu.queries.gaps.settings import GapSettings
from liantu.queries.profile import name_of


class Row(Protocol):
    """What is needed of a version in the ledger."""

    @property
    def id(self) -> str:
        """The version's id."""

    @property
    def batches(self) -> list[str]:
        """The batches that it holds."""

    @property
    def decisions(self) -> list[str]:
        """The identity decisions that it holds."""

    @property
    def nodes(self) -> int:
        """How many nodes it has."""

    @property
    def links(self) -> int:
        """How many links it has."""


@dataclass(frozen=True)
class Since:
    """What the ledger tells of the way from one version to another.

    ``came`` and ``went`` are batches that only the later or only the earlier one holds;
    ``nodes`` and ``links`` are net, ``decisions`` those made or taken back.
    """

    before: str
    after: str
    came: tuple[str, ...]
    went: tuple[str, ...]
    decisions: int
    nodes: int
    links: int

    def as_dict(self) -> dict[str, Any]:
        """Return the difference by name."""
        return {
            "before": self.before,
            "after": self.after,
            "batches": {"came": list(self.came), "went": list(self.went)},
            "decisions": self.decisions,
            "nodes": self.nodes,
            "links": self.links,
        }


@dataclass(frozen=True)
class Moved:
    """How many nodes or links of a kind there were and are."""

    kind: str
    label: str
    before: int
    after: int

    def as_dict(self) -> dict[str, Any]:
        """Return the counts by name."""
        return {
            "kind": self.kind,
            "label": self.label,
            "before": self.before,
            "after": self.after,
        }


@dataclass(frozen=True)
class ChainMoved:
    """The findings of a chain in its own region that are new or healed."""

    chain: str
    name: str
    new: int
    healed: int

    def as_dict(self) -> dict[str, Any]:
        """Return the counts by name."""
        return {"chain": self.chain, "name": self.name, "new": self.new, "healed": self.healed}


def since(before: Row, after: Row) -> Since:
    """Return what the ledger tells of the way from one version to another."""
    held, now = set(before.batches), set(after.batches)
    return Since(
        before.id,
        after.id,
        tuple(one for one in after.batches if one not in held),
        tuple(one for one in before.batches if one not in now),
        len(set(before.decisions) ^ set(after.decisions)),
        after.nodes - before.nodes,
        after.links - before.links,
    )


def kinds_moved(before: Store, after: Store, lang: str) -> tuple[Moved, ...]:
    """Return the kinds of nodes, then of links, of which there are more or fewer now."""
    found: list[Moved] = []
    for query, kinds in (("count_nodes", model().nodes), ("count_links", model().links)):
        old, new = _counts(before, query), _counts(after, query)
        for kind in sorted({*old, *new}, key=lambda one: -abs(new.get(one, 0) - old.get(one, 0))):
            if old.get(kind, 0) != new.get(kind, 0) and kind in kinds:
                label = kinds[kind].label.text(lang)
                found.append(Moved(kind, label, old.get(kind, 0), new.get(kind, 0)))
    return tuple(found)


def _counts(store: Store, query: str) -> Mapping[str, int]:
    return {row["kind"]: row["count"] for row in run(store, query).dicts()}


def chains_moved(
    before: Store, after: Store, settings: GapSettings, limit: int
) -> tuple[ChainMoved, ...]:
    """Return the first chains that have a region, with what is new and healed in it."""
    moved = []
    rows = [row["chain"] for row in run(after, "chains").dicts()]
    for chain in [one for one in rows if one.properties.get("adcode")][:limit]:
        try:
            reports = [find_gaps(one, chain.id, settings=settings) for one in (before, after)]
        except NotFound:
            continue  # the chain or its region came later
        found = history(reports)
        counts = (len(found.latest(status)) for status in ("new", "healed"))
        moved.append(ChainMoved(str(chain.properties["chain_id"]), name_of(chain), *counts))
    return tuple(moved)
