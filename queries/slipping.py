"""Ids that are a hash, such as ``ent:n-011454e2c8f97f69``, typed with a slip or two.

Nothing in such an id can be searched for. What may have been meant is written out and
looked up: each look-up goes by the index of ids, so that the size of the graph does not
matter, on either store.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from liantu.graph.model import model
from liantu.graph.stores import Node, Store
from liantu.queries.catalogue import run

SIGNS = "0123456789abcdef"
LENGTHS = (12, 16)  # signs of a hash, as graph.identity makes them
HASHED = re.compile(r"(.+[:/]n-)([0-9a-z]{11,17})\Z", re.ASCII | re.IGNORECASE)


def slipped_ids(store: Store, wanted: str) -> tuple[Node, ...]:
    """Return the nodes whose id is a slip away from one that there is not; else two slips.

    A slip is a wrong sign, one too many or missing, or two neighbours exchanged; two slips
    are two wrong signs. On Neo4j, whose look-ups take ten times as long, they are beside one
    another or one of them is a sign that no hash has. Empty for an id that is no hash.
    """
    found = HASHED.match(wanted)
    if found is None or model().kind_of(found[1]) is None:
        return ()
    before, key = found[1], found[2].lower()
    telling = store.dialect == "embedded" or bool(set(key) - set(SIGNS))
    for ways in (one_slip(key), two_slips(key, 16 if telling else 1)):
        ids = [before + one for one in dict.fromkeys(ways) if len(one) in LENGTHS]
        if ids and (rows := run(store, "nodes_that_are", ids=ids).rows):
            return tuple(node for (node,) in rows)
    return ()


def one_slip(key: str) -> Iterator[str]:
    """Yield what a key may have been before one slip, itself in small letters first."""
    yield key
    for at in range(len(key)):
        yield from (key[:at] + sign + key[at + 1 :] for sign in SIGNS)
        yield key[:at] + key[at + 1 :]
        yield key[:at] + key[at + 1 : at + 2] + key[at] + key[at + 2 :]
    for at in range(len(key) + 1):
        yield from (key[:at] + sign + key[at:] for sign in SIGNS)


def two_slips(key: str, apart: int) -> Iterator[str]:
    """Yield what a key of the right length may have been before two of its signs were wrong.

    ``apart`` is how far from one another they are at most.
    """
    if len(key) not in LENGTHS:
        return
    odd = [at for at, sign in enumerate(key) if sign not in SIGNS]
    for first in range(len(key)):
        for second in range(first + 1, min(len(key), first + apart + 1)):
            if {*odd} <= {first, second}:
                yield from _with(key, (first, second))


def _with(key: str, places: Sequence[int]) -> Iterator[str]:
    first, second = places
    before, between, after = key[:first], key[first + 1 : second], key[second + 1 :]
    for one in SIGNS:
        begun = before + one + between
        yield from (begun + other + after for other in SIGNS)
