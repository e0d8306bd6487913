"""Which enterprises a chain has, and which are under its party committee or in its alliance."""

from __future__ import annotations

from collections.abc import Mapping

import networkx as nx

from liantu.graph.stores import Store
from liantu.queries.catalogue import run
from liantu.queries.coverage.units import ChainMembership, Unit
from liantu.queries.evidence import origins


def chain_enterprises(store: Store, chain: str) -> frozenset[str]:
    """Return the ids of a chain's makers, leaders (链主) and allied enterprises, wherever."""
    known, key = origins(store), f"chain:{chain}"
    makers = run(store, "chain_makers", chain=key).dicts()
    leaders = run(store, "chain_leaders", chain=key).dicts()
    allies = run(store, "chain_allies", chain=key).dicts()
    return frozenset(
        [
            *(row["enterprise"] for row in makers if known.sourced(row["records"])),
            *(row["enterprise"].id for row in leaders),
            *(row["enterprise"] for row in allies if row["role"] in ("1", "X")),
        ]
    )


def memberships(store: Store, chain: str, units: Mapping[str, Unit]) -> tuple[ChainMembership, ...]:
    """Return the named chain's membership, or of every chain that has a committee or alliance.

    A unit is under a chain where it or one of its party organisations is a member of the
    chain's alliance, or where one of its organisations is the chain's committee or reports to
    it, through others too. Reporting in a circle is survived.
    """
    committees: dict[str, set[str]] = {}
    alliances: dict[str, set[str]] = {}
    names: dict[str, str] = {}
    for query, found in (("party_committees", committees), ("party_alliances", alliances)):
        for short, name, one in run(store, query).rows:
            names[short] = name or short
            found.setdefault(short, set()).add(one)
    wanted = [chain] if chain else sorted(names)
    if chain and chain not in names:
        rows = run(store, "chain", chain=f"chain:{chain}").dicts()
        names[chain] = str(rows[0]["chain"].properties.get("name", chain)) if rows else chain
    above: nx.DiGraph[str] = nx.DiGraph(list(run(store, "party_reports").rows))
    members: dict[str, set[str]] = {}
    for alliance, member in run(store, "party_alliance_members").rows:
        members.setdefault(alliance, set()).add(member)
    result = []
    for one in wanted:
        heads = committees.get(one, set())
        inside = set(heads).union(*(nx.ancestors(above, head) for head in heads if head in above))
        inside = inside.union(*(members.get(key, set()) for key in alliances.get(one, set())))
        under = {
            key
            for key, unit in units.items()
            if key in inside or inside.intersection(unit.organizations)
        }
        over = tuple(sorted(heads | alliances.get(one, set())))
        enterprises = chain_enterprises(store, one).intersection(units)
        result.append(
            ChainMembership(one, names[one], over, tuple(sorted(enterprises)), frozenset(under))
        )
    return tuple(result)
