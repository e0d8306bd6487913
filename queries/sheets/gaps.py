"""The tables of a chain: its map, its gaps, its targets, two regions, versions, what is unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from liantu.locale import text
from liantu.queries.evidence import Evidence
from liantu.queries.gaps.comparing import Pair
from liantu.queries.gaps.history import History
from liantu.queries.gaps.honesty import Honesty
from liantu.queries.gaps.lists import Lists, way_text
from liantu.queries.gaps.ranks import Ranking
from liantu.queries.gaps.reports import Finding, GapReport
from liantu.queries.sheets import Book, Row, Sheet, grade, head_of, sheet, yes


def evidence_of(one: Finding) -> tuple[Evidence, ...]:
    """Return the rows that a finding rests on: of the segment, its makers and its projects."""
    found = (*one.evidence, *(row for maker in one.makers for row in maker.evidence))
    return (*found, *(row for project in one.projects for row in project.evidence))


def panorama_book(
    report: GapReport, chain: str, inputs: Iterable[tuple[str, str]], only: str = ""
) -> Book:
    """Return a chain's map as a table; ``inputs`` are segments as input and consumer."""
    names = {one.segment: one.name for one in report.findings}
    into: dict[str, list[str]] = {}
    out: dict[str, list[str]] = {}
    for start, end in inputs:
        if start in names and end in names:
            into.setdefault(end, []).append(names[start])
            out.setdefault(start, []).append(names[end])
    rows = (
        Row(
            (
                one.name,
                one.position,
                yes(one.importance == "core"),
                grade(one.kind),
                [grade(kind) for kind in one.also],
                yes(one.doubtful),
                len(one.makers),
                [maker.name for maker in one.makers],
                one.targets.total,
                [f"{project.name} {project.stage}" for project in one.projects],
                into.get(one.segment, []),
                out.get(one.segment, []),
                one.segment,
            ),
            evidence_of(one),
        )
        for one in report.findings
        if one.is_of(only)
    )
    columns = (
        "segment position core grade also doubtful maker_count makers outside_count projects "
        "inputs outputs segment_id"
    )
    filters = [(text("gaps.kind"), grade(only))]
    return Book(
        head_of(report, text("sheet.panorama"), chain, filters), (sheet("panorama", columns, rows),)
    )


def gaps_book(
    report: GapReport,
    chain: str,
    keeps: Callable[[Finding], bool],
    filters: Sequence[tuple[str, str]],
) -> Book:
    """Return the gap list in the order of its page: ranked, to check, here, unknown, blank.

    ``keeps`` says of a finding whether it is chosen, ``filters`` name what chooses it.
    """
    rows: list[Row] = []
    shown: set[str] = set()
    for ranking in report.rankings:
        name = text(f"list.{ranking.name}") if ranking.name in LISTS else ranking.name
        for segment in (*ranking.ranked, *ranking.unranked):
            one = report.by_segment[segment]
            if keeps(one):
                listed = name if segment in ranking.ranked else text("sheet.list.check", list=name)
                rows.append(_gap(one, listed, ranking))
                shown.add(segment)
    for one in sorted(report.findings, key=_group):
        told = _group(one) < len(GROUPS) and one.segment not in shown
        if told and keeps(one):
            rows.append(_gap(one, text(f"sheet.list.{GROUPS[_group(one)]}"), None))
    columns = (
        "list rank rank_low rank_high points need feasibility value confidence segment position "
        "grade also doubtful would_be maker_count outside_count targets projects because unless "
        "segment_id"
    )
    return Book(
        head_of(report, text("sheet.gaps"), chain, filters), (sheet("gaps", columns, rows),)
    )


LISTS = frozenset({"recruit", "extend"})
GROUPS = ("present", "unknown", "blank")


def _group(one: Finding) -> int:
    if one.makers:
        return 0 if one.kind != "PRESENT" or one.also else len(GROUPS)
    return {"UNKNOWN": 1, "BLANK": 2}.get(one.kind, len(GROUPS))


def _gap(one: Finding, listed: str, ranking: Ranking | None) -> Row:
    score = ranking.scores[one.segment] if ranking else None
    rank = ranking.rank(one.segment) if ranking else None
    sure = ranking.ordered[one.segment] if ranking and rank else None
    axes = tuple(axis.points for axis in score.axes) if score else (None, None, None)
    return Row(
        (
            listed, rank, sure.low if sure else None, sure.high if sure else None,
            score.points if score else None, *axes, score.confidence.value if score else None,
            one.name, one.position, grade(one.kind), [grade(kind) for kind in one.also],
            yes(one.doubtful), grade(one.would_be), len(one.makers), one.targets.total,
            [target.name for target in one.targets[:3]],
            [f"{project.name} {project.stage}" for project in one.projects],
            "；".join(verdict.because.text for verdict in one.verdicts),
            "；".join(verdict.unless for verdict in one.verdicts), one.segment,
        ),
        evidence_of(one),
    )  # fmt: skip


