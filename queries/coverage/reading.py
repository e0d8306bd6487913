"""Reading a store: the units, organisations and projects of a region, or of a chain in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from liantu.graph.stores import Node, Store
from liantu.queries.catalogue import run
from liantu.queries.coverage.dates import shifted
from liantu.queries.coverage.memberships import chain_enterprises, memberships
from liantu.queries.coverage.settings import CoverageSettings
from liantu.queries.coverage.units import Organization, Project, Situation, TaskForce, Unit
from liantu.queries.evidence import origins

Links = dict[str, list[tuple[str, str]]]  # of each unit: the other end and the link's key


@dataclass(frozen=True)
class LeftOut:
    """Enterprises of the scope that no rate and no rule counts, by the reason."""

    closed: int = 0
    stale: int = 0
    unregistered: int = 0

    def as_dict(self) -> dict[str, int]:
        """Return the counts by reason."""
        return {"closed": self.closed, "stale": self.stale, "unregistered": self.unregistered}


def look(
    store: Store, chain: str, path: str, as_of: str, settings: CoverageSettings
) -> tuple[Situation, LeftOut]:
    """Read a region and its descendants by path; with ``chain``, only that chain's enterprises.

    ``chain`` is a chain's short id or empty, ``as_of`` an ISO date or empty.
    """
    day = dt.date.fromisoformat(as_of) if as_of else None
    found: dict[str, Node] = {}
    organized = _linked(store, "party_organized", path, found)
    of_projects = _linked(store, "party_project_organizations", path, found)
    of_chain = chain_enterprises(store, chain) if chain else None
    units, left = _units(store, path, of_chain, organized, day, settings)
    projects, builders, task_forces = _projects(store, path, chain, units, of_projects)
    wanted = {one for unit in units.values() for one in unit.organizations}
    wanted |= {one for project in projects for one in project.organizations}
    if not chain:
        of_others = {one for unit in organized.keys() - units for one, _ in organized[unit]}
        for (node,) in run(store, "party_organizations", path=path).rows:
            if node.id not in of_others:
                wanted.add(node.id)
                found[node.id] = node
    counts = {row["organization"]: row["units"] for row in run(store, "party_unit_counts").dicts()}
    situation = Situation(
        settings,
        day,
        units,
        {
            key: _organization(node, counts.get(key, 0))
            for key, node in found.items()
            if key in wanted
        },
        projects,
        task_forces,
        memberships(store, chain, units),
        builders,
        organizations_recorded=_any(store, "organizations"),
        work_recorded=_any(store, "mass") or _any(store, "instructors"),
    )
    return situation, left


def _any(store: Store, what: str) -> bool:
    """Say whether the store holds any list of them: without one, absence says nothing."""
    return bool(run(store, f"party_listed_{what}").rows[0][0])


def _units(
    store: Store,
    path: str,
    of_chain: Collection[str] | None,
    organized: Links,
    day: dt.date | None,
    settings: CoverageSettings,
) -> tuple[dict[str, Unit], LeftOut]:
    """Return the units that count by id, closed ones marked so, and how many were left out."""
    known = origins(store)
    oldest = shifted(day, -settings.months).isoformat() if day else ""
    mass = _linked(store, "party_mass", path)
    instructed = _linked(store, "party_instructed", path)
    units: dict[str, Unit] = {}
    left: dict[str, set[str]] = {"closed": set(), "stale": set(), "unregistered": set()}
    for row in run(store, "party_units", path=path).dicts():
        key = row["id"]
        if of_chain is not None and key not in of_chain:
            continue
        if row["stub"] or not known.registered(row["sources"]):
            left["unregistered"].add(key)
            continue
        seen = known.last_observed(row["records"])
        if not (seen >= oldest if seen else settings.undated_counts):
            left["stale"].add(key)
            continue
        if row["operating"] is False:
            left["closed"].add(key)
        units[key] = _unit(row, *(one.get(key, ()) for one in (organized, instructed, mass)))
    return units, LeftOut(**{name: len(ids) for name, ids in left.items()})


def _unit(
    row: Mapping[str, Any],
    organized: Iterable[tuple[str, str]] = (),
    instructed: Iterable[tuple[str, str]] = (),
    mass: Iterable[tuple[str, str]] = (),
) -> Unit:
    sides = [list(one) for one in (organized, instructed, mass)]
    organizations, instructors, groups = (tuple(dict.fromkeys(a for a, _ in one)) for one in sides)
    return Unit(
        id=row["id"],
        name=row.get("name") or "",
        full=row.get("full_members"),
        probationary=row.get("probationary_members"),
        operating=row.get("operating") is not False,
        ownership=row.get("ownership"),
        organizations=organizations,
        instructors=instructors,
        mass=groups,
        links=tuple(key for one in sides for _, key in one),
        records=tuple(row.get("records") or ()),
    )


def _linked(store: Store, query: str, path: str, nodes: dict[str, Node] | None = None) -> Links:
    """Return the other ends of a query's first column; ``nodes`` gathers those given whole."""
    found: Links = {}
    for start, end, link in run(store, query, path=path).rows:
        if link.properties.get("instructors") == 0:  # a link that says that nobody comes
            continue
        key = end
        if isinstance(end, Node):
            key = end.id
            if nodes is not None:
                nodes[key] = end
        pair = (key, link.key)
        if pair not in found.setdefault(start, []):  # a unit may lie in several regions
            found[start].append(pair)
    return found


