"""The gap finder: every segment of a chain gets a grade that opens to its reasons.

One module per kind. A kind of absence offers ``judge(situation, segment)``; the
first that holds, in the order of ``ABSENT``, is the segment's. Kinds of presence
may hold together, in the order of ``PRESENT``. Adding a kind is one module and
one entry in a tuple here.
"""

from __future__ import annotations

from typing import Any

from liantu.graph.stores import Store
from liantu.locale import text
from liantu.queries.evidence import origins
from liantu.queries.gaps import blank, break_, doubt, extension, missing_input, weak
from liantu.queries.gaps.findings import Because, Doubt, Finding, GapReport, Verdict
from liantu.queries.gaps.settings import FORMULA_VERSION, GapSettings, gap_settings
from liantu.queries.gaps.situation import Situation, look

__all__ = ["FORMULA_VERSION", "GapReport", "GapSettings", "find_gaps", "gap_settings", "report"]

ABSENT = (break_, missing_input, extension, blank)
PRESENT = (weak,)
# In the order of the table of kinds: what a legend, a list or a filter goes by.
KINDS = (
    "UNKNOWN",
    *(module.KIND for module in ABSENT),
    *(module.KIND for module in PRESENT),
    "PRESENT",
)


def find_gaps(
    store: Store,
    chain: str,
    *,
    region: str = "",
    assume_complete: bool = False,
    settings: GapSettings | None = None,
) -> GapReport:
    """Return a finding for every segment of a chain, in the order of the chain file.

    ``region`` is an adcode, empty for the chain's own; ``assume_complete`` is a
    planner's word that all enterprises there are recorded. Raises NotFound for an
    unknown chain or region. The same data version and settings give the same report.
    """
    used = settings or gap_settings()
    return report(store, look(store, chain, region, used, assume_complete=assume_complete))


def report(store: Store, situation: Situation) -> GapReport:
    """Return the findings of a situation, in words of the language in use."""
    counts = situation.maker_counts()
    findings = tuple(
        _finding(store, situation, segment.id, counts) for segment in situation.segments
    )
    return GapReport(
        store.data_version,
        FORMULA_VERSION,
        situation.settings.version,
        situation.scope,
        situation.coverage,
        findings,
    )


def _finding(store: Store, situation: Situation, segment: str, counts: dict[str, int]) -> Finding:
    node = next(one for one in situation.segments if one.id == segment)
    would_be: str | None = None
    figures: Doubt | None = None
    if situation.is_present(segment):
        verdicts = [found for module in PRESENT if (found := module.judge(situation, segment))]
        verdicts = verdicts or [_present(situation, segment)]
    else:
        absent = next(found for module in ABSENT if (found := module.judge(situation, segment)))
        figures = doubt.doubt(situation, segment, counts)
        if figures.is_unknown:
            would_be = absent.kind
            absent = doubt.judge(situation, segment, absent, figures)
        verdicts = [absent]
    first = verdicts[0]
    return Finding(
        segment=segment,
        name=str(node.properties.get("name", "")),
        position=str(node.properties.get("position", "")),
        importance=str(node.properties.get("importance", "")),
        kind=first.kind,
        also=tuple(one.kind for one in verdicts[1:]),
        would_be=would_be,
        doubtful=any(one.doubtful for one in verdicts),
        makers=situation.here.get(segment, ()),
        because=first.because,
        unless=first.unless,
        targets=situation.elsewhere.get(segment, ()) if first.kind != "PRESENT" else (),
        evidence=tuple(origins(store).of(node)),
        doubt=figures,
    )


def _present(situation: Situation, segment: str) -> Verdict:
    makers = situation.here[segment]
    words: dict[str, Any] = {
        "name": situation.name(segment),
        "count": len(makers),
        "makers": "、".join(maker.short_name or maker.name for maker in makers),
    }
    because = Because(
        text("gap.PRESENT.because", **words),
        (segment, *(maker.id for maker in makers)),
        tuple(maker.link for maker in makers),
    )
    return Verdict("PRESENT", because, text("gap.PRESENT.unless", **words))