def targets_book(found: Lists, chain: str, segment: str = "") -> Book:
    """Return whom to recruit for each gap, and whom to match here."""
    wanted = [
        Row(
            (
                one.finding.name, grade(one.finding.kind), target.points, target.name,
                target.region, target.close,
                [f"{text(f'target.{p.code}')} {p.points:.2f} {p.said} {p.date}".strip()
                 for p in target.pieces],
                target.maker.get("employees"), target.maker.get("output"),
                way_text(ways.ways[0]) if ways and ways.ways else "", target.id,
            ),
            (*target.evidence, *(row for piece in target.pieces for row in piece.evidence)),
        )
        for one in found.recruit
        for target, ways in one.targets
    ]  # fmt: skip
    matched = [
        Row(
            (
                one.name, match.maker.name, match.buyer.name, yes(match.known), match.buyer.amount,
                [bought.supplier_name for bought in match.buyer.bought],
            ),
            (*match.maker.evidence, *(row for b in match.buyer.bought for row in b.evidence)),
        )
        for one in found.match
        for match in one.listed
    ]  # fmt: skip
    columns = (
        "segment grade points target place close evidence_said employees output way_in target_id"
    )
    filters = [(text("panorama.col.segment"), segment)]
    return Book(
        head_of(found.report, text("sheet.targets"), chain, filters),
        (
            sheet("recruit", columns, wanted),
            sheet("match", "segment maker buyer dealing amount bought_from", matched),
        ),
    )


def compare_book(report: GapReport, other: GapReport, pairs: Sequence[Pair], chain: str) -> Book:
    """Return a chain in two regions, differences first."""
    rows = [
        Row(
            (
                one.first.name, yes(bool(one.differs)),
                grade(one.first.kind), one.before.makers, one.before.points,
                grade(one.second.kind), one.after.makers, one.after.points,
            ),
            (*evidence_of(one.first), *evidence_of(one.second)),
        )
        for one in pairs
    ]  # fmt: skip
    columns = (
        "segment differs first_grade first_makers first_points second_grade second_makers "
        "second_points"
    )
    other_region = f"{other.scope.region_name} {other.scope.region}"
    filters = [(text("compare.with"), other_region)]
    return Book(
        head_of(report, text("sheet.compare"), chain, filters), (sheet("compare", columns, rows),)
    )


def history_book(
    found: History, report: GapReport, chain: str, evidence: Mapping[str, Finding]
) -> Book:
    """Return what became of each finding in the last version, and every segment's grades."""
    names = {one.segment: one.name for one in found.timelines}
    changes = [
        Row(
            (
                text(f"history.status.{status}"), one.name, grade(one.kind),
                [text("history.came" if cause.came else "history.went", name=cause.name,
                      segment=names.get(cause.segment, cause.segment)) for cause in one.by],
                one.because,
            ),
            evidence_of(evidence[one.segment]) if one.segment in evidence else (),
        )
        for status in ("new", "healed")
        for one in found.latest(status)
    ]  # fmt: skip
    stands = [
        Row((line.name, stand.version, dict(found.versions)[stand.version],
             grade(stand.code.rpartition(":")[2]), yes(stand.doubtful), stand.makers))
        for line in found.timelines
        for stand in line.stands
    ]  # fmt: skip
    return Book(
        head_of(report, text("sheet.history"), chain),
        (
            sheet("changes", "status segment grade by because", changes),
            sheet("stands", "segment version date grade doubtful maker_count", stands),
        ),
    )


def honesty_book(found: Honesty, chain: str) -> Book:
    """Return what the data cannot answer: in words, segment by segment, source by source."""
    return Book(
        head_of(found.report, text("sheet.honesty"), chain),
        (
            sheet("limits", "says", (Row((one.text,)) for one in found.limits)),
            _segments(found),
            sheet(
                "used",
                "source what rows first_day last_day undated",
                (
                    Row(
                        (
                            one.source,
                            text(f"honesty.what.{one.what}"),
                            one.rows,
                            one.first,
                            one.last,
                            one.undated,
                        )
                    )
                    for one in found.sources
                ),
            ),
        ),
    )


def _segments(found: Honesty) -> Sheet:
    rows = (
        Row(
            (
                one.finding.name, grade(one.finding.kind), len(one.finding.makers), one.last,
                one.age, one.unpriced, one.purchases, one.unweighed,
                one.finding.doubt.p_none if one.finding.doubt else None,
                [text(f"honesty.limit.{code}") for code in one.limits],
            ),
            evidence_of(one.finding),
        )
        for one in found.segments
    )  # fmt: skip
    columns = "segment grade maker_count last_day age unpriced purchases unweighed p_none limits"
    return sheet("known", columns, rows)
