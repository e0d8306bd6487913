"""One row becomes facts: nodes and links as the source's YAML says.

A fact is a plain dict that goes to Parquet: typed properties beside where it
was read. Ends of links that are named in words are left as words; they are
looked up when the graph is merged, so that the order of loading changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from liantu.graph import pinyin
from liantu.graph.identity import name_id, node_id, normalise
from liantu.graph.model import Model, NodeKind, model
from liantu.ingest import places
from liantu.ingest.checks import clean, observed_of, value_of
from liantu.ingest.findings import Note, Reject
from liantu.ingest.items import items_of
from liantu.ingest.rules import End, LinkRule, NodeRule, Source, TableRule, Value

Cells = Callable[[str], Any]
Fact = dict[str, Any]

LONG_NAME = 100  # characters from which a name is worth a second look
NAME_RANKS = (("name", 0), ("short_name", 1), ("aliases", 2), ("former_names", 2))
WEAK = 5  # added to the rank of a name that is found only where no other is
SPOKEN = frozenset(name for name, _ in NAME_RANKS)  # found by pinyin and initials too


@dataclass
class RowFacts:
    """What one accepted row says."""

    nodes: list[tuple[str, Fact]]
    links: list[tuple[str, Fact]]
    notes: list[Note]
    citation: str
    observed_on: str
    ended: bool = False  # the row says that something ended, and nothing else


class RowMapper:
    """Maps the rows of one table of one source; raises Reject for a row set aside."""

    def __init__(self, source: Source, table: TableRule, file: str, sheet: str) -> None:
        self.source, self.table, self.file, self.sheet = source, table, file, sheet
        self.model: Model = model()

    def facts(self, number: int, raw: Cells) -> RowFacts:
        """Return the facts of a row whose cells ``raw`` gives by column name."""
        notes: list[Note] = []
        cells = self._cleaned(number, raw, notes)
        ended = any(cells(column) in words for column, words in self.table.ended)
        for column in () if ended else self.table.headers:
            if not cells(column) and self.is_required(column):
                raise Reject("missing", column, label=column)
        for column, words in self.table.allowed:
            word = cells(column)
            if word and word not in words:
                raise Reject(
                    "not_allowed", column, value=word, label=column, allowed=", ".join(words)
                )
        own: dict[str, str] = {}
        nodes: list[tuple[str, Fact]] = []
        links: list[tuple[str, Fact]] = []
        for rule in self.table.nodes:
            if self._holds(rule.when, cells):
                fact = self._node(number, rule, cells, notes, links)
                own[rule.name] = fact["nid"]
                nodes.append((rule.kind.name, fact))
        for link in self.table.links if not (ended and nodes) else ():
            if self._holds(link.when, cells):
                links += [(link.kind.name, fact) for fact in self._links(link, cells, own, nodes)]
        if not nodes and not links:
            raise Reject("says_nothing", self.table.headers[0])
        observed = cells(self.source.observed_column) if self.source.observed_column else ""
        if observed:
            observed = observed_of(observed, self.source.observed_column)
        return RowFacts(
            nodes, links, notes, cells(self.table.citation) or "", observed or "", ended
        )

    def _cleaned(self, number: int, raw: Cells, notes: list[Note]) -> Cells:
        cache: dict[str, Any] = {}

        def cell(column: str) -> Any:
            if not column:
                return ""
            if column not in cache:
                value = raw(column)
                if isinstance(value, (int, float)) and not isinstance(value, bool):
                    value = str(value)
                if isinstance(value, bool):
                    value = "是" if value else "否"
                if isinstance(value, str):
                    value, invisible = clean(value, column)
                    if invisible:
                        notes.append(self.note("invisible", number, column, value=value))
                cache[column] = value
            return cache[column]

        return cell

    def note(self, code: str, number: int, column: str, **values: Any) -> Note:
        """Return a note on a row of this table."""
        return Note(code, self.file, self.sheet, number, column, values)

    def is_required(self, column: str) -> bool:
        """Say whether a row without this column's text is set aside."""
        if column in self.table.required:
            return True
        for node in self.table.nodes:
            for name, value in node.values:
                if value.column == column:
                    return node.kind.properties[name].required or any(
                        name in way for way in node.kind.identity
                    )
        if any(column == name for name, _ in self.table.allowed):
            return True
        named = {end.column for link in self.table.links for end in (link.start, link.end)}
        return not self.table.nodes and column in named

    def _holds(self, when: Iterable[tuple[str, tuple[str, ...]]], cells: Cells) -> bool:
        return all(cells(column) in words for column, words in when)

    def _node(
        self,
        number: int,
        rule: NodeRule,
        cells: Cells,
        notes: list[Note],
        links: list[tuple[str, Fact]],
    ) -> Fact:
        fact = self.values(rule.kind.properties, rule.values, cells)
        adcode = self._adcode(number, rule, cells, notes)
        if adcode:
            fact["adcode"] = adcode
        if rule.place and not rule.place.adcode and "place" in rule.kind.properties:
            fact["place"] = cells(rule.place.column) or None
        keys = {name: str(fact[name]) for name in fact if isinstance(fact[name], (str, int))}
        keys["region"] = adcode
        nid = node_id(rule.kind, keys)
        if nid is None:
            raise Reject("no_identity", self.table.headers[0], label=rule.kind.label.zh)
        for name, spec in rule.kind.properties.items():
            if spec.required and fact.get(name) is None:
                raise Reject("missing", _column(rule.values, name), label=spec.label.zh)
        name = str(fact.get("name") or "")
        if len(name) >= LONG_NAME:
            column = _column(rule.values, "name")
            notes.append(self.note("long_name", number, column, length=len(name)))
        named = name_id(rule.kind, keys)
        fact.update(nid=nid, alt=named, search=_search(rule.kind, fact))
        fact["keys"] = _keys(fact, WEAK if self.source.role == "unsourced" else 0)
        placed = self.model.links["LOCATED_IN"].joins(rule.kind.name, "Region")
        if adcode and placed and nid != f"reg:{adcode}":
            links.append(("LOCATED_IN", {"from_id": nid, "to_id": f"reg:{adcode}"}))
        return fact

    def _adcode(self, number: int, rule: NodeRule, cells: Cells, notes: list[Note]) -> str:
        if rule.place is None:
            return ""
        text = cells(rule.place.column)
        if not text:
            return ""
        if rule.place.adcode and text not in places.divisions():
            raise Reject("unknown_adcode", rule.place.column, value=text)
        hits = places.find_adcodes(text, city=rule.place.city)
        if len(hits) == 1:
            return hits[0]
        code = "place_ambiguous" if hits else "place_unknown"
        names = ", ".join(places.full_name(hit) for hit in hits[:5])
        notes.append(self.note(code, number, rule.place.column, value=text, places=names))
        return ""

    def values(
        self,
        properties: Any,
        rules: tuple[tuple[str, Value], ...],
        cells: Cells,
    ) -> Fact:
        """Return the typed properties that a row gives by some rules; raises Reject."""
        fact: Fact = {}
        for name, rule in rules:
            spec = properties[name]
            raw = rule.constant or cells(rule.column)
            if raw is None or raw == "" or raw == []:
                continue
            if spec.type == "list":
                items = items_of(raw, rule.split, rule.column)
                fact[name] = [
                    value_of(_text(item), spec, rule.column) for item in items if _text(item)
                ]
                continue
            text = _text(raw)
            if rule.mapping:
                words = dict(rule.mapping)
                if text not in words:
                    raise Reject(
                        "not_allowed",
                        rule.column,
                        value=text,
                        label=rule.column,
                        allowed=", ".join(words),
                    )
                text = words[text]
            fact[name] = value_of(text, spec, rule.column, rule.scale)
        return fact

    def _links(
        self, rule: LinkRule, cells: Cells, own: dict[str, str], nodes: list[tuple[str, Fact]]
    ) -> Iterator[Fact]:
        items: list[Any] = [None]
        if rule.each:
            items = items_of(cells(rule.each), rule.split, rule.each)
            items = [item for item in items if item not in ("", None)]
        for item in items:
            scoped = _with_item(cells, item) if rule.each else cells
            start, end = (self._end(one, scoped, own, rule.each) for one in (rule.start, rule.end))
            if start is None or end is None:
                continue
            same = start == end or (start.get("key") and start.get("key") == end.get("key"))
            if same and not rule.kind.allows_self:
                column = rule.end.column or rule.each or rule.start.column
                raise Reject("self_link", column, label=rule.kind.label.zh, value=_shown(start))
            try:
                fact = self.values(rule.kind.properties, rule.values, scoped)
            except Reject as reject:
                column = reject.column.replace("item.", f"{rule.each}.")
                raise Reject(reject.code, column, **reject.values) from None
            for side, found in (("from", start), ("to", end)):
                fact |= {f"{side}_{name}": value for name, value in found.items()}
                if str(fact.get(f"{side}_column", "")).startswith("item."):
                    fact[f"{side}_column"] = rule.each
            fact["optional"] = rule.start.optional or rule.end.optional
            nodes += [*self._stub(rule.start, start, scoped), *self._stub(rule.end, end, scoped)]
            yield fact

    def _stub(self, end: End, found: Fact, cells: Cells) -> Iterator[tuple[str, Fact]]:
        """Yield the node that an end stands for where it may have no row of its own."""
        if not end.stub:
            return
        kind = self.model.nodes[end.kinds[0]]
        values = tuple((name, Value(column=column)) for name, column in end.identity)
        fact = self.values(kind.properties, values, cells)
        for name, spec in kind.properties.items():
            if spec.required and fact.get(name) is None:
                raise Reject("missing", _column(values, name), label=spec.label.zh)
        fact |= {"stub": True, "nid": found["id"], "alt": None, "search": _search(kind, fact)}
        yield kind.name, fact | {"keys": _keys(fact, WEAK)}

    def _end(self, end: End, cells: Cells, own: dict[str, str], each: str) -> Fact | None:
        """Return an end as ``id`` or as words to be looked up; None where the cell is empty."""
        if end.node:
            return {"id": own[end.node]} if end.node in own else None
        if end.id:
            return {"id": end.id}
        if end.id_column:
            given = _text(cells(end.id_column))
            known = self.model.kind_of(given) in end.kinds
            return {"id": given, "text": given, "column": end.id_column} if known else None
        if end.identity:
            kind = self.model.nodes[end.kinds[0]]
            values = {name: _text(cells(column)) for name, column in end.identity}
            nid = node_id(kind, values) if all(values.values()) else None
            said = {c: values[name] for name, c in end.identity if c.startswith("item.")}
            lacking = [c for c in said if not said[c]]
            if lacking and len(lacking) < len(said):  # half an identity names nothing
                column = f"{each}.{lacking[0].removeprefix('item.')}"
                raise Reject("missing", column, label=column)
            text, column = list(values.values())[-1], end.identity[-1][1]
            return {"id": nid, "text": text, "column": column} if nid else None
        text = _text(cells(end.column))
        if not text:
            return None
        return {
            "text": text,
            "key": normalise(text),
            "kinds": list(end.kinds),
            "scope": end.chain,
            "column": end.column,
        }


