"""What a chain in a region loses when some firms stop together, and what hangs on one source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from liantu.graph.stores import Store
from liantu.queries.gaps.looking import look
from liantu.queries.gaps.settings import GapSettings
from liantu.queries.profile import enterprise_node, name_of
from liantu.queries.risk.andor import Sources
from liantu.queries.risk.report import RiskReport
from liantu.queries.risk.study import final_products, study, suppliers
from liantu.refusing import wrong_count

MOST = 20  # firms that stop at once
Json = dict[str, Any]


def disruption(
    store: Store,
    chain: str,
    firms: Sequence[str],
    *,
    region: str = "",
    finals: Sequence[str] = (),
    settings: GapSettings,
) -> Json:
    """Return which segments cannot be had any more when some firms stop together.

    ``alone`` says for each lost segment which single firm of them is enough; none is where
    only the stop of several is. ``cascade`` is the systemic risk index of each firm on its
    own, 0 … 1, None where no purchase of the chain names it. Raises NotFound for an unknown
    firm, chain or region, UsageError for what is no firm, none or
    more than 20.
    """
    wanted = list(dict.fromkeys(firms))
    if not 1 <= len(wanted) <= MOST:
        raise wrong_count("firm", len(wanted), 1, MOST)
    nodes = {one.id: one for one in (enterprise_node(store, one) for one in wanted)}
    situation = look(store, chain, region, settings, assume_complete=False)
    report = study(store, situation, finals)
    sources = Sources(situation.needs, suppliers(situation), final_products(situation, finals))
    gone = {firm: (1 << number) | (1 << len(nodes)) for number, firm in enumerate(nodes)}
    found = sources.in_worlds(gone, len(nodes) + 1)
    lost = [one for one in sources.available if not found[one] >> len(nodes) & 1]
    return {
        **head(report),
        "region": situation.scope.region,
        "firms": [_firm(report, sources, one, name_of(node)) for one, node in nodes.items()],
        "available_before": len(sources.available),
        "available_after": len(sources.available) - len(lost),
        "lost": [
            {
                "segment": one,
                "name": report.names[one],
                "final": one in sources.finals,
                "made_by": [firm for firm in nodes if _makes(sources, one, firm)],
                "alone": [firm for n, firm in enumerate(nodes) if not found[one] >> n & 1],
            }
            for one in lost
        ],
    }


def head(report: RiskReport) -> Json:
    """Return the versions, the scope and how complete the purchases are."""
    whole = report.as_dict()
    names = ("data_version", "formula_version", "settings_version", "scope", "coverage")
    return {name: whole[name] for name in (*names, "completeness")}


def _makes(sources: Sources, segment: str, firm: str) -> bool:
    return any(firm in firms for firms in sources.makers[segment].values())


def _firm(report: RiskReport, sources: Sources, firm: str, name: str) -> Json:
    known = report.firms.get(firm)
    hits = report.spread.hits if report.spread else ()
    hit = next((one for one in hits if one.firm.id == firm), None)
    return {
        "id": firm,
        "name": name,
        "here": sources.firms.get(firm),
        "segments": list(known.segments) if known else [],
        "cascade": hit.leontief if hit else None,
        "evidence": [one.as_dict() for one in known.evidence] if known else [],
    }


def single_sources(report: RiskReport) -> Json:
    """Return the firms on which segments hang alone, those that take most with them first."""
    told = [
        {
            "id": one.firm.id,
            "name": one.firm.name,
            "where": one.firm.where,
            "sole_for": [each for each in one.lost if each in one.firm.segments],
            "lost": list(one.lost),
            "final_lost": list(one.final_lost),
            "evidence": [row.as_dict() for row in one.firm.evidence],
        }
        for one in report.points
    ]
    told.sort(key=lambda one: (-len(one["final_lost"]), -len(one["lost"]), one["id"]))
    unknown = [one.as_dict() for one in report.needed if not one.outside]
    return {**head(report), "single_sources": told, "unknown_sources": unknown}


def concentrations(report: RiskReport) -> Json:
    """Return how concentrated the recorded purchases of each segment are, most first.

    ``hhi`` = Σ s² over the shares of the suppliers, ``n_eff`` = 1 ÷ hhi; None where no amount
    is recorded.
    """
    told = [{"name": report.names[one.segment], **one.as_dict()} for one in report.bought]
    told.sort(key=lambda one: (-(one["hhi"] or 0.0), one["segment"]))
    return {**head(report), "concentration": told}
