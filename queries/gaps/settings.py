"""Thresholds of the gap finder: shipped defaults, overlaid by an office's ``gaps.yml``."""

from __future__ import annotations

import hashlib
import json
from importlib.resources import files
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from liantu.errors import InputError
from liantu.yamlfile import read_yaml

FORMULA_VERSION = "gaps-1"


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


class Complete(_Strict):
    """A planner's word that the records of a chain in a region are complete."""

    chain: str
    region: str


class GapSettings(_Strict):
    """Every threshold of the gap finder."""

    months: int = Field(ge=1)
    undated_counts: bool
    doubt: Doubt
    extension: Extension
    weak: Weak
    assume_complete: list[Complete]

    @property
    def version(self) -> str:
        """A hash of the values, which findings carry."""
        text = json.dumps(self.model_dump(), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def assumes_complete(self, chain: str, region: str) -> bool:
        """Say whether the file names the chain and region as completely recorded."""
        return any((one.chain, one.region) == (chain, region) for one in self.assume_complete)


def gap_settings(home: Path | None = None) -> GapSettings:
    """Return the settings in force; raises InputError where the office's file is not valid."""
    text = (files("liantu.queries.gaps") / "defaults.yml").read_text(encoding="utf-8")
    values = dict(read_yaml(text, "defaults.yml"))
    own = home / "gaps.yml" if home else None
    if own is not None and own.is_file():
        values |= read_yaml(own.read_text(encoding="utf-8"), "gaps.yml")
    try:
        return GapSettings.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        problem = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
        raise InputError("settings_file", where="gaps.yml", problem=problem) from error
