"""Way in (以商招商): who here already knows a target, and through whom.

The shortest weighted paths, of at most some steps, from a target over sales, shares,
banks, universities and alliances to an enterprise or institution of the region. A step
over a kind of link is as long as the settings say; of several links between two the
shortest counts. No one stands on a path twice, and a path ends with the first one here.
The best path is exact within what was read; further ones are the best through distinct
steps (k best labels per node and number of steps).

Reading is bounded: around each target the links of so many nodes at most are read, nearest
first, of these those first that three steps of trade lead over into the region; a node
with more links than the bound is not passed through. The answer names those and counts
what was left. Reading stops where the best path cannot be beaten any more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Any

from liantu.graph.stores import Store
from liantu.queries.catalogue import run
from liantu.queries.evidence import Evidence, origins
from liantu.queries.gaps.settings import WayIn as Rules
from liantu.queries.profile import enterprise_node, name_of
from liantu.queries.recording import noted_property
from liantu.queries.scope import place

READ = {
    "ent": ("ties_out", "ties_in"),
    "bank": ("ties_from",),
    "univ": ("ties_from",),
    "all": ("ties_to",),
}
HINTS = 20  # pairs of enterprises on the way into the region that are read first
OUTWARD = frozenset({"ties_out", "ties_from"})


@dataclass(frozen=True)
class Hop:
    """One step: from whom to whom over which kind of link, and the rows that say so.

    ``forward`` says that the link itself goes that way.
    """

    start: str
    start_name: str
    end: str
    end_name: str
    kind: str
    forward: bool
    length: float
    evidence: tuple[Evidence, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the step by name."""
        return {
            "from": {"id": self.start, "name": self.start_name},
            "to": {"id": self.end, "name": self.end_name},
            "kind": self.kind,
            "forward": self.forward,
            "length": self.length,
            "evidence": [one.as_dict() for one in self.evidence],
        }


@dataclass(frozen=True)
class Way:
    """One path from a target to someone here."""

    hops: tuple[Hop, ...]

    @property
    def length(self) -> float:
        """The sum of its steps."""
        return sum(one.length for one in self.hops)

    def as_dict(self) -> dict[str, Any]:
        """Return the path with its steps."""
        return {"length": self.length, "hops": [one.as_dict() for one in self.hops]}


@dataclass(frozen=True)
class WayIn:
    """The best paths from a target; ``hubs`` were not passed, ``unread`` not read any more.

    ``here`` says that the target itself lies in the region.
    """

    target: str
    name: str
    here: bool
    ways: tuple[Way, ...]
    hubs: tuple[str, ...] = ()
    unread: int = 0

    def as_dict(self) -> dict[str, Any]:
        """Return the paths and where reading was cut."""
        return {
            "target": {"id": self.target, "name": self.name, "here": self.here},
            "ways": [one.as_dict() for one in self.ways],
            "not_passed": list(self.hubs),
            "unread": self.unread,
        }


@dataclass(frozen=True)
class _Tie:
    """A link seen from one of its ends."""

    other: str
    kind: str
    forward: bool
    length: float
    records: tuple[str, ...]