def _organization(node: Node, linked: int) -> Organization:
    given = node.properties
    started = given.get("term_started")
    return Organization(
        id=node.id,
        name=str(given.get("name", "")),
        form=given.get("form"),
        full=given.get("full_members"),
        probationary=given.get("probationary_members"),
        units=given.get("units"),
        linked=linked,
        has_committee=given.get("has_committee"),
        term_started=dt.date.fromisoformat(str(started)) if started else None,
        village=given.get("village_or_community"),
        records=tuple(given.get("records", ())),
    )


def _projects(
    store: Store, path: str, chain: str, units: Mapping[str, Unit], organized: Links
) -> tuple[tuple[Project, ...], dict[str, Unit], dict[str, TaskForce]]:
    """Return the projects; of a chain, those that deliver to it or that its enterprises build."""
    building: dict[str, Node] = {}
    staffing: dict[str, Node] = {}
    builders = _linked(store, "party_builders", path, building)
    staffs = _linked(store, "party_staffs", path, staffing)
    delivering: set[str] = set()
    if chain:
        rows = run(store, "party_chain_projects", chain=f"chain:{chain}").rows
        delivering = {key for (key,) in rows}
    found: dict[str, Project] = {}
    for (node,) in run(store, "party_projects", path=path).rows:
        built = [key for key, _ in builders.get(node.id, ())]
        if not chain or node.id in delivering or any(key in units for key in built):
            sides = [one.get(node.id, []) for one in (builders, staffs, organized)]
            found[node.id] = _project(node, *sides)
    firms = {
        key: units.get(key) or _unit({"id": key, **building[key].properties})
        for key in {one for project in found.values() for one in project.builders}
    }
    forces = {
        key: TaskForce(
            key,
            str(staffing[key].properties.get("name", "")),
            staffing[key].properties.get("leader_rank"),
            staffing[key].properties.get("has_commissioner"),
            tuple(staffing[key].properties.get("records", ())),
        )
        for key in {one for project in found.values() for one in project.task_forces}
    }
    return tuple(found.values()), firms, forces


def _project(
    node: Node,
    builders: list[tuple[str, str]],
    staffs: list[tuple[str, str]],
    organized: list[tuple[str, str]],
) -> Project:
    sides = (builders, staffs, organized)
    built, staffed, own = (tuple(dict.fromkeys(key for key, _ in one)) for one in sides)
    return Project(
        node.id,
        str(node.properties.get("name", "")),
        node.properties.get("key_project"),
        node.properties.get("stage"),
        built,
        staffed,
        own,
        tuple(key for one in sides for _, key in one),
        tuple(node.properties.get("records", ())),
    )
