"""PB4–PB7 and PB9: whether an organisation has the form, committee, term and size it should.

支部工作条例 art. 4–5 and 基层组织选举工作条例: full members decide 3 and 7, all members
decide 50 and 100. A code is given once, to the organisation, however many units it has.
"""

from __future__ import annotations

from collections.abc import Iterator

from liantu.queries.coverage.dates import due
from liantu.queries.coverage.settings import OWN
from liantu.queries.coverage.units import Organization, Situation
from liantu.queries.coverage.verdicts import Hit, Missing, Verdict

FORM = "PB4_FORM_TOO_SMALL"
COMMITTEE = "PB5_NO_BRANCH_COMMITTEE"
TERM = "PB6_TERM_OVERDUE"
WIDE = "PB7_JOINT_TOO_WIDE"
SMALL = "PB9_BELOW_MINIMUM"
RULES = (FORM, COMMITTEE, TERM, WIDE, SMALL)


def judge(situation: Situation) -> Iterator[Verdict]:
    """Say of every organisation of the scope which rules hold, or what is missing to tell."""
    for key in sorted(situation.organizations):
        one = situation.organizations[key]
        units = situation.members_units.get(key, [])
        if units and not any(unit.operating for unit in units):
            continue
        form = situation.form(one)
        if form is None:
            yield _missing(one, "form", RULES)
        elif form in (*OWN, "joint"):
            yield from _size(situation, one)
            yield from _term(situation, one)
            if form == "joint":
                yield from _width(situation, one)


def _size(situation: Situation, one: Organization) -> Iterator[Verdict]:
    form, limits = situation.form(one), situation.settings
    full, probationary = situation.full_in(one), situation.probationary_in(one)
    if form == "committee":
        return
    branch = form in ("branch", "joint")
    if full is None:
        of_branch = (COMMITTEE, *((SMALL,) if form == "branch" else ()))
        yield _missing(one, "full_members", (FORM, *(of_branch if branch else ())))
        return
    wanted = _wanted(situation, full + (probationary or 0))
    if wanted == "committee" or (wanted and branch):
        words = {"members": full + (probationary or 0)}
        yield _hit(situation, FORM, one, wanted, **words)
    elif probationary is None:
        yield _missing(one, "probationary_members", (FORM,))
    if branch and limits.reaches(full, limits.branch_committee):
        if one.has_committee is None:
            yield _missing(one, "has_committee", (COMMITTEE,))
        elif not one.has_committee:
            yield _hit(situation, COMMITTEE, one, full=full, least=limits.branch_committee)
    if form == "branch" and not limits.reaches(full, limits.build):
        yield _hit(situation, SMALL, one, full=full, least=limits.build)


def _wanted(situation: Situation, members: int) -> str:
    """Return the form that so many members, probationary ones included, call for, or none."""
    limits = situation.settings
    if limits.reaches(members, limits.committee):
        return "committee"
    return "general_branch" if limits.reaches(members, limits.general_branch) else ""


def _term(situation: Situation, one: Organization) -> Iterator[Verdict]:
    if one.term_started is None:
        yield _missing(one, "term_started", (TERM,))
        return
    if situation.as_of is None:
        yield _missing(one, "as_of", (TERM,))
        return
    terms = situation.settings.terms
    usual: int = getattr(terms, str(situation.form(one)))
    village = max(terms.village, usual)
    attached = bool(situation.members_units.get(one.id)) or one.linked > 0
    unsure = one.village is None and not attached  # an organisation of a unit is no village's
    years = village if one.village or unsure else usual
    if situation.as_of >= due(one.term_started, years):
        day = due(one.term_started, usual if unsure else years)
        words = {"started": one.term_started.isoformat(), "due": day.isoformat()}
        yield _hit(situation, TERM, one, **words, years=usual if unsure else years)
    elif unsure and situation.as_of >= due(one.term_started, usual):
        yield _missing(one, "village_or_community", (TERM,))


def _width(situation: Situation, one: Organization) -> Iterator[Verdict]:
    most = situation.settings.joint_units
    units = max(one.units or 0, one.linked)
    if units > most:
        yield _hit(situation, WIDE, one, units=units, most=most)
    elif one.units is None:
        yield _missing(one, "units", (WIDE,))


def _hit(
    situation: Situation, rule: str, one: Organization, detail: str = "", /, **words: object
) -> Hit:
    units = sorted(situation.members_units.get(one.id, []), key=lambda unit: unit.id)
    return Hit(
        rule,
        one.id,
        one.name,
        "PartyOrganization",
        {**words, "name": one.name, "form": one.form or ""},
        detail,
        tuple(unit.id for unit in units),
        records=(*one.records, *(row for unit in units for row in unit.records)),
    )


def _missing(one: Organization, fact: str, rules: tuple[str, ...]) -> Missing:
    return Missing(fact, one.id, one.name, "PartyOrganization", rules, one.records)
