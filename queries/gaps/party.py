"""PARTY 两个覆盖: a maker here has an open code of party coverage."""

from __future__ import annotations

from typing import Any

from liantu.locale import text
from liantu.queries.gaps.findings import Because, Verdict
from liantu.queries.gaps.situation import Situation

KIND = "PARTY"


def judge(situation: Situation, segment: str) -> Verdict | None:
    """Return the verdict where coverage names a maker, the office's exceptions left out.

    What coverage found is given (``Situation.party``); reasons are the
    codes of :mod:`liantu.queries.coverage`.
    """
    party = situation.party
    makers = [one for one in situation.here[segment] if one.id in party]
    if not makers:
        return None
    codes = tuple(dict.fromkeys(code for one in makers for code in party[one.id]))
    said = (f"{one.label}（{'、'.join(map(_called, party[one.id]))}）" for one in makers)
    words: dict[str, Any] = {"name": situation.name(segment), "firms": "、".join(said)}
    nodes = (segment, *(one.id for one in makers))
    because = Because(text("gap.PARTY.because", **words), nodes, tuple(one.link for one in makers))
    return Verdict(KIND, because, text("gap.PARTY.unless", **words), reasons=codes)


def _called(code: str) -> str:
    return text(f"coverage.{code.partition(':')[0]}")
