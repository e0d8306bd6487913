"""Expressions, written anew: each method writes one rule of the grammar."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import reduce
from math import isfinite
from typing import Any

from lark import Token, Tree

from liantu.graph.stores.joined import JOINED
from liantu.queries.cypher.functions import AGGREGATES, FUNCTIONS, OF_ENTITIES
from liantu.queries.cypher.refused import Refused, near
from liantu.queries.cypher.scope import Scope, Sort, Var, kinds_of, property_of

Branch = Tree[Token]
Hidden = frozenset[tuple[str, str]]  # kinds and properties that may not be asked for
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
ESCAPED = re.compile(r"\\(u[0-9A-Fa-f]{4}|.)", re.DOTALL)
OPERATIONS = {"expr", "xor", "and_", "not_", "comparison", "sum", "product", "power", "unary"}
MAX_LIST = 1_000  # items of a list in the text
MOST_CHOICES = 1_000  # ways to choose one kind of each ``A|B`` of a text


class Expressions:
    """Writes expressions for a dialect; texts and what was given become parameters."""

    def __init__(
        self, dialect: str, given: Mapping[str, Any], hidden: Hidden = frozenset()
    ) -> None:
        self.dialect, self.given, self.hidden = dialect, given, hidden
        self.params: dict[str, Any] = {}
        self.choices = 1
        self.asked: set[str] = set()

    @property
    def neo4j(self) -> bool:
        """Whether it is Neo4j that will run the text."""
        return self.dialect == "neo4j"

    def value(self, value: Any) -> str:
        """Return a parameter that holds a value."""
        name = f"p{len(self.params)}"
        self.params[name] = value
        return f"${name}"

    def expr(self, tree: Branch | Token, scope: Scope) -> str:
        """Write any expression."""
        if isinstance(tree, Token):
            return self.param(tree) if tree.type == "PARAM" else str(tree)
        return str(getattr(self, f"_{tree.data}")(tree, scope))

    def param(self, token: Token) -> str:
        """Write a parameter of the planner; refuses one that was not given."""
        return self.value(self.given_value(token))

    def given_value(self, token: Token) -> Any:
        """Return what was given for a parameter."""
        name = str(token)[1:]
        if name not in self.given:
            raise Refused("param", token, name=name, near=near(name, self.given))
        self.asked.add(name)
        return self.given[name]

    def variable(self, tree: Branch | Token, scope: Scope) -> Var | None:
        """Return the variable that an expression is, None where it is anything else."""
        if isinstance(tree, Tree) and tree.data == "bracket":
            return self.variable(tree.children[0], scope)
        plain = isinstance(tree, Tree) and tree.data == "labelled" and len(tree.children) == 1
        return scope.get(tree.children[0]) if plain else None  # type: ignore[union-attr, arg-type]

    def _joined(self, tree: Branch, scope: Scope) -> str:
        return " ".join(
            one.upper()
            if isinstance(one, Token) and one.type != "PARAM"
            else self.operand(one, scope)
            for one in tree.children
        )

    _xor = _and_ = _not_ = _sum = _product = _unary = _joined

    def operand(self, tree: Branch | Token, scope: Scope) -> str:
        """Write what an operator takes, in brackets: the two stores do not bind alike.

        The embedded one reads ``a + b CONTAINS c`` as ``a + (b CONTAINS c)``.
        """
        text = self.expr(tree, scope)
        return f"({text})" if isinstance(tree, Tree) and tree.data in OPERATIONS else text

    def _power(self, tree: Branch, scope: Scope) -> str:
        first, *others = [self.operand(one, scope) for one in tree.children[::2]]
        return reduce(lambda left, right: f"({left} ^ {right})", others, first)

    def _expr(self, tree: Branch, scope: Scope) -> str:
        return self._joined(tree, scope)

    def _bracket(self, tree: Branch, scope: Scope) -> str:
        return f"({self.expr(tree.children[0], scope)})"

    def _comparison(self, tree: Branch, scope: Scope) -> str:
        left = self.operand(tree.children[0], scope)
        if isinstance(tree.children[1], Token):  # IS
            return f"{left} IS {' '.join(str(one).upper() for one in tree.children[2].children)}"  # type: ignore[union-attr]
        operator = " ".join(str(one).upper() for one in tree.children[1].children)
        right = tree.children[2]
        if operator == "IN":
            return self._within(left, right, scope)
        return f"{left} {operator} {self.operand(right, scope)}"

    def _within(self, left: str, right: Branch | Token, scope: Scope) -> str:
        if isinstance(right, Token) and right.type == "PARAM":
            found = self.given_value(right)
            if not isinstance(found, list):
                raise Refused("param_list", right, name=str(right)[1:])
            return f"{left} IN {self.value(found)}" if found else "false"
        if isinstance(right, Tree) and right.data == "list":
            return f"{left} IN {self.expr(right, scope)}" if right.children else "false"
        text = self.operand(right, scope)
        return f"{left} IN {text}" if self.neo4j else f"list_contains({text}, {left})"

    def _labelled(self, tree: Branch, scope: Scope) -> str:
        name = tree.children[0]
        assert isinstance(name, Token)
        var = scope.get(name)
        if len(tree.children) == 1:
            if var.sort == "path":
                raise Refused("path_whole", name, name=str(name))
            return var.name
        if var.sort not in ("node", "link"):
            raise Refused("no_kind", name, name=str(name))
        kinds = self.kinds(tree.children[1], var.sort)
        if self.neo4j and var.sort == "node":
            return f"({' OR '.join(f'{var.name}:{kind}' for kind in kinds)})"
        return f"{self._kind(var)} IN [{', '.join(repr(kind) for kind in kinds)}]"

    def _kind(self, var: Var) -> str:
        """Write the call that tells the kind of a node or link."""
        return f"{'type' if self.neo4j and var.sort == 'link' else 'label'}({var.name})"

    def kinds(self, tree: Branch | Token, sort: Sort) -> list[str]:
        """Return the kinds of ``:A|B``; refuses more choices in a text than a planner can weigh."""
        tokens = named(tree)
        found = kinds_of(tokens, sort)
        self.choices *= len(set(found))
        if self.choices > MOST_CHOICES:
            raise Refused("choices", tokens[0], most=MOST_CHOICES)
        return found

    def _postfix(self, tree: Branch, scope: Scope) -> str:
        head, *dots = tree.children
        var = self.variable(head, scope)
        first = dots[0].children[0]  # type: ignore[union-attr]
        if var is None or len(dots) > 1:
            at = first if var is None else dots[1].children[0]  # type: ignore[union-attr]
            raise Refused("no_properties", at, name=str(at))
        return self.property_text(var, first)  # type: ignore[arg-type]

    def property_text(self, var: Var, at: Token) -> str:
        """Write a property; refuses one that there is not or that is not published."""
        name = property_of(var, at)
        self.check(var, name, at)
        text = f"{var.name}.{name}"
        joined = var.sort == "link" and name in JOINED and self.dialect == "embedded"
        return f"items({text})" if joined else text

    def check(self, var: Var, name: str, at: Token) -> None:
        """Refuse a property that is not published, for any kind that the variable may be."""
        for kind, own in self.hidden:
            if own == name and (not var.kinds or kind in var.kinds):
                raise Refused("hidden", at, name=f"{kind}.{name}")

    def _literal(self, tree: Branch, _scope: Scope) -> str:
        (token,) = tree.children
        assert isinstance(token, Token)
        if token.type == "STRING":
            return self.value(unescaped(token))
        if token.type == "INT":
            return str(int(token))
        if token.type == "FLOAT":
            if not isfinite(float(token)):
                raise Refused("number", token, name=str(token))
            return repr(float(token))
        return str(token).lower()

    def _list(self, tree: Branch, scope: Scope) -> str:
        if len(tree.children) > MAX_LIST:
            raise Refused("list_long", tree.meta, most=MAX_LIST)
        return f"[{', '.join(self.expr(one, scope) for one in tree.children)}]"

    def _case(self, tree: Branch, scope: Scope) -> str:
        parts = [
            self.expr(one, scope)
            for one in tree.children
            if not (isinstance(one, Token) and one.type in ("CASE", "END"))
        ]
        return f"CASE {' '.join(parts)} END"

    def _when(self, tree: Branch, scope: Scope) -> str:
        _, condition, _, value = tree.children
        return f"WHEN {self.expr(condition, scope)} THEN {self.expr(value, scope)}"

    def _else_(self, tree: Branch, scope: Scope) -> str:
        return f"ELSE {self.expr(tree.children[1], scope)}"

    def _call(self, tree: Branch, scope: Scope) -> str:
        name, *args = tree.children
        assert isinstance(name, Token)
        called = str(name).lower()
        distinct = bool(args) and isinstance(args[0], Token) and args[0].type == "DISTINCT"
        args = args[1:] if distinct else args
        if args and isinstance(args[0], Token) and args[0].type == "STAR":
            if called != "count":
                raise Refused("function_star", name, name=str(name))
            return "count(*)"
        if called in OF_ENTITIES:
            return self._of_entity(name, args, scope)
        found = FUNCTIONS.get(called)
        if found is None:
            raise Refused("function", name, name=str(name), near=near(called, FUNCTIONS))
        if not found.least <= len(args) <= found.most or (distinct and not found.aggregate):
            raise Refused("arguments", name, name=str(name), least=found.least, most=found.most)
        texts = [self.expr(one, scope) for one in args]
        texts += ["0"] if called == "round" and len(texts) == 1 else []
        texts = [f"DISTINCT {texts[0]}"] if distinct else texts
        return found.text(self.dialect, texts)

    def _of_entity(self, name: Token, args: list[Any], scope: Scope) -> str:
        called = str(name).lower()
        var = self.variable(args[0], scope) if len(args) == 1 else None
        wanted = {"type": ("link",), "label": ("node", "link"), "labels": ("node",)}
        sorts = wanted.get(called, ("path",))
        if var is None or var.sort not in sorts:
            raise Refused("entity", name, name=str(name), wanted=" / ".join(sorts))
        if called == "nodes" or called == "length":
            return f"{called}({var.name})"
        if called == "relationships":
            return f"{'relationships' if self.neo4j else 'rels'}({var.name})"
        return f"[{self._kind(var)}]" if called == "labels" else self._kind(var)

    def _subquery(self, tree: Branch, scope: Scope) -> str:
        raise NotImplementedError


def named(kinds: Branch | Token) -> list[Token]:
    """Return the names of ``:A|B``; refuses ``:A:B``, which nothing can be."""
    tokens = kinds.children[1:] if isinstance(kinds, Tree) else []  # behind the colon
    for one in tokens:
        if isinstance(one, Token) and one.type == "COLON":
            raise Refused("two_kinds", one)
    return [one for one in tokens if isinstance(one, Token)]


def unescaped(token: Token) -> str:
    """Return the text that a literal stands for."""

    def one(found: re.Match[str]) -> str:
        said = found[1]
        return chr(int(said[1:], 16)) if len(said) == 5 else ESCAPES.get(said, said)

    text = ESCAPED.sub(one, str(token)[1:-1])
    if any(0xD800 <= ord(sign) <= 0xDFFF or sign == "\x00" for sign in text):
        raise Refused("sign", token, sign="\\u")
    return text


def aggregates(tree: Branch | Token) -> bool:
    """Say whether an expression counts or sums over rows."""
    if isinstance(tree, Token):
        return False
    if tree.data == "call" and str(tree.children[0]).lower() in AGGREGATES:
        return True
    return tree.data != "subquery" and any(aggregates(one) for one in tree.children)
