"""A situation while it is being changed: a copy on which each change is carried out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import networkx as nx
import numpy as np

from liantu.errors import UsageError
from liantu.graph.stores import Node
from liantu.queries.catalogue import run
from liantu.queries.gaps.counts import MakerCounts
from liantu.queries.gaps.findings import Maker
from liantu.queries.gaps.situation import Situation
from liantu.queries.purchases import Purchase, Purchases, inside
from liantu.queries.whatif.changes import place

NEW = "whatif:"  # what the ids of supposed things begin with
# What depends on the template alone is handed on while nobody changes the template.
OF_TEMPLATE = ("order", "nodes", "edges", "into", "out_of", "reach", "needs")


@dataclass(frozen=True)
class Supposed(Maker):
    """A maker of a scenario: no row says so; it is seen on the day that the data is of."""

    day: str = ""

    @property
    def observed(self) -> str:
        """The day that the scenario is about."""
        return self.day


@dataclass
class Draft:
    """What has become of a situation so far.

    ``gone`` are recorded firms that are here no more, ``new`` firms that came with their
    makers by segment, ``placed`` the paths of firms that moved, ``cut`` the areas that are
    cut off. ``number`` is the place of the change that is being carried out.
    """

    base: Situation
    number: int = 0
    gone: set[str] = field(default_factory=set)
    new: dict[str, dict[str, Maker]] = field(default_factory=dict)
    placed: dict[str, str] = field(default_factory=dict)
    cut: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        base = self.base
        self.segments: list[Node] = list(base.segments)
        self.template: nx.MultiDiGraph[str] = base.template
        self._first: list[Purchase] = list(base.purchases.rows)
        self.rows: list[Purchase] = list(self._first)
        self.counts: MakerCounts = base.counts
        self.records: MakerCounts = base.records or base.counts
        self.nesting = base.nesting

    def refuse(self, key: str, field: str = "", **values: Any) -> UsageError:
        """Return the error of the change that is being carried out, with its place."""
        return UsageError(f"whatif_{key}", where=place(self.number, field), **values)

    # --- what is meant -------------------------------------------------------------

    def segment(self, said: str, field: str = "segment") -> str:
        """Return the segment that is meant by an id, its last part or its name."""
        ids = {one.id: str(one.properties.get("name", "")) for one in self.segments}
        for wanted in (said, f"seg:{self.base.scope.chain}/{said}"):
            if wanted in ids:
                return wanted
        named = [one for one, name in ids.items() if name == said]
        if len(named) != 1:
            raise self.refuse("segment", field, said=said)
        return named[0]

    def firm(self, said: str, field: str = "firm", *, gone: bool = False) -> str:
        """Return the enterprise that is meant by an id or a name; ``gone`` asks the removed."""
        left = self.gone - self.placed.keys()
        found = {one for one in self.named(said) if (one in left) == gone}
        if len(found) > 1 and said in found:
            found = {said}
        if len(found) > 1:
            raise self.refuse("firm_many", field, said=said, known=", ".join(sorted(found)))
        if not found:
            raise self.refuse("firm_gone" if gone else "firm", field, said=said)
        return found.pop()

    def named(self, said: str) -> set[str]:
        """Return the enterprises of an id or name that are or were here, or sell to here."""
        found = {one.id for one in self._makers() if said in (one.id, one.name, one.short_name)}
        for row in (*self.base.purchases.rows, *self.rows):
            if said in (row.supplier, row.supplier_name):
                found.add(row.supplier)
            if said in (row.buyer, row.buyer_name):
                found.add(row.buyer)
        return found

    def _makers(self) -> Iterable[Maker]:
        for makers in self.base.here.values():
            yield from makers
        for made in self.new.values():
            yield from made.values()

    def called(self, firm: str) -> str:
        """Return what an enterprise is called, or its id."""
        labels = {one.id: one.label for one in self._makers() if one.id == firm}
        return labels.get(firm) or self.base.firm(firm)

    def is_maker(self, firm: str) -> bool:
        """Say whether a firm makes anything here now."""
        if firm in self.new:
            return True
        return firm not in self.gone and any(
            one.id == firm for makers in self.base.here.values() for one in makers
        )

    def trades(self, firm: str) -> bool:
        """Say whether a firm buys or sells here now."""
        left = firm in self.gone and firm not in self.placed
        return not left and any(firm in (r.supplier, r.buyer) for r in self.rows)

    def path(self, code: str, field: str) -> str:
        """Return the path of a region by its code."""
        rows = run(self.base.store, "region", region=f"reg:{code}").rows if self.base.store else ()
        if rows:
            return str(rows[0][0].properties.get("path") or code)
        for known in self._paths():
            parts = known.split("/")
            if code in parts:
                return "/".join(parts[: parts.index(code) + 1])
        raise self.refuse("region", field, region=code)

    def _paths(self) -> Iterable[str]:
        yield self.base.area
        yield from self.base.counts.areas
        yield from (one.path for one in self._makers())
        yield from (path for row in self.rows for path in row.paths)

    def holders(self, segment: str) -> list[str]:
        """Return a segment with those that hold it, however deep: its makers count for all."""
        found, waiting = [segment], [segment]
        known = {one.id for one in self.segments}
        while waiting:
            one = waiting.pop()
            outer = sorted(o for i, o in self.nesting if i == one and o in known)
            fresh = [o for o in outer if o not in found]
            found += fresh
            waiting += fresh
        return found

    # --- the template and the counts -----------------------------------------------

    def own_template(self) -> nx.MultiDiGraph[str]:
        """Return the template as one that may be changed."""
        if self.template is self.base.template:
            self.template = self.base.template.copy()
        return self.template

    def add_column(self, segment: str) -> None:
        """Let the counts hold a segment that nobody makes anywhere."""
        self.counts, self.records = (_with(one, segment) for one in (self.counts, self.records))

    def drop_column(self, segment: str) -> None:
        """Take a segment out of the counts."""
        self.counts, self.records = (_less(one, segment) for one in (self.counts, self.records))

    def clear(self, area: str) -> None:
        """Let nobody be left in an area."""
        rows = [number for number, one in enumerate(self.counts.areas) if inside(one, area)]
        registered, listed = self.counts.registered.copy(), self.counts.listed.copy()
        registered[rows], listed[rows] = 0, 0
        self.counts = replace(self.counts, registered=registered, listed=listed)

    def shift(self, segment: str, registered: bool, by: int, path: str) -> None:
        """Count one maker more or fewer of a segment at a place, of those counted there."""
        counts = self.counts
        if path not in counts.areas:
            empty = np.zeros((1, len(counts.segments)), np.int64)
            tables = (np.vstack([one, empty]) for one in (counts.registered, counts.listed))
            counts = MakerCounts((*counts.areas, path), counts.segments, *tables)
        table = (counts.registered if registered else counts.listed).copy()
        at = counts.areas.index(path), counts.place[segment]
        table[at] = max(0, int(table[at]) + by)
        name = "registered" if registered else "listed"
        self.counts = replace(counts, **{name: table})  # type: ignore[arg-type]

    # --- the situation that comes of it ---------------------------------------------

    def build(self) -> Situation:
        """Return the situation as it is now; what did not change is that of the base."""
        base = self.base
        ids = {one.id for one in self.segments}
        made = replace(
            base,
            segments=tuple(self.segments),
            template=self.template,
            here=self._here(),
            counts=self.counts,
            purchases=self._purchases(ids),
            projects={key: value for key, value in base.projects.items() if key in ids},
            supports=tuple(one for one in base.supports if one.enterprise not in self.gone),
            nesting=self.nesting,
            measure=base.measure or base.sizes.measure,
            records=self.records,
        )
        if self.template is base.template:
            for name in OF_TEMPLATE:
                made.__dict__[name] = getattr(base, name)
        return made

    def _here(self) -> dict[str, tuple[Maker, ...]]:
        found: dict[str, tuple[Maker, ...]] = {}
        fresh: dict[str, list[Maker]] = {}
        for makes in self.new.values():
            for segment, maker in makes.items():
                fresh.setdefault(segment, []).append(maker)
        for one in self.segments:
            makers = self.base.here.get(one.id, ())
            if any(maker.id in self.gone for maker in makers):
                makers = tuple(maker for maker in makers if maker.id not in self.gone)
            if one.id in fresh:
                both = (*makers, *fresh[one.id])
                makers = tuple(sorted(both, key=lambda maker: (maker.name, maker.id)))
            if makers:
                found[one.id] = makers
        return found

    def _purchases(self, segments: set[str]) -> Purchases:
        same = len(segments) == len(self.base.segments) and self.template is self.base.template
        if same and not (self.gone or self.placed or self.cut or self.rows != self._first):
            return self.base.purchases
        rows = [found for one in self.rows if (found := self._now(one)) and one.segment in segments]
        if rows == list(self.base.purchases.rows):
            return self.base.purchases
        lost = len(self.base.purchases.rows) - len(rows)
        kept = tuple(sorted(rows, key=lambda one: (one.segment, one.link)))
        return Purchases(kept, max(len(kept), self.base.purchases.recorded - lost))

    def _now(self, row: Purchase) -> Purchase | None:
        moved = self.placed.get(row.supplier)
        if row.buyer in self.gone or (row.supplier in self.gone and moved is None):
            return None
        if moved is not None:
            row = replace(row, paths=(moved,), local=inside(moved, self.base.area))
        if row.paths and all(any(inside(p, area) for area in self.cut) for p in row.paths):
            return None
        return row


def _with(counts: MakerCounts, segment: str) -> MakerCounts:
    empty = np.zeros((len(counts.areas), 1), np.int64)
    tables = (np.hstack([one, empty]) for one in (counts.registered, counts.listed))
    return MakerCounts(counts.areas, (*counts.segments, segment), *tables)


def _less(counts: MakerCounts, segment: str) -> MakerCounts:
    column = counts.place[segment]
    tables = (np.delete(one, column, axis=1) for one in (counts.registered, counts.listed))
    kept = tuple(one for one in counts.segments if one != segment)
    return MakerCounts(counts.areas, kept, *tables)
