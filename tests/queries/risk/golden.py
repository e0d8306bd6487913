"""The golden chain, its suppliers and tables, as the calculations take them."""

from __future__ import annotations

import csv
from pathlib import Path

import networkx as nx

from liantu.queries.risk.andor import Supplier

FOLDER = Path(__file__).parents[2] / "golden"


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def template() -> nx.DiGraph[str]:
    graph: nx.DiGraph[str] = nx.DiGraph()
    for row in rows("network/template_edges.csv"):
        need = "essential" if row["essential"] == "2" else "useful"
        graph.add_edge(row["input"], row["output"], need=need)
    return graph


def suppliers() -> list[Supplier]:
    return [
        Supplier(row["product"], row["firm"], "outside" if row["where"] == "external" else "local")
        for row in rows("network/andor_suppliers.csv")
    ]
