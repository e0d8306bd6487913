"""Steps around nodes, fetched level by level: what paths are looked for in.

All nodes of a level are asked for at once. A path of at most n steps between two nodes
lies within half of n steps, rounded up, of one of them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence

from liantu.graph.model import model
from liantu.graph.stores import Store
from liantu.queries.catalogue import run
from liantu.queries.explore.reading import by_kind

MOST_WALKED = 8_000  # nodes whose links are followed for one question
Steps = dict[str, dict[str, set[str]]]  # from, to, keys of the links between


class Walk:
    """The steps known so far; ``cut`` says that some were left out, being too many.

    Nodes of a kind in ``walls`` are reached and not walked through, unless they are ends.
    """

    def __init__(
        self,
        store: Store,
        kinds: Sequence[str],
        directed: bool,
        walls: Collection[str],
        ends: Iterable[str],
    ) -> None:
        self.store, self.directed = store, directed
        self.kinds = list(kinds) or list(model().links)
        self.walls, self.ends = frozenset(walls), frozenset(ends)
        self.out: Steps = {}
        self.into: Steps = {}
        self.walked = 0
        self.cut = False
        self._asked: dict[str, set[str]] = {"from": set(), "to": set()}

    def passable(self, node: str) -> bool:
        """Say whether a path may go on through a node."""
        return node in self.ends or model().kind_of(node) not in self.walls

    def grow(self, levels: int) -> None:
        """Fetch what lies within some steps of the ends."""
        if not self.directed:
            self._grow(("from", "to"), levels)
            return
        self._grow(("from",), levels)
        self._grow(("to",), levels)

    def _grow(self, ways: tuple[str, ...], levels: int) -> None:
        seen, edge = set(self.ends), set(self.ends)
        for _ in range(levels):
            through = {one for one in edge if self.passable(one)}
            found: set[str] = set()
            for way in ways:
                self._fetch(way, through)
                steps = self.out if way == "from" else self.into
                found |= {other for one in through for other in steps.get(one, ())}
            edge = found - seen
            seen |= edge
            if self.cut:
                return

    def _fetch(self, way: str, ids: set[str]) -> None:
        new = sorted(ids - self._asked[way])
        room = MOST_WALKED - self.walked
        if len(new) > room:
            self.cut, new = True, new[:room]
        self.walked += len(new)
        self._asked[way].update(new)
        for same in by_kind(new).values():
            found = run(self.store, f"explore_steps_{way}", ids=same, kinds=self.kinds)
            for one, other, _kind, key in found.rows:
                start, end = (one, other) if way == "from" else (other, one)
                self.out.setdefault(start, {}).setdefault(end, set()).add(key)
                self.into.setdefault(end, {}).setdefault(start, set()).add(key)

    def after(self, node: str) -> list[str]:
        """Return where a step leads from a node, in the order of ids."""
        found = set(self.out.get(node, ()))
        return sorted(found if self.directed else found | set(self.into.get(node, ())))

    def before(self, node: str) -> list[str]:
        """Return from where a step leads to a node."""
        return sorted(self.into.get(node, ())) if self.directed else self.after(node)

    def keys(self, one: str, other: str) -> list[str]:
        """Return the keys of the links that a step from one node to another may take."""
        found = set(self.out.get(one, {}).get(other, ()))
        if not self.directed:
            found |= self.into.get(one, {}).get(other, set())
        return sorted(found)

    def distances(self, end: str, most: int) -> Mapping[str, int]:
        """Return how many steps are left to an end, of all nodes from which it can be reached."""
        found = {end: 0}
        waiting = deque([end])
        while waiting:
            node = waiting.popleft()
            if found[node] == most or (node != end and not self.passable(node)):
                continue
            for one in self.before(node):
                if one not in found:
                    found[one] = found[node] + 1
                    waiting.append(one)
        return found
