"""The one place where identifiers are made.

Policy. A node's id is ``<prefix>:<key>``. Kinds whose identity is a code or a
declared id keep it in clear (``ent:91370614…``, ``seg:offshore-wind/tower``,
``reg:370614``). Kinds known only by name get ``<prefix>:n-`` and 16 hex digits
of sha256 over the normalised identity values joined by ``|``, so that the same
firm in the same region is the same node in every file. A changed id is a
breaking change: whoever alters a function here breaks saved links.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

from liantu.graph.model import NodeKind

ZERO_WIDTH = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD])
BRACKETS = str.maketrans("", "", "()[]〔〕【】<>《》「」")
LEGAL_FORMS = (("有限责任公司", "有限公司"),)
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


@lru_cache(maxsize=100_000)
def normalise(name: str) -> str:
    """Return the form of a name under which equal names meet.

    Full and half width are folded (NFKC), letters lowered, white space, zero-width
    characters and brackets taken out (what stands in brackets stays), and
    有限责任公司 becomes 有限公司. The result may be empty.

    >>> normalise('液化空气（烟台） 制造基地')
    '液化空气烟台制造基地'
    """
    text, before = name, None
    while text != before:  # what is taken out may bring together what folds again
        before = text
        text = unicodedata.normalize("NFKC", text).translate(ZERO_WIDTH).lower()
        text = re.sub(r"\s+", "", text).translate(BRACKETS)
        for old, new in LEGAL_FORMS:
            text = text.replace(old, new)
    return text


def node_id(kind: NodeKind, values: Mapping[str, str]) -> str | None:
    """Return the id that ``values`` give a node of ``kind``, or None if none is complete.

    The kind's ways of identity are tried in order. ``region`` may be empty: a
    firm without a known place has an identity of its own.
    """
    for way in kind.identity:
        parts = [values.get(part) or "" for part in way]
        if all(part == "region" or normalise(text) for part, text in zip(way, parts, strict=True)):
            return _named(kind, parts) if "name" in way else f"{kind.prefix}:{'/'.join(parts)}"
    return None


def name_id(kind: NodeKind, values: Mapping[str, str]) -> str | None:
    """Return the id by name of a node that also has a code, so that both can be joined.

    None for kinds that no code identifies, and where there is no name.
    """
    coded = any(
        "name" not in way and all(values.get(part) for part in way) for way in kind.identity
    )
    for way in kind.identity if coded and values.get("name") else ():
        if "name" in way:
            return _named(kind, [values.get(part) or "" for part in way])
    return None


def short_key(words: Iterable[str]) -> str:
    """Return a key of 14 signs for words that have no id of their own, always the same.

    >>> short_key(['上游', '量子芯片'])
    'n-5a2d0f9cf2d7'
    """
    text = "|".join(normalise(word) for word in words)
    return f"n-{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def _named(kind: NodeKind, parts: list[str]) -> str:
    text = "|".join(normalise(part) for part in parts)
    return f"{kind.prefix}:n-{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def is_uscc(code: str) -> bool:
    """Check an 18-character 统一社会信用代码 with its check digit (GB 32100-2015)."""
    if len(code) != 18 or any(sign not in USCC_ALPHABET for sign in code):
        return False
    total = sum(
        USCC_ALPHABET.index(sign) * weight
        for sign, weight in zip(code[:17], USCC_WEIGHTS, strict=True)
    )
    return USCC_ALPHABET[(31 - total % 31) % 31] == code[17]
