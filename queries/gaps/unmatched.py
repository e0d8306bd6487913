"""UNMATCHED 配套率低: made here, yet buyers here buy it elsewhere."""

from __future__ import annotations

from typing import Any

from liantu.locale import text
from liantu.queries.gaps.findings import Because, Verdict
from liantu.queries.gaps.situation import Situation

KIND = "UNMATCHED"


def judge(situation: Situation, segment: str) -> Verdict | None:
    """Return the verdict where the recorded outside share reaches the setting."""
    share = situation.purchases.outside_share(segment)
    if share is None or share < situation.settings.unmatched.outside:
        return None
    rows = [one for one in situation.purchases.of(segment) if not one.local]
    makers = situation.here[segment]
    words: dict[str, Any] = {
        "name": situation.name(segment),
        "share": f"{share:.1%}",
        "recorded": len(situation.purchases.of(segment)),
        "buyers": "、".join(dict.fromkeys(one.buyer_name for one in rows)),
        "makers": "、".join(one.label for one in makers),
    }
    nodes = dict.fromkeys([segment, *(one.id for one in makers), *(one.buyer for one in rows)])
    links = sorted([*(one.link for one in makers), *(one.link for one in rows)])
    because = Because(text("gap.UNMATCHED.because", **words), tuple(nodes), tuple(links))
    return Verdict(KIND, because, text("gap.UNMATCHED.unless", **words))
