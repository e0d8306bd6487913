"""Fits names into boxes of a drawing: two lines at most, then an ellipsis.

Widths are estimated on the safe side from Unicode's East Asian width, since no font
is at hand when a picture is made: a Chinese character is one em wide.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

ELLIPSIS = "…"
BROAD = frozenset("MWQOGD@%&mw")
# A line does not begin with these, nor end with those.
NO_START = frozenset("，。；：、！？）》」』】…·,.;:!?)]}%")
NO_END = frozenset("（《「『【([{")
JOINTS = frozenset("与和及或、，/／·-")  # a name is best cut after one of these


def width(text: str) -> float:
    """Return the width of a text in em, rather too much than too little."""
    return sum(_em(char) for char in text)


def wrap(text: str, ems: float) -> tuple[str, ...]:
    """Return a text on one or two lines of ``ems`` em; what is cut ends with ``…``.

    Two lines are about equally long, cut after 与, 和 and their like where there is one;
    Latin words are kept whole where they fit. Control and zero-width characters are left
    out; an empty text gives one empty line.

    >>> wrap('主轴轴承与变桨偏航轴承', 8)
    ('主轴轴承与', '变桨偏航轴承')
    """
    shown = " ".join(_visible(text).split())
    if width(shown) <= ems:
        return (shown,)
    places = [place for place in range(1, len(shown)) if _may_break(shown, place)]
    fits = [cut for place in places if max(map(width, cut := _halves(shown, place))) <= ems]
    if fits:
        return min(fits, key=_unrest)
    first = [left for place in places if width(left := shown[:place].rstrip()) <= ems]
    left = first[-1] if first and width(first[-1]) > ems / 2 else _fill(shown, ems)
    rest = shown[len(left) :].lstrip()
    return (left, rest if width(rest) <= ems else _fill(rest, ems - 1).rstrip() + ELLIPSIS)


def fill(text: str, ems: float, most: int) -> tuple[str, ...]:
    """Return a text on up to ``most`` lines of ``ems`` em, each as full as it gets.

    What is cut ends with ``…``; lines break where :func:`wrap` would break them.

    >>> fill('燃料电池核心材料（质子交换膜、催化剂）', 8, 3)
    ('燃料电池核心材料', '（质子交换膜、催', '化剂）')
    """
    rest = " ".join(_visible(text).split())
    lines: list[str] = []
    while rest and len(lines) < most:
        if width(rest) <= ems:
            lines.append(rest)
            rest = ""
        elif len(lines) == most - 1:
            lines.append(_fill(rest, ems - 1).rstrip() + ELLIPSIS)
        else:
            most_of = len(_fill(rest, ems)) or 1
            places = [at for at in range(1, most_of + 1) if _may_break(rest, at)]
            cut = places[-1] if places and places[-1] > most_of / 2 else most_of
            lines.append(rest[:cut].rstrip())
            rest = rest[cut:].lstrip()
    return tuple(lines) or ("",)


def _halves(text: str, place: int) -> tuple[str, str]:
    return text[:place].rstrip(), text[place:].lstrip()


def _unrest(cut: tuple[str, str]) -> float:
    """Return how ill a cut reads: uneven lines, or no joint to cut at."""
    left, right = cut
    uneven = width(left) - width(right)
    return abs(uneven) - 0.1 * (uneven > 0) + (0 if left[-1] in JOINTS else 2.5)


def _fill(text: str, ems: float) -> str:
    """Return as much of a text as stands on a line, at least nothing."""
    used = 0.0
    for place, char in enumerate(text):
        used += _em(char)
        if used > ems:
            return text[:place]
    return text


def _may_break(text: str, place: int) -> bool:
    left, right = text[place - 1], text[place]
    if right in NO_START or left in NO_END:
        return False
    latin = left.isascii() and right.isascii()
    return not (latin and left.isalnum() and right.isalnum())


def _visible(text: str) -> str:
    return "".join(
        " " if char.isspace() else char
        for char in text
        if char.isspace() or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )


@lru_cache(maxsize=4096)
def _em(char: str) -> float:
    if unicodedata.combining(char):
        return 0.0
    if unicodedata.east_asian_width(char) in "WFA":
        return 1.0
    if char in BROAD:
        return 0.95
    return 0.68 if char.isupper() else 0.6
