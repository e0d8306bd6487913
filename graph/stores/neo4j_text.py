"""A catalogue text as Neo4j runs it: the same query, on the nodes of one slot.

The database holds two slots, each a whole data version; a node of kind
``Enterprise`` in slot A has the labels ``Enterprise_A`` and ``Thing_A``, and links
join nodes of one slot only. So a text needs no filter, only its labels renamed:

- a kind gets the slot's ending: ``(e:Enterprise)`` becomes ``(e:Enterprise_A)``;
- a path that no label and no bound variable holds to a slot gets ``Thing``, which
  is also where ids are indexed: ``(n) WHERE n.id = $id`` becomes ``(n:Thing_A) …``;
- ``label(x)`` becomes ``type(x)`` for a link, the kind among the labels for a node;
- ``* TRAIL 1..6`` becomes ``*1..6``, which is a trail there.

What differs beyond that stands in a ``.neo4j.cypher`` twin, and passes here too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from liantu.graph.model import model

SLOTS = ("A", "B")
THING = "Thing"
SYSTEM_KINDS = ("DataVersion", "FormerId", "Origin")
TOKEN = re.compile(
    r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|`[^`]*`|//[^\n]*|/\*.*?\*/"
    r"|\$?[^\W\d]\w*|\s+|.",
    re.DOTALL,
)
CLAUSES = frozenset(
    ["MATCH", "OPTIONAL", "WHERE", "RETURN", "WITH", "UNWIND", "ORDER", "UNION", "CALL"]
)
TRAIL = re.compile(r"\*\s*TRAIL\s+", re.IGNORECASE)
LABEL_CALL = re.compile(r"\blabel\(\s*(\w+)\s*\)", re.IGNORECASE)
LINK_VARIABLE = re.compile(r"\[\s*(\w+)\s*[:\]*{]")


def label(kind: str, slot: str) -> str:
    """Return the label of a kind's nodes in a slot."""
    return f"{kind}_{slot}"


def kind_of(labels: frozenset[str] | set[str]) -> str:
    """Return the kind that a node's labels name."""
    return next(name[:-2] for name in labels if name[:-2] != THING)


@lru_cache(maxsize=512)
def translate(text: str, slot: str) -> str:
    """Return a query text for the nodes of ``slot``."""
    links = set(LINK_VARIABLE.findall(text))
    text = LABEL_CALL.sub(lambda found: _kind_call(found.group(1), links, slot), text)
    tokens = _kinds(TRAIL.sub("*", text), slot)
    bound: set[str] = set()
    for start, end in _paths(tokens):
        _anchor(tokens, start, end, bound, slot)
    return "".join(tokens)


def _kind_call(name: str, links: set[str], slot: str) -> str:
    if name in links:
        return f"type({name})"
    thing = label(THING, slot)
    return f"[l_ IN labels({name}) WHERE l_ <> '{thing}' | left(l_, size(l_) - 2)][0]"


def _kinds(text: str, slot: str) -> list[str]:
    """Split a text into tokens with every kind renamed to its label in the slot."""
    known = {*model().nodes, *SYSTEM_KINDS}
    tokens: list[str] = []
    before = ""
    for token in TOKEN.findall(text):
        tokens.append(label(token, slot) if token in known and before in tuple(":|&!") else token)
        before = before if token.isspace() else token
    return tokens


def _paths(tokens: list[str]) -> Iterator[tuple[int, int]]:
    """Yield where each path of each MATCH begins and ends."""
    start, depth = -1, 0
    for index, word in enumerate(tokens):
        outside = depth == 0
        depth += (word in tuple("([{")) - (word in tuple(")]}"))
        ends = depth < 0 or (outside and word.upper() in CLAUSES)
        if start >= 0 and (ends or (outside and word == ",")):
            yield start, index
            start = -1 if ends else index + 1
        if word.upper() == "MATCH":
            start, depth = index + 1, 0
        elif ends:
            depth = 0
    if start >= 0:
        yield start, len(tokens)


def _anchor(tokens: list[str], start: int, end: int, bound: set[str], slot: str) -> None:
    """Give a path that nothing holds to a slot yet the slot's common label."""
    free: list[int] = []
    unnamed = -1
    held = False
    names: set[str] = set()
    for index in range(start, end):
        if tokens[index] != "(":
            continue
        rest = [at for at in range(index + 1, end) if not tokens[at].isspace()]
        name = tokens[rest[0]] if tokens[rest[0]].isidentifier() else ""
        after = tokens[rest[1 if name else 0]]
        held = held or after == ":" or name in bound
        if name:
            names.add(name)
        if name and after != ":":
            free.append(rest[0])
        elif not name and unnamed < 0:
            unnamed = index
    if not held:
        for index in free or [unnamed]:
            tokens[index] += f":{label(THING, slot)}"
    bound |= names
