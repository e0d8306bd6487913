"""What a region's industries need of each sector of a loaded table, and what is made there.

Outputs of the region are those recorded of the makers of the segments that a sector stands
for; the nation's are those recorded of all regions. A sector that no segment stands for has
an unknown output, not none: what it needs is in no figure, and what is needed of it is met
by nobody knows how much.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np

from liantu.days import months_before
from liantu.errors import Incomputable
from liantu.graph.stores import Store
from liantu.queries.catalogue import run
from liantu.queries.complexity.linkages import DELTA, Balance, balance
from liantu.queries.complexity.rows import known
from liantu.queries.complexity.table import Floats
from liantu.queries.evidence import Evidence, origins
from liantu.queries.gaps.settings import GapSettings
from liantu.queries.purchases import inside
from liantu.queries.scope import place


@dataclass(frozen=True)
class Part:
    """A sector in a region: outputs, need, balance and leakage in 万元, shares 0 … 1.

    ``output`` is None where no segment stands for the sector; then so are all but ``need``.
    ``slq`` and ``leakage`` are None where regions cannot be compared.
    """

    id: str
    name: str
    makers: int
    output: float | None
    need: float
    balance: float | None = None
    self_sufficiency: float | None = None
    slq: float | None = None
    leakage: float | None = None
    evidence: tuple[Evidence, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the figures by name, with the rows that the output was read from."""
        return {**asdict(self), "evidence": [one.as_dict() for one in self.evidence]}


@dataclass(frozen=True)
class Regional:
    """A region by the table, largest lack first; ``refused`` or ``alone`` say what cannot be told.

    ``makers`` are the region's, ``recorded`` those of them whose output is; ``unknown``
    counts the sectors that no segment stands for, ``delta`` is the δ of FLQ.
    """

    region: str
    region_name: str
    makers: int
    recorded: int
    unknown: int
    delta: float = DELTA
    parts: tuple[Part, ...] = ()
    refused: Incomputable | None = None
    alone: Incomputable | None = None

    @property
    def lacking(self) -> tuple[Part, ...]:
        """The sectors of which more is needed than made, largest lack first."""
        return tuple(one for one in self.parts if one.balance is not None and one.balance < 0)

    @property
    def lack(self) -> float:
        """What they lack together, in 万元."""
        return -sum(one.balance or 0.0 for one in self.lacking)

    def as_dict(self) -> dict[str, Any]:
        """Return the stable JSON of the region."""
        return {
            "region": {"adcode": self.region, "name": self.region_name},
            "makers": self.makers,
            "with_output": self.recorded,
            "unknown_sectors": self.unknown,
            "delta": self.delta,
            "unit": "万元",
            "refused": self.refused.as_dict()["error"] if self.refused else None,
            "not_compared": self.alone.as_dict()["error"] if self.alone else None,
            "sectors": [one.as_dict() for one in self.parts],
        }


@dataclass
class _Made:
    """What is recorded of the makers of one sector: each of each segment once."""

    here: dict[tuple[str, str], float | None] = field(default_factory=dict)
    all: dict[tuple[str, str], float | None] = field(default_factory=dict)
    records: set[str] = field(default_factory=set)


def regional(
    store: Store,
    table: str,
    names: Mapping[str, str],
    direct: Floats,
    region: str,
    settings: GapSettings,
) -> Regional:
    """Return what a region needs and makes; ``direct`` is A of the sectors in ``names``.

    A maker that is not operating, builds only, or is known from doubtful or old rows alone
    does not count, as for the gap finder. Raises NotFound for an unknown region.
    """
    adcode, name, path = place(store, region)
    made = _read(store, table, path, settings)
    here = [value for one in made.values() for value in one.here.values()]
    recorded = sum(value is not None for value in here)
    found = Regional(adcode, name, len(here), recorded, len(names) - len(made))
    ids = [one for one in names if one in made]
    if not ids:
        return replace(found, refused=Incomputable("linkages_segments", table=table))
    if recorded < len(here):
        why = Incomputable("linkages_outputs", recorded=recorded, total=len(here))
        return replace(found, refused=why)
    at = [place for place, one in enumerate(names) if one in made]
    x = np.array([sum(value or 0.0 for value in made[one].here.values()) for one in ids])
    if not x.sum():
        return replace(found, refused=Incomputable("linkages_output"))
    nation, alone = _nation([made[one] for one in ids], x)
    compared = balance(direct[np.ix_(at, at)], ids, x, nation)
    need = direct[:, at] @ x
    parts = _parts(store, names, made, need, x, None if alone else compared)
    return replace(found, parts=parts, alone=alone)


def _read(store: Store, table: str, area: str, settings: GapSettings) -> dict[str, _Made]:
    """Return the makers of each sector that segments stand for, each segment for one alone."""
    sources = origins(store)
    outdated = sources.outdated(
        months_before(store.as_of, settings.months), settings.undated_counts
    )
    sectors: dict[str, set[str]] = defaultdict(set)
    for row in run(store, "io_segments", chain=table).dicts():
        sectors[row["segment"]].add(row["product"])
    mixed = {one for of in sectors.values() if len(of) > 1 for one in of}  # nobody can divide it
    found = {one: _Made() for of in sectors.values() for one in of if one not in mixed}
    for row in run(store, "io_outputs", chain=table).dicts():
        made = found.get(row["product"])
        if made is None or not sources.counts(row["records"], outdated):
            continue
        key = (row["segment"], row["enterprise"])
        made.all[key] = row["output"]
        if inside(row["path"] or "", area):
            made.here[key] = row["output"]
            made.records.update(row["records"])
    return found


def _nation(made: Sequence[_Made], x: Floats) -> tuple[Floats, Incomputable | None]:
    """Return the outputs of all regions, or the region's own and why there are no others."""
    every = [value for one in made for value in one.all.values()]
    recorded = sum(value is not None for value in every)
    if recorded < len(every):
        return x, Incomputable("linkages_nation", recorded=recorded, total=len(every))
    nation = np.array([sum(value or 0.0 for value in one.all.values()) for one in made])
    if nation.sum() <= x.sum():
        return x, Incomputable("linkages_alone")
    return nation, None


def _parts(
    store: Store,
    names: Mapping[str, str],
    made: Mapping[str, _Made],
    need: Floats,
    x: Floats,
    compared: Balance | None,
) -> tuple[Part, ...]:
    own = {one: number for number, one in enumerate(name for name in names if name in made)}
    found = []
    for place_, (one, name) in enumerate(names.items()):
        asked, number = float(need[place_]), own.get(one)
        if number is None:
            if asked:
                found.append(Part(one, name, 0, None, asked))
            continue
        output = float(x[number])
        found.append(
            Part(
                one,
                name,
                len(made[one].here),
                output,
                asked,
                output - asked,
                min(1.0, output / asked) if asked else None,
                known(compared.slq[number]) if compared else None,
                float(compared.leakage[number]) if compared else None,
                tuple(origins(store).of_records(sorted(made[one].records))),
            )
        )
    return tuple(sorted(found, key=lambda one: (one.balance is None, one.balance or 0.0, one.id)))
