"""The settings of the gap finder as fields to fill in: each threshold and weight by its path.

A path is that of the settings, such as ``doubt.coverage``; a ranked list stands in it by
its name, as ``score.lists.recruit.need``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from liantu.errors import InputError, UsageError
from liantu.queries.gaps.settings import (
    GapSettings,
    Level,
    Ranked,
    checked,
    defaults,
)

LISTS = "score.lists"
PAIRS = "assume_complete"
FIXED = ("name", "kinds")  # of a ranked list: what it is, and no weight
TRUE, FALSE = ("true", "1", "yes", "是"), ("false", "0", "no", "否", "")
Shape = Literal["number", "whole", "flag", "words", "level", "pairs", "lengths"]


@dataclass(frozen=True)
class Setting:
    """One value that may be changed: what it is, the range it may have, and the one in force.

    ``low`` and ``high`` are the ends of the range, None where it has none; ``above`` says
    that the low end itself does not count; ``empty`` that it may be left out.
    """

    path: str
    shape: Shape
    value: Any
    default: Any
    low: float | None = None
    high: float | None = None
    above: bool = False
    empty: bool = False

    @property
    def group(self) -> str:
        """The part of the settings that it stands in, ``top`` for those in none."""
        return self.path.rpartition(".")[0] or "top"

    @property
    def key(self) -> str:
        """The name of its label and meaning: the path, for all lists the same."""
        parts = self.path.split(".")
        return f"{LISTS}.{parts[-1]}" if self.path.startswith(f"{LISTS}.") else self.path

    @property
    def text(self) -> str:
        """The value as it stands in a field."""
        return written(self.value, self.shape)

    @property
    def changed(self) -> bool:
        """Whether it is not what ships with the package."""
        return bool(self.value != self.default)

    def as_dict(self) -> dict[str, Any]:
        """Return the setting by name."""
        return {
            "path": self.path,
            "shape": self.shape,
            "value": self.value,
            "default": self.default,
            "low": self.low,
            "high": self.high,
            "may_be_empty": self.empty,
        }


def written(value: Any, shape: Shape) -> str:
    """Return a value as it is written in a field."""
    if value is None:
        return ""
    if shape == "pairs":
        return "\n".join(f"{one['chain']} {one['region']}" for one in value)
    if shape == "lengths":
        return "\n".join(f"{name} {length:g}" for name, length in value.items())
    if shape == "words":
        return "、".join(value)
    return (
        str(value).lower()
        if isinstance(value, bool)
        else f"{value:.10g}"
        if isinstance(value, float)
        else str(value)
    )


def fields(used: GapSettings) -> tuple[Setting, ...]:
    """Return every value of the settings, in the order of the file."""
    return tuple(_fields(used, checked(defaults()), ""))


def _fields(used: BaseModel, shipped: BaseModel, before: str) -> Iterator[Setting]:
    for name, info in type(used).model_fields.items():
        value, default = getattr(used, name), getattr(shipped, name, None)
        path = f"{before}{name}"
        if isinstance(value, BaseModel):
            yield from _fields(value, default if default is not None else value, f"{path}.")
        elif path == LISTS:
            own = {one.name: one for one in default or ()}
            for one in value:
                yield from _fields(one, own.get(one.name, one), f"{path}.{one.name}.")
        elif not (isinstance(used, Ranked) and name in FIXED):
            yield _field(path, info, value, default)


def _field(path: str, info: FieldInfo, value: Any, default: Any) -> Setting:
    if path == PAIRS:
        plain, own = ([one.model_dump() for one in found or ()] for found in (value, default))
        return Setting(path, "pairs", plain, own)
    bounds = {name: getattr(one, name) for one in info.metadata for name in ("ge", "gt", "le")
              if getattr(one, name, None) is not None}  # fmt: skip
    kinds = get_args(info.annotation) or (info.annotation,)
    low = bounds.get("ge", bounds.get("gt"))
    shape = _shape(info.annotation, kinds)
    return Setting(
        path, shape, value, default, low, bounds.get("le"), "gt" in bounds, type(None) in kinds
    )


def _shape(annotation: Any, kinds: tuple[Any, ...]) -> Shape:
    if annotation == Level:
        return "level"
    if annotation == list[str]:
        return "words"
    if annotation == dict[str, float]:
        return "lengths"
    return "flag" if bool in kinds else "whole" if int in kinds else "number"


def edited(used: GapSettings, given: Mapping[str, str]) -> GapSettings:
    """Return settings with some values changed, each given as text by its path.

    Raises UsageError for an unknown path, a text that is no such value, a value out of its
    range, or weights of a list that do not add up to 1.
    """
    known = {one.path: one for one in fields(used)}
    values = used.model_dump()
    for path, said in given.items():
        if path not in known:
            raise UsageError("gap_setting_unknown", where=path)
        _put(values, path, _value(known[path], said.strip()))
    for one in values["score"]["lists"]:
        total = one["need"] + one["feasibility"] + one["value"]
        if not math.isclose(total, 1.0, abs_tol=1e-9):
            where = f"{LISTS}.{one['name']}"
            raise UsageError("gap_setting_weights", where=where, total=f"{total:g}")
    try:
        return checked(values)
    except InputError as error:
        problem = str(error.values.get("problem", ""))
        raise UsageError("gap_setting", where=problem.partition(":")[0], range=problem) from error


def _put(values: dict[str, Any], path: str, value: Any) -> None:
    *parents, name = path.split(".")
    inside: Any = values
    for one in parents:
        inside = (
            next(each for each in inside if each["name"] == one)
            if isinstance(inside, list)
            else inside[one]
        )
    inside[name] = value


def _value(one: Setting, said: str) -> Any:
    wrong = UsageError("gap_setting", where=one.path, range=span(one))
    if one.shape == "pairs":
        lines = [line.split() for line in said.splitlines() if line.strip()]
        if any(len(line) != 2 for line in lines):
            raise wrong
        return [{"chain": chain, "region": region} for chain, region in lines]
    if one.shape == "lengths":
        return _lengths(one, said, wrong)
    if one.shape == "words":
        return [part for part in said.replace(",", "、").replace("，", "、").split("、") if part]
    if one.shape == "level":
        if said not in get_args(Level):
            raise wrong
        return said
    if one.shape == "flag":
        if said.lower() not in (*TRUE, *FALSE):
            raise wrong
        return said.lower() in TRUE
    if not said and one.empty:
        return None
    return _number(one, said, wrong)


def _lengths(one: Setting, said: str, wrong: UsageError) -> dict[str, float]:
    """Return a length for each name that there is, one a line; above 0."""
    lines = [line.split() for line in said.splitlines() if line.strip()]
    given = {line[0]: line[-1] for line in lines if len(line) == 2}
    if len(lines) != len(given) or {*given} != {*one.value}:
        raise wrong
    above = replace(one, shape="number", low=0.0, above=True)
    return {name: float(_number(above, given[name], wrong)) for name in one.value}


def _number(one: Setting, said: str, wrong: UsageError) -> float | int:
    try:
        number = int(said) if one.shape == "whole" else float(said)
    except ValueError:
        raise wrong from None
    below = one.low is not None and (number <= one.low if one.above else number < one.low)
    if not math.isfinite(number) or below or (one.high is not None and number > one.high):
        raise wrong
    return number


def span(one: Setting) -> str:
    """Return the range of a setting as it is read: ``0 – 1``, ``≥ 1``, or the names to choose."""
    if one.shape == "level":
        return " / ".join(get_args(Level))
    if one.shape == "flag":
        return "true / false"
    if one.shape == "pairs":
        return "chain adcode"
    if one.shape == "lengths":
        return f"{' / '.join(one.value)} > 0"
    if one.low is None:
        return ""
    if one.high is None:
        return f"{'>' if one.above else '≥'} {one.low:g}"
    return f"{'>' if one.above else ''}{one.low:g} – {one.high:g}"


def own_values(used: GapSettings) -> dict[str, Any]:
    """Return what differs from the shipped values, as gaps.yml holds it; lists stand whole."""
    return _differing(used.model_dump(), checked(defaults()).model_dump())


def _differing(values: Mapping[str, Any], shipped: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in values.items():
        before = shipped.get(name)
        if isinstance(value, Mapping) and isinstance(before, Mapping):
            if under := _differing(value, before):
                found[name] = under
        elif value != before:
            found[name] = value
    return found
