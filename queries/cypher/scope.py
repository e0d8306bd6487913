"""The variables of a text: what each stands for, and what they are called in what is run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from lark import Token

from liantu.graph.model import model
from liantu.queries.cypher.refused import Refused, near

Sort = Literal["node", "link", "path", "list", "value"]
UNASKED = frozenset({"search", "reported"})  # columns that serve the program alone


@dataclass(frozen=True)
class Var:
    """A variable: its own name, what it stands for, and its kinds where they are known."""

    name: str
    sort: Sort
    kinds: frozenset[str] = frozenset()
    of: Var | None = None  # what a list holds


@dataclass
class Scope:
    """The variables that a clause sees, by the names that the planner gave them."""

    known: dict[str, Var] = field(default_factory=dict)
    count: list[int] = field(default_factory=lambda: [0])  # shared by all scopes of a text

    def fresh(self, sort: Sort, kinds: Iterable[str] = (), of: Var | None = None) -> Var:
        """Return a new variable under a name of our own."""
        self.count[0] += 1
        return Var(f"v{self.count[0]}", sort, frozenset(kinds), of)

    def bind(self, name: Token, var: Var) -> Var:
        """Let a name of the planner stand for a variable."""
        self.known[str(name)] = var
        return var

    def get(self, name: Token) -> Var:
        """Return what a name stands for; refuses one that nothing has bound."""
        if str(name) not in self.known:
            raise Refused("variable", name, name=str(name), near=near(str(name), self.known))
        return self.known[str(name)]

    def inner(self) -> Scope:
        """Return a scope within this one: it sees all, what it binds is its own."""
        return Scope(dict(self.known), self.count)


def property_of(var: Var, name: Token) -> str:
    """Return a property's name; refuses one that none of the variable's kinds has."""
    if var.sort not in ("node", "link"):
        raise Refused("no_properties", name, name=str(name))
    kinds = model().nodes if var.sort == "node" else model().links
    some = [kinds[one] for one in var.kinds] or list(kinds.values())
    known = {column for kind in some for column in kind.columns} - UNASKED
    if str(name) not in known:
        raise Refused("property", name, name=str(name), near=near(str(name), known))
    return str(name)


def kinds_of(names: list[Token], sort: Sort) -> list[str]:
    """Return the kinds that are named; refuses one that the vocabulary does not have."""
    known = model().nodes if sort == "node" else model().links
    for name in names:
        if str(name) not in known:
            why = "kind" if sort == "node" else "link_kind"
            raise Refused(why, name, name=str(name), near=near(str(name), known))
    return [str(name) for name in names]
