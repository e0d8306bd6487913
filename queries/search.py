"""Search over every kind: by name, short and former name, pinyin, initials and code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from liantu.graph.identity import normalise
from liantu.graph.model import model
from liantu.graph.stores import Node, Store
from liantu.queries.catalogue import run
from liantu.queries.profile import name_of

FETCH = 400  # how many hits are ranked; a search with more says so


@dataclass(frozen=True)
class Hit:
    """One hit, with the word that was hit: why it is in the list."""

    id: str
    kind: str
    kind_label: str
    name: str
    detail: str
    matched: str

    def as_dict(self) -> dict[str, Any]:
        """Return the hit by name."""
        return {
            "id": self.id,
            "kind": self.kind,
            "kind_label": self.kind_label,
            "name": self.name,
            "detail": self.detail,
            "matched": self.matched,
        }


@dataclass(frozen=True)
class Hits:
    """The best hits of a search, best first, and whether there were more."""

    text: str
    hits: tuple[Hit, ...]
    more: bool


def search(store: Store, text: str, limit: int = 20, lang: str = "zh") -> Hits:
    """Return the best hits: whole words first, then beginnings, then parts; enterprises first.

    ``limit`` is at least 1. An empty text has no hits.
    """
    wanted = normalise(text)
    if not wanted:
        return Hits(text, (), False)
    rows = run(store, "search", text=wanted, limit=FETCH).dicts()
    ranked = sorted((_ranked(row["node"], wanted) for row in rows), key=lambda one: one[0])
    hits = tuple(_hit(node, word, lang) for _, node, word in ranked[:limit])
    return Hits(text, hits, len(rows) > limit)


KIND_ORDER = ("Enterprise", "Segment", "Chain", "Alliance", "PartyOrganization", "Region")


def _ranked(node: Node, wanted: str) -> tuple[tuple[int, int, int, str], Node, str]:
    words = [word for word in str(node.properties.get("search", "")).split("|") if wanted in word]
    word = min(words, key=lambda one: (one != wanted, not one.startswith(wanted), len(one)))
    level = 0 if word == wanted else 1 if word.startswith(wanted) else 2
    kind = KIND_ORDER.index(node.kind) if node.kind in KIND_ORDER else len(KIND_ORDER)
    return (level, kind, len(word), node.id), node, word


def _hit(node: Node, word: str, lang: str) -> Hit:
    properties = node.properties
    detail = (
        properties.get("place") or properties.get("full_name") or properties.get("position") or ""
    )
    label = model().nodes[node.kind].label.text(lang)
    return Hit(node.id, node.kind, label, name_of(node), str(detail), word)
