"""The tables of studies: risk, complexity and what if."""

from __future__ import annotations

from dataclasses import replace

from liantu.errors import LiantuError
from liantu.locale import text
from liantu.queries.complexity.recorded import Recorded
from liantu.queries.complexity.report import Report as ComplexityReport
from liantu.queries.risk.report import FORMULA_VERSION, Firm, RiskReport
from liantu.queries.risk.words import said
from liantu.queries.sheets import Book, Head, Row, Sheet, head_of, sheet, yes
from liantu.queries.whatif import Answer
from liantu.queries.whatif.wording import figure_rows, state_words
from liantu.queries.whatif.wording import said as change_said


def risk_book(report: RiskReport, chain: str) -> Book:
    """Return single points, needed inputs, purchases, the cascade and the drawing's figures."""
    head = head_of(report, text("sheet.risk"), chain)
    notes = tuple(said(report))
    return Book(
        replace(head, formula_version=FORMULA_VERSION, notes=notes),
        (_points(report), _needed(report), _cuts(report), _bought(report), _spread(report),
         _metrics(report)),
    )  # fmt: skip


def _where(firm: Firm) -> str:
    return text(f"risk.where.{firm.where}")


def _points(report: RiskReport) -> Sheet:
    names = report.names
    rows = (
        Row(
            (one.firm.name, _where(one.firm), [names[s] for s in one.firm.segments],
             [names[s] for s in one.lost], [names[s] for s in one.final_lost]),
            one.firm.evidence,
        )
        for one in report.points
    )  # fmt: skip
    return sheet("points", "firm where segments lost final_lost", rows)


def _needed(report: RiskReport) -> Sheet:
    names = report.names
    rows = (
        Row(
            (names[one.segment], [names[s] for s in one.users],
             "；".join(firm.name for firm in one.outside) or text("risk.unknown_source")),
            tuple(row for firm in one.outside for row in firm.evidence),
        )
        for one in report.needed
    )  # fmt: skip
    return sheet("needed", "segment users supplier", rows)


def _cuts(report: RiskReport) -> Sheet:
    rows = (
        Row(
            (report.names[one.segment],
             [text("risk.cuts.and").join(report.firms[id].name for id in firms)
              for firms in one.sets]),
            tuple(row for firms in one.sets for id in firms for row in report.firms[id].evidence),
        )
        for one in report.cuts
    )  # fmt: skip
    return sheet("cuts", "segment sets", rows)


def _bought(report: RiskReport) -> Sheet:
    rows = (
        Row(
            (report.names[one.segment], one.purchases, one.figures.n_eff, one.figures.hhi,
             one.top.name if one.top else "", one.figures.top_share, one.figures.outside_share),
            tuple(one.evidence),
        )
        for one in report.bought
    )  # fmt: skip
    return sheet("bought", "segment purchases n_eff hhi supplier top_share outside_share", rows)


def _spread(report: RiskReport) -> Sheet:
    rows = (
        Row(
            (one.firm.name, _where(one.firm), one.leontief, one.linear, one.down_leontief,
             one.down_linear, one.up),
            one.firm.evidence,
        )
        for one in (report.spread.hits if report.spread else ())
    )  # fmt: skip
    return sheet("spread", "firm where leontief linear down_leontief down_linear up", rows)


def _metrics(report: RiskReport) -> Sheet:
    rows = (
        Row((report.names[one.segment], one.in_degree, one.out_degree, one.descendants,
             one.ancestors, one.betweenness, yes(one.articulation)))
        for one in report.metrics
    )  # fmt: skip
    columns = "segment in_degree out_degree descendants ancestors betweenness separator"
    return sheet("metrics", columns, rows)


