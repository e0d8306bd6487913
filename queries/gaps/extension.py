"""EXTENSION 延链: absent, nobody here needs it, but enough of its inputs are made here."""

from __future__ import annotations

from typing import Any

from liantu.locale import text
from liantu.queries.gaps.findings import Because, Verdict
from liantu.queries.gaps.situation import Situation

KIND = "EXTENSION"


def judge(situation: Situation, segment: str) -> Verdict | None:
    """Return the verdict where Down(p) = ∅ and |Ess⁺|/|Ess| reaches the setting.

    Without essential inputs any input present is enough.
    """
    if situation.consumers(segment):
        return None
    essential = situation.inputs(segment, essential=True)
    inputs = situation.present(essential or situation.inputs(segment))
    least = situation.settings.extension.input_share
    enough = len(inputs) / len(essential) >= least if essential else bool(inputs)
    if not inputs or not enough:
        return None
    words: dict[str, Any] = {
        "name": situation.name(segment),
        "inputs": situation.names(inputs),
        "have": len(inputs),
        "all": len(essential) or len(situation.inputs(segment)),
    }
    because = Because(
        text("gap.EXTENSION.because", **words),
        (segment, *inputs),
        situation.links(segment, inputs),
    )
    return Verdict(KIND, because, text("gap.absent.unless", **words))
