"""PJ1–PJ4: task forces and party organisations of projects."""

from __future__ import annotations

from collections.abc import Iterator

from liantu.queries.coverage.units import Project, Situation, TaskForce, Unit
from liantu.queries.coverage.verdicts import Hit, Missing, Verdict

TASK_FORCE = "PJ1_NO_TASK_FORCE"
BUILD = "PJ2_PROJECT_SHOULD_BUILD"
LEADER = "PJ3_NO_COUNTY_LEADER"
COMMISSIONER = "PJ4_NO_COMMISSIONER"
RULES = (TASK_FORCE, BUILD, LEADER, COMMISSIONER)


def judge(situation: Situation) -> Iterator[Verdict]:
    """Say of every project and task force which rules hold, or what is missing to tell."""
    staffed: set[str] = set()
    for project in sorted(situation.projects, key=lambda one: one.id):
        if project.stage in situation.settings.finished_stages:
            continue
        staffed.update(project.task_forces)
        yield from _task_force(situation, project)
        yield from _organization(situation, project)
    for key in sorted(staffed):
        yield from _leadership(situation, situation.task_forces[key])


def _builders(situation: Situation, project: Project) -> list[Unit]:
    found = (situation.builders[key] for key in project.builders)
    return [unit for unit in found if unit.operating]


def _task_force(situation: Situation, project: Project) -> Iterator[Verdict]:
    """PJ1: a key project with a non-public builder and no task force."""
    if project.task_forces or project.key is False:
        return
    builders = _builders(situation, project)
    public = situation.settings.public_ownership
    others = [one for one in builders if one.ownership and one.ownership not in public]
    if not builders:
        yield _missing(project, "builders", (TASK_FORCE,))
    elif not others:
        if any(not one.ownership for one in builders):
            yield _missing(project, "ownership", (TASK_FORCE,))
    elif project.key is None:
        yield _missing(project, "key_project", (TASK_FORCE,))
    else:
        yield _hit(TASK_FORCE, project, others, builders="、".join(one.name for one in others))


def _organization(situation: Situation, project: Project) -> Iterator[Verdict]:
    """PJ2: builders with three full members and no organisation; below that a temporary one.

    The temporary branch takes the task force's members, so it is asked for where there is
    a task force, or should be one.
    """
    if project.organizations:
        return
    builders = _builders(situation, project)
    counts = [situation.full(unit) for unit in builders]
    known = sum(one for one in counts if one is not None)
    build = situation.settings.build
    if not builders:
        yield _missing(project, "builders", (BUILD,))
    elif situation.settings.reaches(known, build):
        yield _hit(BUILD, project, builders, "branch", full=known, build=build)
    elif None in counts:
        yield _missing(project, "full_members", (BUILD,))
    elif project.task_forces or project.key:
        yield _hit(BUILD, project, builders, "temporary_branch", full=known, build=build)


def _leadership(situation: Situation, one: TaskForce) -> Iterator[Verdict]:
    """PJ3 and PJ4: a leader at county level or above, and a chief commissioner."""
    facts = (
        (LEADER, "leader_rank", _at_county(situation, one)),
        (COMMISSIONER, "has_commissioner", one.has_commissioner),
    )
    words = {"name": one.name, "rank": one.leader_rank or ""}
    for rule, fact, holds in facts:
        if holds is None:
            yield Missing(fact, one.id, one.name, "TaskForce", (rule,), one.records)
        elif not holds:
            yield Hit(rule, one.id, one.name, "TaskForce", words, records=one.records)


def _at_county(situation: Situation, one: TaskForce) -> bool | None:
    return one.leader_rank in situation.settings.county_ranks if one.leader_rank else None


def _hit(
    rule: str, project: Project, builders: list[Unit], detail: str = "", /, **words: object
) -> Hit:
    return Hit(
        rule,
        project.id,
        project.name,
        "Project",
        {**words, "name": project.name},
        detail,
        tuple(one.id for one in builders),
        project.links,
        (*project.records, *(row for one in builders for row in one.records)),
    )


def _missing(project: Project, fact: str, rules: tuple[str, ...]) -> Missing:
    return Missing(fact, project.id, project.name, "Project", rules, project.records)
