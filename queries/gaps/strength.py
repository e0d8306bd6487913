"""STRENGTH 长板: surely more than its size lets expect."""

from __future__ import annotations

from typing import Any

from liantu.locale import text
from liantu.queries.gaps.findings import Because, Verdict
from liantu.queries.gaps.situation import Situation

KIND = "STRENGTH"


def judge(situation: Situation, segment: str) -> Verdict | None:
    """Return the verdict where the 5 % quantile of the shrunken location quotient is above 1."""
    quotient = situation.space.quotients.get(segment)
    if quotient is None or quotient.low <= 1:
        return None
    makers = situation.here[segment]
    words: dict[str, Any] = {
        "name": situation.name(segment),
        "count": len(makers),
        "value": f"{quotient.value:.2f}",
        "low": f"{quotient.low:.2f}",
        "regions": situation.space.regions,
    }
    nodes = (segment, *(one.id for one in makers))
    because = Because(
        text("gap.STRENGTH.because", **words), nodes, tuple(one.link for one in makers)
    )
    return Verdict(KIND, because, text("gap.STRENGTH.unless", **words))
