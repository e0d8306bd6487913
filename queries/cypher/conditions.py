"""One MATCH, and where its conditions may stand for the embedded store.

That store walks along a pattern and holds each condition to what it has as soon as it can.
Two of its ways lose rows or let wrong ones through (ADR 20261124-conditions-after-the-path):

- a condition between two links, such as one on the first of them: it is written here so that
  it needs every node of the pattern, and so comes after the last link;
- in OPTIONAL MATCH, EXISTS and COUNT, a value from outside that is unknown: a condition on
  nothing else is asked outside of it, where that can be; one that could hold for an unknown
  value otherwise is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import combinations

from lark import Token, Tree

from liantu.queries.cypher.expressions import Branch
from liantu.queries.cypher.refused import Refused
from liantu.queries.cypher.scope import Var

NAMES = re.compile(r"(?<![\w.$])v\d+\b")
KNOWN = frozenset({"id", "key"})  # properties that are never unknown
HOLDING = {"expr", "xor", "and_", "case", "null_", "list", "subquery"}  # may hold for unknowns


@dataclass
class Matched:
    """One MATCH: its patterns, its conditions, and what stands in them.

    ``nodes`` are the names of all its nodes in their order, ``new`` those of the nodes, links
    and paths that it binds.
    """

    text: str = ""
    conditions: list[str] = field(default_factory=list)
    nodes: dict[str, None] = field(default_factory=dict)
    new: set[str] = field(default_factory=set)
    single: list[Var] = field(default_factory=list)
    ranged: list[tuple[frozenset[str], Token]] = field(default_factory=list)
    strangers: list[Var] = field(default_factory=list)  # that may be nodes of the store itself

    def join(self, other: Matched) -> None:
        """Take another MATCH on, as the store does with two that follow one another."""
        self.text += f", {other.text}"
        self.conditions += other.conditions
        self.nodes |= other.nodes
        self.new |= other.new
        self.single += other.single
        self.ranged += other.ranged

    def apart(self) -> list[str]:
        """Return the conditions that keep single links apart; refuses what none can keep.

        In openCypher no link is matched twice in one MATCH.
        """
        for number, (kinds, at) in enumerate(self.ranged):
            others = [one.kinds for one in self.single]
            others += [one for one, _ in self.ranged[number + 1 :]]
            if any(_meet(kinds, one) for one in others):
                raise Refused("mixed", at)
        pairs = combinations(self.single, 2)
        return [f"id({a.name}) <> id({b.name})" for a, b in pairs if _meet(a.kinds, b.kinds)]

    def take_outer(self) -> list[str]:
        """Take out the conditions on nothing that is matched here, and return them."""
        outer = [one for one in self.conditions if names(one) and not names(one) & self.new]
        self.conditions = [one for one in self.conditions if one not in outer]
        return outer

    def where(self, *, late: bool) -> str:
        """Return the WHERE, empty without conditions; ``late`` lets them wait for all links."""
        found = [self._late(one) for one in self.conditions] if late else self.conditions
        return f" WHERE {' AND '.join(found)}" if found else ""

    def _late(self, condition: str) -> str:
        asked = names(condition)
        of_one_node = len(asked) == 1 and asked <= self.new & self.nodes.keys()
        if of_one_node or len(self.single) + len(self.ranged) < 2:
            return condition  # held to a node when it is read
        never = " + ".join(f"offset(id({one}))" for one in self.nodes)
        return f"({condition} OR {never} < 0)"


def names(text: str) -> set[str]:
    """Return the variables of a text that was written anew."""
    return set(NAMES.findall(text))


def may_be_unknown(text: str, name: str) -> bool:
    """Say whether a text asks a variable for a value that may be unknown."""
    for found in re.finditer(rf"(id\(|label\(|(?<![\w.$])){name}\b(?:\.(\w+))?", text):
        if found[2] not in KNOWN and (found[2] or not found[1]):
            return True
    return False


def conjuncts(tree: Branch | Token) -> list[Branch | Token]:
    """Return the conditions that AND joins, outside of which nothing stands."""
    if isinstance(tree, Tree) and tree.data == "bracket":
        return conjuncts(tree.children[0])
    if isinstance(tree, Tree) and tree.data == "and_":
        parts = [one for one in tree.children if not _is_and(one)]
        return [one for part in parts for one in conjuncts(part)]
    return [tree]


def may_hold_unknown(tree: Branch | Token) -> bool:
    """Say whether a condition could hold where one of its values is unknown."""
    if isinstance(tree, Token):
        return False
    called = str(tree.children[0]).lower() if tree.data == "call" else ""
    if tree.data in HOLDING or called == "coalesce":
        return True
    return any(may_hold_unknown(one) for one in tree.children)


def _meet(a: frozenset[str], b: frozenset[str]) -> bool:
    return not a or not b or bool(a & b)


def _is_and(one: Branch | Token) -> bool:
    return isinstance(one, Token) and one.type == "AND"
