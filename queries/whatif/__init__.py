"""What if: a chain in a region before and after some changes, answered as a difference.

Changes are carried out on a copy of what the gap finder looks at; nothing is written. What
is recorded stays recorded: coverage and doubt are those of the data, whatever is supposed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from liantu.graph.stores import Store
from liantu.locale import language, text
from liantu.queries.gaps import GapReport, GapSettings, gap_settings, report
from liantu.queries.gaps.looking import look
from liantu.queries.gaps.situation import Situation
from liantu.queries.keeping import Kept
from liantu.queries.whatif.applying import apply
from liantu.queries.whatif.changes import Change, as_dicts, read_scenario, scenario
from liantu.queries.whatif.comparing import GAPS, Changed, compare, fewer, touched
from liantu.queries.whatif.figures import Figures, figures, whats_changed
from liantu.queries.whatif.supplies import LostSupply, lost_supplies

__all__ = ["Answer", "Base", "apply", "base_of", "compare", "read_scenario", "scenario", "what_if"]

KEPT = 4  # situations that are kept for one store


@dataclass(frozen=True)
class Base:
    """A situation as it is recorded, with its findings."""

    situation: Situation
    report: GapReport

    @cached_property
    def figures(self) -> Figures:
        """The figures of the situation."""
        return figures(self)


@dataclass(frozen=True)
class Answer:
    """The answer of a scenario: both reports, what differs, and figures before and after."""

    changes: tuple[Change, ...]
    base: Base
    after: Base
    changed: tuple[Changed, ...]
    before_figures: Figures
    after_figures: Figures
    lost: tuple[LostSupply, ...] = ()

    def of(self, way: str) -> tuple[Changed, ...]:
        """Return the segments that changed in one way."""
        return tuple(one for one in self.changed if one.way == way)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know besides: sizes not given, complexity not told."""
        found = []
        unsized = self.after.situation.sizes.unsized - self.base.situation.sizes.unsized
        if unsized:
            names = self.after.situation.names(sorted(unsized))
            measure = text(f"whatif.measure.{self.after.report.measure}")
            found.append(text("whatif.note.unsized", names=names, measure=measure))
        if not self.changed and not whats_changed(self.before_figures, self.after_figures):
            found.append(text("whatif.note.nothing"))
        if self.after_figures.eci is None:
            reason = self.after.situation.space.refused
            found.append(reason or text("whatif.note.small"))
        return tuple(found)

    @property
    def sentence(self) -> str:
        """The answer in one sentence."""
        if not self.changes:
            return text("whatif.sentence.none")
        before, after = self.before_figures, self.after_figures
        parts = [
            text("whatif.sentence.gaps", before=before.gaps, after=after.gaps),
            *(
                text("whatif.sentence.kind", kind=text(f"kind.{kind}"), before=was, after=now)
                for kind, was, now in whats_changed(before, after)
                if kind not in GAPS
            ),
        ]
        if self.lost:
            cut = sum(not one.left for one in self.lost)
            parts.append(text("whatif.sentence.lost", count=len(self.lost), cut=cut))
        idle = sum(
            one.after.idle and one.before.is_gap for one in self.changed if one.before and one.after
        )
        if idle:
            parts.append(text("whatif.sentence.idle", count=idle))
        for way in ("closed", "opened"):
            names = "、".join(one.name for one in self.of(way)[:5])
            if names:
                count = len(self.of(way))
                parts.append(text(f"whatif.sentence.{way}", names=names, count=count))
        return text("whatif.sentence", parts=text("whatif.sentence.join").join(parts))

    def as_dict(self) -> dict[str, Any]:
        """Return the stable JSON of a what-if answer."""
        found = self.after.report
        return found.about() | {
            "measure": found.measure,
            "changes": as_dicts(self.changes),
            "sentence": self.sentence,
            "notes": list(self.notes),
            "before": self.before_figures.as_dict(),
            "after": self.after_figures.as_dict(),
            "lost_supplies": [one.as_dict() for one in self.lost],
            "changed": [one.as_dict() for one in self.changed],
        }


_kept: Kept[Base] = Kept(KEPT)


def base_of(
    store: Store,
    chain: str,
    *,
    region: str = "",
    assume_complete: bool = False,
    settings: GapSettings | None = None,
) -> Base:
    """Return what a chain in a region is like, read once: every scenario begins with it.

    Raises NotFound for an unknown chain or region.
    """
    used = settings or gap_settings()

    def read() -> Base:
        situation = look(store, chain, region, used, assume_complete=assume_complete)
        return Base(situation, report(situation))

    key = (chain, region, assume_complete, used.version, language.get())
    return _kept.of(store, key, read)


def answer(base: Base, changes: Sequence[Change]) -> Answer:
    """Return what some changes of a base open, close and move.

    Raises UsageError with the place of a change that makes no sense.
    """
    situation = apply(base.situation, changes)
    after = Base(situation, report(situation))
    lost = lost_supplies(base.situation, situation)
    seen = touched(base.situation, situation)
    less = {one.segment for one in fewer(base.situation, situation)}
    changed = compare(base.report, after.report, seen, less)
    return Answer(tuple(changes), base, after, changed, base.figures, after.figures, lost)


def what_if(
    store: Store,
    chain: str,
    changes: Sequence[Change],
    *,
    region: str = "",
    assume_complete: bool = False,
    settings: GapSettings | None = None,
) -> Answer:
    """Return the answer of a scenario on a chain in a region.

    Raises NotFound for an unknown chain or region and UsageError as :func:`answer` does.
    The same data version, settings and changes give the same answer.
    """
    base = base_of(store, chain, region=region, assume_complete=assume_complete, settings=settings)
    return answer(base, changes)
