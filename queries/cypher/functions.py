"""The functions that may be called, and how each store writes them.

``{0}`` stands for an argument, ``{all}`` for all of them. Where the stores count
differently (substring from 0 or 1) or answer differently (the sum of nothing), the
embedded text is bent to what openCypher says.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Function:
    """One function: how many arguments it takes and its text for each store."""

    least: int
    most: int
    embedded: str
    neo4j: str = ""
    aggregate: bool = False

    def text(self, dialect: str, args: list[str]) -> str:
        """Return the call as a store's dialect writes it."""
        shape = self.neo4j if dialect == "neo4j" and self.neo4j else self.embedded
        return shape.format(*args, all=", ".join(args))


def _one(embedded: str, neo4j: str = "") -> Function:
    return Function(1, 1, embedded, neo4j)


def _sum(embedded: str, neo4j: str = "") -> Function:
    return Function(1, 1, embedded, neo4j, aggregate=True)


FUNCTIONS = {
    "count": _sum("count({0})"),
    "sum": _sum("coalesce(sum({0}), 0)", "sum({0})"),
    "avg": _sum("avg({0})"),
    "min": _sum("min({0})"),
    "max": _sum("max({0})"),
    "collect": _sum("collect({0})"),
    "size": _one("size({0})"),
    "coalesce": Function(1, 20, "coalesce({all})"),
    "tolower": _one("lower({0})", "toLower({0})"),
    "toupper": _one("upper({0})", "toUpper({0})"),
    "trim": _one("trim({0})"),
    "reverse": _one("reverse({0})"),
    "left": Function(2, 2, "left({0}, {1})"),
    "right": Function(2, 2, "right({0}, {1})"),
    "substring": Function(3, 3, "substring({0}, ({1}) + 1, {2})", "substring({0}, {1}, {2})"),
    "head": _one("list_extract({0}, 1)", "head({0})"),
    "last": _one("list_extract({0}, -1)", "last({0})"),
    "abs": _one("abs({0})"),
    "ceil": _one("ceil({0})"),
    "floor": _one("floor({0})"),
    "round": Function(1, 2, "round({0}, {1})"),
    "sqrt": _one("sqrt({0})"),
    "log10": _one("log10({0})"),
    "date": _one("date({0})"),
}
# Functions of a node, a link or a path: what they take is checked by kind.
OF_ENTITIES = ("type", "label", "labels", "nodes", "relationships", "length")
AGGREGATES = frozenset(name for name, one in FUNCTIONS.items() if one.aggregate)
