"""Doubt: an absence is a gap only where the data is good enough to say so.

c = recorded ÷ declared, m = max(0, declared − recorded). q_p is p's share of all
registered makers over all regions, 1 ÷ (n_·· + 1) where nobody makes it. The
chance that no unrecorded firm makes p is P_none = (1 − q_p)^m. The absence is
UNKNOWN if c or P_none is below its setting, or if nothing is declared.
"""

from __future__ import annotations

from typing import Any

from liantu.locale import text
from liantu.queries.gaps.findings import Because, Doubt, Verdict
from liantu.queries.gaps.situation import Situation

KIND = "UNKNOWN"


def doubt(situation: Situation, segment: str) -> Doubt:
    """Return how far the absence of a segment can be believed."""
    total = situation.all_registered
    made = situation.registered(segment)
    share = made / total if made else 1 / (total + 1)
    found = situation.coverage
    if situation.scope.assume_complete:
        return Doubt(found.ratio, 0.0, share, 1.0, "")
    missing = found.unrecorded
    if found.ratio is None or missing is None:
        return Doubt(None, None, share, None, "undeclared")
    p_none = (1 - share) ** missing
    least = situation.settings.doubt
    reason = (
        "coverage" if found.ratio < least.coverage else "chance" if p_none < least.p_none else ""
    )
    return Doubt(found.ratio, missing, share, p_none, reason)


def judge(situation: Situation, segment: str, verdict: Verdict, found: Doubt) -> Verdict:
    """Return the verdict UNKNOWN, saying what the segment would be with complete records."""
    coverage = situation.coverage
    words: dict[str, Any] = {
        "name": situation.name(segment),
        "recorded": coverage.recorded,
        "declared": f"{coverage.declared:g}" if coverage.declared is not None else "–",
        "qualifier": coverage.qualifier,
        "ratio": f"{found.coverage:.1%}" if found.coverage is not None else "–",
        "missing": f"{found.unrecorded:g}" if found.unrecorded is not None else "–",
        "p_none": f"{found.p_none:.1%}" if found.p_none is not None else "–",
        "would_be": text(f"kind.{verdict.kind}"),
    }
    nodes = (segment, coverage.indicator) if coverage.indicator else (segment,)
    because = Because(text(f"gap.UNKNOWN.{found.reason}", **words), nodes, verdict.because.links)
    return Verdict(KIND, because, text("gap.UNKNOWN.unless", **words))
