"""What the enterprises of a region buy of a chain's products, and from whom.

A purchase of a segment is a SUPPLIES link whose product is called as the segment is:
by its name, one of its other names or its id. Of several years of one supplier, buyer
and product the newest counts. Where every purchase has an amount they are weighed by
it; where none has, each counts as one; where some have, those without are left out and
counted (``unweighed``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from liantu.graph.stores import Node, Store
from liantu.queries.catalogue import run
from liantu.queries.evidence import origins
from liantu.queries.risk.andor import Supplier
from liantu.queries.risk.concentration import Concentration, concentration

T = TypeVar("T")


@dataclass(frozen=True)
class Purchase:
    """One supplier's deliveries of a product to one buyer; ``amount`` in 万元, None if unknown."""

    segment: str
    supplier: str
    supplier_name: str
    buyer: str
    buyer_name: str
    amount: float | None
    year: int | None
    link: str
    records: tuple[str, ...]
    paths: tuple[str, ...] = ()  # of the supplier's regions; none where it is not known
    local: bool = False


@dataclass(frozen=True)
class Purchases:
    """The recorded purchases of a chain's products by buyers in a region.

    ``recorded`` counts the purchases of anything there, of which ``rows`` are those that
    name a segment of the chain.
    """

    rows: tuple[Purchase, ...] = ()
    recorded: int = 0

    @cached_property
    def measure(self) -> str:
        """What purchases are weighed by: ``amount`` (万元) or ``count``."""
        return "amount" if any(one.amount is not None for one in self.rows) else "count"

    @cached_property
    def by_segment(self) -> Mapping[str, tuple[Purchase, ...]]:
        """The purchases of each segment that can be weighed."""
        found: dict[str, list[Purchase]] = {}
        counted = self.measure == "count"
        for one in self.rows:
            if counted or one.amount is not None:
                found.setdefault(one.segment, []).append(one)
        return {segment: tuple(rows) for segment, rows in found.items()}

    @property
    def unweighed(self) -> int:
        """How many purchases have no amount while others have one."""
        return len(self.rows) - sum(map(len, self.by_segment.values()))

    def of(self, segment: str) -> tuple[Purchase, ...]:
        """Return the purchases of a segment."""
        return self.by_segment.get(segment, ())

    def weight(self, one: Purchase) -> float:
        """Return what a purchase weighs."""
        return 1.0 if self.measure == "count" else float(one.amount or 0)

    def by_supplier(self, segment: str) -> dict[str, float]:
        """Return what each supplier sells of a segment to buyers here."""
        return dict(self._sold.get(segment, {}))

    @cached_property
    def _sold(self) -> Mapping[str, Mapping[str, float]]:
        found: dict[str, dict[str, float]] = {}
        for segment, rows in self.by_segment.items():
            sold = found[segment] = {}
            for one in rows:
                sold[one.supplier] = sold.get(one.supplier, 0.0) + self.weight(one)
        return found

    def outside(self, segment: str) -> frozenset[str]:
        """Return the suppliers of a segment that lie outside the region."""
        return self._outside.get(segment, frozenset())

    @cached_property
    def _outside(self) -> Mapping[str, frozenset[str]]:
        return {
            segment: frozenset(one.supplier for one in rows if not one.local)
            for segment, rows in self.by_segment.items()
        }

    def concentration(self, segment: str) -> Concentration:
        """Return how concentrated the purchases of a segment are."""
        return self.kept(
            ("concentration", segment),
            lambda: concentration(self._sold.get(segment, {}), self.outside(segment)),
        )

    def kept(self, key: tuple[str, ...], work: Callable[[], T]) -> T:
        """Return what is worked out of these rows, each thing once: they never change."""
        if key not in self._known:
            self._known[key] = work()
        found: T = self._known[key]
        return found

    @cached_property
    def _known(self) -> dict[tuple[str, ...], Any]:
        return {}

    @cached_property
    def sellers(self) -> tuple[Supplier, ...]:
        """Who sells what to here from outside, each once."""
        rows = (one for one in self.rows if not one.local)
        return tuple(dict.fromkeys(Supplier(one.segment, one.supplier, "outside") for one in rows))

    def outside_share(self, segment: str) -> float | None:
        """Return the share bought outside, 0 … 1; None where no purchase is recorded."""
        sold = self._sold.get(segment, {})
        total = sum(sold.values())
        if not total:
            return None
        away = self.outside(segment)
        return sum(amount for one, amount in sold.items() if one in away) / total


def names_of(segments: Iterable[Node]) -> dict[str, str]:
    """Return the segments by every name that a product may be called by; ids come last."""
    found: dict[str, str] = {}
    for one in segments:
        found.setdefault(str(one.properties.get("segment_id", "")), one.id)
    for one in segments:
        for name in one.properties.get("aliases") or ():
            found[str(name)] = one.id
    for one in segments:
        found[str(one.properties.get("name", ""))] = one.id
    found.pop("", None)
    return found


def purchases(store: Store, segments: Iterable[Node], area: str) -> Purchases:
    """Return what buyers in a region buy of some segments.

    ``area`` is the path of the region, such as ``370000/370600``; its descendants count.
    """
    named = names_of(tuple(segments))
    rows = run(store, "purchases_in", area=area, products=sorted(named) or [""]).dicts()
    known = origins(store)
    newest: dict[tuple[str, str, str], Mapping[str, Any]] = {}
    for row in rows:
        key = (row["supplier"], row["buyer"], named[row["product"]])
        held = newest.get(key)
        later = held is None or (row["year"] or 0) > (held["year"] or 0)
        if known.sourced(row["records"]) and later:
            newest[key] = row
    places = _places(store, {supplier for supplier, _, _ in newest})
    found = [_purchase(key[2], row, places, area) for key, row in newest.items()]
    recorded = run(store, "count_purchases_in", area=area).rows[0][0]
    return Purchases(tuple(sorted(found, key=lambda one: (one.segment, one.link))), int(recorded))


def _purchase(
    segment: str, row: Mapping[str, Any], places: Mapping[str, tuple[str, ...]], area: str
) -> Purchase:
    paths = places.get(row["supplier"], ())
    return Purchase(
        segment=segment,
        supplier=row["supplier"],
        supplier_name=row["supplier_name"] or "",
        buyer=row["buyer"],
        buyer_name=row["buyer_name"] or "",
        amount=row["amount"],
        year=row["year"],
        link=row["link"],
        records=tuple(row["records"]),
        paths=paths,
        local=any(inside(path, area) for path in paths),
    )


def _places(store: Store, ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    wanted = sorted(ids)
    if wanted:
        for row in run(store, "places_of", ids=wanted).dicts():
            found[row["enterprise"]] = (*found.get(row["enterprise"], ()), row["path"] or "")
    return found


def inside(path: str, area: str) -> bool:
    """Say whether the path of a region is that of an area or lies under it."""
    return bool(path) and (path == area or path.startswith(f"{area}/"))
