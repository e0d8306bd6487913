"""What a scenario can name: the firms, segments and regions that a form offers."""

from __future__ import annotations

from dataclasses import dataclass

from liantu.queries.gaps.counts import part_at
from liantu.queries.purchases import inside
from liantu.queries.whatif import Base

REGIONS = 40


@dataclass(frozen=True)
class Choice:
    """One thing to choose: its id or code, what it is called, and a word about it."""

    value: str
    name: str
    about: str = ""


def makers(base: Base, most: int) -> list[Choice]:
    """Return the makers here with what they make, by name."""
    made: dict[str, tuple[str, list[str]]] = {}
    for segment, firms in base.situation.here.items():
        for one in firms:
            made.setdefault(one.id, (one.name, []))[1].append(segment)
    found = [
        Choice(id_, name, base.situation.names(segments[:3]))
        for id_, (name, segments) in made.items()
    ]
    return sorted(found, key=lambda one: (one.name, one.value))[:most]


def suppliers(base: Base, most: int) -> list[Choice]:
    """Return the suppliers elsewhere with what they sell to here, by name."""
    sold: dict[str, tuple[str, list[str]]] = {}
    for row in base.situation.purchases.rows:
        if not row.local:
            sold.setdefault(row.supplier, (row.supplier_name, []))[1].append(row.segment)
    found = [
        Choice(id_, name or id_, base.situation.names(dict.fromkeys(segments[:3])))
        for id_, (name, segments) in sold.items()
    ]
    return sorted(found, key=lambda one: (one.name, one.value))[:most]


def regions(base: Base) -> list[Choice]:
    """Return the cities that most is bought from, then those with most makers."""
    situation = base.situation
    bought: dict[str, int] = {}
    made: dict[str, int] = {}
    for row in situation.purchases.rows:
        for city in {part_at(path, "city") for path in row.paths}:
            if city:
                bought[city] = bought.get(city, 0) + 1
    totals = situation.counts.registered.sum(axis=1) + situation.counts.listed.sum(axis=1)
    for path, total in zip(situation.counts.areas, totals, strict=True):
        city = part_at(path, "city")
        if city:
            made[city] = made.get(city, 0) + int(total)
    places = [one for one in {*bought, *made} if not inside(situation.area, one)]
    ranked = sorted(places, key=lambda one: (-bought.get(one, 0), -made.get(one, 0), one))
    return [
        Choice(
            path.rpartition("/")[2],
            situation.region_name(path),
            f"{bought.get(path, 0)}/{made.get(path, 0)}",
        )
        for path in ranked[:REGIONS]
    ]
