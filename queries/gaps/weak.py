"""WEAK 弱链: present, but few, small, too little, or less than elsewhere."""

from __future__ import annotations

from typing import Any

from liantu.locale import text
from liantu.queries.gaps.findings import Because, Verdict
from liantu.queries.gaps.situation import Situation

KIND = "WEAK"


def judge(situation: Situation, segment: str) -> Verdict | None:
    """Return the verdict where any of its reasons holds.

    Reasons are a single maker (n_rp up to the setting), self-sufficiency below the setting,
    no maker of size where the size of all is recorded, and a location quotient whose 95 %
    quantile is below 1. Hanging on a single maker is doubtful where recorded ÷ declared is
    unknown or below the setting: there may well be a second one that nobody recorded.
    """
    makers = situation.here[segment]
    sufficiency = situation.sizes.self_sufficiency(segment)
    quotient = situation.space.quotients.get(segment)
    rules = situation.settings.weak
    holds = {
        "single_maker": len(makers) <= rules.single_maker,
        "self_sufficiency": sufficiency is not None and sufficiency < rules.self_sufficiency,
        "size": _all_small(situation, segment),
        "location": quotient is not None and quotient.high < 1,
    }
    reasons = tuple(code for code, true in holds.items() if true)
    if not reasons:
        return None
    words: dict[str, Any] = {
        "name": situation.name(segment),
        "makers": "、".join(maker.label for maker in makers),
        "count": len(makers),
        "made": f"{situation.sizes.made.get(segment, 0):,.10g}",
        "needed": f"{situation.sizes.needed.get(segment, 0):,.10g}",
        "share": f"{sufficiency:.1%}" if sufficiency is not None else "–",
        "high": f"{quotient.high:.2f}" if quotient else "–",
    }
    because = Because(
        "；".join(text(f"gap.WEAK.{code}", **words) for code in reasons),
        (segment, *(maker.id for maker in makers), *_users(situation, segment, reasons)),
        tuple(maker.link for maker in makers),
    )
    unless = "；".join(text(f"gap.WEAK.{code}.unless", **words) for code in reasons)
    doubtful = reasons == ("single_maker",) and situation.is_doubtful
    return Verdict(KIND, because, unless, doubtful, reasons)


def _all_small(situation: Situation, segment: str) -> bool:
    """Say whether no maker is above designated size, where that is recorded of all of them."""
    tags = {*situation.settings.weak.leader_tags}
    makers = situation.here[segment]
    large = [one.above_size or bool(tags & {*(one.get("tags") or ())}) for one in makers]
    return not any(large) and all(one.above_size is not None for one in makers)


def _users(situation: Situation, segment: str, reasons: tuple[str, ...]) -> list[str]:
    return situation.consumers(segment) if "self_sufficiency" in reasons else []
