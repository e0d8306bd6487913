"""What the data cannot answer about a chain in a region, and how old what it says is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from liantu.locale import text
from liantu.queries.evidence import origins
from liantu.queries.gaps.backtest import Backtest, backtest
from liantu.queries.gaps.confidence import months_between
from liantu.queries.gaps.reports import Finding, GapReport
from liantu.queries.gaps.situation import Situation


@dataclass(frozen=True)
class Limit:
    """One thing that cannot be answered, in words; ``code`` names it."""

    code: str
    text: str

    def as_dict(self) -> dict[str, str]:
        """Return code and text."""
        return {"code": self.code, "text": self.text}


@dataclass(frozen=True)
class Known:
    """What is known of one segment here.

    ``age`` in months as of the data's own date, None where nothing is dated; ``undated``
    counts makers without a date; ``unpriced`` of the ``links`` from its inputs have no cost
    share; of the ``purchases`` of it ``unweighed`` have no amount. ``limits`` are codes.
    """

    finding: Finding
    last: str
    age: float | None
    undated: int
    links: int
    unpriced: int
    purchases: int
    unweighed: int
    limits: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the figures by name."""
        doubt = self.finding.doubt
        return {
            "segment": {"id": self.finding.segment, "name": self.finding.name},
            "kind": self.finding.kind,
            "makers": len(self.finding.makers),
            "undated": self.undated,
            "last_observed": self.last or None,
            "age_months": self.age,
            "input_links": self.links,
            "unpriced": self.unpriced,
            "purchases": self.purchases,
            "unweighed": self.unweighed,
            "p_none": doubt.p_none if doubt else None,
            "limits": list(self.limits),
        }


@dataclass(frozen=True)
class Used:
    """How many rows of a source speak of one thing here, and of which days."""

    source: str
    what: str
    rows: int
    first: str
    last: str
    undated: int

    def as_dict(self) -> dict[str, Any]:
        """Return the counts by name."""
        return {
            "source": self.source,
            "what": self.what,
            "rows": self.rows,
            "first": self.first or None,
            "last": self.last or None,
            "undated": self.undated,
        }


@dataclass(frozen=True)
class Honesty:
    """Everything that a chain's figures in a region cannot say.

    ``regions`` of the level are compared, ``products`` are made in any of them; ``links``
    of the template, of which ``unpriced`` have no cost share; ``recorded`` purchases by
    buyers here, of which ``purchases`` name a segment, ``unweighed`` of these have no amount.
    """

    report: GapReport
    limits: tuple[Limit, ...]
    segments: tuple[Known, ...]
    sources: tuple[Used, ...]
    regions: int
    links: int
    unpriced: int
    recorded: int
    purchases: int
    unweighed: int
    backtest: Backtest

    def as_dict(self) -> dict[str, Any]:
        """Return the stable JSON of ``liantu honesty --json``."""
        report = self.report
        return report.about() | {
            "coverage": report.coverage.as_dict(),
            "measure": report.measure,
            "regions_compared": self.regions,
            "links": self.links,
            "unpriced": self.unpriced,
            "purchases_recorded": self.recorded,
            "purchases": self.purchases,
            "purchases_unweighed": self.unweighed,
            "cannot_answer": [one.as_dict() for one in self.limits],
            "segments": [one.as_dict() for one in self.segments],
            "sources": [one.as_dict() for one in self.sources],
            "backtest": self.backtest.as_dict(),
        }


def honesty(situation: Situation, report: GapReport) -> Honesty:
    """Return what a situation cannot answer; ``report`` holds its findings."""
    segments = tuple(_known(situation, one) for one in report.findings)
    bought = situation.purchases
    unpriced = sum(one.cost_share is None for one in situation.edges)
    tested = backtest(situation)
    return Honesty(
        report,
        tuple(_limits(situation, report, segments, tested)),
        segments,
        _sources(situation),
        situation.space.regions,
        len(situation.edges),
        unpriced,
        bought.recorded,
        len(bought.rows),
        bought.unweighed,
        tested,
    )


