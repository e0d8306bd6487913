"""The gap finder: every segment of a chain gets a grade that opens to its reasons.

One module per kind. A kind of absence offers ``judge(situation, segment)``; the
first that holds, in the order of ``ABSENT``, is the segment's. Kinds of presence
may hold together, in the order of ``PRESENT``; those in ``BESIDE`` stand beside the
grade, never for it; those in ``EITHER`` are asked of absent
segments too. Adding a kind is one module and one entry in a tuple here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from liantu.graph.stores import Store
from liantu.locale import text
from liantu.queries.evidence import origins
from liantu.queries.gaps import (
    blank,
    break_,
    doubt,
    extension,
    fragile,
    missing_input,
    party,
    strength,
    support,
    unmatched,
    weak,
)
from liantu.queries.gaps.attraction import Attraction
from liantu.queries.gaps.confidence import confidence
from liantu.queries.gaps.findings import Because, Doubt, Verdict
from liantu.queries.gaps.looking import look
from liantu.queries.gaps.outside import Elsewhere
from liantu.queries.gaps.ranks import Ranking, ranking
from liantu.queries.gaps.reports import Finding, GapReport
from liantu.queries.gaps.score import Score, scores
from liantu.queries.gaps.settings import FORMULA_VERSION, GapSettings, gap_settings
from liantu.queries.gaps.situation import Situation
from liantu.queries.gaps.targets import Targets

__all__ = [
    "FORMULA_VERSION", "GapReport", "GapSettings", "find_gaps", "gap_settings", "kinds", "report",
]  # fmt: skip

ABSENT = (break_, missing_input, extension, blank)
PRESENT = (weak, fragile, unmatched, strength, support)
BESIDE = (party,)  # about the makers, not the segment: never its grade
EITHER = (fragile,)
# In the order of the table of kinds: what a legend, a list or a filter goes by.
KINDS = (
    "UNKNOWN",
    *(module.KIND for module in ABSENT),
    *(module.KIND for module in PRESENT),
    *(module.KIND for module in BESIDE),
    "PRESENT",
)
WITH_TARGETS = frozenset({"UNKNOWN", *(module.KIND for module in ABSENT), "WEAK", "FRAGILE"})


def find_gaps(
    store: Store,
    chain: str,
    *,
    region: str = "",
    assume_complete: bool = False,
    settings: GapSettings | None = None,
    party: Mapping[str, tuple[str, ...]] | None = None,
) -> GapReport:
    """Return a finding for every segment of a chain, in the order of the chain file.

    ``region`` is an adcode, empty for the chain's own; ``assume_complete`` is a
    planner's word that all enterprises there are recorded. Raises NotFound for an
    unknown chain or region. ``party`` are the open codes of party coverage by enterprise,
    which depend on an office's own exceptions. All else equal, the same data version and settings
    give the same report.
    """
    used = settings or gap_settings()
    return report(look(store, chain, region, used, assume_complete=assume_complete, party=party))


def report(situation: Situation) -> GapReport:
    """Return the findings of a situation, in words of the language in use."""
    store = situation.store
    judged = {one.id: _judge(situation, one.id) for one in situation.segments}
    ranked, scored = _ranked(situation, judged)
    elsewhere = Elsewhere(situation, Attraction(situation, store)) if store else None
    findings = tuple(
        _finding(situation, one.id, judged[one.id], scored.get(one.id), elsewhere)
        for one in situation.segments
    )
    return GapReport(
        store.data_version if store else "",
        FORMULA_VERSION,
        situation.settings.version,
        situation.scope,
        situation.coverage,
        situation.sizes.measure,
        findings,
        ranked,
    )


def kinds(situation: Situation) -> dict[str, tuple[str, ...]]:
    """Return the kinds that hold of each segment, its grade first."""
    return {
        one.id: tuple(verdict.kind for verdict in _judge(situation, one.id)[0])
        for one in situation.segments
    }


Judged = tuple[tuple[Verdict, ...], str | None, Doubt | None]


def _judge(situation: Situation, segment: str) -> Judged:
    """Return the kinds that hold, what it would be with complete records, and the doubt."""
    if situation.is_present(segment):
        held = [found for module in PRESENT if (found := module.judge(situation, segment))]
        beside = [found for module in BESIDE if (found := module.judge(situation, segment))]
        return (*(held or [_present(situation, segment)]), *beside), None, None
    absent = next(found for module in ABSENT if (found := module.judge(situation, segment)))
    more = [found for module in EITHER if (found := module.judge(situation, segment))]
    figures = doubt.doubt(situation, segment)
    if not figures.is_unknown:
        return (absent, *more), None, figures
    unknown = doubt.judge(situation, segment, absent, figures)
    return (unknown, *more), absent.kind, figures


def _ranked(
    situation: Situation, judged: Mapping[str, Judged]
) -> tuple[tuple[Ranking, ...], dict[str, Score]]:
    rules = situation.settings.score
    kinds = {segment: verdicts[0].kind for segment, (verdicts, _, _) in judged.items()}
    found: list[Ranking] = []
    scored: dict[str, Score] = {}
    for used in rules.lists:
        gaps = [segment for segment, kind in kinds.items() if kind in used.kinds]
        sure = {}
        for one in gaps:
            verdicts, _, doubted = judged[one]
            because = verdicts[0].because
            sure[one] = confidence(situation, one, because, doubted)
        points = scores(situation, gaps, used, sure)
        drawn = (rules.seed, rules.draws)
        found.append(ranking(used.name, used.weights, points, kinds, KINDS, drawn))
        scored |= points
    return tuple(found), scored


def _finding(
    situation: Situation,
    segment: str,
    judged: Judged,
    score: Score | None,
    elsewhere: Elsewhere | None,
) -> Finding:
    node = situation.nodes[segment]
    verdicts, would_be, figures = judged
    wanted = verdicts[0].kind in WITH_TARGETS
    return Finding(
        segment=segment,
        name=str(node.properties.get("name", "")),
        position=str(node.properties.get("position", "")),
        importance=str(node.properties.get("importance", "")),
        verdicts=verdicts,
        would_be=would_be,
        makers=situation.here.get(segment, ()),
        figures=_figures(situation, segment),
        targets=Targets(situation, segment, elsewhere) if wanted else Targets(),
        projects=situation.projects.get(segment, ()),
        evidence=tuple(origins(situation.store).of(node)) if situation.store else (),
        doubt=figures,
        score=score,
    )


def _figures(situation: Situation, segment: str) -> dict[str, float | int | None]:
    sizes, bought = situation.sizes, situation.purchases
    found = bought.concentration(segment)
    quotient = situation.space.quotients.get(segment)
    return {
        "made": sizes.made.get(segment, 0.0),
        "needed": sizes.needed.get(segment, 0.0),
        "unpriced": sizes.unpriced.get(segment, 0),
        "balance": sizes.balance(segment),
        "self_sufficiency": sizes.self_sufficiency(segment),
        "purchases": len(bought.of(segment)),
        "outside_share": bought.outside_share(segment),
        "suppliers": found.n_eff,
        "consumers": len(situation.consumers(segment)),
        "elsewhere": situation.elsewhere(segment),
        "regions": situation.space.regions,
        "quotient": quotient.value if quotient else None,
        "quotient_low": quotient.low if quotient else None,
        "quotient_high": quotient.high if quotient else None,
    }


def _present(situation: Situation, segment: str) -> Verdict:
    makers = situation.here[segment]
    words: dict[str, Any] = {
        "name": situation.name(segment),
        "count": len(makers),
        "makers": "、".join(maker.label for maker in makers),
    }
    because = Because(
        text("gap.PRESENT.because", **words),
        (segment, *(maker.id for maker in makers)),
        tuple(maker.link for maker in makers),
    )
    return Verdict("PRESENT", because, text("gap.PRESENT.unless", **words))
