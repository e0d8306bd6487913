"""Minimal cut sets: the fewest firms whose loss together makes a product unavailable.

A cut set of one firm is a single point; one of two is minimal where neither firm
alone is. Local makers and outside suppliers are mixed.
"""

from __future__ import annotations

from liantu.queries.risk.andor import Sources, worlds_of

WORLDS = 1 << 16  # pairs that are answered by one walk


def minimal_cuts(sources: Sources, final: str) -> list[tuple[str, ...]]:
    """Return the minimal cut sets of a product up to size 2, by size, then supplier order.

    Empty where the product is unavailable from the start, or comes from an unknown
    outside source. A pair can only matter where each of its firms, on one side of some
    product, is alone or one of two.
    """
    if final not in sources.available:
        return []
    among = sources.upstream(final)
    firms = sources.scarce(1, among)
    removed = {firm: 1 << number for number, firm in enumerate(firms)}
    alone = {firms[n] for n in _stopped(sources, final, among, removed, len(firms))}
    ones = [(firm,) for firm in firms if firm in alone]
    return [*ones, *_pairs(sources, final, among, alone)]


def _pairs(
    sources: Sources, final: str, among: frozenset[str], alone: set[str]
) -> list[tuple[str, ...]]:
    """Return the pairs that stop a product of which neither firm does."""
    firms = [firm for firm in sources.scarce(2, among) if firm not in alone]
    size = len(firms)
    at_once = max(1, WORLDS // max(size, 1))
    found: list[tuple[str, ...]] = []
    for start in range(0, size, at_once):
        first = firms[start : start + at_once]
        # World (block, n): the block's own firm is gone, and the n-th of all.
        blocks = sum(1 << (block * size) for block in range(len(first)))
        removed = {firm: blocks << n for n, firm in enumerate(firms)}
        for block, firm in enumerate(first):
            removed[firm] |= ((1 << size) - 1) << (block * size)
        for world in _stopped(sources, final, among, removed, len(first) * size):
            block, n = divmod(world, size)
            if start + block < n:
                found.append((first[block], firms[n]))
    return found


def _stopped(
    sources: Sources, final: str, among: frozenset[str], removed: dict[str, int], worlds: int
) -> list[int]:
    """Return the worlds in which a product cannot be had."""
    found = sources.in_worlds(removed, worlds, among)[final]
    return worlds_of(((1 << worlds) - 1) & ~found, worlds)
