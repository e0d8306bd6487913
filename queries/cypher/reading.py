"""A text, read: refused with place and reason, or ready to be run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from lark import Lark, Token
from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedInput, UnexpectedToken

from liantu.queries.cypher.clauses import Clauses
from liantu.queries.cypher.expressions import Branch, Hidden
from liantu.queries.cypher.refused import Refused, near
from liantu.queries.cypher.scan import place, reason, scan
from liantu.queries.ordering import Key

MOST_ROWS = 100_000
SIMPLE = (str, int, float, bool)
LONGEST_TEXT = 10_000  # signs of a parameter
MOST_ITEMS = 10_000  # of a parameter that is a list


@dataclass(frozen=True)
class Reading:
    """A text that may be run: what to run, with what, and what the answer looks like.

    ``text`` is written for one dialect and holds no word of the planner's; ``columns``
    are the planner's names for ``c0``, ``c1`` …; ``rows`` is how many are handed out,
    one more is asked for to see whether there are more.
    """

    text: str
    params: Mapping[str, Any]
    columns: tuple[str, ...]
    keys: tuple[Key, ...]
    rows: int


def read(
    text: str,
    given: Mapping[str, Any] | None = None,
    dialect: str = "embedded",
    rows: int = 1_000,
    hidden: Hidden = frozenset(),
) -> Reading:
    """Read a text for a store's dialect with its parameters.

    ``rows`` is from 1 to 100,000; ``hidden`` are kinds and properties that the text may not
    ask for. Raises Refused with line, column and reason.
    """
    given = _checked(given or {})
    writer = Clauses(dialect, given, hidden)
    writer.source, writer.rows = text, max(1, min(rows, MOST_ROWS))
    written = writer.query(_query(parse(text)))
    if unused := sorted(set(given) - writer.asked):
        raise Refused("param_unused", (1, 1), name=unused[0])
    return Reading(written, writer.params, writer.columns, writer.keys, writer.rows)


def parse(text: str) -> Branch:
    """Return the tree of a text; raises Refused with the place where it stops being allowed."""
    if not text.strip():
        raise Refused("empty", (1, 1))
    scan(text)
    try:
        return _grammar().parse(text)
    except UnexpectedInput as error:
        raise _refused(text, error) from error


def _query(tree: Branch) -> Branch:
    found = tree.children[0]
    assert not isinstance(found, Token)
    return found


@cache
def _grammar() -> Lark:
    text = (files("liantu.queries.cypher") / "read.lark").read_text(encoding="utf-8")
    return Lark(text, parser="lalr", propagate_positions=True, maybe_placeholders=False)


def _refused(text: str, error: UnexpectedInput) -> Refused:
    offset = min(max(error.pos_in_stream or 0, 0), len(text))
    if isinstance(error, UnexpectedEOF) or (
        isinstance(error, UnexpectedToken) and error.token.type == "$END"
    ):
        return Refused("ends", place(text, len(text)))
    at = place(text, offset)
    word = _word(text, offset)
    if isinstance(error, (UnexpectedToken, UnexpectedCharacters)) and (why := reason(word)):
        return Refused(f"word_{why}", at, word=word)
    return Refused("syntax", at, word=word or text[offset : offset + 1], near=near(word, KEYWORDS))


KEYWORDS = (
    "MATCH", "OPTIONAL MATCH", "WHERE", "WITH", "UNWIND", "RETURN", "ORDER BY", "SKIP", "LIMIT",
    "UNION", "EXISTS", "COUNT", "CASE", "AND", "OR", "NOT", "IN", "IS NULL", "CONTAINS",
    "STARTS WITH", "ENDS WITH", "DISTINCT", "AS",
)  # fmt: skip


def _word(text: str, offset: int) -> str:
    end = offset
    while end < len(text) and end - offset < 40 and (text[end].isalnum() or text[end] == "_"):
        end += 1
    return text[offset:end]


def _checked(given: Mapping[str, Any]) -> dict[str, Any]:
    for name, value in given.items():
        items = value if isinstance(value, list) else [value]
        whole = all(one is None or isinstance(one, SIMPLE) for one in items)
        sorts = {type(one) for one in items if one is not None}
        short = len(items) <= MOST_ITEMS and all(
            len(one) <= LONGEST_TEXT and "\x00" not in one for one in items if isinstance(one, str)
        )
        small = all(
            abs(one) < 2**63 for one in items if isinstance(one, (int, float)) and one == one
        )
        if not (whole and short and small and len(sorts - {float}) <= 1):
            raise Refused("param_value", (1, 1), name=str(name))
    return dict(given)
