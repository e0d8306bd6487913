"""SUPPORT 要素缺口: no institution near that the segment needs works with its makers here.

Near is the region or its parent; one whose place is recorded nowhere counts (supports.py).
"""

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
    linked = [one for one in situation.supports if one.enterprise in makers]
    met = {one.need for one in linked if one.near}
    lacking = [one for one in needs if one not in met]
    if not lacking:
        return None
    words: dict[str, Any] = {"name": situation.name(segment), "needs": "、".join(lacking)}
    said = text("gap.SUPPORT.because", **words)
    far = {one.id: one.name for one in linked if one.need in lacking}
    if far:
        said += text("gap.SUPPORT.far", far="、".join(sorted(far.values())))
    links = tuple(sorted(one.link for one in linked if one.id in far))
    because = Because(said, (segment, *sorted(makers), *sorted(far)), links)
    return Verdict(KIND, because, text("gap.SUPPORT.unless", **words), reasons=tuple(lacking))
