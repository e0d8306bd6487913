"""Pinyin of names, so that an official finds 大金重工 by typing dajin or djzg.

Most signs are read alike in every word. Only where two signs begin a word that is
read otherwise than its signs one by one (重庆, 银行) the words are told apart.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from operator import add

HAN = re.compile("[\u4e00-\u9fff]+")


def readings(name: str) -> tuple[str, ...]:
    """Return the full pinyin and the initials of a name that holds Chinese characters.

    >>> readings('大金重工')
    ('dajinzhonggong', 'djzg')
    """
    full, first, rare, words = _tables()
    if HAN.fullmatch(name):
        if words.isdisjoint(map(add, name, name[1:])) and rare.isdisjoint(name):
            return (name.translate(full), name.translate(first))
    elif not HAN.search(name):
        return ()
    return _slowly(name)


def syllables(signs: str) -> tuple[str, ...]:
    """Return the reading of some Chinese signs, one syllable each; of another sign itself.

    >>> syllables('重庆')
    ('chong', 'qing')
    """
    full, _, rare, words = _tables()
    if words.isdisjoint(map(add, signs, signs[1:])) and rare.isdisjoint(signs):
        return tuple(one.translate(full) for one in signs)
    return tuple(_syllables(signs))


def known_syllables() -> frozenset[str]:
    """Return every syllable that some sign is read as."""
    return _known()


def _slowly(name: str) -> tuple[str, str]:
    alone = _syllables(name)
    return ("".join(alone), "".join([part[:1] for part in alone]))


def _syllables(name: str) -> list[str]:
    from pypinyin.seg.simpleseg import seg  # here: its dictionary takes 0.3 s to import

    return [part for word in seg(name) for part in _word(word)]


@lru_cache(maxsize=50_000)
def _word(word: str) -> tuple[str, ...]:
    from pypinyin import lazy_pinyin

    return tuple(part.strip().lower() for part in lazy_pinyin(word))


@cache
def _tables() -> tuple[dict[int, str], dict[int, str], frozenset[str], frozenset[str]]:
    """How signs are read alone, their initials, signs that are not read, where words begin."""
    full = {ord(sign): _plain(toned) for sign, toned in _toned().items()}
    first = {code: one[:1] for code, one in full.items()}
    rare = frozenset(chr(code) for code in range(0x4E00, 0xA000) if code not in full)
    return full, first, rare, _words()


@cache
def _known() -> frozenset[str]:
    return frozenset(one for one in _tables()[0].values() if one)


@cache
def _toned() -> dict[str, str]:
    from pypinyin.constants import PINYIN_DICT

    return {
        chr(code): PINYIN_DICT[code].partition(",")[0]
        for code in range(0x4E00, 0xA000)
        if code in PINYIN_DICT
    }


@lru_cache(maxsize=5_000)
def _plain(toned: str) -> str:
    """A syllable without its tone: there are some 1,300 of them."""
    from pypinyin import Style
    from pypinyin.style import convert

    return str(convert(toned, Style.NORMAL, strict=True)).strip().lower()


@cache
def _words() -> frozenset[str]:
    """The first two signs of every word that is not read sign by sign."""
    from pypinyin.constants import PHRASES_DICT

    signs = _toned()
    return frozenset(
        word[:2]
        for word, read in PHRASES_DICT.items()
        if len(word) > 1
        and not all(
            one[0] == (alone := signs.get(sign, "")) or _plain(one[0]) == _plain(alone)
            for sign, one in zip(word, read, strict=False)
        )
    )
