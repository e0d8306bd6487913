"""Scenarios and their answers in the words that the terminal and the pages share."""

from __future__ import annotations

from typing import Any

from liantu.locale import text
from liantu.queries.gaps.situation import Situation
from liantu.queries.whatif.changes import Change
from liantu.queries.whatif.comparing import State
from liantu.queries.whatif.figures import Figures

SHOWN = (
    *("UNKNOWN", "BREAK", "MISSING_INPUT", "EXTENSION", "BLANK"),
    *("WEAK", "FRAGILE", "UNMATCHED", "STRENGTH", "SUPPORT"),
)


def said(situation: Situation, change: Change) -> str:
    """Return a change as a sentence, with the names of what its ids stand for."""
    words: dict[str, Any] = {
        name: _named(situation, str(value))
        for name, value in change.model_dump().items()
        if isinstance(value, str)
    }
    if change.do == "add_firm":
        made = [
            _named(situation, one.segment)
            + (text("whatif.did.output", output=f"{one.output:,g}") if one.output else "")
            for one in change.makes
        ]
        words["makes"] = "、".join(made)
        key = "add_firm" if made else "restore_firm"
        return text(f"whatif.did.{key}", **words)
    if change.do == "remove_supply":
        words["buyer"] = words["buyer"] or text("whatif.all")
        words["segment"] = words["segment"] or text("whatif.all")
    for field in ("to", "region"):
        if field in words:
            words[field] = region_words(situation, words[field])
    return text(f"whatif.did.{change.do}", **words)


def _named(situation: Situation, said: str) -> str:
    """Return the name of the segment or enterprise that an id stands for, or the text itself."""
    for id_ in (said, f"seg:{situation.scope.chain}/{said}"):
        if id_ in situation.nodes:
            return situation.name(id_)
    return situation.firm(said)


def region_words(situation: Situation, code: str) -> str:
    """Return a region's name with its code."""
    name = situation.region_name(code)
    return code if name == code else f"{name}（{code}）"


def state_words(state: State | None) -> str:
    """Return the grades of a segment at one time, and that it is doubtful."""
    if state is None:
        return text("whatif.not_there")
    kinds = "、".join(text(f"kind.{kind}") for kind in state.kinds)
    if state.code.startswith("PIPELINE:"):
        kinds = text("whatif.pipeline", kinds=kinds)
    if state.would_be:
        kinds = text("whatif.would_be", kinds=kinds, would_be=text(f"kind.{state.would_be}"))
    return kinds


def figure_rows(before: Figures, after: Figures) -> list[tuple[str, str, str]]:
    """Return the figures before and after as labels and texts, always the same rows."""
    rows: list[tuple[str, str, str]] = [
        (text("whatif.figure.gaps"), str(before.gaps), str(after.gaps))
    ]
    for kind in SHOWN:
        was, now = (str(one.verdicts.get(kind, 0)) for one in (before, after))
        rows.append((text("whatif.figure.kind", kind=text(f"kind.{kind}")), was, now))
    for name in ("present", "firms", "jobs", "jobs_unknown"):
        was, now = (f"{getattr(one, name):,d}" for one in (before, after))
        rows.append((text(f"whatif.figure.{name}"), was, now))
    rows.append((text("whatif.figure.points"), f"{before.points:.1f}", f"{after.points:.1f}"))
    was, now = ("–" if one.eci is None else f"{one.eci:.3f}" for one in (before, after))
    rows.append((text("whatif.figure.eci"), was, now))
    return rows
