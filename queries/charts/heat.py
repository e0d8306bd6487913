"""Firms by segment and region: how many active makers each region has of each segment."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from liantu.graph.stores import Store
from liantu.queries.catalogue import run
from liantu.queries.charts.chart import Chart, Line, columns
from liantu.queries.complexity.counts import Counts, counts
from liantu.queries.gaps.settings import GapSettings
from liantu.queries.scope import region_node
from liantu.queries.sheets import Column

MOST_REGIONS = 40  # columns; the table of a country is read by level


def heat(
    store: Store,
    chain: str,
    level: str,
    region: str,
    settings: GapSettings,
    evidence: bool = False,
) -> Chart:
    """Return the active makers of a chain's segments by region of a level, largest first.

    ``region`` keeps the divisions that lie in it; ``evidence`` adds the rows behind each line.
    A cell without makers is what is not recorded, never a statement that there are none.
    """
    read = counts(store, chain, level, settings)
    area = str(region_node(store, region).properties["path"]) if region else ""
    inside = [at for at, path in enumerate(read.makers.regions) if _lies(path, area)]
    values = read.makers.values[inside] if inside else np.zeros((0, len(read.segment_names)))
    order = sorted(range(len(inside)), key=lambda at: (-values[at].sum(), inside[at]))
    shown = [inside[at] for at in order[:MOST_REGIONS]]
    table = read.makers.values[shown].T.astype(int)
    names = [read.region_names[at] for at in shown]
    codes = [read.makers.regions[at].rpartition("/")[2] for at in shown]
    heads = [Column(code, name, "number") for code, name in zip(codes, names, strict=True)]
    return Chart(
        "heat",
        (*columns([("segment", "text")]), *heads, *columns([("total", "number")])),
        _lines(read, table, _records(store, chain) if evidence else {}),
        {
            "segments": list(read.segment_names),
            "ids": list(read.makers.products),
            "regions": names,
            "codes": codes,
            "cells": [[int(x), int(y), int(table[y, x])] for y, x in np.argwhere(table)],
            "most": int(table.max()) if table.size else 0,
        },
        {
            "more_regions": len(order) - len(shown),
            "higher": read.higher,
            "unplaced": run(store, "chart_unplaced", chain_id=chain).dicts()[0]["pairs"],
            "candidates": read.candidates,
            "empty_segments": int((table.sum(axis=1) == 0).sum()),
        },
    )


def _lines(
    read: Counts, table: npt.NDArray[np.int_], records: Mapping[str, tuple[str, ...]]
) -> tuple[Line, ...]:
    named = zip(read.makers.products, read.segment_names, table, strict=True)
    return tuple(
        Line((name, *(int(n) or None for n in row), int(row.sum())), records.get(id, ()))
        for id, name, row in named
    )


def _lies(path: str, area: str) -> bool:
    return not area or path == area or path.startswith(f"{area}/") or area.startswith(f"{path}/")


def _records(store: Store, chain: str) -> dict[str, tuple[str, ...]]:
    """Return the rows that say who makes each segment."""
    found: dict[str, list[str]] = {}
    for row in run(store, "chart_makes", chain_id=chain).dicts():
        found.setdefault(row["segment"], []).extend(row["records"] or ())
    return {segment: tuple(dict.fromkeys(rows)) for segment, rows in found.items()}
