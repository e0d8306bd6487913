"""Clauses, written anew: what is matched, handed on and returned, in rows that are counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lark import Token, Tree

from liantu.queries.cypher.conditions import Matched
from liantu.queries.cypher.expressions import Branch, aggregates
from liantu.queries.cypher.patterns import Patterns
from liantu.queries.cypher.refused import Refused
from liantu.queries.cypher.scope import Scope, Var
from liantu.queries.ordering import Key

MOST_CLAUSES = 30
MOST_COLUMNS = 100
LONGEST_LIST = 10_000  # items of a collected list in an answer


@dataclass(frozen=True)
class Item:
    """One item of WITH or RETURN: what it is called, its text, what it is."""

    name: str
    at: Token | Any
    text: str
    var: Var | None
    counts: bool


class Clauses(Patterns):
    """Writes whole queries; ``rows`` is how many the answer may have."""

    source = ""
    rows = 0
    columns: tuple[str, ...] = ()
    keys: tuple[Key, ...] = ()
    parts = 0

    def query(self, tree: Branch) -> str:
        """Write a query: one or more parts joined by UNION."""
        texts: list[str] = []
        count = [0]
        kinds = {len(one.children) for one in tree.children if one.data == "union"}  # type: ignore[union-attr]
        if len(kinds) > 1:
            raise Refused("union_mixed", tree.meta)
        self.parts = sum(one.data == "single" for one in tree.children)  # type: ignore[union-attr]
        for one in tree.children:
            assert isinstance(one, Tree)
            if one.data == "union":
                texts.append(" ".join(str(word).upper() for word in one.children))
            else:
                texts.append(self._single(one, Scope({}, count)))
        return "\n".join(texts)

    def _single(self, tree: Branch, scope: Scope) -> str:
        if len(tree.children) > MOST_CLAUSES:
            raise Refused("clauses", tree.meta, most=MOST_CLAUSES)
        texts: list[str] = []
        before: Matched | None = None  # a MATCH that the next one would stand beside
        for clause in tree.children:
            assert isinstance(clause, Tree)
            if clause.data == "match":
                before = self._match(clause, scope, before, texts)
                continue
            before = None
            if clause.data == "unwind":
                texts.append(self._unwind(clause, scope))
            elif clause.data == "with_":
                text, scope = self._with(clause, scope)
                texts.append(text)
            else:
                texts.append(self._return(clause, scope))
        return "\n".join(texts)

    def _match(
        self, tree: Branch, scope: Scope, before: Matched | None, texts: list[str]
    ) -> Matched | None:
        """Add a MATCH to the texts; return what one that follows it is to be joined with."""
        head = tree.children[0]
        optional = isinstance(head, Token) and head.type == "OPTIONAL"
        late = not self.neo4j
        # the embedded store forgets what a path is made of when WITH hands it on
        outside = not any(one.sort == "path" for one in scope.known.values())
        found = self.matched(tree.children, scope, outside if optional else None)
        if optional:
            outer = found.take_outer() if late and outside else []
            for one in outer:
                name = scope.fresh("value").name
                texts.append(f"WITH *, coalesce({one}, false) AS {name}")
                found.conditions.append(name)
            texts.append(f"OPTIONAL MATCH {found.text}{found.where(late=late)}")
            return None
        if before is not None and late:
            before.join(found)
            found = before
            texts.pop()
        texts.append(f"MATCH {found.text}{found.where(late=late)}")
        return found

    def _unwind(self, tree: Branch, scope: Scope) -> str:
        _, listed, _, name = tree.children
        assert isinstance(name, Token)
        self._new(name, scope)
        if isinstance(listed, Token) and listed.type == "PARAM":
            found = self.given_value(listed)
            if not isinstance(found, list) or not found:
                raise Refused("param_list", listed, name=str(listed)[1:])
            text = self.value(found)
        else:
            text = self.expr(listed, scope)
        var = self._of_list(listed, scope)
        new = scope.fresh(var.sort, var.kinds, var.of) if var else scope.fresh("value")
        scope.bind(name, new)
        return f"UNWIND {text} AS {new.name}"

    def _of_list(self, tree: Branch | Token, scope: Scope) -> Var | None:
        """Return what a list holds where that is known: nodes, links, or values."""
        var = self.variable(tree, scope)
        if var is not None:
            return var.of
        if isinstance(tree, Tree) and tree.data == "call" and len(tree.children) == 2:
            called = str(tree.children[0]).lower()
            if called in ("nodes", "relationships"):
                return scope.fresh("node" if called == "nodes" else "link")
        return None

    def _with(self, tree: Branch, scope: Scope) -> tuple[str, Scope]:
        parts = {one.data: one for one in tree.children if isinstance(one, Tree)}
        distinct = _is_distinct(tree)
        items = self._items(parts["items"], scope)
        after = Scope({}, scope.count)
        texts = []
        for item in items:
            if not item.name:
                raise Refused("alias", item.at)
            if item.name in after.known:
                raise Refused("column_twice", item.at, name=item.name)
            if item.var is not None and item.text == item.var.name:  # handed on as it is
                after.known[item.name] = item.var
                texts.append(item.text)
                continue
            new = after.known[item.name] = self._new_var(item, scope)
            texts.append(f"{item.text} AS {new.name}")
        if distinct and not self.neo4j and not any(item.counts for item in items):
            # the embedded store forgets what UNWIND made when it hears DISTINCT
            texts.append(f"count(*) AS {scope.fresh('value').name}")
            distinct = False
        text = f"WITH {'DISTINCT ' if distinct else ''}{', '.join(texts)}"
        both = Scope(scope.known | after.known, scope.count)
        text += self._ordered(parts.get("order"), both) + self._some(parts, 0)
        if "where" in parts:
            text += f" WHERE {self.expr(parts['where'].children[1], after)}"
        return text, after

    def _new_var(self, item: Item, scope: Scope) -> Var:
        if item.var is not None:
            return scope.fresh(item.var.sort, item.var.kinds, item.var.of)
        return scope.fresh("value")

    def _ordered(self, tree: Branch | None, scope: Scope) -> str:
        if tree is None:
            return ""
        keys = [one for one in tree.children if isinstance(one, Tree)]
        return f" ORDER BY {', '.join(f'{self.expr(k.children[0], scope)}{_way(k)}' for k in keys)}"

    def _return(self, tree: Branch, scope: Scope) -> str:
        parts = {one.data: one for one in tree.children if isinstance(one, Tree)}
        items = self._items(parts["items"], scope)
        names = tuple(item.name or self._said(item.at) for item in items)
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise Refused("column_twice", parts["items"].meta, name=twice)
        if len(names) > MOST_COLUMNS:
            raise Refused("columns", parts["items"].meta, most=MOST_COLUMNS)
        if self.columns and self.columns != names:
            raise Refused("union_columns", parts["items"].meta, columns=", ".join(self.columns))
        self.columns = names
        texts = [f"{self._short(item)} AS c{number}" for number, item in enumerate(items)]
        text = f"RETURN {'DISTINCT ' if _is_distinct(tree) else ''}{', '.join(texts)}"
        if "order" in parts:
            text += self._order_of(parts["order"], items, names, scope)
        return text + self._some(parts, self.rows)

    def _short(self, item: Item) -> str:
        """Return an item's text; a list that was collected is cut to what an answer may hold."""
        listed = item.var is not None and item.var.sort == "list"
        if not listed:
            return item.text
        if self.neo4j:
            return f"{item.text}[0..{LONGEST_LIST + 1}]"
        return f"list_slice({item.text}, 1, {LONGEST_LIST + 1})"

    def _order_of(
        self, tree: Branch, items: list[Item], names: tuple[str, ...], scope: Scope
    ) -> str:
        """Write the order of an answer; refuses one that its rows do not show."""
        if self.parts > 1:
            raise Refused("union_order", tree.meta)
        keys: list[Key] = []
        texts: list[str] = []
        for key in tree.children:
            if isinstance(key, Token):
                continue
            place, own = self._place(key.children[0], items, names, scope)
            way = _way(key)
            keys.append(Key(names[place], own, bool(way)))
            texts.append(f"c{place}{'.' if own else ''}{own}{way}")
        self.keys = tuple(keys)
        return f" ORDER BY {', '.join(texts)}"

    def _place(
        self, tree: Branch | Token, items: list[Item], names: tuple[str, ...], scope: Scope
    ) -> tuple[int, str]:
        said = self._said(tree)
        if said in names:
            return names.index(said), ""
        params = dict(self.params)
        inner = Scope({**scope.known}, scope.count)
        text = self.expr(tree, inner) if not isinstance(tree, Token) else ""
        self.params = params
        for number, item in enumerate(items):
            if item.text == text or self._said(item.at) == said:
                return number, ""
            if item.var is not None and text.startswith(f"{item.var.name}."):
                return number, text.partition(".")[2]
        raise Refused("order", _at(tree), name=said)

    def _items(self, tree: Branch, scope: Scope) -> list[Item]:
        if isinstance(tree.children[0], Token):
            return self._every(tree, scope)
        found = []
        for one in tree.children:
            assert isinstance(one, Tree)
            expr = one.children[0]
            name = str(one.children[-1]) if len(one.children) > 1 else ""
            var = self.variable(expr, scope)
            if not name and var is not None:
                name = self._said(expr).strip("() \n\t")
            text = self.expr(expr, scope)
            if _collects(expr):
                var = scope.fresh("list", (), self._collected(expr, scope))
            elif _holds_collect(expr):
                raise Refused("collect", _at(expr))
            found.append(Item(name, expr, text, var, aggregates(expr)))
        return found

    def _every(self, tree: Branch, scope: Scope) -> list[Item]:
        known = [(name, var) for name, var in scope.known.items() if var.sort != "path"]
        if not known:
            raise Refused("nothing", tree.children[0])
        return [Item(name, tree.children[0], var.name, var, counts=False) for name, var in known]

    def _collected(self, tree: Branch | Token, scope: Scope) -> Var | None:
        assert isinstance(tree, Tree)
        return self.variable(tree.children[-1], scope)

    def _said(self, tree: Any) -> str:
        """Return an expression as the planner wrote it, in one line."""
        if isinstance(tree, Token):
            return str(tree)
        return " ".join(self.source[tree.meta.start_pos : tree.meta.end_pos].split())[:200]

    def _some(self, parts: dict[str, Branch], rows: int) -> str:
        """Write SKIP and LIMIT; the last LIMIT of a query is one more than what is handed out."""
        text = ""
        if "skip" in parts:
            text += f" SKIP {self.value(self._number(parts['skip']))}"
        if "limit" in parts:
            given = self._number(parts["limit"])
            return f"{text} LIMIT {self.value(min(given, rows + 1) if rows else given)}"
        return f"{text} LIMIT {self.value(rows + 1)}" if rows else text

    def _number(self, tree: Branch) -> int:
        token = tree.children[1].children[0]  # type: ignore[union-attr]
        assert isinstance(token, Token)
        found = self.given_value(token) if token.type == "PARAM" else int(token)
        if not isinstance(found, int) or isinstance(found, bool) or not 0 <= found <= 10**9:
            raise Refused("number", token, name=str(token))
        return found


def _is_distinct(tree: Branch) -> bool:
    return any(isinstance(one, Token) and one.type == "DISTINCT" for one in tree.children)


def _way(key: Branch) -> str:
    last = key.children[-1]
    return " DESC" if isinstance(last, Token) and last.type == "DESC" else ""


def _collects(tree: Branch | Token) -> bool:
    return isinstance(tree, Tree) and tree.data == "call" and tree.children[0].lower() == "collect"  # type: ignore[union-attr]


def _holds_collect(tree: Branch | Token) -> bool:
    """Say whether a list is collected within something else than size()."""
    if isinstance(tree, Token):
        return False
    if tree.data == "call" and str(tree.children[0]).lower() == "size":
        return any(_holds_collect(one) for one in tree.children if not _collects(one))
    return _collects(tree) or any(_holds_collect(one) for one in tree.children)


def _at(tree: Any) -> Any:
    return tree if isinstance(tree, Token) else tree.meta
