"""Time the complexity of 340 regions × 1,000 segments beside PyPI ``ecomplexity``.

Both get the same made-up table, always the same, in one run: ours as a matrix, theirs as
the long data frame that it asks for. Needs the dependency group ``bench``. Prints a table
and, as its last line, one JSON object; ``run()`` gives the same object to other scripts.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import statistics
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import psutil
import typer

from liantu.queries.complexity import complexity, shrunken_lq

SEED = 20171107


def made_up(regions: int, products: int) -> np.ndarray:
    """Return counts of makers: a region has the more, the more of what a segment asks it can do.

    Regions and segments stand on one ladder of ability; each region has besides a trade of
    its own, and sizes differ as sizes of prefectures do.
    """
    random = np.random.default_rng(SEED)
    ability = np.sort(random.normal(0, 1, regions))[::-1]
    asked = np.sort(random.normal(0, 1, products))
    trade = random.integers(0, 8, regions)[:, None] == random.integers(0, 8, products)[None, :]
    size = random.lognormal(0, 0.8, regions)[:, None]
    mean = size * np.exp(-((ability[:, None] - asked[None, :]) ** 2)) * np.where(trade, 6.0, 2.0)
    return random.poisson(mean).astype(float)


def run(
    regions: int = 340, products: int = 1000, times: int = 7, theirs: int = 1
) -> dict[str, Any]:
    """Return medians in seconds; ``theirs`` 0 leaves the other side out."""
    x = made_up(regions, products)
    complexity(x)  # the first call loads the libraries
    ours, found = _timed(times, lambda: complexity(x))
    shrunken, _ = _timed(3, lambda: shrunken_lq(x))
    result: dict[str, Any] = {
        "regions": regions,
        "products": products,
        "links": int(found.m.sum()),
        "complexity_s": round(ours, 4),
        "shrunken_lq_s": round(shrunken, 4),
        "complexity_speedup": None,
    }
    if theirs:
        other, eci = _theirs(x, theirs)
        result["ecomplexity_s"] = round(other, 3)
        result["complexity_speedup"] = round(other / ours, 1)
        result["largest_difference"] = float(np.abs(found.eci - eci).max())
    return result


def _theirs(x: np.ndarray, times: int) -> tuple[float, np.ndarray]:
    import pandas
    from ecomplexity import ecomplexity

    rows, columns = x.shape
    frame = pandas.DataFrame(
        {
            "year": 2024,
            "loc": np.repeat([f"r{one:04}" for one in range(rows)], columns),
            "prod": np.tile([f"p{one:04}" for one in range(columns)], rows),
            "val": x.ravel(),
        }
    )
    named = {"time": "year", "loc": "loc", "prod": "prod", "val": "val"}
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        seconds, table = _timed(times, lambda: ecomplexity(frame, named))
    return seconds, table.groupby("loc")["eci"].first().sort_index().to_numpy()


def _timed(times: int, work: Callable[[], Any]) -> tuple[float, Any]:
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        result = work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken), result


def main(regions: int = 340, products: int = 1000, times: int = 7, theirs: int = 1) -> None:
    """Print the table and the JSON line."""
    result = run(regions, products, times, theirs)
    memory = psutil.virtual_memory().total / 2**30
    print(f"{os.cpu_count()} cores, {memory:.0f} GiB; {regions} regions x {products} segments")
    for name in ("complexity_s", "shrunken_lq_s", "ecomplexity_s", "complexity_speedup"):
        print(f"  {name:20} {result.get(name)}")
    print(json.dumps(result))


if __name__ == "__main__":
    typer.run(main)
