"""The four rates over operating units (GAPS.md, Coverage of party organisations).

organisation coverage = (own + joint) ÷ operating; own-build = own ÷ operating; work coverage =
units with an organisation, an instructor or a mass organisation ÷ operating (members alone are
no coverage); should-build done = of the units with enough full members, those with their own
(a joint branch is not done). What is not recorded is counted apart: a rate with unknown units
is a lower bound, of should-build done the rate among those that are known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from liantu.queries.coverage.units import Situation, Unit

NAMES = ("organization", "own_build", "work", "should_build")


@dataclass(frozen=True)
class Rate:
    """A share of units: which ones count, out of which; ``unknown`` are those nobody can tell."""

    name: str
    counted: tuple[str, ...]
    of: tuple[str, ...]
    unknown: tuple[str, ...]
    operating: int

    @property
    def numerator(self) -> int:
        """How many units count."""
        return len(self.counted)

    @property
    def denominator(self) -> int:
        """Out of how many."""
        return len(self.of)

    @property
    def known(self) -> int:
        """Of how many operating units the facts that this rate needs are recorded."""
        return self.operating - len(self.unknown)

    @property
    def value(self) -> float | None:
        """The share, 0 to 1; None where there is nothing to divide by or nothing is known."""
        return self.numerator / self.denominator if self.denominator and self.known else None

    @property
    def not_counted(self) -> tuple[str, ...]:
        """The units of the divisor that do not count."""
        counted = set(self.counted)
        return tuple(one for one in self.of if one not in counted)

    def as_dict(self) -> dict[str, Any]:
        """Return value, parts and the units of each, by name."""
        return {
            "name": self.name,
            "value": self.value,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "operating": self.operating,
            "known": self.known,
            "counted": list(self.counted),
            "not_counted": list(self.not_counted),
            "unknown": list(self.unknown),
        }


def rates(situation: Situation) -> tuple[Rate, ...]:
    """Return the four rates in the order of ``NAMES``."""
    units = situation.operating()
    settings = situation.settings

    def unsure(unit: Unit) -> bool:
        return not situation.organizations_recorded or (
            bool(situation.unclear(unit)) and not situation.own(unit)
        )

    def reached(unit: Unit) -> bool:
        return situation.is_organized(unit) or bool(unit.instructors or unit.mass)

    def organized(unit: Unit) -> bool:
        return bool(situation.own(unit) or situation.joint(unit))

    def own(unit: Unit) -> bool:
        return bool(situation.own(unit))

    def should(unit: Unit) -> bool:
        full = situation.full(unit)
        return full is not None and settings.reaches(full, settings.build)

    due = [unit for unit in units if should(unit)]
    unheard = [unit for unit in units if situation.full(unit) is None]
    total = len(units)
    open_ = [unit for unit in units if not organized(unit) and unsure(unit)]
    listed = situation.organizations_recorded and situation.work_recorded
    unreached = [unit for unit in units if not reached(unit) and not listed]
    return (
        _rate("organization", organized, units, open_, total),
        _rate("own_build", own, units, [unit for unit in units if unsure(unit)], total),
        _rate("work", reached, units, unreached, total),
        _rate("should_build", own, due, {one.id: one for one in (*unheard, *[
            unit for unit in due if unsure(unit)])}.values(), total),
    )  # fmt: skip


def _rate(
    name: str,
    counts: Callable[[Unit], bool],
    of: list[Unit],
    unknown: Iterable[Unit],
    operating: int,
) -> Rate:
    return Rate(
        name,
        tuple(unit.id for unit in of if counts(unit)),
        tuple(unit.id for unit in of),
        tuple(sorted(unit.id for unit in unknown)),
        operating,
    )
