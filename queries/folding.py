"""Several segments said as one: how many firms, how many segments of each grade, the worst.

A group has no grade of its own: its worst one is named in words beside how many cannot be
told, and its firms are counted once each.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from liantu.queries.gaps.reports import Finding

# What is worst first; UNKNOWN is no grade between others, so that it is counted apart.
WORST = (
    "BREAK", "MISSING_INPUT", "WEAK", "FRAGILE", "UNMATCHED", "SUPPORT", "EXTENSION", "BLANK",
    "PRESENT", "STRENGTH",
)  # fmt: skip


@dataclass(frozen=True)
class Group:
    """Segments taken together; ``firms`` are the ids of their makers here, each once."""

    segments: tuple[str, ...]
    firms: tuple[str, ...]
    counts: Mapping[str, int]
    doubtful: int
    pipeline: int

    @property
    def worst(self) -> str:
        """The worst grade that is known, empty where none is."""
        return next((kind for kind in WORST if self.counts.get(kind)), "")

    @property
    def unknown(self) -> int:
        """Of how many the grade cannot be told."""
        return self.counts.get("UNKNOWN", 0)

    def as_dict(self) -> dict[str, Any]:
        """Return the group by name."""
        return {
            "segments": list(self.segments),
            "makers": {"count": len(self.firms), "ids": list(self.firms)},
            "kinds": dict(self.counts),
            "worst": self.worst or None,
            "unknown": self.unknown,
            "doubtful": self.doubtful,
            "pipeline": self.pipeline,
        }


def group(findings: Iterable[Finding]) -> Group:
    """Return findings taken together."""
    every = tuple(findings)
    counts: dict[str, int] = {}
    for one in every:
        counts[one.kind] = counts.get(one.kind, 0) + 1
    return Group(
        tuple(one.segment for one in every),
        tuple(dict.fromkeys(maker.id for one in every for maker in one.makers)),
        counts,
        sum(one.doubtful for one in every),
        sum(one.pipeline for one in every),
    )
