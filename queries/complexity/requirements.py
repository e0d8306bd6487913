"""An input–output table as rows of two files: requirements of industries, and sectors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from liantu.errors import InputError
from liantu.queries.complexity.linkages import FORMULA_VERSION, Linkages, from_edges, linkages
from liantu.queries.complexity.rows import known

Rows = Sequence[Mapping[str, str]]
OUTPUT = "industry_output"  # how the column of outputs begins
NEEDED = ("commodity_code", "industry_code", "direct_requirement")


@dataclass(frozen=True)
class SectorRow:
    """A sector's linkages relative to the mean sector, and its output in the table's unit."""

    sector: str
    name: str
    backward: float
    forward: float | None
    output: float | None


@dataclass(frozen=True)
class LinkageReport:
    """Linkages of a table, strongest backward linkage first.

    ``left_out`` requirements lie below the least one, ``negative`` of them below 0.
    """

    linkages: Linkages
    rows: tuple[SectorRow, ...]
    left_out: int
    negative: int

    def as_dict(self) -> dict[str, Any]:
        """Return the stable JSON of the report."""
        return {
            "formula_version": FORMULA_VERSION,
            "least": self.linkages.least,
            "links": self.linkages.links,
            "left_out": self.left_out,
            "negative": self.negative,
            "largest_part": self.linkages.largest_part,
            "spectral_radius": self.linkages.radius,
            "sectors": [asdict(one) for one in self.rows],
        }


def of_rows(edges: Rows, sectors: Rows, *, least: float = 0.0) -> LinkageReport:
    """Return the linkages of a table; ``least`` leaves out smaller direct requirements.

    Needs the columns commodity_code, industry_code and direct_requirement of the one, code
    and industry_output… of the other. Raises InputError where a column is not there, a cell
    is no number or a code has no sector; Incomputable as :func:`linkages` does.
    """
    codes, names, output = _sectors(sectors)
    kept, left_out, negative = [], 0, 0
    for number, row in enumerate(edges, start=2):
        commodity, industry, cell = (_cell(row, name, number) for name in NEEDED)
        value = _number(cell, NEEDED[2], number)
        if value < least:
            left_out, negative = left_out + 1, negative + (value < 0)
        else:
            kept.append((commodity, industry, value))
    direct, outside = from_edges(kept, codes)
    if outside:
        raise InputError("linkages_sector", where=" × ".join(outside[0]), count=len(outside))
    found = linkages(direct, codes, np.nan_to_num(output), least=least)
    rows = [
        SectorRow(
            code,
            names[index],
            float(found.backward[index]),
            None if found.forward is None else known(found.forward[index]),
            known(output[index]),
        )
        for index, code in enumerate(codes)
    ]
    rows.sort(key=lambda row: (-row.backward, row.sector))
    return LinkageReport(found, tuple(rows), left_out, negative)


def _sectors(rows: Rows) -> tuple[list[str], list[str], np.ndarray[Any, np.dtype[np.float64]]]:
    codes, names, output = [], [], []
    for number, row in enumerate(rows, start=2):
        codes.append(_cell(row, "code", number))
        names.append(row.get("industry_name") or row.get("commodity_name") or codes[-1])
        column = next((name for name in row if name.startswith(OUTPUT)), OUTPUT)
        cell = row.get(column, "").strip()
        output.append(_number(cell, column, number) if cell else np.nan)
    return codes, names, np.array(output, dtype=np.float64)


def _cell(row: Mapping[str, str], column: str, number: int) -> str:
    value = row.get(column, "").strip()
    if not value:
        raise InputError("linkages_column", where=f"{number}", column=column)
    return value


def _number(cell: str, column: str, number: int) -> float:
    try:
        return float(cell)
    except ValueError as error:
        raise InputError("linkages_number", where=f"{number}", column=column, value=cell) from error
