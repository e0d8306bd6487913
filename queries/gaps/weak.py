"""WEAK 弱链: present, but it hangs on a single maker."""

from __future__ import annotations

from typing import Any

from liantu.locale import text
from liantu.queries.gaps.findings import Because, Verdict
from liantu.queries.gaps.situation import Situation

KIND = "WEAK"


def judge(situation: Situation, segment: str) -> Verdict | None:
    """Return the verdict where n_rp is at most the setting (1).

    It is doubtful where recorded ÷ declared is unknown or below the setting: there
    may well be a second maker that nobody recorded. A size that is not recorded is
    unknown and says nothing.
    """
    makers = situation.here.get(segment, ())
    if not 1 <= len(makers) <= situation.settings.weak.single_maker:
        return None
    ratio = situation.coverage.ratio
    complete = situation.scope.assume_complete
    doubtful = not complete and (ratio is None or ratio < situation.settings.doubt.coverage)
    words: dict[str, Any] = {
        "name": situation.name(segment),
        "makers": "、".join(maker.short_name or maker.name for maker in makers),
        "count": len(makers),
    }
    because = Because(
        text("gap.WEAK.because", **words),
        (segment, *(maker.id for maker in makers)),
        tuple(maker.link for maker in makers),
    )
    return Verdict(KIND, because, text("gap.WEAK.unless", **words), doubtful)
