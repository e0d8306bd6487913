"""The linkages of an input–output table that is loaded into the graph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from liantu.errors import Incomputable, InputError, NotFound
from liantu.graph.stores import Store
from liantu.queries.catalogue import run
from liantu.queries.complexity.linkages import FORMULA_VERSION, Linkages, from_edges, linkages
from liantu.queries.complexity.regional import Regional, regional
from liantu.queries.complexity.rows import known
from liantu.queries.evidence import Evidence, origins
from liantu.queries.gaps.settings import GapSettings, gap_settings

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Sector:
    """A sector: its linkages (mean 1), its output in the table's unit, and its segments.

    ``forward`` and ``output`` are None where no use is stated that tells its output.
    """

    id: str
    name: str
    backward: float
    forward: float | None
    output: float | None
    inputs: int
    segments: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True)
class Recorded:
    """The linkages of one table, strongest backward linkage first; or why there are none.

    ``left_out`` requirements lie below ``least``; ``evidence`` is one row of each file that
    the requirements were read from. ``regional`` is how a region stands in it, where one is asked
    for.
    """

    data_version: str
    as_of: str
    tables: tuple[str, ...]
    table: str
    least: float
    linkages: Linkages | None = None
    sectors: tuple[Sector, ...] = ()
    left_out: int = 0
    evidence: tuple[Evidence, ...] = ()
    refused: Incomputable | InputError | None = None
    regional: Regional | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the stable JSON of the report."""
        found = self.linkages
        return {
            "data_version": self.data_version,
            "as_of": self.as_of or None,
            "formula_version": FORMULA_VERSION,
            "tables": list(self.tables),
            "table": self.table or None,
            "least": self.least,
            "refused": self.refused.as_dict()["error"] if self.refused else None,
            "links": found.links if found else None,
            "left_out": self.left_out,
            "largest_part": found.largest_part if found else None,
            "spectral_radius": found.radius if found else None,
            "evidence": [one.as_dict() for one in self.evidence],
            "sectors": [asdict(one) for one in self.sectors],
            "regional": self.regional.as_dict() if self.regional else None,
        }


def recorded(
    store: Store,
    table: str = "",
    *,
    least: float = 0.0,
    region: str = "",
    settings: GapSettings | None = None,
) -> Recorded:
    """Return the linkages of a loaded table; ``least`` leaves out smaller direct requirements.

    An empty ``table`` is the first there is. A sector's output is the use stated of its
    inputs ÷ their direct requirements, since a_ij = z_ij / x_j. Raises NotFound for a table
    that is not loaded, or a region; without any, and where nothing can be computed,
    ``refused`` says why.
    """
    tables = tuple(str(row[0]) for row in run(store, "io_tables").rows if row[0])
    if table and table not in tables:
        raise NotFound("linkages_table", where=table, known="、".join(tables) or "–")
    chosen = table or (tables[0] if tables else "")
    found = Recorded(store.data_version, store.as_of, tables, chosen, least)
    if not chosen:
        return _refused(found, Incomputable("linkages_none"))
    rows = run(store, "io_table", chain=chosen).dicts()
    kept = [row for row in rows if row["requirement"] >= least]
    codes = sorted({row[end] for row in rows for end in ("input", "output")})
    output = _outputs(rows, codes)
    try:
        direct, _ = from_edges([(r["input"], r["output"], r["requirement"]) for r in kept], codes)
        made = linkages(direct, codes, np.nan_to_num(output), least=least)
    except (Incomputable, InputError) as error:
        return _refused(found, error)
    names = _names(rows)
    sectors = _sectors(store, chosen, rows, names, made, output)
    own = {one: names[one] for one in codes}
    here = (
        regional(store, chosen, own, direct, region, settings or gap_settings()) if region else None
    )
    return Recorded(
        store.data_version, store.as_of, tables, chosen, least, made, sectors,
        len(rows) - len(kept), _evidence(store, rows), regional=here,
    )  # fmt: skip


def _refused(found: Recorded, why: Incomputable | InputError) -> Recorded:
    return Recorded(
        found.data_version, found.as_of, found.tables, found.table, found.least, refused=why
    )


def _outputs(rows: Rows, codes: list[str]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return x_j = Σ_i z_ij ÷ Σ_i a_ij by sector; NaN where no use is stated."""
    used: dict[str, float] = defaultdict(float)
    needed: dict[str, float] = defaultdict(float)
    for row in rows:
        if row["used"] is not None:
            used[row["output"]] += row["used"]
            needed[row["output"]] += row["requirement"]
    return np.array([used[one] / needed[one] if needed.get(one) else np.nan for one in codes])


def _names(rows: Rows) -> dict[str, str]:
    return {row[end]: row[f"{end}_name"] or row[end] for row in rows for end in ("input", "output")}


def _sectors(
    store: Store,
    table: str,
    rows: Rows,
    names: Mapping[str, str],
    made: Linkages,
    output: np.ndarray[Any, np.dtype[np.float64]],
) -> tuple[Sector, ...]:
    inputs: dict[str, int] = defaultdict(int)
    for row in rows:
        inputs[row["output"]] += row["requirement"] >= made.least
    segments: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    for row in run(store, "io_segments", chain=table).dicts():
        kept = {"id": row["segment"], "name": row["name"], "chain": row["of_chain"]}
        segments[row["product"]].append(kept)
    found = [
        Sector(
            one,
            names[one],
            float(made.backward[place]),
            None if made.forward is None else known(made.forward[place]),
            known(output[place]),
            inputs[one],
            tuple(segments[one]),
        )
        for place, one in enumerate(made.sectors)
    ]
    return tuple(sorted(found, key=lambda one: (-one.backward, one.id)))


def _evidence(store: Store, rows: Iterable[Mapping[str, Any]]) -> tuple[Evidence, ...]:
    """Return the first row of each file that requirements were read from."""
    first: dict[str, int] = {}
    for row in rows:
        for record in row["records"]:
            origin, _, line = record.rpartition(":")
            first[origin] = min(first.get(origin, int(line)), int(line))
    return tuple(origins(store).of_records(f"{one}:{first[one]}" for one in sorted(first)))
