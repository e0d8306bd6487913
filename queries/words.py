"""The index of a data version, read in place: which nodes bear a word, wholly or in part.

What :mod:`liantu.graph.index` writes is mapped, not read; a question touches the few pages
that it needs. Nodes come as sorted arrays of their numbers: the smaller, the better a hit.
"""

from __future__ import annotations

import itertools
import json
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from liantu.graph.index import BASE, FOLDER, OVER, SIGN
from liantu.queries.spelling import Readings

Docs = npt.NDArray[np.uint32]
NONE: Docs = np.empty(0, np.uint32)
END = b"\xff"  # sorts after every sign
MOST = 0.75  # of the nodes; a pair that more of them have tells nothing
FEW_DOCS = 10_000  # below which sorting is quicker than a mask over all nodes
FEWEST = 4  # pairs of signs that are asked for at once; a longer word is checked afterwards


class Texts:
    """Texts one after the other in one file, by number."""

    def __init__(self, folder: Path, name: str) -> None:
        path = folder / f"{name}.bin"
        size = path.stat().st_size
        self._bytes = np.memmap(path, np.uint8, "r") if size else np.empty(0, np.uint8)
        self._view = self._bytes.data
        self._at = np.asarray(np.load(folder / f"{name}_at.npy", mmap_mode="r"))

    def __len__(self) -> int:
        return len(self._at) - 1

    def __getitem__(self, number: int) -> bytes:
        return bytes(self._view[self._at[number] : self._at[number + 1]])


