"""What the rules look at: units, party organisations, projects and task forces as plain values.

None means that no row says so: it is never taken for zero or no.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property

from liantu.queries.coverage.settings import OWN, CoverageSettings


@dataclass(frozen=True)
class Unit:
    """An enterprise: counts of members, and whether anyone works there; never a person.

    ``organizations``, ``instructors`` and ``mass`` are ids; ``links`` are the keys of the
    links to them.
    """

    id: str
    name: str
    full: int | None = None
    probationary: int | None = None
    operating: bool = True
    ownership: str | None = None
    organizations: tuple[str, ...] = ()
    instructors: tuple[str, ...] = ()
    mass: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    records: tuple[str, ...] = ()


@dataclass(frozen=True)
class Organization:
    """A party organisation with its form as recorded; ``linked`` are the units known by links."""

    id: str
    name: str
    form: str | None = None
    full: int | None = None
    probationary: int | None = None
    units: int | None = None
    linked: int = 0
    has_committee: bool | None = None
    term_started: dt.date | None = None
    village: bool | None = None
    records: tuple[str, ...] = ()


@dataclass(frozen=True)
class TaskForce:
    """A task force: the rank of its leader and whether it has a commissioner; never a name."""

    id: str
    name: str
    leader_rank: str | None = None
    has_commissioner: bool | None = None
    records: tuple[str, ...] = ()


@dataclass(frozen=True)
class Project:
    """A project with the ids of who builds it, who staffs it and what organises it."""

    id: str
    name: str
    key: bool | None = None
    stage: str | None = None
    builders: tuple[str, ...] = ()
    task_forces: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    records: tuple[str, ...] = ()


@dataclass(frozen=True)
class ChainMembership:
    """A chain's enterprises, and which units are under its committee or in its alliance.

    ``over`` are the ids of the committees and alliances; without any, nobody can be under one.
    """

    chain: str
    name: str
    over: tuple[str, ...]
    enterprises: tuple[str, ...]
    under: frozenset[str]


@dataclass(frozen=True)
class Situation:
    """Everything that the rules may look at, of one scope and day.

    ``organizations_recorded`` says whether any list of party organisations is loaded,
    ``work_recorded`` whether any of mass organisations or instructors: without one, that a
    unit is in none says nothing.
    """

    settings: CoverageSettings
    as_of: dt.date | None
    units: dict[str, Unit]
    organizations: dict[str, Organization] = field(default_factory=dict)
    projects: tuple[Project, ...] = ()
    task_forces: dict[str, TaskForce] = field(default_factory=dict)
    chains: tuple[ChainMembership, ...] = ()
    builders: dict[str, Unit] = field(default_factory=dict)
    organizations_recorded: bool = True
    work_recorded: bool = True

    def operating(self) -> list[Unit]:
        """Return the units that count, in the order of their ids."""
        return [self.units[one] for one in sorted(self.units) if self.units[one].operating]

    def form(self, organization: Organization) -> str | None:
        """Return what an organisation counts as; None where its form is not recorded."""
        return self.settings.forms.get(organization.form or "")

    def of_form(self, unit: Unit, *forms: str | None) -> list[Organization]:
        """Return the unit's organisations of some forms."""
        if not unit.organizations:
            return []
        known = (self.organizations[one] for one in unit.organizations)
        return [one for one in known if self.form(one) in forms]

    def own(self, unit: Unit) -> list[Organization]:
        """Return the unit's own branches, general branches and committees."""
        return self.of_form(unit, *OWN)

    def joint(self, unit: Unit) -> list[Organization]:
        """Return the joint branches that the unit shares."""
        return self.of_form(unit, "joint")

    def unclear(self, unit: Unit) -> list[Organization]:
        """Return the unit's organisations whose form nobody recorded."""
        return self.of_form(unit, None)

    def is_organized(self, unit: Unit) -> bool:
        """Say whether the unit has any organisation, a joint or temporary one included."""
        return bool(unit.organizations) and bool(
            self.of_form(unit, *OWN, "joint", "temporary", None)
        )

    @cached_property
    def members_units(self) -> dict[str, list[Unit]]:
        """The units of each organisation, closed ones included."""
        found: dict[str, list[Unit]] = {}
        for unit in self.units.values():
            for one in unit.organizations:
                found.setdefault(one, []).append(unit)
        return found

    def full(self, unit: Unit) -> int | None:
        """Return a unit's full members: its own count, else that of its one organisation."""
        if unit.full is not None:
            return unit.full
        only = self._only(unit)
        return only.full if only else None

    def probationary(self, unit: Unit) -> int | None:
        """Return a unit's probationary members, as :meth:`full` does."""
        if unit.probationary is not None:
            return unit.probationary
        only = self._only(unit)
        return only.probationary if only else None

    def full_in(self, organization: Organization) -> int | None:
        """Return an organisation's full members: its own count, else that of its one unit."""
        if organization.full is not None:
            return organization.full
        unit = self._alone(organization)
        return unit.full if unit else None

    def probationary_in(self, organization: Organization) -> int | None:
        """Return an organisation's probationary members, as :meth:`full_in` does."""
        if organization.probationary is not None:
            return organization.probationary
        unit = self._alone(organization)
        return unit.probationary if unit else None

    def _only(self, unit: Unit) -> Organization | None:
        """The one organisation of its own that a unit has, where no other unit shares it."""
        own = self.own(unit)
        alone = len(own) == 1 and own[0].linked <= 1 and len(self.members_units[own[0].id]) == 1
        return own[0] if alone else None

    def _alone(self, organization: Organization) -> Unit | None:
        """The one unit whose own and only organisation this is."""
        units = self.members_units.get(organization.id, [])
        only = self._only(units[0]) if len(units) == 1 else None
        return units[0] if only is not None and only.id == organization.id else None
