"""A table rule as SQL: which rows are surely clean, and the facts of those.

The row mapper says what a row means; this says the same of whole columns, for the
rows of which it is sure. A rule, or a part of one, that it cannot say is left to the
row mapper (:class:`NotColumnar` for a whole table, a false ``sure`` for a row).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from liantu.days import last_observed_day
from liantu.graph.model import NodeKind, Property, model
from liantu.graph.tables import DUCKDB_TYPES
from liantu.ingest import sqltext
from liantu.ingest.checks import value_of
from liantu.ingest.findings import Reject
from liantu.ingest.identified import NOTHING, Identity
from liantu.ingest.items import FORMS
from liantu.ingest.mapping import LONG_NAME, NAME_RANKS, SPOKEN, RowMapper
from liantu.ingest.rules import End, LinkRule, NodeRule, Source, TableRule, Value

Texts = Callable[[str], str]  # the SQL of a column's text


class NotColumnar(Exception):
    """Raised for a table whose rows are mapped one by one."""


@dataclass
class Facts:
    """The facts of one kind that each sure row gives: where, and the SQL of each column."""

    name: str
    when: str
    columns: dict[str, str]


@dataclass
class Spoken:
    """A text that is read aloud for searching, as the alias of its join."""

    alias: str
    text: str


@dataclass
class _Made:
    """A node rule as SQL."""

    when: str
    nid: str
    values: dict[str, str] = field(default_factory=dict)


class Compiled:
    """The SQL of one table of one source under one header.

    ``places``, ``forms`` and ``spoken`` are joined to the rows ``c`` by whoever runs it:
    the division of a place's text, the form of a name under which equal names meet, and
    its pinyin.
    """

    def __init__(
        self, source: Source, rule: TableRule, header: Sequence[str], prefix: str = ""
    ) -> None:
        if rule.unique:
            raise NotColumnar("unique")
        if source.role == "unsourced":
            raise NotColumnar("names of little weight")
        self.source, self.rule, self.header = source, rule, header
        self.bound = sqltext.Bound(prefix)
        self.columns = {name: f"c.c{at}" for at, name in enumerate(header) if name}
        self.places: dict[str, tuple[str, bool, bool]] = {}
        self.forms: dict[str, str] = {}  # alias by text
        self.spoken: list[Spoken] = []
        self.facts: list[Facts] = []
        self._checks: list[str] = []
        self._mapper = RowMapper(source, rule, "", "")
        try:
            self._compile()
        except (ValueError, Reject) as error:
            raise NotColumnar(str(error)) from error

    @property
    def sure(self) -> str:
        """The predicate under which a row gives exactly the facts that are said here."""
        return " AND ".join(f"({check})" for check in dict.fromkeys(self._checks))

    @property
    def citation(self) -> str:
        """The SQL of what a row names as its origin."""
        return self.text(self.rule.citation)

    @property
    def observed(self) -> str:
        """The SQL of a row's own date as ISO text, empty where it has none."""
        text = self.text(self.source.observed_column)
        return f"coalesce(CAST({sqltext.date(text, self.bound)} AS VARCHAR), '')"

    def text(self, column: str) -> str:
        """Return the SQL of a column's text; the empty text for a column that is not there."""
        return self.columns.get(column, "''") if column else "''"

    def form(self, text: str) -> str:
        """Return the SQL of the form of a name, NULL for an empty or unknown text."""
        alias = self.forms.setdefault(text, f"f{len(self.forms)}")
        return f"{alias}.form"

    def _compile(self) -> None:
        read = self.rule.columns() | {self.source.observed_column}
        for column in sorted(read & set(self.columns)):
            self._checks.append(sqltext.is_clean(self.columns[column], self.bound))
        for column in self.rule.headers:
            if self._mapper.is_required(column):
                self._checks.append(f"{self.text(column)} <> ''")
        for column, words in self.rule.allowed:
            self._checks.append(f"{self.text(column)} IN {self.bound.words(['', *words])}")
        for column, words in self.rule.ended:
            self._checks.append(f"{self.text(column)} NOT IN {self.bound.words(words)}")
        if observed := self.text(self.source.observed_column):
            known = sqltext.date(observed, self.bound)
            last = f"CAST({self.bound(last_observed_day().isoformat())} AS DATE)"
            self._checks.append(f"{observed} = '' OR coalesce(({known}) <= {last}, false)")
        said = []
        own: dict[str, _Made] = {}
        for node in self.rule.nodes:
            own[node.name] = self._node(node)
            said.append(own[node.name].when)
        said += [self._link(link, own) for link in self.rule.links]
        self._checks.append(" OR ".join(f"({one})" for one in said) or "false")

    def _when(self, conditions: tuple[tuple[str, tuple[str, ...]], ...]) -> str:
        parts = [f"{self.text(name)} IN {self.bound.words(words)}" for name, words in conditions]
        return " AND ".join(parts) or "true"

    def require(self, when: str, predicate: str) -> None:
        """A row is sure only if the predicate holds wherever ``when`` does."""
        self._checks.append(predicate if when == "true" else f"NOT ({when}) OR ({predicate})")

    def _node(self, rule: NodeRule) -> _Made:
        when = self._when(rule.when)
        values = self._values(rule.kind.properties, rule.values, when)
        adcode = self._place(rule, when)
        if rule.place is not None:
            values["adcode"] = f"coalesce({adcode}, {values.get('adcode', NOTHING)})"
            if not rule.place.adcode and "place" in rule.kind.properties:
                values["place"] = f"nullif({self.text(rule.place.column)}, '')"
        ids = Identity(self, rule.kind, values, adcode)
        made = _Made(when, ids.nid(), values)
        self.require(when, f"({made.nid}) IS NOT NULL")
        for name, spec in rule.kind.properties.items():
            if spec.required:
                self.require(when, f"({values.get(name, NOTHING)}) IS NOT NULL")
        if "name" in values:
            self.require(when, f"coalesce(length({values['name']}), 0) < {LONG_NAME}")
        columns = {
            "nid": made.nid,
            "alt": ids.alt(),
            "keys": self._keys(rule.kind, values, when),
            "search": self._search(rule.kind, values, when),
            **{name: sql for name, sql in values.items() if name in rule.kind.properties},
        }
        self.facts.append(Facts(f"node-{rule.kind.name}", when, columns))
        if rule.place and model().links["LOCATED_IN"].joins(rule.kind.name, "Region"):
            region = f"('reg:' || {adcode})"
            placed = f"({when}) AND {adcode} IS NOT NULL AND {made.nid} <> {region}"
            ends = {"from_id": made.nid, "to_id": region}
            self.facts.append(Facts("link-LOCATED_IN", placed, ends))
        return made

    def _place(self, rule: NodeRule, when: str) -> str:
        """Return the SQL of the division that a row's place means; unsure where it is not one."""
        if rule.place is None:
            return NOTHING
        text = self.text(rule.place.column)
        if text == "''":
            return "CAST(NULL AS VARCHAR)"
        alias = f"l{len(self.places)}"
        self.places[alias] = (text, rule.place.adcode, rule.place.city)
        self.require(when, f"{text} = '' OR {alias}.adcode IS NOT NULL")
        return f"{alias}.adcode"

    def _values(
        self, properties: Any, rules: tuple[tuple[str, Value], ...], when: str
    ) -> dict[str, str]:
        found: dict[str, str] = {}
        for name, rule in rules:
            if rule.constant:
                known = self._mapper.values(properties, ((name, rule),), lambda _column: "")
                if name in known:
                    kind = DUCKDB_TYPES[properties[name].type]
                    found[name] = f"CAST({self.bound(known[name])} AS {kind})"
                continue
            text = self.text(rule.column)
            if text == "''":
                continue
            found[name] = self._value(properties[name], rule, text, when)
        return found

    def _value(self, spec: Property, rule: Value, text: str, when: str) -> str:
        if spec.type == "list":
            return self._list(spec, rule, text, when)
        if rule.mapping:
            return self._mapped(spec, rule, text, when)
        if spec.type in ("integer", "number"):
            value, check = sqltext.number(text, spec, rule.scale, self.bound)
        elif spec.type == "boolean":
            value, check = sqltext.boolean(text, self.bound)
        elif spec.type == "date":
            value = sqltext.date(text, self.bound)
            check = f"({value}) IS NOT NULL"
        else:
            value, check = text, sqltext.string(text, spec, self.bound)
        if spec.type != "string" and spec.allowed:
            raise NotColumnar(spec.name)
        self.require(when, f"{text} = '' OR ({check})")
        return f"CASE WHEN {text} <> '' THEN {value} END"

    def _list(self, spec: Property, rule: Value, text: str, when: str) -> str:
        if rule.split in FORMS:
            raise NotColumnar(rule.split)
        split = f"string_split({text}, {self.bound(rule.split or ';')})"
        items = f"list_filter(list_transform({split}, lambda x: trim(x)), lambda x: x <> '')"
        bad = f"list_filter({items}, lambda x: NOT ({sqltext.string('x', spec, self.bound)}))"
        if sqltext.string("x", spec, self.bound) != "true":
            self.require(when, f"{text} = '' OR len({bad}) = 0")
        return f"CASE WHEN {text} <> '' THEN {items} END"

    def _mapped(self, spec: Property, rule: Value, text: str, when: str) -> str:
        """Words are turned into values here, once; a word whose value is refused stays unsure."""
        known: dict[str, Any] = {}
        for word, meant in rule.mapping:
            try:
                known[word] = value_of(meant, spec, rule.column, rule.scale)
            except Reject:
                continue
        if not known:
            raise NotColumnar(spec.name)
        cases = " ".join(
            f"WHEN {self.bound(word)} THEN CAST({self.bound(value)} AS {DUCKDB_TYPES[spec.type]})"
            for word, value in known.items()
        )
        self.require(when, f"{text} IN {self.bound.words(['', *known])}")
        return f"CASE {text} {cases} END"

    def _keys(self, kind: NodeKind, values: dict[str, str], when: str) -> str:
        parts = []
        for name, rank in NAME_RANKS:
            if name in values and self._is_text(kind, name, values, when):
                form = f"nullif({self.form(values[name])}, '')"
                parts.append(f"'{rank}:' || {form}")
        return _sorted(parts) if parts else "CAST([] AS VARCHAR[])"

    def _search(self, kind: NodeKind, values: dict[str, str], when: str) -> str:
        parts = []
        for name in kind.search:
            if name not in values or not self._is_text(kind, name, values, when):
                continue
            parts.append(f"nullif({self.form(values[name])}, '')")
            if name in SPOKEN:
                alias = f"s{len(self.spoken)}"
                self.spoken.append(Spoken(alias, values[name]))
                parts += [f"{alias}.full_reading", f"{alias}.initials"]
        return f"nullif(array_to_string({_sorted(parts)}, '|'), '')" if parts else NOTHING

    def _is_text(self, kind: NodeKind, name: str, values: dict[str, str], when: str) -> bool:
        """Whether a property is one text whose form is known; a list must be empty."""
        value = values[name]
        if kind.properties[name].type == "list":
            self.require(when, f"coalesce(len({value}), 0) = 0")
            return False
        if kind.properties[name].type != "string":
            raise NotColumnar(name)
        return True

    def _link(self, rule: LinkRule, own: dict[str, _Made]) -> str:
        """Add the facts of a link rule and return when there is one."""
        when = self._when(rule.when)
        for one in (rule.start, rule.end):
            if one.stub or one.id_column:
                raise NotColumnar("stub" if one.stub else "id_column")
        if rule.each:
            self.require(when, f"{self.text(rule.each)} = ''")
            return "false"
        start, end = self._end(rule.start, own, when), self._end(rule.end, own, when)
        there = f"({when}) AND ({_there(start)}) AND ({_there(end)})"
        if not rule.kind.allows_self:
            for name in ("id", "key"):
                if name in start and name in end:
                    self.require(there, f"({start[name]}) <> ({end[name]})")
        columns = {f"from_{name}": sql for name, sql in start.items()}
        columns |= {f"to_{name}": sql for name, sql in end.items()}
        columns["optional"] = str(rule.start.optional or rule.end.optional).lower()
        columns |= self._values(rule.kind.properties, rule.values, when)
        self.facts.append(Facts(f"link-{rule.kind.name}", there, columns))
        return there

    def _end(self, end: End, own: dict[str, _Made], when: str) -> dict[str, str]:
        if end.node:
            made = own.get(end.node)
            return {"id": f"CASE WHEN {made.when} THEN {made.nid} END" if made else NOTHING}
        if end.id:
            return {"id": self.bound(end.id)}
        if end.identity:
            kind = model().nodes[end.kinds[0]]
            values = {name: f"nullif({self.text(at)}, '')" for name, at in end.identity}
            every = " AND ".join(f"{value} IS NOT NULL" for value in values.values())
            nid = Identity(self, kind, values, values.get("region", NOTHING)).nid()
            text, column = list(values.values())[-1], end.identity[-1][1]
            return {
                "id": f"CASE WHEN {every} THEN {nid} END",
                "text": text,
                "column": self.bound(column),
            }
        text = self.text(end.column)
        return {
            "text": f"nullif({text}, '')",
            "key": self.form(text),
            "kinds": self.bound(list(end.kinds)),
            "scope": self.bound(end.chain),
            "column": self.bound(end.column),
        }


def _there(end: dict[str, str]) -> str:
    return f"({end['id'] if 'id' in end else end['text']}) IS NOT NULL"


def _sorted(parts: list[str]) -> str:
    every = f"[{', '.join(parts)}]"
    return f"list_sort(list_distinct(list_filter({every}, lambda x: x IS NOT NULL)))"
