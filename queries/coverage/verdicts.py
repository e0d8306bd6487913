"""What a rule says: a code that holds of a subject, or a fact that it would need to tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Hit:
    """A code that holds: of which node, the figures of its sentence, and what makes it true.

    ``detail`` says which of several forms is asked for (or of which chain); ``nodes`` and
    ``links`` are what to highlight beside the subject, ``records`` the rows that say so.
    """

    rule: str
    subject: str
    name: str
    kind: str
    words: Mapping[str, Any] = field(default_factory=dict)
    detail: str = ""
    nodes: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    records: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """The rule with its detail, such as PB4_FORM_TOO_SMALL:committee."""
        return f"{self.rule}:{self.detail}" if self.detail else self.rule


@dataclass(frozen=True)
class Missing:
    """A fact that nobody recorded, and the rules that cannot tell without it."""

    fact: str
    subject: str
    name: str
    kind: str
    rules: tuple[str, ...]
    records: tuple[str, ...] = ()


Verdict = Hit | Missing
