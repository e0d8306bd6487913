"""PB1–PB3 and PB8: whether a unit should build, join, be reached at all, or leave a joint branch.

党章 art. 30 and 支部工作条例 art. 4: three full members (正式党员) make a branch.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from liantu.queries.coverage.units import Organization, Situation, Unit
from liantu.queries.coverage.verdicts import Hit, Missing, Verdict

BUILD = "PB1_SHOULD_BUILD"
JOIN = "PB2_SHOULD_JOIN"
NO_WORK = "PB3_NO_WORK_COVERAGE"
SPLIT = "PB8_SHOULD_SPLIT"
RULES = (BUILD, JOIN, NO_WORK, SPLIT)


def judge(situation: Situation) -> Iterator[Verdict]:
    """Say of every operating unit which of the rules holds, or what is missing to tell."""
    for unit in situation.operating():
        if not situation.organizations_recorded:
            yield _missing(unit, "organizations", RULES)
        elif not situation.is_organized(unit):
            yield from _without(situation, unit)
        elif situation.joint(unit) and not situation.own(unit):
            yield from _within_joint(situation, unit)


def _without(situation: Situation, unit: Unit) -> Iterator[Verdict]:
    full, probationary = situation.full(unit), situation.probationary(unit)
    reached = bool(unit.instructors or unit.mass)
    lowest = () if reached else (NO_WORK,)
    if full is None:
        yield _missing(unit, "full_members", (BUILD, JOIN, *lowest))
    elif situation.settings.reaches(full, situation.settings.build):
        yield _hit(situation, BUILD, unit, full=full)
    elif full or probationary:
        shown = "–" if probationary is None else probationary
        yield _hit(situation, JOIN, unit, full=full, probationary=shown)
    elif probationary is None:
        yield _missing(unit, "probationary_members", (JOIN, *lowest))
    elif not reached and not situation.work_recorded:
        yield _missing(unit, "work_lists", (NO_WORK,))
    elif not reached:
        yield _hit(situation, NO_WORK, unit)


def _within_joint(situation: Situation, unit: Unit) -> Iterator[Verdict]:
    full = situation.full(unit)
    if full is None:
        yield _missing(unit, "full_members", (SPLIT,))
    elif situation.settings.reaches(full, situation.settings.build):
        joint = situation.joint(unit)
        yield _hit(situation, SPLIT, unit, joint, full=full, joint=joint[0].name)


def _hit(
    situation: Situation,
    rule: str,
    unit: Unit,
    within: Sequence[Organization] = (),
    **words: object,
) -> Hit:
    given = {**words, "name": unit.name, "build": situation.settings.build}
    return Hit(
        rule, unit.id, unit.name, "Enterprise", given,
        nodes=tuple(one.id for one in within), links=unit.links if within else (),
        records=(*unit.records, *(row for one in within for row in one.records)),
    )  # fmt: skip


def _missing(unit: Unit, fact: str, rules: tuple[str, ...]) -> Missing:
    return Missing(fact, unit.id, unit.name, "Enterprise", rules, unit.records)
