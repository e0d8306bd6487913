"""Coverage of party organisations (两个覆盖): codes, rates and what cannot be told.

Counts of organisations and units only, never persons. One module per group of rules:
``judge(situation)`` yields what holds and what is missing to tell. Adding a group is one
module and one entry in ``GROUPS``. The definitions and their legal sources stand in the
modules; rates in :mod:`liantu.queries.coverage.rates`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from liantu.days import day_of
from liantu.errors import UsageError
from liantu.graph.stores import Node, Store
from liantu.locale import text
from liantu.queries.coverage import building, chains, organizations, projects
from liantu.queries.coverage.findings import (
    CoverageFinding,
    CoverageReport,
    Exempt,
    Scope,
    Unknown,
)
from liantu.queries.coverage.rates import rates
from liantu.queries.coverage.reading import LeftOut, look
from liantu.queries.coverage.settings import FORMULA_VERSION, CoverageSettings, coverage_settings
from liantu.queries.coverage.units import Situation
from liantu.queries.coverage.verdicts import Hit, Missing
from liantu.queries.evidence import Origins, origins
from liantu.queries.gaps.findings import Because
from liantu.queries.scope import chain_node, only_region, region_node

__all__ = [
    "FORMULA_VERSION",
    "RULES",
    "CoverageFinding",
    "CoverageReport",
    "CoverageSettings",
    "Exempt",
    "coverage_settings",
    "find_coverage",
    "for_chain",
    "rule_named",
]

GROUPS = (building, organizations, chains, projects)
# In the order of the table of codes: what a list or a filter goes by.
RULES = tuple(
    sorted(
        (rule for group in GROUPS for rule in group.RULES),
        key=lambda rule: (rule[:2], int(rule.partition("_")[0][2:])),
    )
)


def find_coverage(
    store: Store,
    *,
    region: str = "",
    chain: str = "",
    as_of: str = "",
    settings: CoverageSettings | None = None,
    exceptions: Sequence[Exempt] = (),
) -> CoverageReport:
    """Return the coverage of a region and its descendants, or of a chain's enterprises in it.

    ``region`` is an adcode; empty, it is the chain's own or the one that all chains share,
    else everywhere. ``as_of`` is an ISO date, by default the data's own. Raises NotFound for an
    unknown chain or region, UsageError for a day that is none.
    """
    area, node = _region(store, region, chain)
    path = str(area.properties.get("path", "")) if area else ""
    return _report(store, node, area, path, as_of, settings or coverage_settings(), exceptions)


def for_chain(
    store: Store,
    chain: str,
    region_path: str,
    settings: CoverageSettings | None = None,
    *,
    as_of: str = "",
    exceptions: Sequence[Exempt] = (),
) -> CoverageReport:
    """Return the coverage of a chain's enterprises in a region given by its path.

    ``.open`` holds the findings that no exception covers. Raises NotFound as
    :func:`find_coverage` does.
    """
    adcode = region_path.rpartition("/")[2]
    area, node = _region(store, adcode, chain) if adcode else (None, chain_node(store, chain))
    return _report(
        store, node, area, region_path, as_of, settings or coverage_settings(), exceptions
    )


def rule_named(code: str) -> str:
    """Return a code in full: ``PB1`` and ``pb4:committee`` are understood.

    Raises UsageError for an unknown one.
    """
    given, colon, detail = code.strip().partition(":")
    for rule in RULES:
        if given.upper() in (rule, rule.partition("_")[0]):
            return f"{rule}{colon}{detail}"
    raise UsageError("coverage_code", where=code, known=", ".join(RULES))


def _report(
    store: Store,
    chain: Node | None,
    area: Node | None,
    path: str,
    as_of: str,
    settings: CoverageSettings,
    exceptions: Sequence[Exempt],
) -> CoverageReport:
    given = as_of or store.as_of
    day = day_of(given, "as_of").isoformat() if given else ""
    named = {} if chain is None else chain.properties
    place = {} if area is None else area.properties
    scope = Scope(
        path.rpartition("/")[2],
        str(place.get("full_name", "")),
        path,
        str(named.get("chain_id", "")),
        str(named.get("name", "")),
        day,
    )
    situation, left = look(store, scope.chain, path, day, settings)
    return report(situation, scope, store.data_version, origins(store), left, exceptions)


def report(
    situation: Situation,
    scope: Scope,
    data_version: str,
    known: Origins,
    left: LeftOut,
    exceptions: Sequence[Exempt] = (),
) -> CoverageReport:
    """Return the findings of a situation, in words of the language in use."""
    hits, missing = judged(situation)
    found = [_finding(hit, known, exceptions, scope.as_of) for hit in hits]
    return CoverageReport(
        data_version,
        FORMULA_VERSION,
        situation.settings.version,
        scope,
        rates(situation),
        len(situation.operating()),
        left,
        tuple(one for one in found if one.exception is None),
        tuple(one for one in found if one.exception is not None),
        _unknown(missing, known),
        {unit.id: unit.name for unit in situation.operating()},
    )


def judged(situation: Situation) -> tuple[list[Hit], list[Missing]]:
    """Return what the rules say of a situation, in the order of rules and ids."""
    verdicts = [one for group in GROUPS for one in group.judge(situation)]
    hits = [one for one in verdicts if isinstance(one, Hit)]
    hits.sort(key=lambda one: (RULES.index(one.rule), one.subject, one.detail))
    return hits, [one for one in verdicts if isinstance(one, Missing)]


def _finding(hit: Hit, known: Origins, exceptions: Sequence[Exempt], as_of: str) -> CoverageFinding:
    words, key = dict(hit.words), f"coverage.{hit.rule}"
    if hit.rule in (organizations.FORM, projects.BUILD):
        words["wanted"] = text(f"coverage.form.{hit.detail}")
    way = f".{hit.detail}" if hit.rule == projects.BUILD else ""
    because = Because(
        text(f"{key}{way}.because", **words),
        tuple(dict.fromkeys((hit.subject, *hit.nodes))),
        hit.links,
    )
    covering = (one for one in exceptions if one.covers(hit.subject, hit.rule, hit.code, as_of))
    unless = text(f"{key}.unless", **words)
    return CoverageFinding(
        hit.subject, hit.name, hit.kind, hit.rule, hit.code, because, unless, hit.records, known,
        next(covering, None),
    )  # fmt: skip


def _unknown(missing: Iterable[Missing], known: Origins) -> tuple[Unknown, ...]:
    """Gather what is missing by unit: one entry with all its facts and rules."""
    units: dict[str, list[Missing]] = {}
    for one in missing:
        units.setdefault(one.subject, []).append(one)
    return tuple(
        Unknown(
            key,
            found[0].name,
            found[0].kind,
            tuple(dict.fromkeys(one.fact for one in found)),
            tuple(sorted({rule for one in found for rule in one.rules}, key=RULES.index)),
            found[0].records,
            known,
        )
        for key, found in sorted(units.items())
    )


def _region(store: Store, region: str, chain: str) -> tuple[Node | None, Node | None]:
    """Return the region and the chain of a question; an unnamed region may be everywhere."""
    node = chain_node(store, chain) if chain else None
    adcode = region or (str(node.properties.get("adcode") or "") if node else "")
    adcode = adcode or only_region(store)
    return (region_node(store, adcode) if adcode else None), node
