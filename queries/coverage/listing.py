"""The report as a table of plain texts: one row per finding, exception or unit under 待查."""

from __future__ import annotations

from collections.abc import Iterable

from liantu.graph.model import model
from liantu.locale import language, text
from liantu.queries.coverage.findings import CoverageFinding, CoverageReport, Unknown
from liantu.queries.coverage.rates import Rate
from liantu.queries.evidence import Evidence

COLUMNS = (
    "state", "code", "unit", "kind", "because", "unless", "reason", "until", "source", "row",
    "observed", "unit_id",
)  # fmt: skip


def header() -> tuple[str, ...]:
    """Return the names of the columns in the language in use."""
    return tuple(text(f"coverage.column.{name}") for name in COLUMNS)


def listing(report: CoverageReport) -> list[tuple[str, ...]]:
    """Return the rows: what is open, then exceptions, then what cannot be told."""
    found = [_finding("open", one) for one in report.open]
    found += [_finding("is_excepted", one) for one in report.excepted]
    return found + [_unknown(one) for one in report.unknown]


def kind_name(kind: str) -> str:
    """Return what a kind of node is called."""
    return model().nodes[kind].label.text(language.get())


def code_name(rule: str, code: str) -> str:
    """Return what a code is called, with the form that it asks for where it asks for one."""
    _, _, detail = code.partition(":")
    shown = text(f"coverage.{rule}")
    if detail in ("branch", "general_branch", "committee", "temporary_branch"):
        return f"{shown} → {text(f'coverage.form.{detail}')}"
    return shown


def facts(one: Unknown) -> str:
    """Return the facts that are missing, in words."""
    return "、".join(text(f"coverage.fact.{fact}") for fact in one.facts)


def sentence(report: CoverageReport) -> str:
    """Return the four rates with their denominators, and what is open, as two sentences."""
    scope = report.scope
    rates = text("coverage.sentence.join").join(_rate(one) for one in report.rates)
    return text(
        "coverage.sentence",
        when=when(report),
        place=scope.region_name or text("coverage.everywhere"),
        chain=scope.chain_name or text("coverage.of_all"),
        operating=report.operating,
        rates=rates,
    ) + text(
        "coverage.sentence.open",
        open=len(report.open),
        excepted=len(report.excepted),
        unknown=len(report.unknown),
    )


def when(report: CoverageReport) -> str:
    """Return the day of a report in words; undated data says so."""
    day = report.scope.as_of
    return text("coverage.as_of_day", as_of=day) if day else text("coverage.undated")


def share(rate: Rate) -> str:
    """Return a rate as a percentage; a lower bound, or one among the known, says so."""
    if rate.value is None:
        return text("coverage.rate.none")
    shown = f"{rate.value:.1%}"
    if not rate.unknown:
        return shown
    among = "of_known" if rate.name == "should_build" else "at_least"
    return text(f"coverage.sentence.{among}", share=shown)


def _rate(rate: Rate) -> str:
    name = text(f"coverage.rate.{rate.name}")
    if rate.value is None:
        return text("coverage.sentence.rate_none", name=name)
    return text(
        "coverage.sentence.rate",
        name=name,
        numerator=rate.numerator,
        denominator=rate.denominator,
        share=share(rate),
    )


def _finding(state: str, one: CoverageFinding) -> tuple[str, ...]:
    exception = one.exception
    return (
        text(f"coverage.{state}"),
        f"{one.code} {code_name(one.rule, one.code)}",
        one.name,
        kind_name(one.kind),
        one.because.text,
        one.unless,
        exception.reason if exception else "",
        exception.until if exception else "",
        *_rows(one.evidence),
        one.unit,
    )


def _unknown(one: Unknown) -> tuple[str, ...]:
    rules = "、".join(rule.partition("_")[0] for rule in one.rules)
    return (
        text("coverage.is_unknown"),
        rules,
        one.name,
        kind_name(one.kind),
        f"{text('coverage.column.missing')}：{facts(one)}",
        "",
        "",
        "",
        *_rows(one.evidence),
        one.unit,
    )


def _rows(evidence: Iterable[Evidence]) -> tuple[str, str, str]:
    found = list(evidence)
    places = [
        " ".join(part for part in (one.file, one.sheet, str(one.row)) if part) for one in found
    ]
    days = sorted({one.observed_on for one in found if one.observed_on})
    sources = dict.fromkeys(one.citation or one.source for one in found)
    return "；".join(sources), "；".join(places), "；".join(days)
