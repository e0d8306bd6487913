"""Thresholds and weights of the gap finder: shipped defaults, overlaid by an office's file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from liantu.errors import InputError
from liantu.yamlfile import read_yaml

FORMULA_VERSION = "gaps-2"
FILE = "gaps.yml"
Level = Literal["province", "city", "county"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Doubt(_Strict):
    """When an absence cannot be told from missing data."""

    coverage: float = Field(ge=0, le=1)
    p_none: float = Field(ge=0, le=1)


class Extension(_Strict):
    """When local inputs suffice to call an absence an extension."""

    input_share: float = Field(ge=0, le=1)


class Weak(_Strict):
    """When a present segment is weak."""

    single_maker: int = Field(ge=0)
    self_sufficiency: float = Field(ge=0, le=1)
    leader_tags: list[str]


class Fragile(_Strict):
    """When what is bought hangs on too few."""

    suppliers: float = Field(ge=1)
    one_region: float = Field(gt=0, le=1)
    level: Level
    single_points: bool


class Unmatched(_Strict):
    """When buyers pass by the makers here."""

    outside: float = Field(gt=0, le=1)


class Location(_Strict):
    """From how many compared regions location quotients are told."""

    regions: int = Field(ge=2)


class Size(_Strict):
    """The least size of a table of regions and products."""

    regions: int = Field(ge=0)
    products: int = Field(ge=0)


class Ranked(_Strict):
    """One ranked list: which kinds it holds and what its axes weigh, together 1."""

    name: str
    kinds: list[str]
    need: float = Field(ge=0, le=1)
    feasibility: float = Field(ge=0, le=1)
    value: float = Field(ge=0, le=1)

    @property
    def weights(self) -> tuple[float, float, float]:
        """The weights of need, feasibility and value."""
        return self.need, self.feasibility, self.value


class Score(_Strict):
    """How gaps are scored and ranked."""

    lists: list[Ranked]
    density: Size
    complexity: Size
    fresh_months: int = Field(ge=0)
    undated: float = Field(ge=0, le=1)
    pipeline: float = Field(ge=0, le=1)
    least_confidence: float = Field(ge=0, le=1)
    seed: int = Field(ge=0)
    draws: int = Field(ge=1, le=200_000)


class Targets(_Strict):
    """What each piece of evidence about a target enterprise is worth."""

    supplies: float = Field(ge=0, le=1)
    family: float = Field(ge=0, le=1)
    sales: float = Field(ge=0, le=1)
    signal: float = Field(ge=0, le=1)
    origin: float = Field(ge=0, le=1)
    size: float = Field(ge=0, le=1)
    predicted: float = Field(ge=0, le=1)
    signal_months: int = Field(ge=1)
    size_tags: list[str]
    close: float | None = Field(gt=0, le=1)
    listed: int = Field(ge=1, le=1000)


class WayIn(_Strict):
    """How far and over what the way in to a target is looked for."""

    lengths: dict[str, float]
    hops: int = Field(ge=1, le=6)
    paths: int = Field(ge=1, le=20)
    most_links: int = Field(ge=1, le=5000)
    reads: int = Field(ge=1, le=5000)


class Complete(_Strict):
    """A planner's word that the records of a chain in a region are complete."""

    chain: str
    region: str


class GapSettings(_Strict):
    """Every threshold and weight of the gap finder."""

    months: int = Field(ge=1)
    undated_counts: bool
    doubt: Doubt
    extension: Extension
    weak: Weak
    fragile: Fragile
    unmatched: Unmatched
    location: Location
    score: Score
    targets: Targets
    way_in: WayIn
    assume_complete: list[Complete]

    @property
    def version(self) -> str:
        """A hash of the values, which findings carry."""
        text = json.dumps(self.model_dump(), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def assumes_complete(self, chain: str, region: str) -> bool:
        """Say whether the file names the chain and region as completely recorded."""
        return any((one.chain, one.region) == (chain, region) for one in self.assume_complete)


def defaults() -> dict[str, Any]:
    """Return the values that ship with the package."""
    text = (files("liantu.queries.gaps") / "defaults.yml").read_text(encoding="utf-8")
    return dict(read_yaml(text, "defaults.yml"))


def overlaid(values: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return values with those that an office gives in their place, key by key."""
    found = dict(values)
    for name, value in own.items():
        under = found.get(name)
        both = isinstance(under, Mapping) and isinstance(value, Mapping)
        found[name] = overlaid(under, value) if both else value  # type: ignore[arg-type]
    return found


def checked(values: Mapping[str, Any]) -> GapSettings:
    """Return values as settings; raises InputError naming the first that is not valid."""
    try:
        return GapSettings.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        problem = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
        raise InputError("settings_file", where=FILE, problem=problem) from error


def gap_settings(home: Path | None = None) -> GapSettings:
    """Return the settings in force; raises InputError where the office's file is not valid."""
    own = home / FILE if home else None
    return _read(own.read_text(encoding="utf-8") if own is not None and own.is_file() else None)


@lru_cache(maxsize=16)
def _read(text: str | None) -> GapSettings:
    """Return the settings that an office's file makes of the shipped ones; None is no file."""
    given: Mapping[str, Any] = read_yaml(text, FILE) if text is not None else {}
    return checked(overlaid(defaults(), given))
