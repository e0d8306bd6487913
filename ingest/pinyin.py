"""Pinyin of names, so that an official finds 大金重工 by typing dajin or djzg.

Most signs are read alike in every word. Only where two signs begin a word that is
read otherwise than its signs one by one (重庆, 银行) the words are told apart.
"""

from __future__ import annotations

from functools import cache, lru_cache


@lru_cache(maxsize=50_000)
def readings(name: str) -> tuple[str, ...]:
    """Return the full pinyin and the initials of a name that holds Chinese characters.

    >>> readings('大金重工')
    ('dajinzhonggong', 'djzg')
    """
    if not any("\u4e00" <= sign <= "\u9fff" for sign in name):
        return ()
    signs, words = _signs(), _words()
    alone = [signs.get(sign) for sign in name]
    if None in alone or not words.isdisjoint(map("".join, zip(name, name[1:], strict=False))):
        alone = _syllables(name)
    return ("".join(alone), "".join([part[:1] for part in alone]))  # type: ignore[union-attr, arg-type, misc]


def _syllables(name: str) -> list[str]:
    from pypinyin.seg.simpleseg import seg  # here: its dictionary takes 0.3 s to import

    return [part for word in seg(name) for part in _word(word)]


@lru_cache(maxsize=50_000)
def _word(word: str) -> tuple[str, ...]:
    from pypinyin import lazy_pinyin

    return tuple(part.strip().lower() for part in lazy_pinyin(word))


@cache
def _signs() -> dict[str, str]:
    """How each common sign is read alone."""
    return {sign: _plain(toned) for sign, toned in _toned().items()}


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
