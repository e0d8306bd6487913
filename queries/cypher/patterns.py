"""Patterns, written anew: nodes, links, bounded paths, and what no two links may be."""

from __future__ import annotations

from lark import Token, Tree

from liantu.graph.model import model
from liantu.graph.stores.neo4j_text import SYSTEM_KINDS
from liantu.queries.cypher.conditions import (
    Matched,
    conjuncts,
    may_be_unknown,
    may_hold_unknown,
    names,
)
from liantu.queries.cypher.expressions import Branch, Expressions
from liantu.queries.cypher.refused import Refused
from liantu.queries.cypher.scope import Scope, Var

FURTHEST = 6  # links of a path, at most
MOST_LINKS = 12  # links of one MATCH, at most


class Patterns(Expressions):
    """Writes patterns; a clause's WHERE follows with the conditions that it needs."""

    def matched(
        self, parts: list[Branch | Token], scope: Scope, outside: bool | None = None
    ) -> Matched:
        """Write the patterns and conditions of a MATCH.

        ``outside`` says of one that may find nothing whether conditions on what is known before
        it can be asked outside of it.
        """
        found = Matched()
        trees = [one for one in parts if isinstance(one, Tree)]
        patterns = next(one for one in trees if one.data == "patterns")
        found.text = ", ".join(
            self._pattern(one, scope, found) for one in patterns.children if isinstance(one, Tree)
        )
        if len(found.single) + FURTHEST * len(found.ranged) > MOST_LINKS + FURTHEST:
            raise Refused("links", patterns.meta, most=MOST_LINKS)
        apart = found.apart()
        where = next((one for one in trees if one.data == "where"), None)
        if where is not None:
            for one in conjuncts(where.children[1]):
                found.conditions.append(self._condition(one, scope, found, outside))
        found.conditions += [] if self.neo4j else apart  # Neo4j keeps them apart by itself
        for var in found.strangers:
            found.conditions += [f"NOT {var.name}:{kind}" for kind in SYSTEM_KINDS]
        return found

    def _condition(
        self, tree: Branch | Token, scope: Scope, found: Matched, outside: bool | None
    ) -> str:
        """Write a condition; refuses what the embedded store answers wrongly, on both stores."""
        text = f"({self.expr(tree, scope)})"
        if outside is not None and may_hold_unknown(tree):
            outer = [one for one in names(text) - found.new if may_be_unknown(text, one)]
            if outer and (names(text) & found.new or not outside):
                raise Refused("outer_unknown", tree if isinstance(tree, Token) else tree.meta)
        return text

    def _pattern(self, tree: Branch, scope: Scope, found: Matched) -> str:
        parts = list(tree.children)
        text, path = "", None
        if isinstance(parts[0], Token):
            name = parts[0]
            parts = parts[2:]
            path = (name, scope.fresh("path"))
            found.new.add(path[1].name)
            text = f"{path[1].name} = "
        alone = len(parts) == 1
        for part in parts:
            assert isinstance(part, Tree)
            write = self._node if part.data == "node" else self._link
            text += write(part, scope, found, alone)
        if path:
            self._new(path[0], scope)
            scope.bind(*path)
        return text

    def _any(self, var: Var, alone: bool, found: Matched) -> list[str]:
        """Keep a node without kind to the vocabulary: stores hold nodes of their own beside it."""
        if alone and not self.neo4j:
            return list(model().nodes)
        if alone:  # its planner would weigh every choice of kinds with every other
            found.strangers.append(var)
        return []

    def _node(self, tree: Branch, scope: Scope, found: Matched, alone: bool) -> str:
        name = next((one for one in tree.children if isinstance(one, Token)), None)
        trees = {one.data: one for one in tree.children if isinstance(one, Tree)}
        kinds = self.kinds(trees["kinds"], "node") if "kinds" in trees else []
        if name is not None and str(name) in scope.known:
            var = scope.get(name)
            if var.sort != "node":
                raise Refused("not_a_node", name, name=str(name))
            alone = False
        else:
            var = scope.fresh("node", kinds)
            found.new.add(var.name)
            if name is not None:
                scope.bind(name, var)
        found.nodes[var.name] = None
        said = kinds or self._any(var, alone, found)
        props = self._props(trees.get("props"), var, scope, found)
        return f"({var.name}{':' if said else ''}{'|'.join(said)}{props})"

    def _link(self, tree: Branch, scope: Scope, found: Matched, _alone: bool) -> str:
        tokens = [one.type for one in tree.children if isinstance(one, Token)]
        detail = next((one for one in tree.children if isinstance(one, Tree)), None)
        back, forth = tokens[0] == "LT", tokens[-1] == "GT"
        if back and forth:
            back = forth = False
        text = f"-[{self._detail(detail, tree, scope, found)}]-"
        return f"{'<' if back else ''}{text}{'>' if forth else ''}"

    def _detail(self, tree: Branch | None, link: Branch, scope: Scope, found: Matched) -> str:
        parts = tree.children if tree is not None else []
        name = next((one for one in parts if isinstance(one, Token)), None)
        trees = {one.data: one for one in parts if isinstance(one, Tree)}
        kinds = self.kinds(trees["kinds"], "link") if "kinds" in trees else []
        said = f"{':' if kinds else ''}{'|'.join(kinds)}"
        if "hops" in trees:
            return self._ranged(trees, name, said, frozenset(kinds), found)
        if name is not None:
            self._new(name, scope)
        var = scope.fresh("link", kinds)
        if name is not None:
            scope.bind(name, var)
        found.single.append(var)
        found.new.add(var.name)
        return f"{var.name}{said}{self._props(trees.get('props'), var, scope, found)}"

    def _ranged(
        self,
        trees: dict[str, Branch],
        name: Token | None,
        said: str,
        kinds: frozenset[str],
        found: Matched,
    ) -> str:
        star, *numbers = trees["hops"].children
        assert isinstance(star, Token)
        if name is not None:
            raise Refused("ranged_name", name, name=str(name))
        if "props" in trees:
            raise Refused("ranged_props", star)
        least, most = _bounds(numbers)
        if most is None or not 1 <= least <= most <= FURTHEST:
            raise Refused("unbounded", star, most=FURTHEST)
        found.ranged.append((kinds, star))
        return f"{said}*{'' if self.neo4j else ' TRAIL '}{least}..{most}"

    def _props(self, tree: Branch | None, var: Var, scope: Scope, found: Matched) -> str:
        """Write what a node or link is to hold: of a node matched here in place, else apart."""
        texts = []
        for prop in tree.children if tree is not None else ():
            assert isinstance(prop, Tree)
            name, _, value = prop.children
            assert isinstance(name, Token)
            text, wanted = self.property_text(var, name), self.operand(value, scope)
            if self.neo4j or (var.sort == "node" and var.name in found.new and not names(wanted)):
                texts.append(f"{name}: {wanted}")
            else:
                found.conditions.append(f"({text} = {wanted})")
        return f" {{{', '.join(texts)}}}" if texts else ""

    def _new(self, name: Token, scope: Scope) -> None:
        if str(name) in scope.known:
            raise Refused("bound", name, name=str(name))

    def _subquery(self, tree: Branch, scope: Scope) -> str:
        name = tree.children[0]
        assert isinstance(name, Token)
        word = str(name).upper()
        if word not in ("EXISTS", "COUNT"):
            raise Refused("subquery", name, name=str(name))
        found = self.matched(tree.children[1:], scope.inner(), outside=True)
        outer = [] if self.neo4j else found.take_outer()
        text = f"{word} {{ MATCH {found.text}{found.where(late=not self.neo4j)} }}"
        if not outer:
            return text
        holds = " AND ".join(f"coalesce({one}, false)" for one in outer)
        if word == "EXISTS":
            return f"({holds} AND {text})"
        return f"CASE WHEN {holds} THEN {text} ELSE 0 END"


def _bounds(tokens: list[Branch | Token]) -> tuple[int, int | None]:
    words = [str(one) for one in tokens]
    if ".." not in words:
        exact = int(words[0]) if words else None
        return (exact, exact) if exact is not None else (1, None)
    at = words.index("..")
    least = int(words[0]) if at else 1
    return least, int(words[at + 1]) if len(words) > at + 1 else None
