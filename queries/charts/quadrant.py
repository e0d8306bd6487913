"""Gaps by feasibility and value: the figures of the gap finder, as its own pages show them."""

from __future__ import annotations

from typing import Any

from liantu.locale import text
from liantu.queries.charts.chart import Chart, Line, columns
from liantu.queries.gaps import GapReport


def quadrant(report: GapReport) -> Chart:
    """Return the gaps of a chain with need, feasibility, value, points and rank.

    A gap of which no part of feasibility is known has none: it stands apart, not at 0.
    """
    findings = {one.segment: one for one in report.findings}
    lines: list[Line] = []
    points: list[dict[str, Any]] = []
    aside: list[dict[str, Any]] = []
    for ranking in report.rankings:
        for segment in (*ranking.ranked, *ranking.unranked):
            one, score = findings[segment], ranking.scores[segment]
            need, feasible, value = score.values
            known = not score.axes[1].empty
            rank = ranking.rank(segment)
            grade = text(f"kind.{one.kind}")
            cells = (
                one.name, grade, need, feasible if known else None, value, score.points, rank,
            )  # fmt: skip
            lines.append(Line(cells, evidence=tuple(one.evidence)))
            point = {
                "id": segment, "name": one.name, "kind": one.kind, "grade": grade, "need": need,
                "feasibility": feasible if known else None, "value": value, "rank": rank,
            }  # fmt: skip
            (points if known else aside).append(point)
    return Chart(
        "quadrant",
        columns(
            [("segment", "text"), ("grade", "text"), ("need", "number"), ("feasible", "number"),
             ("value", "number"), ("points", "number"), ("rank", "number")]
        ),
        tuple(lines),
        {"points": points, "aside": aside},
        {"feasibility_unknown": len(aside), "unknown_segments": report.counts().get("UNKNOWN", 0)},
        (text("panorama.assumed"),) if report.scope.assume_complete else (),
    )  # fmt: skip
