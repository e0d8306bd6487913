"""A search in an index: the nodes that bear a text, in four levels, with their counts.

whole word → beginning of a word → part of a word → one slip away (where few are found)
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA

from liantu.queries.spelling import LONGEST, SHORTEST, exchanged, slipped, slips
from liantu.queries.words import NONE, Docs, Index, Part

LEVELS = ("whole", "beginning", "part", "similar", "similar")
WHOLE, BEGINNING, PART, SIMILAR, ROUGH = 1, 2, 3, 4, 5  # 0 is no hit; the last holds the similar
CHECKED = 500  # hits by pairs of signs that are held against the words one by one
LIKELY = 300  # nodes that are looked at for a slip
FEW = 20  # hits from which on nothing similar is looked for
COMMON = 4  # a pair that more than 1 / COMMON of the nodes have tells nothing of a slip
LEAST = 3  # pairs that are asked for all the same
SHORT_WORD = 6  # signs up to which an exchange leaves hardly a pair as it was
Levels = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Seen:
    """The hits in one part: a level for each node, 0 for none, and the nodes that are wanted."""

    part: Part
    levels: Levels
    by_region: Levels  # those of the kind that is wanted, in any division
    by_kind: Levels  # those of the division that is wanted, of any kind


@dataclass(frozen=True)
class Found:
    """The hits of a search; ``exact`` is false where some were not held against their words."""

    index: Index
    seen: tuple[Seen, ...]
    exact: bool

    @cached_property
    def total(self) -> int:
        """The number of hits of the kind and division that are wanted."""
        return sum(int(np.count_nonzero(one.levels)) for one in self.seen)

    @cached_property
    def kinds(self) -> dict[str, int]:
        """The number of hits by kind, in the division that is wanted."""
        counted: dict[str, int] = {}
        for one in self.seen:
            for kind, first, last in one.part.kinds:
                if count := int(np.count_nonzero(one.by_kind[first:last])):
                    counted[kind] = counted.get(kind, 0) + count
        return counted

    @cached_property
    def regions(self) -> list[tuple[int, int]]:
        """Division codes with their number of hits of the kind that is wanted, most first."""
        counted: dict[int, int] = {}
        for one in self.seen:
            codes = np.bincount(one.part.place[np.flatnonzero(one.by_region)])
            for code in np.flatnonzero(codes):
                counted[int(code)] = counted.get(int(code), 0) + int(codes[code])
        counted.pop(0, None)
        return sorted(counted.items(), key=lambda one: (-one[1], one[0]))

    def page(self, start: int, limit: int) -> Iterator[tuple[dict[str, Any], str, list[str], int]]:
        """Yield what is told of each hit, its kind, its words and its level, counted from 0."""
        left, room = start, limit
        for level in range(WHOLE, ROUGH + 1):
            docs = [np.flatnonzero(one.levels == level) for one in self.seen]
            count = sum(len(one) for one in docs)
            if left >= count:
                left -= count
                continue
            for part, doc in self._merged(docs, left + room)[left:]:
                words = [one.decode() for one in part.words_of(doc)]
                yield json.loads(part.told[doc]), _kind(part, doc), words, level - 1
                room -= 1
            left = 0
            if room <= 0:
                return

    def _merged(self, docs: list[npt.NDArray[np.int64]], most: int) -> list[tuple[Part, int]]:
        pooled = [
            (place, one.part, int(doc))
            for one, some in zip(self.seen, docs, strict=True)
            for place, doc in zip(self.index.places(one.part, some[:most]), some, strict=False)
        ]
        pooled.sort(key=lambda one: (one[0], one[2]))
        return [(part, doc) for _, part, doc in pooled[:most]]


def find(index: Index, wanted: str, kind: str = "", region: str = "") -> Found:
    """Return the hits of a text that is normalised and not empty, of one kind and division."""
    looked = [_Looking(part, gone, wanted) for part, gone in index.parts]
    if sum(one.count for one in looked) < FEW and not any(one.named for one in looked):
        telling = _telling(index.base, wanted)
        for one in looked:
            one.similar(telling)
    table = index.below(region) if region else None
    seen = []
    for one in looked:
        part, levels = one.part, one.levels
        by_kind, by_region = levels, levels
        if table is not None:
            places = np.asarray(part.place)
            by_kind = levels * table[np.where(places < len(table), places, 0)]
        if kind:
            by_region = levels * _of_kind(part, kind)
        both = by_kind * _of_kind(part, kind) if kind else by_kind
        seen.append(Seen(part, both, by_region, by_kind))
    return Found(index, tuple(seen), all(one.exact for one in looked))


def _telling(base: Part, wanted: str) -> list[int]:
    """Return which pairs of a text tell most: those that few nodes have, three at least."""
    sizes = [len(one) for one in base.pairs(wanted)]
    order = sorted(range(len(sizes)), key=lambda n: (sizes[n], n))
    return [n for at, n in enumerate(order) if at < LEAST or sizes[n] * COMMON <= base.count]


def _of_kind(part: Part, kind: str) -> Levels:
    mask = np.zeros(part.count, np.uint8)
    for name, first, last in part.kinds:
        if name == kind:
            mask[first:last] = 1
    return mask


def _kind(part: Part, doc: int) -> str:
    return str(next(kind for kind, first, last in part.kinds if first <= doc < last))


class _Looking:
    """One text looked for in one part."""

    def __init__(self, part: Part, gone: Docs, wanted: str) -> None:
        self.part, self.gone, self.wanted = part, gone, wanted
        self.exact = True
        self.levels: Levels = np.zeros(part.count, np.uint8)
        word = wanted.encode()
        whole, begun = part.whole(word), part.beginning(word)
        self.levels[begun] = BEGINNING
        self.levels[whole] = WHOLE
        self.levels[self._others(self._parts())] = PART
        self.levels[gone] = 0
        self.count = int(np.count_nonzero(self.levels))
        self.named = bool(np.any(self.levels[begun]))

    def similar(self, telling: list[int]) -> None:
        """Add the nodes that bear the text with one slip: as a word of theirs, or in one."""
        if len(self.wanted) < SHORTEST:
            return
        near, rough = self._misspelt() if self.wanted.isascii() else self._slipped(telling)
        self.levels[self._others(rough)] = ROUGH
        self.levels[near[(self.levels[near] == 0) | (self.levels[near] == ROUGH)]] = SIMILAR
        self.levels[self.gone] = 0

    def _others(self, docs: Docs) -> Docs:
        return np.asarray(docs[self.levels[docs] == 0], np.uint32)

    def _parts(self) -> Docs:
        """Return the nodes that bear the text in the middle of a word."""
        found = self._others(self.part.holding(self.wanted))
        if self.wanted.isascii():
            found = self.part.union(found, self._others(self.part.sounding(self.wanted)))
        elif len(self.wanted) <= 2:
            return found
        if len(found) > CHECKED:  # too many to hold each against its words
            self.exact = False
            return found
        return self._checked(found, lambda word: self.wanted in word)

    def _checked(self, docs: Docs, right: Callable[[str], bool]) -> Docs:
        """Return the nodes of which a word is right."""
        words = self.part.words_of
        kept = [doc for doc in docs.tolist() if any(right(one.decode()) for one in words(doc))]
        return np.array(kept, np.uint32)

    def _misspelt(self) -> tuple[Docs, Docs]:
        """Return the nodes of which a Latin word is the text with one slip, or begins with that."""
        word = self.wanted.encode()
        spans = list(slips(word, self.part)) if len(word) <= LONGEST else []
        near = [self.part.docs(first, whole) for first, whole, _ in spans]
        rough = [self.part.docs(whole, last) for _, whole, last in spans]
        return np.concatenate([NONE, *near]), np.concatenate([NONE, *rough])

    def _slipped(self, telling: list[int]) -> tuple[Docs, Docs]:
        """Return the nodes that have most pairs of the text and bear it with one slip."""
        part, wanted = self.part, self.wanted
        every = part.pairs(wanted)
        pairs = [every[n] for n in telling]
        shared = np.zeros(part.count, np.uint8)
        for one in pairs:
            shared[one] += 1
        likely = np.flatnonzero(shared >= max(1, len(pairs) - LEAST))
        if len(likely) > LIKELY:
            order = np.lexsort((likely, -shared[likely].astype(np.int8)))
            likely = likely[order[:LIKELY]]
        looked = [likely.astype(np.uint32)]
        if len(wanted) <= SHORT_WORD:
            looked += [part.holding(other)[:LIKELY] for other in exchanged(wanted)]
        found = part.union(*looked)
        rough = self._checked(found, lambda word: slipped(wanted, word))
        return self._checked(rough, lambda word: OSA.distance(wanted, word) <= 1), rough
