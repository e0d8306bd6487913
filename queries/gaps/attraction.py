"""What ties enterprises elsewhere to a region: families, sales, origins of investors."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from liantu.graph.stores import Store
from liantu.queries.catalogue import run
from liantu.queries.evidence import Origins, origins
from liantu.queries.gaps.predicted import Predicted, first, predicted
from liantu.queries.gaps.situation import Situation
from liantu.queries.gaps.trade import Trade
from liantu.queries.recording import noted_property


@dataclass(frozen=True)
class Tie:
    """One tie to the region: words of the data, and the keys of the rows that say so."""

    said: str
    records: tuple[str, ...]


@dataclass(frozen=True)
class Sales:
    """Which share of all that a firm is known to sell goes to the region, 0 … 1."""

    share: float
    year: int
    records: tuple[str, ...]


class Attraction:
    """The ties of a region, each kind read when it is first asked for."""

    def __init__(self, situation: Situation, store: Store) -> None:
        self._situation, self._store = situation, store
        self.known: Origins = origins(store)
        self.sales: dict[str, Sales | None] = {}
        self.trade = Trade(store)

    @noted_property
    def _enterprises(self) -> list[dict[str, Any]]:
        return run(self._store, "enterprises_in", area=self._situation.area).dicts()

    @noted_property
    def here(self) -> frozenset[str]:
        """The enterprises of the region, whatever they make."""
        return frozenset(row["enterprise"] for row in self._enterprises)

    @noted_property
    def origins(self) -> Mapping[str, Tie]:
        """The places that investors of enterprises here come from."""
        found: dict[str, Tie] = {}
        for row in self._enterprises:
            if row["investor_origin"]:
                tie = Tie(row["investor_origin"], tuple(row["records"]))
                found.setdefault(row["investor_origin"], tie)
        return found

    @noted_property
    def family(self) -> Mapping[str, Tie]:
        """Who owns, is owned by or has the same owner as an enterprise here."""
        found: dict[str, Tie] = {}
        area = self._situation.area
        owners = run(self._store, "owners_of", area=area).dicts()
        for row in run(self._store, "owned_by", area=area).dicts():
            found.setdefault(row["owned"], self._tie(row["enterprise"], row["link"]))
        for row in owners:
            found.setdefault(row["owner"], self._tie(row["enterprise"], row["link"]))
        parents = sorted({row["owner"] for row in owners})
        if parents:
            for row in run(self._store, "subsidiaries", ids=parents).dicts():
                if row["owned"] not in self.here:
                    found.setdefault(row["owned"], self._tie(row["owner"], row["link"]))
        return found

    def _tie(self, enterprise: str, link: Any) -> Tie:
        records = tuple(link.properties["records"])
        return Tie(self._situation.firms.get(enterprise, enterprise), records)

    @noted_property
    def _sellers(self) -> frozenset[str]:
        rows = run(self._store, "sellers_to", area=self._situation.area).rows
        return frozenset(row[0] for row in rows)

    def predicted(self, segment: str, candidates: Collection[str]) -> Predicted:
        """Return the predicted links of a product's candidates to makers here of its consumers."""
        if not self._situation.settings.targets.predicted:
            return Predicted()
        return predicted(self.trade, candidates, self._buyers(segment))

    def look_around(self, segments: Iterable[str]) -> None:
        """Read the trade around the makers here of the consumers of some products together."""
        if self._situation.settings.targets.predicted:
            self.trade.meet(one for segment in segments for one in first(self._buyers(segment)))

    def reached(self, segment: str) -> set[str]:
        """Return the enterprises in the trade around the makers here of a product's consumers."""
        if not self._situation.settings.targets.predicted:
            return set()
        around = (self.trade.around(one) for one in first(self._buyers(segment)))
        return {one for found in around if found is not None for one in found.near}

    def tied(self) -> set[str]:
        """Return the enterprises that sell to the region, or are of a family with one here."""
        return {*self.family, *self._sellers}

    def _buyers(self, segment: str) -> set[str]:
        users = self._situation.present(self._situation.consumers(segment))
        return {maker.id for user in users for maker in self._situation.here[user]}

    def meet(self, enterprises: Iterable[str]) -> None:
        """Read the sales of those enterprises that sell anything to the region."""
        wanted = sorted(set(enterprises) & self._sellers - self.sales.keys())
        if not wanted:
            return
        newest: dict[tuple[str, str, str], dict[str, Any]] = {}
        for row in run(self._store, "sales_of", ids=wanted).dicts():
            key = (row["supplier"], row["buyer"], row["product"] or "")
            held = newest.get(key)
            if held is None or (row["year"] or 0) > (held["year"] or 0):
                newest[key] = row
        rows: dict[str, list[dict[str, Any]]] = {}
        for (supplier, _, _), row in newest.items():
            rows.setdefault(supplier, []).append(row)
        for supplier in wanted:
            self.sales[supplier] = _sales(rows.get(supplier, []), self.here)


def _sales(rows: list[dict[str, Any]], here: frozenset[str]) -> Sales | None:
    """Return the share that goes here: by amount where any is known, else by count."""
    priced = [row for row in rows if row["amount"] is not None]
    used = priced or rows
    weights = [float(row["amount"]) if priced else 1.0 for row in used]
    total = sum(weights)
    into = [
        (row, weight) for row, weight in zip(used, weights, strict=True) if row["buyer"] in here
    ]
    if not total or not into:
        return None
    records = tuple(record for row, _ in into for record in row["records"])
    year = max((row["year"] or 0 for row, _ in into), default=0)
    return Sales(sum(weight for _, weight in into) / total, year, records)
