"""What gap and target lists are narrowed to, as their address has it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from flask import request

from liantu.errors import UsageError
from liantu.graph.identity import normalise
from liantu.queries.gaps.reports import Finding
from liantu.web.panorama import KINDS
from liantu.web.scoring import RankedList


@dataclass(frozen=True)
class Filters:
    """A choice of findings; an empty part keeps all.

    ``words`` are looked for in the names of the segment, its makers and its projects;
    ``targets`` keeps those that somebody makes elsewhere.
    """

    kind: str = ""
    position: str = ""
    words: str = ""
    targets: bool = False

    def keeps(self, one: Finding) -> bool:
        """Say whether a finding is among those chosen."""
        if not one.is_of(self.kind) or (self.position and one.position != self.position):
            return False
        if self.targets and not one.targets.total:
            return False
        wanted = normalise(self.words)
        if not wanted:
            return True
        firms = (name for maker in one.makers for name in (maker.name, maker.short_name))
        names = (one.name, *firms, *(project.name for project in one.projects))
        return any(wanted in normalise(name) for name in names)

    def of(self, found: Iterable[Finding]) -> tuple[Finding, ...]:
        """Return those of some findings that are chosen, in their order."""
        return tuple(one for one in found if self.keeps(one))

    def narrowed(self, lists: Iterable[RankedList]) -> tuple[RankedList, ...]:
        """Return ranked lists with the gaps chosen; each keeps its rank among all."""
        return tuple(
            replace(
                one,
                gaps=tuple(gap for gap in one.gaps if self.keeps(gap.finding)),
                check=tuple(gap for gap in one.check if self.keeps(gap.finding)),
            )
            for one in lists
        )

    @property
    def given(self) -> dict[str, str]:
        """What is chosen, as an address carries it."""
        found = {
            "kind": self.kind, "position": self.position, "words": self.words,
            "targets": "1" if self.targets else "",
        }  # fmt: skip
        return {name: value for name, value in found.items() if value}


def asked(findings: Iterable[Finding]) -> Filters:
    """Return what this request chooses of some findings.

    Raises UsageError for a kind or a position that there is not.
    """
    kind = request.args.get("kind", "")
    if kind and kind not in KINDS:
        raise UsageError("kind_unknown", where=kind, known=", ".join(KINDS))
    position = request.args.get("position", "")
    positions = dict.fromkeys(one.position for one in findings if one.position)
    if position and position not in positions:
        raise UsageError("position_unknown", where=position, known=", ".join(positions))
    return Filters(
        kind,
        position,
        request.args.get("words", "").strip()[:100],
        request.args.get("targets", "") == "1",
    )
