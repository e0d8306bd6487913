"""MISSING_INPUT 缺链: absent, a consumer is here, but none of its own essential inputs."""

from __future__ import annotations

from liantu.locale import text
from liantu.queries.gaps.findings import Because, Verdict
from liantu.queries.gaps.situation import Situation

KIND = "MISSING_INPUT"


def judge(situation: Situation, segment: str) -> Verdict | None:
    """Return the verdict where Down(p) ≠ ∅ and Ess⁺(p) = ∅."""
    down = situation.consumers(segment)
    if not down or situation.present(situation.inputs(segment, essential=True)):
        return None
    words = {"name": situation.name(segment), "down": situation.names(down)}
    because = Because(
        text("gap.MISSING_INPUT.because", **words), (segment, *down), situation.links(segment, down)
    )
    return Verdict(KIND, because, text("gap.absent.unless", **words))
