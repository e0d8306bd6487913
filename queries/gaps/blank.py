"""BLANK 空白: absent, and nothing here needs it or leads to it; not a gap."""

from __future__ import annotations

from liantu.locale import text
from liantu.queries.gaps.findings import Because, Verdict
from liantu.queries.gaps.situation import Situation

KIND = "BLANK"


def judge(situation: Situation, segment: str) -> Verdict | None:
    """Return the verdict that is left where no other kind of absence holds."""
    words = {"name": situation.name(segment)}
    because = Because(text("gap.BLANK.because", **words), (segment,))
    return Verdict(KIND, because, text("gap.absent.unless", **words))