def _with_item(cells: Cells, item: Any) -> Cells:
    fields = item if isinstance(item, dict) else {"id": item}

    def cell(column: str) -> Any:
        if column.startswith("item."):
            return _text(fields.get(column[5:], ""))
        return cells(column)

    return cell


def _text(raw: Any) -> str:
    return "" if raw is None else str(raw).strip()


def _shown(end: Fact) -> str:
    return str(end.get("text") or end.get("id"))


def _column(rules: tuple[tuple[str, Value], ...], name: str) -> str:
    return next((value.column for prop, value in rules if prop == name), name)


def _keys(fact: Fact, weaker: int = 0) -> list[str]:
    """The names under which a node may be meant, as ``rank:normalised name``."""
    found = []
    for name, rank in NAME_RANKS:
        value = fact.get(name)
        for one in value if isinstance(value, list) else [value]:
            if one and normalise(one):
                found.append(f"{rank + weaker}:{normalise(one)}")
    return sorted(set(found))


def _search(kind: NodeKind, fact: Fact) -> str | None:
    """The words under which a node is found: names, codes, pinyin and initials."""
    words: set[str] = set()
    for name in kind.search:
        value = fact.get(name)
        for one in value if isinstance(value, list) else [value]:
            if one:
                spoken = pinyin.readings(str(one)) if name in SPOKEN else ()
                words |= {normalise(str(one)), *spoken}
    return "|".join(sorted(words - {""})) or None
