"""The sentences of a study of risk: first what is recorded, then what is therefore unknown."""

from __future__ import annotations

from liantu.locale import text
from liantu.queries.risk.report import RiskReport


def said(report: RiskReport) -> tuple[str, ...]:
    """Return the sentences that stand before every figure, in the language in use."""
    found = report.completeness
    counts = {
        "named": found.named,
        "segments": found.segments,
        "bought": found.bought,
        "inputs": found.inputs,
        "known": found.inputs_known,
        "rest": found.inputs - found.inputs_known,
    }
    key = "none" if not found.named else "some" if counts["rest"] else "all"
    lines = [text(f"risk.said.{key}", **counts)]
    if found.unweighed:
        lines.append(text("risk.said.unweighed", count=found.unweighed))
    if found.recorded > found.named:
        lines.append(text("risk.said.others", count=found.recorded - found.named))
    if report.points:
        final = sum(bool(one.final_lost) for one in report.points)
        lines.append(text("risk.said.points", count=len(report.points), final=final))
    else:
        lines.append(text("risk.said.no_points"))
    if report.circular:
        names = "、".join(report.names[one] for one in report.circular)
        lines.append(text("risk.said.circular", segments=names))
    lines.append(_coverage(report))
    return tuple(lines)


def _coverage(report: RiskReport) -> str:
    coverage = report.coverage
    if coverage.declared is None:
        return text("risk.said.undeclared")
    return text(
        "risk.said.coverage",
        recorded=coverage.recorded,
        declared=f"{coverage.declared:g}",
        qualifier=coverage.qualifier,
    )
