"""Screening: enterprises by what they make, where they are, how large they are, what they signal.

Every filter is bound in one text that the store answers page by page; no more rows than
are shown ever leave it. An unknown figure passes no bound on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from liantu.errors import UsageError
from liantu.graph.identity import normalise
from liantu.graph.stores import Store
from liantu.locale import text
from liantu.queries.catalogue import run
from liantu.queries.evidence import Evidence, origins
from liantu.queries.scope import chain_node, place

PAGE = 50
ADCODE = r"^[0-9]{0,6}$"  # of a division; empty is any
MOST = 10_000  # rows of one export


class Screen(BaseModel):
    """One set of filters; what is left as it is filters nothing.

    ``side`` says whether they lie in the ``region`` or outside; ``supplies`` wants those
    that sell to an enterprise there; ``signals`` is the first year of a signal.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    chain: str = Field("", max_length=100)
    segment: str = Field("", max_length=100)
    region: str = Field("", pattern=ADCODE)
    side: Literal["", "in", "out"] = ""
    supplies: bool = False
    text: str = Field("", max_length=100)
    tag: str = Field("", max_length=50)
    ownership: tuple[str, ...] = Field((), max_length=10)
    size: bool = False
    listed: bool = False
    closed: bool = False
    employees_from: int | None = Field(None, ge=0, le=10**9)
    employees_to: int | None = Field(None, ge=0, le=10**9)
    capital_from: float | None = Field(None, ge=0, le=1e15)
    output_from: float | None = Field(None, ge=0, le=1e15)
    signals: int | None = Field(None, ge=1949, le=2100)
    by: Literal["name", "employees", "output", "capital"] = "name"

    def given(self) -> dict[str, Any]:
        """Return the filters that are set, as JSON has them."""
        return self.model_dump(mode="json", exclude_defaults=True)


def screen_of(values: Mapping[str, Any]) -> Screen:
    """Return filters by name; raises UsageError naming the first that makes no sense."""
    try:
        return Screen.model_validate(dict(values))
    except ValidationError as error:
        first = error.errors()[0]
        where = str(first["loc"][0])
        known = where in Screen.model_fields
        problem = f"{text(f'screen.field.{where}')} = {values.get(where)}" if known else f"{where}?"
        raise UsageError("screen_filter", where=where, problem=problem) from error


@dataclass(frozen=True)
class Row:
    """One enterprise that passes: what is known of it and the rows that say so."""

    id: str
    name: str
    known: Mapping[str, Any]
    evidence: tuple[Evidence, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the enterprise by name; what is unknown is null."""
        rows = [one.as_dict() for one in self.evidence]
        return {"id": self.id, "name": self.name, **self.known, "evidence": rows}


@dataclass(frozen=True)
class Screened:
    """One page of the enterprises that pass, and how many there are."""

    data_version: str
    as_of: str
    screen: Screen
    region_name: str
    total: int
    start: int
    rows: tuple[Row, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the stable JSON of ``liantu screen --json``."""
        return {
            "data_version": self.data_version,
            "as_of": self.as_of or None,
            "screen": self.screen.given(),
            "region_name": self.region_name or None,
            "total": self.total,
            "start": self.start,
            "enterprises": [one.as_dict() for one in self.rows],
        }


SHOWN = (
    "place", "ownership", "employees", "capital", "output", "above_size", "listed", "tags",
    "signals",
)  # fmt: skip
ORIGIN = ("source", "file", "sheet", "row", "observed_on")


def screening(store: Store, wanted: Screen, start: int = 0, limit: int = PAGE) -> Screened:
    """Return one page of the enterprises that pass, sorted by the screen's ``by``, then name.

    Raises NotFound for an unknown chain, segment or region.
    """
    area = name = ""
    side = wanted.side
    if wanted.region or side or wanted.supplies:
        _, name, area = place(store, wanted.region)
        side = side or ("" if wanted.supplies else "in")
    bound: dict[str, Any] = {
        "segments": _segments(store, wanted),
        "area": area,
        "side": side,
        "text": normalise(wanted.text) if wanted.text else "",
        "tag": wanted.tag,
        "ownership": list(wanted.ownership),
        "size": wanted.size,
        "listed": wanted.listed,
        "operating": not wanted.closed,
        "least": _or(wanted.employees_from),
        "most": _or(wanted.employees_to),
        "capital": _or(wanted.capital_from),
        "output": _or(wanted.output_from),
        "since": wanted.signals or 0,
    }
    query = "screen_sellers" if wanted.supplies else "screen"
    total = int(run(store, f"{query}_count", **bound).rows[0][0])
    rows = run(store, query, **bound, by=wanted.by, start=start, limit=limit).dicts()
    known = origins(store)
    found = tuple(
        Row(
            row["id"],
            row["name"] or row["id"],
            {one: row[one] for one in SHOWN},
            tuple(known.of_records(row["records"])),
        )
        for row in rows
    )
    return Screened(store.data_version, store.as_of, wanted, name, total, start, found)


def _or(number: float | None) -> float:
    return -1 if number is None else number


def _segments(store: Store, wanted: Screen) -> list[str]:
    """Return the segments asked for: one by id, or all of a chain."""
    if not wanted.chain and not wanted.segment:
        return []
    if wanted.segment.startswith("seg:"):
        return [wanted.segment]
    if not wanted.chain:
        raise UsageError("screen_chain", where="segment", segment=wanted.segment)
    chain = chain_node(store, wanted.chain)
    found = [row["segment"].id for row in run(store, "chain_segments", chain=chain.id).dicts()]
    if not wanted.segment:
        return found
    own = f"seg:{chain.properties['chain_id']}/{wanted.segment}"
    return [own] if own in found else [f"{own} ?"]


def as_table(found: Screened) -> tuple[list[str], list[list[Any]]]:
    """Return what a page holds as a header and rows, each with the first source of the firm."""
    names = ("id", "name", *SHOWN, *ORIGIN)
    rows = []
    for one in found.rows:
        first = one.evidence[0].as_dict() if one.evidence else {}
        values = {"id": one.id, "name": one.name, **one.known, **first}
        rows.append([values.get(name) for name in names])
    return [text(f"screen.column.{name}") for name in names], rows
