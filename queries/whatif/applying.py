"""Carrying out changes: each kind has one function that works on a draft."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from liantu.queries.gaps.situation import Situation
from liantu.queries.whatif import changes as kinds
from liantu.queries.whatif import firms, links
from liantu.queries.whatif.draft import Draft

HOW: dict[type[Any], Callable[[Draft, Any], None]] = {
    kinds.AddFirm: firms.add_firm,
    kinds.RemoveFirm: firms.remove_firm,
    kinds.MoveFirm: firms.move_firm,
    kinds.CutOff: firms.cut_off,
    kinds.AddSupply: links.add_supply,
    kinds.RemoveSupply: links.remove_supply,
    kinds.AddInput: links.add_input,
    kinds.RemoveInput: links.remove_input,
    kinds.AddSegment: links.add_segment,
    kinds.RemoveSegment: links.remove_segment,
}


def apply(situation: Situation, changes: Sequence[kinds.Change]) -> Situation:
    """Return the situation after some changes, carried out in their order; it stays as it is.

    Raises UsageError with the place in the list for a change that names what is not there,
    or that makes no sense where it stands.
    """
    draft = Draft(situation)
    for number, change in enumerate(changes, start=1):
        draft.number = number
        HOW[type(change)](draft, change)
    return draft.build()
