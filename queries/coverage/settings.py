"""Thresholds of party-organisation coverage: shipped defaults, overlaid by ``coverage.yml``."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from liantu.errors import InputError
from liantu.yamlfile import read_yaml

FORMULA_VERSION = "coverage-1"
Form = Literal["branch", "joint", "general_branch", "committee", "temporary", "leading"]
OWN = ("branch", "general_branch", "committee")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Terms(_Strict):
    """Years of a term by form; ``village`` holds for a village or community of any form."""

    branch: int = Field(ge=1)
    joint: int = Field(ge=1)
    general_branch: int = Field(ge=1)
    committee: int = Field(ge=1)
    village: int = Field(ge=1)


class CoverageSettings(_Strict):
    """Every threshold of the coverage rules; members are counted in persons."""

    at_least: Literal[">=", ">"]
    months: int = Field(ge=1)
    undated_counts: bool
    build: int = Field(ge=1)
    branch_committee: int = Field(ge=1)
    general_branch: int = Field(ge=1)
    committee: int = Field(ge=1)
    joint_units: int = Field(ge=1)
    terms: Terms
    forms: dict[str, Form]
    public_ownership: list[str]
    county_ranks: list[str]
    finished_stages: list[str]

    @property
    def version(self) -> str:
        """A hash of the values, which findings carry."""
        text = json.dumps(self.model_dump(), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def reaches(self, members: int, threshold: int) -> bool:
        """Say whether a number of members reaches a threshold, by the operator in force."""
        return members >= threshold if self.at_least == ">=" else members > threshold


def coverage_settings(home: Path | None = None) -> CoverageSettings:
    """Return the settings in force; raises InputError where the office's file is not valid."""
    own = home / "coverage.yml" if home else None
    return _read(own.read_text(encoding="utf-8") if own is not None and own.is_file() else None)


@lru_cache(maxsize=16)
def _read(given: str | None) -> CoverageSettings:
    """Return the settings that an office's file makes of the shipped ones; None is no file."""
    text = (files("liantu.queries.coverage") / "defaults.yml").read_text(encoding="utf-8")
    values = dict(read_yaml(text, "defaults.yml"))
    if given is not None:
        values |= read_yaml(given, "coverage.yml")
    try:
        return CoverageSettings.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        problem = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
        raise InputError("settings_file", where="coverage.yml", problem=problem) from error
