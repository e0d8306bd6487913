"""Two to six enterprises, or regions of one chain, beside one another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from liantu.errors import UsageError
from liantu.graph.model import model
from liantu.graph.stores import Node, Store
from liantu.queries.catalogue import run
from liantu.queries.evidence import origins
from liantu.queries.explore.reading import groups
from liantu.queries.gaps import GapReport, GapSettings, find_gaps
from liantu.queries.profile import enterprise_node, name_of

LEAST, MOST = 2, 6
Json = dict[str, Any]


def distinct(given: Iterable[str], where: str) -> list[str]:
    """Return what is to be compared, each once; raises UsageError for too few or too many."""
    found = list(dict.fromkeys(one for one in given if one))
    if not LEAST <= len(found) <= MOST:
        raise UsageError("compare_count", where=where, least=LEAST, most=MOST, given=len(found))
    return found


def enterprises(store: Store, ids: Sequence[str], lang: str) -> Json:
    """Return what is known of some enterprises, property by property, and what they share.

    ``values`` has None where nothing is known; ``same`` says that all are known and equal.
    Raises NotFound for an unknown id and UsageError for what is no enterprise.
    """
    firms = [enterprise_node(store, one) for one in distinct(ids, "id")]
    firms = list({one.id: one for one in firms}.values())
    distinct([one.id for one in firms], "id")
    return {
        "enterprises": [{"id": one.id, "name": name_of(one)} for one in firms],
        "properties": _properties(store, firms, lang),
        "segments": _segments(store, firms),
        "links": _links(store, firms, lang),
    }


def _properties(store: Store, firms: Sequence[Node], lang: str) -> list[Json]:
    said = {one.id: origins(store).reported(one) for one in firms}
    found = []
    for name, spec in model().nodes["Enterprise"].properties.items():
        values = {one.id: one.properties.get(name) for one in firms}
        if all(value is None for value in values.values()):
            continue
        given = list(values.values())
        evidence = {
            one.id: [row.evidence.as_dict() for row in said[one.id].get(name, ())] for one in firms
        }
        found.append(
            {
                "property": name,
                "label": spec.label.text(lang),
                "unit": spec.unit or None,
                "same": given[0] is not None and all(value == given[0] for value in given),
                "values": values,
                "evidence": evidence,
            }
        )
    return found


def _segments(store: Store, firms: Sequence[Node]) -> list[Json]:
    ids = [one.id for one in firms]
    made: dict[str, Json] = {}
    for row in run(store, "made_by", ids=ids).dicts():
        one = made.setdefault(
            row["made"], {"id": row["made"], "name": row["name"], "made_by": [], "records": []}
        )
        if row["enterprise"] not in one["made_by"]:
            one["made_by"].append(row["enterprise"])
        one["records"] += [each for each in row["records"] or () if each not in one["records"]]
    return sorted(made.values(), key=lambda one: (-len(one["made_by"]), one["id"]))


def _links(store: Store, firms: Sequence[Node], lang: str) -> list[Json]:
    ids = [one.id for one in firms]
    counts: dict[tuple[str, str], dict[str, int]] = {}
    for one, rows in groups(store, ids).items():
        for way, link, _, count in rows:
            of = counts.setdefault((link, way), dict.fromkeys(ids, 0))
            of[one] += count
    kinds = model().links
    return [
        {
            "link": link,
            "way": way,
            "label": (kinds[link].label if way == "out" else kinds[link].reverse).text(lang),
            "counts": of,
        }
        for (link, way), of in sorted(counts.items())
    ]


def regions(store: Store, chain: str, adcodes: Sequence[str], settings: GapSettings) -> Json:
    """Return how some regions stand in a chain: totals, and segment by segment grade and makers.

    Raises NotFound for an unknown chain or region.
    """
    reports = [
        find_gaps(store, chain, region=one, settings=settings)
        for one in distinct(adcodes, "region")
    ]
    first = reports[0]
    return {
        "chain": first.scope.chain,
        "formula_version": first.formula_version,
        "settings_version": first.settings_version,
        "regions": [_total(one) for one in reports],
        "segments": [
            _side(one.segment, one.name, one.position, reports) for one in first.findings
        ],
    }  # fmt: skip


def _total(report: GapReport) -> Json:
    makers = {maker.id for one in report.findings for maker in one.makers}
    return {
        "region": report.scope.region,
        "name": report.scope.region_name,
        "segments_present": sum(bool(one.makers) for one in report.findings),
        "makers": len(makers),
        "counts": report.counts(),
        "coverage": report.coverage.as_dict(),
    }


def _side(segment: str, name: str, position: str, reports: Sequence[GapReport]) -> Json:
    found = {one.scope.region: one.by_segment[segment] for one in reports}
    grades = {region: one.kind for region, one in found.items()}
    makers = {region: len(one.makers) for region, one in found.items()}
    records = {region: _rows(one.makers) for region, one in found.items()}
    return {
        "segment": segment,
        "name": name,
        "position": position,
        "differs": len(set(grades.values())) > 1,
        "grades": grades,
        "makers": makers,
        "records": list(dict.fromkeys(one for rows in records.values() for one in rows)),
    }


def _rows(makers: Iterable[Any]) -> list[str]:
    return [record for maker in makers for record in maker.records]
