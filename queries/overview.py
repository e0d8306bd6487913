"""What is loaded, from when, how complete."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from liantu.graph.model import model
from liantu.graph.stores import Node, Store
from liantu.queries.catalogue import run
from liantu.queries.gaps import GapReport, GapSettings, find_gaps
from liantu.queries.profile import name_of

Party = Callable[[str], Mapping[str, tuple[str, ...]]]


@dataclass(frozen=True)
class KindCount:
    """How many nodes or links of a kind there are."""

    kind: str
    label: str
    count: int

    def as_dict(self) -> dict[str, Any]:
        """Return the count by name."""
        return {"kind": self.kind, "label": self.label, "count": self.count}


@dataclass(frozen=True)
class Overview:
    """The counts by kind, and each chain's own region in short."""

    data_version: str
    as_of: str
    nodes: tuple[KindCount, ...]
    links: tuple[KindCount, ...]
    chains: tuple[tuple[str, GapReport], ...]
    unplaced: int

    def as_dict(self) -> dict[str, Any]:
        """Return the stable JSON of the overview."""
        return {
            "data_version": self.data_version,
            "as_of": self.as_of or None,
            "nodes": [one.as_dict() for one in self.nodes],
            "links": [one.as_dict() for one in self.links],
            "unplaced": self.unplaced,
            "chains": [
                {
                    "id": report.scope.chain,
                    "name": name,
                    "scope": report.scope.as_dict(),
                    "coverage": report.coverage.as_dict(),
                    "counts": report.counts(),
                    "segments": len(report.findings),
                }
                for name, report in self.chains
            ],
        }


def overview(
    store: Store, settings: GapSettings, lang: str = "zh", party: Party | None = None
) -> Overview:
    """Return what a store holds.

    ``party`` gives, by the id of a chain, the open codes of party coverage by enterprise.
    """
    nodes = _counts(run(store, "count_nodes").dicts(), model().nodes, lang)
    links = _counts(run(store, "count_links").dicts(), model().links, lang)
    chains: list[tuple[str, GapReport]] = []
    for row in run(store, "chains").dicts():
        chain: Node = row["chain"]
        if chain.properties.get("adcode"):
            codes = party(chain.id) if party else None
            found = find_gaps(store, chain.id, settings=settings, party=codes)
            chains.append((name_of(chain), found))
    unplaced = len(run(store, "unplaced").rows)
    return Overview(store.data_version, store.as_of, nodes, links, tuple(chains), unplaced)


def _counts(rows: list[dict[str, Any]], kinds: Any, lang: str) -> tuple[KindCount, ...]:
    return tuple(
        KindCount(row["kind"], kinds[row["kind"]].label.text(lang), row["count"]) for row in rows
    )
