"""Complexity of regions and products, location quotients with their interval, linkages."""

from __future__ import annotations

from liantu.queries.complexity.location import ShrunkenLQ, shrunken_lq
from liantu.queries.complexity.matrices import (
    FORMULA_VERSION,
    Complexity,
    complexity,
    density,
    density_nearest,
    location_quotient,
    proximity,
)
from liantu.queries.complexity.table import Table, from_rows, table

__all__ = [
    "FORMULA_VERSION",
    "Complexity",
    "ShrunkenLQ",
    "Table",
    "complexity",
    "density",
    "density_nearest",
    "from_rows",
    "location_quotient",
    "proximity",
    "shrunken_lq",
    "table",
]
