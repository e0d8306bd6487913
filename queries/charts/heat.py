"""Firms by segment and region: how many active makers each region has of each segment."""

from __future__ import annotations

import numpy as np

from liantu.graph.stores import Store
from liantu.queries.catalogue import run
from liantu.queries.charts.chart import Chart, Line, columns
from liantu.queries.complexity.counts import counts
from liantu.queries.gaps.settings import GapSettings
from liantu.queries.scope import region_node
from liantu.queries.sheets import Column

MOST_REGIONS = 40  # columns; the table of a country is read by level


def heat(store: Store, chain: str, level: str, region: str, settings: GapSettings) -> Chart:
    """Return the active makers of a chain's segments by region of a level, largest first.

    ``region`` keeps the divisions that lie in it. A cell without makers is what is not
    recorded, never a statement that there are none.
    """
    read = counts(store, chain, level, settings)
    area = str(region_node(store, region).properties["path"]) if region else ""
    inside = [at for at, path in enumerate(read.makers.regions) if _lies(path, area)]
    values = read.makers.values[inside] if inside else np.zeros((0, len(read.segment_names)))
    order = sorted(range(len(inside)), key=lambda at: (-values[at].sum(), inside[at]))
    shown, rest = order[:MOST_REGIONS], order[MOST_REGIONS:]
    names = [read.region_names[inside[at]] for at in shown]
    codes = [read.makers.regions[inside[at]].rpartition("/")[2] for at in shown]
    table = values[shown].T.astype(int) if shown else np.zeros((len(read.segment_names), 0), int)
    records, unplaced = _records(store, chain)
    lines = tuple(
        Line(
            (name, *(int(n) or None for n in table[at]), int(table[at].sum())), records.get(id, ())
        )
        for at, (id, name) in enumerate(zip(read.makers.products, read.segment_names, strict=True))
    )
    cells = [
        [int(x), int(y), int(table[y, x])] for y, x in zip(*np.nonzero(table), strict=True)
    ]  # fmt: skip
    return Chart(
        "heat",
        (
            *columns([("segment", "text")]),
            *(Column(code, name, "number") for code, name in zip(codes, names, strict=True)),
            *columns([("total", "number")]),
        ),
        lines,
        {
            "segments": list(read.segment_names),
            "ids": list(read.makers.products),
            "regions": names,
            "codes": codes,
            "cells": cells,
            "most": int(table.max()) if table.size else 0,
        },
        {
            "more_regions": len(rest),
            "higher": read.higher,
            "unplaced": unplaced,
            "candidates": read.candidates,
            "empty_segments": int((table.sum(axis=1) == 0).sum()),
        },
    )


def _lies(path: str, area: str) -> bool:
    return not area or path == area or path.startswith(f"{area}/") or area.startswith(f"{path}/")


def _records(store: Store, chain: str) -> tuple[dict[str, tuple[str, ...]], int]:
    """Return the rows that say who makes each segment, and how many pairs have no division."""
    found: dict[str, list[str]] = {}
    unplaced = set()
    for row in run(store, "chain_makers", chain=f"chain:{chain}").dicts():
        found.setdefault(row["segment"], []).extend(row["records"] or ())
        if row["path"] is None:
            unplaced.add((row["segment"], row["enterprise"]))
    return {segment: tuple(dict.fromkeys(rows)) for segment, rows in found.items()}, len(unplaced)
