"""How a figure is spread over enterprises: counts by class, zero and unknown apart."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from liantu.graph.stores import Store
from liantu.locale import text
from liantu.queries.catalogue import run
from liantu.queries.charts.chart import Chart, Line, columns, inside
from liantu.queries.evidence import origins
from liantu.queries.geo.choosing import members_of
from liantu.refusing import unknown_value

MEASURES = ("makers", "employees", "capital", "output", "age")
AGES = (0, 3, 6, 12, 24, 36, 60)  # months
MAKERS = (0, 1, 2, 3, 5, 10, 20, 50, 100)
Bar = tuple[str, int, list[str]]  # label, count, records


def spread(store: Store, chain: str, region: str, measure: str, evidence: bool = False) -> Chart:
    """Return a distribution over the enterprises of a chain in a region.

    ``makers`` is over segments: how many enterprises make each. ``age`` is months from the
    newest row of an enterprise to the data's own date; an undated one is unknown. Classes of
    the others go 1, 2, 5, 10 …; ``evidence`` adds the rows behind each. Raises UsageError for
    another measure.
    """
    if measure not in MEASURES:
        raise unknown_value("measure", measure, MEASURES)
    firms = _firms(store, chain, region)
    rows = _rows(store) if measure == "age" or evidence else {}
    unknown: list[str] = []
    known: list[tuple[float, list[str]]] = []
    if measure == "makers":
        known = _makers(store, chain, {one["id"] for one in firms})
    else:
        read = _age(store, rows) if measure == "age" else _property(measure)
        for one in firms:
            behind = rows.get(one["id"], []) if evidence else []
            value = read(one)
            if value is None:
                unknown.extend(behind)
            else:
                known.append((value, behind))
    count = len(firms) - len(known) if measure != "makers" else 0
    bars = _bars(known, measure)
    return Chart(
        "spread",
        columns([("class", "text"), ("count", "number")]),
        tuple(
            Line((label, many), tuple(behind))
            for label, many, behind in [*bars, (text("charts.unknown"), count, unknown)]
            if many
        ),
        {
            "measure": measure,
            "unit": text(f"charts.unit.{measure}"),
            "classes": [label for label, _, _ in bars],
            "counts": [many for _, many, _ in bars],
            "unknown": count,
        },
        {"unknown_firms": count},
    )


def _rows(store: Store) -> dict[str, list[str]]:
    return {row["id"]: row["records"] or [] for row in run(store, "geo_records").dicts()}


def _firms(store: Store, chain: str, region: str) -> list[dict[str, Any]]:
    rows = run(store, "chart_firms").dicts()
    if chain:
        wanted = frozenset().union(*members_of(store, chain).values())
        rows = [row for row in rows if row["id"] in wanted]
    here = inside(store, region)
    return rows if here is None else [row for row in rows if row["adcode"] in here]


def _property(name: str) -> Callable[[Mapping[str, Any]], float | None]:
    return lambda row: None if row[name] is None else float(row[name])


def _age(
    store: Store, rows: Mapping[str, list[str]]
) -> Callable[[Mapping[str, Any]], float | None]:
    """Return how many whole months old a firm's newest row is on the data's day; None undated."""
    known, as_of = origins(store), store.as_of

    def months(row: Mapping[str, Any]) -> float | None:
        day = known.last_observed(rows.get(row["id"], []))
        if not day or not as_of:
            return None
        (y, m, d), (y0, m0, d0) = (map(int, one[:10].split("-")) for one in (as_of, day))
        return float(max(0, (y - y0) * 12 + m - m0 - (d < d0)))

    return months


def _makers(store: Store, chain: str, firms: set[str]) -> list[tuple[float, list[str]]]:
    members = members_of(store, chain) if chain else {}
    rows = run(store, "chain_segments", chain=f"chain:{chain}").dicts() if chain else []
    return [
        (float(len(members.get(row["segment"].id, frozenset()) & firms)), [])
        for row in rows
    ]  # fmt: skip


def _edges(values: Sequence[float]) -> list[float]:
    """Return 0 and the steps 1, 2, 5, 10 … that span some values."""
    above = [value for value in values if value > 0]
    if not above:
        return [0, 1]
    low, high = (math.floor(math.log10(one)) for one in (min(above), max(above)))
    return [0, *(step * 10.0**power for power in range(low, high + 2) for step in (1, 2, 5))]


def _bars(known: Sequence[tuple[float, list[str]]], measure: str) -> list[Bar]:
    """Return the classes from one edge up to the next, empty ones at both ends left out."""
    fixed: dict[str, Sequence[float]] = {"age": AGES, "makers": MAKERS}
    edges = fixed.get(measure) or _edges([value for value, _ in known])
    counts = [0] * len(edges)
    records: list[list[str]] = [[] for _ in edges]
    zeros, nothing = 0, []  # type: int, list[str]
    for value, rows in known:
        if value == 0 and measure != "age":
            zeros += 1
            nothing.extend(rows)
            continue
        at = max(0, bisect_right(edges, value) - 1)
        counts[at] += 1
        records[at].extend(rows)
    used = [at for at, many in enumerate(counts) if many]
    shown = range(min(used), max(used) + 1) if used else range(0)
    bars = [(_label(edges, at), counts[at], records[at]) for at in shown]
    return [(text("charts.zero"), zeros, nothing), *bars] if zeros else bars


def _label(edges: Sequence[float], at: int) -> str:
    low = f"{edges[at]:,.10g}"
    if at + 1 == len(edges):
        return text("charts.class.up", low=low)
    return text("charts.class", low=low, high=f"{edges[at + 1]:,.10g}")