class Ways:
    """The ways into a region; what is read of a node is kept for the next target."""

    def __init__(self, store: Store, area: str, rules: Rules) -> None:
        self._store, self._area, self._rules = store, area, rules
        self._ties: dict[str, tuple[tuple[_Tie, ...], bool]] = {}
        self._names: dict[str, str] = {}

    @noted_property
    def here(self) -> frozenset[str]:
        """Who lies in the region: enterprises, banks, universities, alliances."""
        return frozenset(row[0] for row in run(self._store, "known_here", area=self._area).rows)

    def _explore(self, target: str, paths: int) -> tuple[list[Way], set[str], int]:
        """Read around a target, nearest first, until its best path cannot be beaten.

        Returns the paths, who was not passed through, and how many were not read.
        """
        nearest = min(self._rules.lengths.values(), default=0.0)
        level, seen, asked = [target], {target}, 0
        hubs: set[str] = set()
        found: list[Way] = []
        hints: frozenset[str] = frozenset()
        left = 0
        for steps in range(1, self._rules.hops + 1):
            after: set[str] = set()
            wanted = [one for one in level if one == target or one not in self.here]
            read = wanted[: self._rules.reads - asked]
            self._read(read)
            for one in read:
                ties, is_hub = self._ties[one]
                if is_hub:
                    hubs.add(one)
                if one == target or not is_hub:
                    after |= {tie.other for tie in ties}
            left += len(wanted) - len(read)
            asked += len(read)
            found = self._shortest(target, paths, hubs)
            if len(found) == paths and found[0].length <= (steps + 1) * nearest:
                break
            hints = self._toward(target) if steps == 1 else hints
            level = sorted(after - seen, key=lambda one: (one not in hints, one))
            seen |= after
        return found, hubs, left

    def _toward(self, target: str) -> frozenset[str]:
        """Return who lies on three steps of trade into the region: they are read first."""
        if not target.startswith("ent:"):
            return frozenset()
        rows = run(self._store, "toward_here", id=target, area=self._area, limit=HINTS).rows
        return frozenset(one for row in rows for one in row)

    def _read(self, wanted: Iterable[str]) -> None:
        """Read the links of nodes, those of one kind at once; they are kept shortest first."""
        kinds: dict[str, list[str]] = {}
        for one in wanted:
            if one not in self._ties:
                kinds.setdefault(one.partition(":")[0], []).append(one)
        most = self._rules.most_links
        for kind, ids in kinds.items():
            found: dict[str, dict[str, _Tie]] = {one: {} for one in ids}
            counts = Counter[str]()
            for name in READ.get(kind, ()):
                own = Counter[str]()
                for row in self._rows(name, ids):
                    own[row["id"]] += 1
                    if own[row["id"]] <= most:
                        self._take(found[row["id"]], row, name in OUTWARD)
                counts |= own
            for one, ties in found.items():
                first = sorted(ties.values(), key=lambda tie: (tie.length, tie.other))
                self._ties[one] = (tuple(first), counts[one] > most)

    def _rows(self, name: str, ids: list[str]) -> list[dict[str, Any]]:
        """Return the links of nodes; where they are too many together, of each by itself."""
        limit = len(ids) * (self._rules.most_links + 1)
        rows = run(self._store, name, ids=ids, limit=limit).dicts()
        if len(rows) < limit or len(ids) == 1:
            return rows
        return [row for one in ids for row in self._rows(name, [one])]

    def _take(self, found: dict[str, _Tie], row: Mapping[str, Any], forward: bool) -> None:
        other, kind = row["other"], row["link"]
        length = self._rules.lengths.get(kind)
        records = tuple(row["records"])
        if length is None or not origins(self._store).sourced(records):
            return
        self._names[other] = row["name"] or other
        held = found.get(other)
        if held is None or length < held.length:
            found[other] = _Tie(other, kind, forward, length, records)
        elif (held.kind, held.forward) == (kind, forward):
            found[other] = _Tie(other, held.kind, forward, length, held.records + records)

    def of(self, target: str, paths: int = 0) -> WayIn:
        """Return the best ways in from a target; raises NotFound, UsageError for no enterprise."""
        node = enterprise_node(self._store, target)
        self._names[node.id] = name_of(node)
        if node.id in self.here:
            return WayIn(node.id, name_of(node), True, ())
        found, hubs, left = self._explore(node.id, paths or self._rules.paths)
        told = tuple(sorted(self._names.get(one, one) for one in hubs))
        return WayIn(node.id, name_of(node), False, tuple(found), told, left)

    def _shortest(self, target: str, paths: int, hubs: Container[str]) -> list[Way]:
        """Return the best paths: best first, so many labels per node and number of steps."""
        found: list[Way] = []
        taken: dict[tuple[str, int], int] = {}
        waiting: list[tuple[float, int, tuple[str, ...], tuple[_Tie, ...]]] = []
        heappush(waiting, (0.0, 0, (target,), ()))
        while waiting and len(found) < paths:
            length, steps, nodes, ties = heappop(waiting)
            label = (nodes[-1], steps)
            if taken.get(label, 0) >= paths:
                continue
            taken[label] = taken.get(label, 0) + 1
            if steps and nodes[-1] in self.here:
                found.append(self._way(nodes, ties))
            elif steps < self._rules.hops and (not steps or nodes[-1] not in hubs):
                for tie in self._ties.get(nodes[-1], ((), False))[0]:
                    if tie.other not in nodes:
                        after = (*nodes, tie.other)
                        heappush(waiting, (length + tie.length, steps + 1, after, (*ties, tie)))
        return found

    def _way(self, nodes: tuple[str, ...], ties: tuple[_Tie, ...]) -> Way:
        known = origins(self._store)
        return Way(
            tuple(
                Hop(
                    start,
                    self._names.get(start, start),
                    tie.other,
                    self._names.get(tie.other, tie.other),
                    tie.kind,
                    tie.forward,
                    tie.length,
                    tuple(known.of_records(tie.records)),
                )
                for start, tie in zip(nodes, ties, strict=False)
            )
        )


def way_in(
    store: Store, target: str, region: str, rules: Rules, paths: int = 0
) -> tuple[WayIn, Mapping[str, Any]]:
    """Return the ways in from a target to a region, and the scope that they are about.

    ``region`` is an adcode, empty for the region that all chains share; raises NotFound
    for an unknown target or region, UsageError for a target that is no enterprise.
    """
    adcode, name, path = place(store, region)
    scope = {
        "region": adcode,
        "region_name": name,
        "as_of": store.as_of or None,
        "data_version": store.data_version,
    }
    return Ways(store, path, rules).of(target, paths), scope
