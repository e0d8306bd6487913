"""SUPPORT 要素缺口: an institution that the segment needs works with none of its makers here."""

from __future__ import annotations

from typing import Any

from liantu.locale import text
from liantu.queries.gaps.findings import Because, Verdict
from liantu.queries.gaps.situation import Situation

KIND = "SUPPORT"


def judge(situation: Situation, segment: str) -> Verdict | None:
    """Return the verdict where a need of the segment (Segment.needs) is met by nobody here."""
    needs = [str(one) for one in situation.nodes[segment].properties.get("needs") or ()]
    makers = {one.id for one in situation.here[segment]}
    met = {one.need for one in situation.supports if one.enterprise in makers}
    lacking = [one for one in needs if one not in met]
    if not lacking:
        return None
    words: dict[str, Any] = {"name": situation.name(segment), "needs": "、".join(lacking)}
    because = Because(text("gap.SUPPORT.because", **words), (segment, *sorted(makers)))
    return Verdict(KIND, because, text("gap.SUPPORT.unless", **words), reasons=tuple(lacking))