class Part:
    """One part of an index: the base, or what changed since."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.words = Texts(folder, "words")
        self.told = Texts(folder, "told")
        self.place: Docs = self._array("place")
        self.count = len(self.told)
        self.kinds = [(kind, int(a), int(b)) for kind, a, b in self._json("kinds")]
        self._doc: Docs = self._array("words_doc")
        self._own, self._own_at = self._array("own"), self._array("own_at")
        self._grams, self._grams_at = self._array("grams"), self._array("grams_at")
        self._grams_doc: Docs = self._array("grams_doc")

    def _array(self, name: str) -> Any:
        return np.asarray(np.load(self.folder / f"{name}.npy", mmap_mode="r"))

    def _json(self, name: str) -> Any:
        return json.loads((self.folder / f"{name}.json").read_text(encoding="utf-8"))

    def words_of(self, doc: int) -> list[bytes]:
        """Return the words of a node."""
        own = self._own[self._own_at[doc] : self._own_at[doc + 1]].tolist()
        return [self.words[n] for n in own]

    # -- whole words and their beginnings ---------------------------------------

    def span(self, word: bytes, low: int = 0, high: int | None = None) -> tuple[int, int]:
        """Return from where to where the words begin with a text."""
        high = len(self.words) if high is None else high
        first = bisect_left(self.words, word, low, high)
        return first, bisect_left(self.words, word + END, first, high)

    def whole(self, word: bytes) -> Docs:
        """Return the nodes that bear a word."""
        first = bisect_left(self.words, word)
        return self.docs(first, bisect_left(self.words, word + b"\0", first))

    def beginning(self, word: bytes) -> Docs:
        """Return the nodes of which a word begins with a text."""
        return self.docs(*self.span(word))

    def docs(self, first: int, last: int) -> Docs:
        """Return the nodes of a span of words, in any order, some maybe twice."""
        return np.asarray(self._doc[first:last])

    # -- parts of words ----------------------------------------------------------

    def holding(self, word: str) -> Docs:
        """Return the nodes that have every pair of signs of a text; of one sign, that sign."""
        if len(word) == 1:
            return self._any(self._with_sign(word))
        numbers = [self._pair(a, b) for a, b in itertools.pairwise(word)]
        if any(one < 0 for one in numbers):
            return NONE
        posted = sorted((self.having(one) for one in set(numbers)), key=len)
        found = np.asarray(posted[0])
        for one in posted[1:FEWEST]:
            if len(one) < MOST * self.count:
                found = self._among(found, one)
        return found

    def having(self, number: int) -> Docs:
        """Return the nodes that have one pair of signs, by its number."""
        found: Docs = self._grams_doc[self._grams_at[number] : self._grams_at[number + 1]]
        return found

    def pairs(self, word: str) -> list[Docs]:
        """Return for each pair of signs of a text the nodes that have it."""
        numbers = (self._pair(a, b) for a, b in itertools.pairwise(word))
        return [self.having(one) if one >= 0 else NONE for one in numbers]

    def sounding(self, word: str) -> Docs:
        """Return the nodes that a text in Latin letters may be the reading or the initials of."""
        found = [self._sequence(steps) for steps in self.readings.ways(word)]
        return self.union(*found)

    def union(self, *some: Docs) -> Docs:
        """Return the nodes of any of some arrays, sorted, each once."""
        if sum(len(one) for one in some) < FEW_DOCS:
            return np.unique(np.concatenate([NONE, *some]))
        mask = np.zeros(self.count, bool)
        for one in some:
            mask[one] = True
        return np.flatnonzero(mask).astype(np.uint32)

    @cached_property
    def readings(self) -> Readings:
        """How the pairs of signs are read."""
        return Readings(self._signs(int(one)) for one in self._grams)

    def _sequence(self, steps: Sequence[npt.NDArray[np.int64]]) -> Docs:
        """Return the nodes that have one pair of each step."""
        found: Docs | None = None
        for numbers in sorted(steps, key=self._size)[:FEWEST]:
            some = self._any(numbers)
            found = some if found is None else self._among(found, some)
            if len(found) > MOST * self.count:
                break
        return NONE if found is None else found

    def _size(self, numbers: npt.NDArray[np.int64]) -> int:
        return int((self._grams_at[numbers + 1] - self._grams_at[numbers]).sum())

    def _any(self, numbers: npt.NDArray[np.int64]) -> Docs:
        return self.union(*(self.having(int(one)) for one in numbers))

    def _among(self, found: Docs, others: Docs) -> Docs:
        if len(others) > 16 * len(found):
            at = np.searchsorted(others, found)
            at[at == len(others)] = 0
            return found[others[at] == found]
        mask = np.zeros(self.count, bool)
        mask[others] = True
        return found[mask[found]]

    def _pair(self, first: str, second: str) -> int:
        wanted = np.uint64((ord(first) << SIGN) | ord(second))
        at = int(np.searchsorted(self._grams, wanted))
        return at if at < len(self._grams) and self._grams[at] == wanted else -1

    def _with_sign(self, sign: str) -> npt.NDArray[np.int64]:
        grams = np.asarray(self._grams)
        one, mask = np.uint64(ord(sign)), np.uint64((1 << SIGN) - 1)
        return np.flatnonzero((grams >> np.uint64(SIGN) == one) | (grams & mask == one))

    def _signs(self, gram: int) -> str:
        return chr(gram >> SIGN) + chr(gram & ((1 << SIGN) - 1))


class Index:
    """The parts of one version's index, and its divisions."""

    def __init__(self, version: Path) -> None:
        folder = version / FOLDER
        said = json.loads((folder / "index.json").read_text(encoding="utf-8"))
        self.regions: dict[str, tuple[str, str]] = {
            code: (str(name), str(path)) for code, (name, path) in said["regions"].items()
        }
        self.base = Part(folder / BASE)
        self.over: Part | None = None
        self.gone, self.before = NONE, np.empty(0, np.int64)
        if (folder / OVER).is_dir():
            self.over = Part(folder / OVER)
            self.gone = np.load(folder / OVER / "gone.npy")
            self.before = np.load(folder / OVER / "before.npy")

    @property
    def parts(self) -> Iterator[tuple[Part, Docs]]:
        """Yield each part with the nodes of it that no longer count."""
        yield self.base, self.gone
        if self.over is not None:
            yield self.over, NONE

    def places(self, part: Part, docs: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        """Return where nodes of a part stand among all, to be sorted by."""
        if part is self.base:
            return np.asarray(docs, np.float64)
        return np.asarray(self.before[docs] - 0.5, np.float64)

    def below(self, adcode: str) -> npt.NDArray[np.bool_]:
        """Return a table by division code: whether it is a division or lies below it."""
        table = np.zeros(1_000_000, bool)
        for code, (_, path) in self.regions.items():
            if code.isdigit() and len(code) == 6 and adcode in path.split("/"):
                table[int(code)] = True
        return table


@lru_cache(maxsize=4)
def open_index(version: Path) -> Index:
    """Return the index of a version's folder, opened once; it never changes."""
    return Index(version)
