"""Orders the segments inside each column so that few links cross.

Barycentre sweeps over the columns, as layered drawings of graphs do (Sugiyama,
Tagawa and Toda 1981, doi 10.1109/TSMC.1981.4308636); the order of the chain file
breaks ties, and the best order seen is kept.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Sequence

Link = tuple[str, str, str]
Stack = tuple[str, list[str]]
SWEEPS = 6


def order(stacks: Sequence[Stack], links: Sequence[Link]) -> list[Stack]:
    """Return the columns with their segments in an order with fewer crossings.

    Never more crossings than in the order given; without links that order stays.
    """
    current = [list(stack) for _, stack in stacks]
    near = _neighbours(current, links)
    best, fewest = [list(stack) for stack in current], crossings(current, links)
    for sweep in range(SWEEPS):
        if not fewest:
            break
        columns = range(len(current)) if sweep % 2 == 0 else range(len(current) - 1, -1, -1)
        places = _places(current)
        for column in columns:
            current[column] = _sorted(current[column], near, places)
            places.update({one: index for index, one in enumerate(current[column])})
        count = crossings(current, links)
        if count < fewest:
            best, fewest = [list(stack) for stack in current], count
    return [(position, stack) for (position, _), stack in zip(stacks, best, strict=True)]


def crossings(stacks: Sequence[Sequence[str]], links: Sequence[Link]) -> int:
    """Return how many pairs of links between the same two columns cross."""
    column = {one: index for index, stack in enumerate(stacks) for one in stack}
    place = _places(stacks)
    groups: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for start, end, _ in links:
        pair = (column[start], column[end])
        if pair[0] != pair[1]:
            groups.setdefault(pair, []).append((place[start], place[end]))
    total = 0
    for rows in groups.values():
        seen: list[int] = []
        for _, row in sorted(rows):
            total += len(seen) - bisect_right(seen, row)
            insort(seen, row)
    return total


def _places(stacks: Sequence[Sequence[str]]) -> dict[str, int]:
    return {one: index for stack in stacks for index, one in enumerate(stack)}


def _neighbours(stacks: Sequence[Sequence[str]], links: Sequence[Link]) -> dict[str, list[str]]:
    """Return for each segment the ends of its links in other columns."""
    column = {one: index for index, stack in enumerate(stacks) for one in stack}
    found: dict[str, list[str]] = {one: [] for one in column}
    for start, end, _ in links:
        if column[start] != column[end]:
            found[start].append(end)
            found[end].append(start)
    return found


def _sorted(stack: Sequence[str], near: dict[str, list[str]], places: dict[str, int]) -> list[str]:
    """Return a column by the mean place of what its segments are linked with.

    A segment without links keeps about the place it has.
    """

    def weight(one: str) -> tuple[float, int]:
        others = near[one]
        mean = sum(places[other] for other in others) / len(others) if others else places[one]
        return (mean, places[one])

    return sorted(stack, key=weight)
