"""The tables of lists: enterprises that pass a screen, party coverage, hits, one node."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from liantu.locale import text
from liantu.queries.coverage.findings import CoverageFinding, CoverageReport
from liantu.queries.coverage.listing import code_name, facts, kind_name, sentence
from liantu.queries.profile import Profile
from liantu.queries.screening import Screened
from liantu.queries.search import Hits
from liantu.queries.sheets import Book, Head, Row, head_of, sheet


def screen_book(found: Screened) -> Book:
    """Return the enterprises that pass the filters in force."""
    given = found.screen.given()
    filters = [
        (text(f"screen.field.{name}"), _shown(value))
        for name, value in given.items()
        if name != "by"
    ]
    head = Head(
        text("screen.title"),
        found.data_version,
        found.as_of or "",
        region=found.region_name,
        filters=tuple(filters),
        notes=(text("sheet.total", shown=len(found.rows), total=found.total),),
    )
    rows = (
        Row(
            (
                one.name, one.known["place"], one.known["ownership"], one.known["employees"],
                one.known["capital"], one.known["output"], _known(one.known["above_size"]),
                _known(one.known["listed"]), list(one.known["tags"] or ()),
                list(one.known["signals"] or ()), one.id,
            ),
            one.evidence,
        )
        for one in found.rows
    )  # fmt: skip
    columns = "firm place ownership employees capital output above_size listed tags signals id"
    return Book(head, (sheet("screen", columns, rows),))


def _known(value: object) -> str:
    return _shown(value) if value is not None else ""


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return text("known.yes" if value else "known.no")
    if isinstance(value, (list, tuple)):
        return "、".join(map(str, value))
    return str(value)


def coverage_book(report: CoverageReport) -> Book:
    """Return every finding of party coverage, the exceptions and what cannot be told."""
    head = head_of(report, text("sheet.coverage"), report.scope.chain_name or "")
    rows = [_finding("open", one) for one in report.open]
    rows += [_finding("is_excepted", one) for one in report.excepted]
    rows += [
        Row(
            (
                text("coverage.is_unknown"),
                "、".join(rule.partition("_")[0] for rule in one.rules),
                one.name, kind_name(one.kind),
                f"{text('coverage.column.missing')}：{facts(one)}", "", "", None, one.unit,
            ),
            tuple(one.evidence),
        )
        for one in report.unknown
    ]  # fmt: skip
    columns = "state code name kind because unless reason until id"
    notes = (sentence(report),)
    return Book(replace(head, notes=notes), (sheet("coverage", columns, rows),))


def _finding(state: str, one: CoverageFinding) -> Row:
    exception = one.exception
    return Row(
        (
            text(f"coverage.{state}"), f"{one.code} {code_name(one.rule, one.code)}", one.name,
            kind_name(one.kind), one.because.text, one.unless,
            exception.reason if exception else "", exception.until if exception else None, one.unit,
        ),
        tuple(one.evidence),
    )  # fmt: skip


def search_book(found: Hits, data_version: str, as_of: str, evidence: Callable[..., tuple]) -> Book:  # type: ignore[type-arg]
    """Return the hits of a search; ``evidence`` gives the rows of a node by its id."""
    filters = ((text("sheet.query"), found.text),) if found.text else ()
    head = Head(text("sheet.search"), data_version, as_of, filters=filters)
    rows = (
        Row((one.name, one.kind_label, one.detail, one.matched, one.id), evidence(one.id))
        for one in found.hits
    )
    return Book(head, (sheet("search", "name kind detail matched id", rows),))


def profile_book(found: Profile, kind: str, as_of: str) -> Book:
    """Return the facts and links of a node, each with what is also reported."""
    told = [
        Row((one.label, _value(one.value, one.unit), text("sheet.in_use")), one.evidence)
        for one in found.facts
    ]
    told += [
        Row((one.label, _value(other.value, one.unit), text("sheet.also")), other.evidence)
        for one in found.facts
        for other in one.others
    ]
    links = (
        Row(
            (
                one.label, one.other_name, one.other_kind,
                "；".join(f"{label} {_value(value, unit)}" for _, label, value, unit
                         in one.properties), one.other,
            ),
            one.evidence,
        )
        for one in found.neighbours
    )  # fmt: skip
    notes = (text("sheet.truncated"),) if found.truncated else ()
    filters = ((kind, f"{found.name} {found.node.id}"),)
    head = Head(
        text("sheet.profile", name=found.name), found.data_version, as_of, filters=filters,
        notes=notes,
    )  # fmt: skip
    return Book(
        head,
        (
            sheet("facts", "fact said state", told),
            sheet("node_links", "link name kind properties id", links),
        ),
    )


def _value(value: object, unit: str) -> str:
    return f"{_shown(value)} {unit}".strip()
