"""Minimal cut sets: the fewest firms whose loss together makes a product unavailable.

A cut set of one firm is a single point; one of two is minimal where neither firm
alone is. Local makers and outside suppliers are mixed.
"""

from __future__ import annotations

from liantu.queries.risk.andor import Sources, worlds_of


def minimal_cuts(sources: Sources, final: str) -> list[tuple[str, ...]]:
    """Return the minimal cut sets of a product up to size 2, by size, then supplier order.

    Empty where the product is unavailable from the start, or comes from an unknown
    outside source. A pair can only matter where, on one side of some product, a firm
    is alone or one of two; for each such firm one walk answers all its partners.
    """
    if final not in sources.available:
        return []
    among = sources.upstream(final)
    firms = sources.scarce(2, among)
    ones = _cutting(sources, final, among, "", sources.scarce(1, among))
    alone = set(ones)
    rest = [firm for firm in firms if firm not in alone]
    pairs = [
        (firm, other)
        for place, firm in enumerate(rest)
        for other in _cutting(sources, final, among, firm, rest[place + 1 :])
    ]
    return [*((firm,) for firm in ones), *pairs]


def _cutting(
    sources: Sources, final: str, among: frozenset[str], gone: str, firms: list[str]
) -> list[str]:
    """Return those of some firms whose loss, with another already gone, stops the product."""
    every = (1 << len(firms)) - 1
    removed = {firm: 1 << number for number, firm in enumerate(firms)}
    if gone:
        removed[gone] = every
    found = sources.in_worlds(removed, len(firms), among)[final]
    return [firms[number] for number in worlds_of(every & ~found, len(firms))]
