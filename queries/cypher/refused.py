"""What a text is refused for, and where in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from lark import Tree
from rapidfuzz import process

from liantu.errors import UsageError

NEAR = 3


class At(Protocol):
    """Something with a place in the text: a token, or the head of a tree."""

    line: Any
    column: Any


class Refused(UsageError):
    """A text that may not be run; ``line`` and ``column`` are 1-based."""

    code = "cypher_refused"

    def __init__(self, why: str, at: At | Tree[Any] | tuple[int, int], **values: Any) -> None:
        place: Any = at.meta if isinstance(at, Tree) else at  # of a tree, of its first token
        line, column = place if isinstance(place, tuple) else (place.line, place.column)
        self.line, self.column, self.why = int(line or 1), int(column or 1), why
        super().__init__(f"cypher_{why}", where=f"{self.line}:{self.column}", **values)

    def as_dict(self) -> dict[str, Any]:
        """The one shape of every error, with the place in the text."""
        said = super().as_dict()
        said["error"] |= {"reason": self.why, "line": self.line, "column": self.column}
        return said


def near(word: str, known: Iterable[str]) -> str:
    """Return the known words that are most alike, for a message."""
    hits = process.extract(word, sorted(known), limit=NEAR, score_cutoff=50)
    return ", ".join(str(hit[0]) for hit in hits) or "–"
