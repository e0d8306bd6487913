"""BREAK 断点: absent, while both a consumer and an essential input of it are here."""

from __future__ import annotations

from typing import Any

from liantu.locale import text
from liantu.queries.gaps.findings import Because, Verdict
from liantu.queries.gaps.situation import Situation

KIND = "BREAK"


def judge(situation: Situation, segment: str) -> Verdict | None:
    """Return the verdict where Down(p) ≠ ∅ and Ess⁺(p) ≠ ∅."""
    down = situation.consumers(segment)
    inputs = situation.present(situation.inputs(segment, essential=True))
    if not down or not inputs:
        return None
    words: dict[str, Any] = {
        "name": situation.name(segment),
        "down": situation.names(down),
        "inputs": situation.names(inputs),
    }
    because = Because(
        text("gap.BREAK.because", **words),
        (segment, *down, *inputs),
        situation.links(segment, [*down, *inputs]),
    )
    return Verdict(KIND, because, text("gap.absent.unless", **words))
