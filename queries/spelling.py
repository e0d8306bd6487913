"""How words are spelt and misspelt: readings of pairs of signs, and what is one slip away."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from liantu.graph.pinyin import known_syllables, syllables

if TYPE_CHECKING:
    from liantu.queries.words import Part

LETTERS = b"abcdefghijklmnopqrstuvwxyz0123456789"
SHORTEST = 4  # signs of a word in which a slip is looked for
LONGEST = 24  # letters of a word in which every slip is tried
BEGUN = 6  # letters from which a slip in a beginning is looked for
WAYS = 6  # ways to cut a reading into syllables
NO_NUMBERS: npt.NDArray[np.int64] = np.empty(0, np.int64)


class Readings:
    """The pairs of signs of an index by how they are read, and by their initials."""

    def __init__(self, pairs: Iterable[str]) -> None:
        by_sound: dict[tuple[str, str], list[int]] = {}
        for number, pair in enumerate(pairs):
            if len(read := syllables(pair)) == 2 and read[0].isascii() and read[1].isascii():
                by_sound.setdefault((read[0], read[1]), []).append(number)
                by_sound.setdefault((read[0][:1], read[1][:1]), []).append(number)
        self._by_sound = {one: np.array(numbers, np.int64) for one, numbers in by_sound.items()}
        self._after: dict[str, list[str]] = {}
        for first, second in self._by_sound:
            self._after.setdefault(first, []).append(second)

    def ways(self, word: str) -> Iterator[list[npt.NDArray[np.int64]]]:
        """Yield the ways to read a text: by syllables, the last maybe begun only; by initials."""
        if len(word) < 2 or not word.isalpha():
            return
        for cut in cuts(word):
            steps = [self._of(*pair) for pair in itertools.pairwise(cut)]
            steps.append(self._begun(cut[-2], cut[-1]))
            if all(len(one) for one in steps):
                yield steps
        initials = [self._of(a, b) for a, b in itertools.pairwise(word)]
        if all(len(one) for one in initials):
            yield initials

    def _of(self, first: str, second: str) -> npt.NDArray[np.int64]:
        return self._by_sound.get((first, second), NO_NUMBERS)

    def _begun(self, first: str, second: str) -> npt.NDArray[np.int64]:
        found = [
            self._by_sound[first, one]
            for one in self._after.get(first, ())
            if one.startswith(second)
        ]
        return np.unique(np.concatenate(found)) if found else NO_NUMBERS


def cuts(word: str) -> list[list[str]]:
    """Return the ways to cut a text into two or more syllables, the last maybe begun only.

    >>> cuts('dajin')[0]
    ['da', 'jin']
    """
    known = known_syllables()
    found: list[list[str]] = []

    def go(rest: str, done: list[str]) -> None:
        if len(found) >= WAYS:
            return
        if done and any(one.startswith(rest) for one in known):
            found.append([*done, rest])
        for size in range(min(6, len(rest) - 1), 0, -1):
            if rest[:size] in known:
                go(rest[size:], [*done, rest[:size]])

    go(word, [])
    return found


def slips(word: bytes, part: Part) -> Iterator[tuple[int, int, int]]:
    """Yield the spans of words that are, or begin with, a word in Latin letters with one slip.

    A letter wrong, missing, too many, or two of them exchanged. Each span is where it
    begins, where the words end that are it wholly, where those end that begin with it.
    """
    low, high = 0, len(part.words)
    for at in range(len(word) + 1):
        low, high = part.span(word[:at], low, high) if at else (low, high)
        if low == high:
            return
        for tail in set(_tails(word[at:])):
            other = word[:at] + tail
            first = bisect_left(part.words, other, low, high)
            if first < high and part.words[first].startswith(other):
                whole = bisect_left(part.words, other + b"\0", first, high)
                last = part.span(other, first, high)[1] if len(word) >= BEGUN else whole
                yield first, whole, last


def _tails(rest: bytes) -> Iterator[bytes]:
    for one in LETTERS:
        sign = bytes((one,))
        yield sign + rest
        if rest:
            yield sign + rest[1:]
    if rest:
        yield rest[1:]
    if len(rest) > 1:
        yield rest[1:2] + rest[:1] + rest[2:]


def exchanged(word: str) -> list[str]:
    """Return a text with two neighbouring signs exchanged, every way."""
    swapped = (word[:n] + word[n + 1] + word[n] + word[n + 2 :] for n in range(len(word) - 1))
    return [one for one in swapped if one != word]


def slipped(word: str, text: str) -> bool:
    """Say whether a text holds a word with one slip: a sign wrong, missing, too many, exchanged.

    >>> slipped('大金重公', '蓬莱大金重工'), slipped('大重金工', '大金重工')
    (True, True)
    """
    if len(word) < SHORTEST:
        return False
    if word[1:] in text or word[:-1] in text:
        return True
    start = text.find(word[0])
    while start >= 0:
        if _from(word, text[start : start + len(word) + 1]):
            return True
        start = text.find(word[0], start + 1)
    return False


def _from(word: str, text: str) -> bool:
    """Say whether a text begins with a word with one slip after its first sign."""
    same = next((n for n, (a, b) in enumerate(zip(word, text, strict=False)) if a != b), None)
    if same is None:
        return len(text) >= len(word) - 1
    rest, here = word[same:], text[same:]
    swapped = rest[1:2] + rest[:1] + rest[2:]
    return any(
        here.startswith(one) if at == 0 else here[1:].startswith(one)
        for at, one in ((1, rest[1:]), (0, rest[1:]), (1, rest), (0, swapped))
    )