def complexity_book(found: ComplexityReport, chain: str, formula: str) -> Book:
    """Return quotients with their intervals, and what can be computed of complexity."""
    head = Head(
        text("sheet.complexity"),
        found.data_version,
        found.as_of,
        chain,
        f"{found.region_name} {found.region}".strip(),
        None,
        formula,
        found.settings_version,
        (
            (text("complexity.level"), text(f"complexity.level.{found.counts.level}")),
            (text("sheet.unit"), text(f"sheet.unit.{found.unit}")),
        ),
        (found.refused.message,) if found.refused else (),
    )
    quotients = (
        Row((one.name, one.n, one.expected, one.lq, one.lq_eb, one.low, one.high,
             text(f"complexity.verdict.{one.verdict}") if one.verdict else ""))
        for one in found.lq_rows
    )  # fmt: skip
    regions = (Row((one.name, one.eci, one.coi, one.diversity)) for one in found.regions)
    segments = (Row((one.name, one.pci, one.ubiquity)) for one in found.segments)
    next_ = (Row((one.name, one.density, one.nearest, one.pci, one.cog)) for one in found.next)
    names = dict(zip(found.counts.makers.products, found.counts.segment_names, strict=True))
    outside = (
        Row((names[one.segment], one.value, one.percentile), tuple(one.evidence))
        for one in found.external
    )
    return Book(
        head,
        (
            sheet("quotients", "segment n expected lq lq_eb low high verdict", quotients),
            sheet("regions", "region eci coi diversity", regions),
            sheet("segments", "segment pci ubiquity", segments),
            sheet("next", "segment density nearest pci cog", next_),
            sheet("external", "segment external percentile", outside),
        ),
    )


def linkages_book(found: Recorded, formula: str) -> Book:
    """Return the sectors of an input–output table with their linkages."""
    here = found.regional
    about = ((text("linkages.table"), found.table), (text("linkages.least"), f"{found.least:g}"))
    head = Head(
        text("linkages.title"), found.data_version, found.as_of, "",
        f"{here.region_name} {here.region}" if here else "", None, formula, "",
        about, tuple(one.message for one in _refused(found)),
    )  # fmt: skip
    rows = (
        Row((one.name, one.backward, one.forward, one.output, one.inputs,
             [segment["name"] for segment in one.segments]), found.evidence)
        for one in found.sectors
    )  # fmt: skip
    columns = "sector backward forward table_output input_count segments"
    return Book(head, (*_regional(found), sheet("sectors", columns, rows)))


def _refused(found: Recorded) -> list[LiantuError]:
    here = found.regional
    told = (found.refused, here and here.refused, here and here.alone)
    return [one for one in told if one]


def _regional(found: Recorded) -> tuple[Sheet, ...]:
    here = found.regional
    if here is None:
        return ()
    rows = (
        Row((one.name, one.makers, one.output, one.need, one.balance, one.self_sufficiency,
             one.slq, one.leakage), one.evidence)
        for one in here.parts
    )  # fmt: skip
    columns = "sector maker_count output io_need balance self_sufficiency slq leakage"
    return (sheet("regional", columns, rows),)


def whatif_book(found: Answer, chain: str, name: str = "") -> Book:
    """Return what some changes open, close and move, with the figures before and after."""
    situation = found.after.situation
    told = "；".join(change_said(situation, one) for one in found.changes)
    head = head_of(
        found.after.report,
        text("sheet.whatif"),
        chain,
        [(text("sheet.scenario"), name), (text("sheet.changes_made"), told)],
    )
    after = found.after.report.by_segment
    rows = (
        Row(
            (one.name, text(f"whatif.way.{one.way}"), state_words(one.before),
             state_words(one.after), one.before.points if one.before else None,
             one.after.points if one.after else None, one.after.text if one.after else ""),
            tuple(after[one.segment].evidence) if one.segment in after else (),
        )
        for one in found.changed
    )  # fmt: skip
    lost = (Row((one.buyer_name, one.name, list(one.lost), "；".join(one.left)))
            for one in found.lost)  # fmt: skip
    figures = (Row(one) for one in figure_rows(found.before_figures, found.after_figures))
    return Book(
        replace(head, notes=(found.sentence, *found.notes)),
        (
            sheet("whatif", "segment way before after first_points second_points because", rows),
            sheet("lost_supplies", "buyer segment lost left_with", lost),
            sheet("figures", "figure before after", figures),
        ),
    )
