"""Paths between nodes: the shortest, or all up to a length, of distinct nodes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from liantu.errors import NotFound
from liantu.graph.model import model
from liantu.graph.stores import Store
from liantu.queries.explore.reading import links_between, nodes_json, read_nodes, renamed
from liantu.queries.explore.shapes import Json, unique
from liantu.queries.explore.walking import Walk
from liantu.queries.neighbourhood import DEAD_ENDS
from liantu.refusing import unknown_value

MOST_ENDS, MOST_STEPS, MOST_PATHS = 50, 6, 200
PATIENCE = 200_000  # steps tried for one pair


@dataclass(frozen=True)
class PathsAsked:
    """What is asked: between which nodes, how long at most, over which kinds of links.

    ``every`` asks for all paths up to the length, not the shortest ones only; ``through``
    names kinds of nodes that are walked through though they join nearly everything.
    """

    ids: Sequence[str]
    most: int = 4
    every: bool = False
    kinds: Sequence[str] = ()
    directed: bool = False
    through: Sequence[str] = ()
    kinds_named: str = "kinds"  # what the address calls the kinds of links


def paths(store: Store, asked: PathsAsked) -> Json:
    """Return the paths between each two of some nodes, shortest first, 200 at most.

    A path is its nodes and every link between two that follow one another. ``cut`` says that
    there are more, or may be. Raises NotFound for an unknown node and UsageError for kinds
    that are not known.
    """
    _check(asked)
    ends = _ends(store, asked.ids)
    walk = Walk(store, asked.kinds, asked.directed, DEAD_ENDS - {*asked.through}, ends)
    _grow(walk, ends, asked)
    found: list[tuple[str, ...]] = []
    cut = walk.cut
    for start, end in combinations(ends, 2):
        few, whole = _between(walk, start, end, asked, MOST_PATHS + 1 - len(found))
        found += few
        cut = cut or not whole
        if len(found) > MOST_PATHS:
            cut = True
            break
    found = sorted(found[:MOST_PATHS], key=lambda one: (len(one), one))
    return {"paths": [_path(walk, one) for one in found], **_drawn(store, walk, found)} | {
        "cut": cut,
        "limit": MOST_PATHS,
        "not_through": sorted(walk.walls),
    }


def _check(asked: PathsAsked) -> None:
    every = (
        (asked.kinds_named, asked.kinds, model().links),
        ("through", asked.through, model().nodes),
    )
    for name, given, known in every:
        for kind in given:
            if kind not in known:
                raise unknown_value(name, kind, known)


def _ends(store: Store, ids: Sequence[str]) -> list[str]:
    known = read_nodes(store, ids)
    moved = renamed(store, [one for one in ids if one not in known])
    for one in ids:
        if one not in known and one not in moved:
            raise NotFound("node_unknown", where=one)
    return unique([one if one in known else moved[one] for one in ids])


def _grow(walk: Walk, ends: Sequence[str], asked: PathsAsked) -> None:
    """Fetch what the paths lie in: for the shortest ones no more than joins every two."""
    for levels in range(1, -(-asked.most // 2) + 1):
        if asked.every:
            levels = -(-asked.most // 2)
        walk.grow(levels)
        if walk.cut or asked.every:
            return
        pairs = combinations(ends, 2)
        if all(start in walk.distances(end, 2 * levels) for start, end in pairs):
            return


def _between(
    walk: Walk, start: str, end: str, asked: PathsAsked, room: int
) -> tuple[list[tuple[str, ...]], bool]:
    """Return paths from one node to another, shortest first, and whether these are all."""
    left = walk.distances(end, asked.most)
    if start not in left:
        return [], True
    longest = asked.most if asked.every else left[start]
    found: list[tuple[str, ...]] = []
    patience = [PATIENCE]
    for length in range(left[start], longest + 1):
        for path in _exactly(walk, (start,), end, length, left, patience):
            if len(found) == room:
                return found, False
            found.append(path)
        if not patience[0]:
            return found, False
    return found, True


def _exactly(
    walk: Walk,
    path: tuple[str, ...],
    end: str,
    length: int,
    left: Mapping[str, int],
    patience: list[int],
) -> Iterator[tuple[str, ...]]:
    """Yield the paths of so many more steps; ``patience`` is what may still be tried."""
    node = path[-1]
    if node == end:
        if not length:
            yield path
        return
    if len(path) > 1 and not walk.passable(node):
        return
    for one in walk.after(node):
        if patience[0] <= 0:
            return
        if one not in path and left.get(one, length) < length:
            patience[0] -= 1
            yield from _exactly(walk, (*path, one), end, length - 1, left, patience)


def _path(walk: Walk, path: Sequence[str]) -> Json:
    links = [key for step in pairwise(path) for key in walk.keys(*step)]
    return {"nodes": list(path), "links": links}


def _drawn(store: Store, walk: Walk, found: Sequence[Sequence[str]]) -> Json:
    """Return the nodes and the links of all paths."""
    ids = unique([one for path in found for one in path])
    keys = {key for path in found for step in pairwise(path) for key in walk.keys(*step)}
    links = links_between(store, ids, ids, False)
    nodes = nodes_json(store, [*read_nodes(store, ids).values()])
    return {"nodes": nodes, "links": [one for one in links if one["key"] in keys]}
