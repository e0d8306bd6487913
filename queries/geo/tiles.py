"""Counts by province on a grid of tiles: no coordinates and no borders are needed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

from liantu.queries.geo.choosing import Selection
from liantu.queries.geo.places import Place, Places, Unplaced

SHADES = 5


@dataclass(frozen=True)
class Tile:
    """One province-level division with its place on the grid; ``shade`` 0 is nothing recorded."""

    adcode: str
    name: str
    column: int
    row: int
    count: int
    shade: int

    def as_dict(self) -> dict[str, Any]:
        """Return the tile by name."""
        return {
            "adcode": self.adcode,
            "name": self.name,
            "column": self.column,
            "row": self.row,
            "count": self.count,
        }


@dataclass(frozen=True)
class Tiles:
    """The grid; ``elsewhere`` counts what lies in no division that is known."""

    tiles: tuple[Tile, ...]
    elsewhere: int

    @property
    def most(self) -> int:
        """The largest count of a tile."""
        return max((one.count for one in self.tiles), default=0)

    def as_dict(self) -> dict[str, Any]:
        """Return the tiles and what stands on none."""
        return {"tiles": [one.as_dict() for one in self.tiles], "elsewhere": self.elsewhere}


@cache
def layout() -> dict[str, tuple[int, int]]:
    """Return column and row of each province-level division by its code."""
    text = files("liantu.queries.geo").joinpath("tiles.yml").read_text(encoding="utf-8")
    return {str(code): (int(at[0]), int(at[1])) for code, at in YAML(typ="safe").load(text).items()}


def tiles(found: Places, selection: Selection) -> Tiles:
    """Return how many things of a selection lie in each province, placed on a map or not."""
    counted: dict[str, int] = {}
    elsewhere = 0
    things: Iterable[Place | Unplaced] = (*selection.placed, *selection.unplaced)
    for one in things:
        province = found.path(one.adcode).partition("/")[0]
        if province in layout():
            counted[province] = counted.get(province, 0) + 1
        else:
            elsewhere += 1
    most = max(counted.values(), default=0)
    listed = [
        Tile(
            code,
            found.divisions[code].name if code in found.divisions else code,
            column,
            row,
            counted.get(code, 0),
            _shade(counted.get(code, 0), most),
        )
        for code, (column, row) in layout().items()
    ]
    return Tiles(tuple(sorted(listed, key=lambda one: (one.row, one.column))), elsewhere)


def _shade(count: int, most: int) -> int:
    """Return 0 for nothing, else 1 … 5 by the square root of the share of the largest."""
    return 0 if not count else max(1, min(SHADES, round((count / most) ** 0.5 * SHADES)))
