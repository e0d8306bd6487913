"""A table of regions × products as complexity takes it in, and what is refused at its door."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from liantu.errors import Incomputable

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Table:
    """Values X of regions × products, shape (R, P), 0 or more, without gaps or repeated names."""

    values: Floats
    regions: tuple[str, ...]
    products: tuple[str, ...]

    @property
    def shape(self) -> tuple[int, int]:
        """Number of regions, number of products."""
        return len(self.regions), len(self.products)


def table(
    values: ArrayLike,
    regions: Sequence[str] = (),
    products: Sequence[str] = (),
    *,
    nan_is_absent: bool = False,
) -> Table:
    """Return a checked table; without names, rows and columns are named by their number.

    Raises Incomputable where a name stands twice, a value is negative or infinite, or is
    NaN and not said to mean absent.
    """
    x = np.array(values, dtype=np.float64, ndmin=2)
    rows = tuple(regions) or tuple(str(index) for index in range(x.shape[0]))
    columns = tuple(products) or tuple(str(index) for index in range(x.shape[1]))
    if x.shape != (len(rows), len(columns)):
        raise Incomputable("complexity_shape", where=f"{x.shape}", names=(len(rows), len(columns)))
    for names in (rows, columns):
        if len(set(names)) < len(names):
            twice = next(one for one in names if names.count(one) > 1)
            raise Incomputable("complexity_duplicate", where=twice)
    unknown = np.isnan(x)
    if unknown.any():
        if not nan_is_absent:
            raise Incomputable("complexity_nan", where=_at(unknown, rows, columns))
        x[unknown] = 0.0
    wrong = (x < 0) | np.isinf(x)
    if wrong.any():
        raise Incomputable("complexity_negative", where=_at(wrong, rows, columns))
    return Table(x, rows, columns)


def from_rows(
    rows: Iterable[tuple[str, str, float | None]], *, nan_is_absent: bool = False
) -> Table:
    """Return a table of rows (region, product, value), names in the order of their ids.

    A pair without a row is absent, so 0. Raises Incomputable as :func:`table` does, and
    where a pair stands twice.
    """
    found: dict[tuple[str, str], float] = {}
    for region, product, value in rows:
        if (region, product) in found:
            raise Incomputable("complexity_duplicate", where=f"{region} × {product}")
        found[region, product] = math.nan if value is None else float(value)
    regions = tuple(sorted({region for region, _ in found}))
    products = tuple(sorted({product for _, product in found}))
    row = {name: index for index, name in enumerate(regions)}
    column = {name: index for index, name in enumerate(products)}
    x = np.zeros((len(regions), len(products)))
    for (region, product), value in found.items():
        x[row[region], column[product]] = value
    return table(x, regions, products, nan_is_absent=nan_is_absent)


def _at(wrong: NDArray[np.bool_], rows: tuple[str, ...], columns: tuple[str, ...]) -> str:
    row, column = np.argwhere(wrong)[0]
    return f"{rows[row]} × {columns[column]}"