def _known(situation: Situation, finding: Finding) -> Known:
    days = [one.observed for one in finding.makers]
    last = max(days, default="")
    as_of = situation.scope.as_of
    age = max(0.0, months_between(last, as_of)) if last and as_of else None
    into = situation.into.get(finding.segment, ())
    bought = [one for one in situation.purchases.rows if one.segment == finding.segment]
    weighed = len(situation.purchases.of(finding.segment))
    undated = sum(not day for day in days)
    unpriced = sum(one.cost_share is None for one in into)
    said = {
        "unknown": finding.kind == "UNKNOWN",
        "doubtful": finding.doubtful,
        "stale": age is not None and age > situation.settings.score.fresh_months,
        "undated": bool(undated),
        "unpriced": bool(unpriced),
        "no_purchases": bool(situation.consumers(finding.segment)) and not bought,
        "no_quotient": bool(finding.makers) and finding.segment not in situation.space.quotients,
    }
    limits = tuple(code for code, holds in said.items() if holds)
    counts = (undated, len(into), unpriced, len(bought), len(bought) - weighed)
    return Known(finding, last, age, *counts, limits)


def _limits(
    situation: Situation, report: GapReport, segments: tuple[Known, ...], tested: Backtest
) -> Iterator[Limit]:
    words = _words(situation, segments)
    coverage, rules = report.coverage, situation.settings
    complete = report.scope.assume_complete
    products = int((situation.counts.at_level(situation.area)[1] > 0).any(axis=0).sum())
    few = words["regions"]
    density, complexity = rules.score.density, rules.score.complexity
    said = {
        "assumed": complete,
        "undeclared": coverage.declared is None,
        "few_recorded": coverage.ratio is not None and coverage.ratio < rules.doubt.coverage,
        "unknown": bool(words["unknown"]),
        "undated": bool(words["undated"]),
        "stale": bool(words["stale"]),
        "outdated": bool(situation.outdated),
        "quotients": few < rules.location.regions,
        "density": few < density.regions or products < density.products,
        "complexity": not situation.space.complexity,
        "measure": report.measure == "count",
        "unpriced": bool(words["unpriced"]),
        "no_purchases": not situation.purchases.rows,
        "unweighed": bool(situation.purchases.unweighed),
        "backtest": bool(tested.refused),
    }
    words |= {
        "recorded": coverage.recorded,
        "declared": f"{coverage.declared:g}" if coverage.declared is not None else "–",
        "ratio": f"{coverage.ratio:.1%}" if coverage.ratio is not None else "–",
        "location": rules.location.regions,
        "products": products,
        "least_regions": max(density.regions, 1),
        "least_products": density.products,
        "complexity_regions": complexity.regions,
        "complexity_products": complexity.products,
        "why": tested.refused,
    }
    for code, holds in said.items():
        if holds:
            yield Limit(code, text(f"honesty.{code}", **words))


def _words(situation: Situation, segments: tuple[Known, ...]) -> dict[str, Any]:
    makers = sum(len(one.finding.makers) for one in segments)
    return {
        "segments": len(segments),
        "unknown": sum("unknown" in one.limits for one in segments),
        "makers": makers,
        "undated": sum(one.undated for one in segments),
        "stale": sum("stale" in one.limits for one in segments),
        "fresh": situation.settings.score.fresh_months,
        "months": situation.settings.months,
        "outdated": len(situation.outdated),
        "regions": situation.space.regions,
        "links": len(situation.edges),
        "unpriced": sum(one.cost_share is None for one in situation.edges),
        "purchases": len(situation.purchases.rows),
        "unweighed": situation.purchases.unweighed,
        "elsewhere": situation.purchases.recorded - len(situation.purchases.rows),
    }


def _sources(situation: Situation) -> tuple[Used, ...]:
    """Return which sources speak of makers, purchases, projects and the declared total here."""
    if situation.store is None:
        return ()
    known = origins(situation.store)
    records: dict[str, Iterable[str]] = {
        "makers": {key for all_ in situation.here.values() for one in all_ for key in one.records},
        "purchases": {key for one in situation.purchases.rows for key in one.records},
    }
    rows = [(what, one) for what, keys in records.items() for one in known.of_records(keys)]
    built = (one for all_ in situation.projects.values() for one in all_)
    rows += [("projects", row) for row in {row for one in built for row in one.evidence}]
    rows += [("declared", row) for row in situation.coverage.evidence]
    found: dict[tuple[str, str], list[str]] = {}
    for what, row in rows:
        found.setdefault((row.source, what), []).append(row.observed_on)
    return tuple(
        Used(
            source,
            what,
            len(days),
            min((day for day in days if day), default=""),
            max(days, default=""),
            sum(not day for day in days),
        )
        for (source, what), days in sorted(found.items())
    )
