"""How far a gap can be relied on: C = freshness × coverage part × pipeline factor."""

from __future__ import annotations

import datetime as dt

from liantu.queries.gaps.findings import Because, Doubt
from liantu.queries.gaps.score import Confidence
from liantu.queries.gaps.situation import Situation


def confidence(
    situation: Situation, segment: str, because: Because, doubt: Doubt | None
) -> Confidence:
    """Return the confidence of a gap.

    Freshness is that of the last observation among the makers here that make it a gap:
    1 up to the settings' months, from there straight down to 0.5 at the age from which
    nothing counts, and what the settings say where it is undated. The coverage part is
    P_none, 1 where the records are assumed complete.
    """
    near = {one for one in because.nodes if one != segment}
    days = [
        maker.observed for one in near for maker in situation.here.get(one, ()) if maker.observed
    ]
    last = max(days, default="")
    complete = situation.scope.assume_complete
    part = 1.0 if complete or doubt is None or doubt.p_none is None else doubt.p_none
    building = bool(situation.projects.get(segment))
    return Confidence(
        freshness(situation, last),
        last,
        part,
        situation.settings.score.pipeline if building else 1.0,
    )


def freshness(situation: Situation, observed: str) -> float:
    """Return how fresh an observation is as of the data's own date, 0.5 … 1."""
    rules, as_of = situation.settings, situation.scope.as_of
    if not observed or not as_of:
        return rules.score.undated
    age = months_between(observed, as_of)
    full, half = rules.score.fresh_months, rules.months
    if age <= full:
        return 1.0
    return 0.5 if age >= half else 1.0 - 0.5 * (age - full) / (half - full)


def months_between(first: str, last: str) -> float:
    """Return the months between two ISO days, a part of a month by its days."""
    a, b = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    return (b.year - a.year) * 12 + b.month - a.month + (b.day - a.day) / 31
