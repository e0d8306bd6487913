"""The answer of a scenario as a map: the chain afterwards, with what it changes marked."""

from __future__ import annotations

from dataclasses import dataclass

from liantu.queries.gaps.reports import Finding
from liantu.queries.side_by_side import SideBySide, supposed
from liantu.queries.whatif import Answer
from liantu.web.addresses import address
from liantu.web.context import words
from liantu.web.pair_map import Map, drawn, joint

SIGNS = {"better": "＋", "worse": "−", "unknown": "?", "other": "≠", "count": "±"}


@dataclass(frozen=True)
class Overlay:
    """The map of a scenario and how it differs from what is recorded."""

    map: Map
    found: SideBySide


def overlay(answer: Answer, id_: str, *, wide: bool) -> Overlay:
    """Return the map after a scenario: of one layout with that before it.

    A box that changes leads to its line in the answer where the map is ``wide``, which stands
    on the page of that answer; any other to the segment as it is recorded.
    """
    before, after = answer.base, answer.after
    found = supposed(before.report, after.report, answer.changed)
    told = {one.segment for one in answer.changed if one.way != "moved"} if wide else set()

    def address_of(finding: Finding) -> str:
        short = finding.segment.rpartition("/")[2]
        if finding.segment in told:
            return f"#changed-{short}"
        if finding.segment not in before.report.by_segment:
            return ""
        scope = before.report.scope
        complete = "1" if scope.assume_complete else None
        return address(
            "segment", chain_id=scope.chain, segment_id=short, region=scope.region,
            assume_complete=complete,
        )  # fmt: skip

    picture = joint((before.situation, after.situation), (before.report, after.report), wide=wide)
    map_ = drawn(
        id_, words("whatif.map"), picture, after.report, found, address_of,
        before=before.report.by_segment, wide=wide, signs=SIGNS,
    )  # fmt: skip
    return Overlay(map_, found)
