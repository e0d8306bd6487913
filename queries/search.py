"""Search over every kind: by name, short and former name, pinyin, initials, code and product.

What is asked goes to the index of the data version (:mod:`liantu.queries.words`); where a
version has none, to the graph, which knows no slips and ranks at most ``FETCH`` hits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from liantu.graph.identity import normalise
from liantu.graph.index import kinds_in_order
from liantu.graph.model import model
from liantu.graph.stores import Node, Store
from liantu.queries.catalogue import run
from liantu.queries.finding import LEVELS, Found, find
from liantu.queries.profile import name_of
from liantu.queries.reasons import Reason, reason
from liantu.queries.words import Index

FETCH = 400  # how many hits of the graph are ranked
REGIONS = 12  # divisions that are counted one by one


@dataclass(frozen=True)
class Hit:
    """One hit, with the word that was hit and how: why it is in the list."""

    id: str
    kind: str
    kind_label: str
    name: str
    detail: str
    matched: str
    level: str
    field: str

    def as_dict(self) -> dict[str, Any]:
        """Return the hit by name."""
        return dict(vars(self))


@dataclass(frozen=True)
class Count:
    """How many hits are of one kind or in one division."""

    id: str
    label: str
    hits: int

    def as_dict(self) -> dict[str, Any]:
        """Return the count by name."""
        return dict(vars(self))


@dataclass(frozen=True)
class Hits:
    """A page of hits, best first, with how many there are by kind and by division.

    ``exact`` is false where only part of the hits was held against the words, or counted;
    ``indexed`` where the version has no index.
    """

    text: str
    hits: tuple[Hit, ...]
    total: int = 0
    start: int = 0
    kinds: tuple[Count, ...] = ()
    regions: tuple[Count, ...] = ()
    exact: bool = True
    indexed: bool = True

    @property
    def more(self) -> bool:
        """Whether there are more hits than those of this page and the pages before."""
        return self.start + len(self.hits) < self.total

    def as_dict(self) -> dict[str, Any]:
        """Return the stable JSON of a search."""
        return {
            "q": self.text,
            "total": self.total,
            "exact": self.exact,
            "indexed": self.indexed,
            "start": self.start,
            "more": self.more,
            "kinds": [one.as_dict() for one in self.kinds],
            "regions": [one.as_dict() for one in self.regions],
            "hits": [one.as_dict() for one in self.hits],
        }


@dataclass(frozen=True)
class Within:
    """What of the hits is wanted: one kind, a division with those below it, from which one on."""

    kind: str = ""
    region: str = ""
    start: int = 0


def search(
    store: Store,
    text: str,
    limit: int = 20,
    lang: str = "zh",
    *,
    index: Index | None = None,
    within: Within | None = None,
) -> Hits:
    """Return hits: whole words first, then beginnings, then parts, then what is like it.

    Within each, enterprises first, then the shorter name. ``limit`` is at least 1. An empty
    text has no hits. ``region`` of ``within`` is a division code, and needs an index.
    """
    wanted, within = _wanted(text), within or Within()
    if not wanted:
        return Hits(text, ())
    if index is None:
        return _asked_of(store, text, wanted, limit, lang, within)
    found = find(index, wanted, within.kind, within.region)
    hits = tuple(
        _hit(told, kind, reason(wanted, words, LEVELS[level], told, kind, lang), index, lang)
        for told, kind, words, level in found.page(within.start, limit)
    )
    kinds = [_kind(kind, count, lang) for kind, count in found.kinds.items()]
    return Hits(
        text, hits, found.total, within.start, tuple(kinds), _regions(index, found), found.exact
    )


def _wanted(text: str) -> str:
    """Return what is looked for: of an id its key alone."""
    text = text.strip()
    if model().kind_of(text):
        text = text.partition(":")[2].rpartition("/")[2]
    return normalise(text)


def _hit(told: dict[str, Any], kind: str, why: Reason, index: Index, lang: str) -> Hit:
    place = index.regions.get(told["adcode"], ("", ""))[0] if kind != "Region" else ""
    detail = str(told["detail"] or place)
    label = model().nodes[kind].label.text(lang)
    return Hit(told["id"], kind, label, told["name"], detail, why.word, why.level, why.field)


def _kind(kind: str, count: int, lang: str) -> Count:
    return Count(kind, model().nodes[kind].label.text(lang), count)


def _regions(index: Index, found: Found) -> tuple[Count, ...]:
    listed = [
        Count(f"{code:06d}", index.regions.get(f"{code:06d}", (f"{code:06d}", ""))[0], count)
        for code, count in found.regions[:REGIONS]
    ]
    return tuple(listed)


def _asked_of(store: Store, text: str, wanted: str, limit: int, lang: str, within: Within) -> Hits:
    rows = run(store, "search", text=wanted, limit=FETCH).dicts()
    every = sorted((_ranked(row["node"], wanted) for row in rows), key=lambda one: one[0])
    counts: dict[str, int] = {}
    for _, node, _ in every:
        counts[node.kind] = counts.get(node.kind, 0) + 1
    ranked = [one for one in every if within.kind in ("", one[1].kind)]
    hits = tuple(
        node_hit(node, word, wanted, lang)
        for _, node, word in ranked[within.start : within.start + limit]
    )
    kinds = tuple(_kind(one, counts[one], lang) for one in kinds_in_order() if one in counts)
    whole = len(rows) < FETCH
    return Hits(text, hits, len(ranked), within.start, kinds, (), whole, False)


def _ranked(node: Node, wanted: str) -> tuple[tuple[int, int, int, str], Node, str]:
    words = [word for word in str(node.properties.get("search", "")).split("|") if wanted in word]
    word = min(words, key=lambda one: (one != wanted, not one.startswith(wanted), len(one)))
    level = 0 if word == wanted else 1 if word.startswith(wanted) else 2
    return (level, kinds_in_order().index(node.kind), len(name_of(node)), node.id), node, word


def node_hit(node: Node, word: str, wanted: str, lang: str) -> Hit:
    """Return a node as a hit of one of its words."""
    properties = node.properties
    detail = (
        properties.get("place") or properties.get("full_name") or properties.get("position") or ""
    )
    level = 0 if word == wanted else 1 if word.startswith(wanted) else 2
    said = {name: properties.get(name) for name in model().nodes[node.kind].search}
    told = {"name": name_of(node), "said": said, "products": None}
    why = reason(wanted, [word], LEVELS[level], told, node.kind, lang)
    label = model().nodes[node.kind].label.text(lang)
    return Hit(node.id, node.kind, label, name_of(node), str(detail), word, why.level, why.field)
