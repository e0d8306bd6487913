"""Which gaps a version would open or close: the gap finder is asked of both versions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from liantu.errors import NotFound
from liantu.graph.stores import Store
from liantu.locale import LANGUAGES, language
from liantu.queries.catalogue import run
from liantu.queries.gaps import report
from liantu.queries.gaps.looking import look
from liantu.queries.gaps.reports import Finding
from liantu.queries.gaps.settings import GapSettings
from liantu.queries.profile import name_of

ABSENT = ("BREAK", "MISSING_INPUT", "EXTENSION")
EFFECTS = ("opens", "closes", "unknown", "other")
Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Grade:
    """A grade with its reason in every language; ``kind`` is empty where the segment is not."""

    kind: str = ""
    doubtful: bool = False
    because: tuple[tuple[str, str], ...] = ()

    @property
    def said(self) -> tuple[str, bool]:
        """What is compared: the grade, and whether it is doubtful."""
        return self.kind, self.doubtful

    def as_dict(self) -> dict[str, Any] | None:
        """Return the grade by name; None where the segment is not there."""
        if not self.kind:
            return None
        return {"kind": self.kind, "doubtful": self.doubtful, "because": dict(self.because)}


@dataclass(frozen=True)
class Move:
    """A segment whose grade would be another one."""

    chain: str
    chain_name: str
    segment: str
    name: str
    before: Grade
    after: Grade

    @property
    def effect(self) -> str:
        """What becomes of it: a gap ``opens`` or ``closes``, it is ``unknown`` now, or ``other``.

        A segment that was absent and hangs on a single maker now is a gap closed; one
        that was well made and does so now is a gap opened.
        """
        was, is_ = self.before.kind, self.after.kind
        if is_ == "UNKNOWN" and was != is_:
            return "unknown"
        if (is_ in ABSENT and was not in ABSENT) or (was, is_) == ("PRESENT", "WEAK"):
            return "opens"
        if (was in ABSENT and is_ in ("PRESENT", "WEAK")) or (was, is_) == ("WEAK", "PRESENT"):
            return "closes"
        return "other"

    def as_dict(self) -> dict[str, Any]:
        """Return the move by name."""
        return {
            "chain": {"id": self.chain, "name": self.chain_name},
            "segment": {"id": self.segment, "name": self.name},
            "effect": self.effect,
            "before": self.before.as_dict(),
            "after": self.after.as_dict(),
        }


def gap_moves(
    before: Store | None, after: Store, settings: GapSettings, told: Told | None = None
) -> list[Move]:
    """Return every segment whose grade differs, gaps that open first, in the order of the chains.

    ``before`` is None where nothing was loaded. ``told`` hears how many chains are done
    and how many there are. A chain that names no region and has none by others has no grades.
    """
    was, is_ = _chains(before), _chains(after)
    names = {**was, **is_}
    moves: list[Move] = []
    for done, chain in enumerate(names, start=1):
        old = _said(before, chain, settings) if before and chain in was else {}
        new = _said(after, chain, settings) if chain in is_ else {}
        first = {**old.get(LANGUAGES[0], {}), **new.get(LANGUAGES[0], {})}
        for segment, found in first.items():
            grades = _grades(old, segment), _grades(new, segment)
            if grades[0].said != grades[1].said:
                moves.append(Move(chain, names[chain], segment, found.name, *grades))
        if told:
            told(done, len(names))
    return sorted(moves, key=lambda one: EFFECTS.index(one.effect))


def _chains(store: Store | None) -> dict[str, str]:
    if store is None:
        return {}
    rows = run(store, "chains").rows
    return {str(chain.properties["chain_id"]): name_of(chain) for (chain,) in rows}


def _said(store: Store, chain: str, settings: GapSettings) -> dict[str, dict[str, Finding]]:
    """Look at a chain once and return its findings by segment, in every language."""
    try:
        situation = look(store, chain, "", settings, assume_complete=False)
    except NotFound:
        return {}
    found = {}
    for lang in LANGUAGES:
        held = language.set(lang)
        try:
            found[lang] = {one.segment: one for one in report(situation).findings}
        finally:
            language.reset(held)
    return found


def _grades(said: dict[str, dict[str, Finding]], segment: str) -> Grade:
    found = {lang: each[segment] for lang, each in said.items() if segment in each}
    if not found:
        return Grade()
    first = found[LANGUAGES[0]]
    words = tuple((lang, one.because.text) for lang, one in found.items())
    return Grade(first.kind, first.doubtful, words)
