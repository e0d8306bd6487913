"""Pinyin of names, so that an official finds 大金重工 by typing dajin or djzg."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=50_000)
def readings(name: str) -> tuple[str, ...]:
    """Return the full pinyin and the initials of a name that holds Chinese characters.

    >>> readings('大金重工')
    ('dajinzhonggong', 'djzg')
    """
    if not any("\u4e00" <= sign <= "\u9fff" for sign in name):
        return ()
    from pypinyin import lazy_pinyin  # here: its dictionary takes 0.3 s to import

    syllables = [part.strip().lower() for part in lazy_pinyin(name)]
    return ("".join(syllables), "".join(part[:1] for part in syllables))
