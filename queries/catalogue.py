"""Named queries: one ``.cypher`` file each, with a header that says what it gives.

The first line is a sentence, then ``// zh:`` and the same in Chinese, then
``// param name: type[ = default], meaning`` and ``// zh name: meaning`` in Chinese per
parameter, then ``// returns: column, column``. A text that has to differ on Neo4j
stands beside it as ``name.neo4j.cypher``. ``// labelled: n by id`` says that the id in
that parameter tells the kind of ``(n)``: the text that is run names it, since a node
without its kind is looked for in the tables of all kinds. Of a list, all ids have to.

``items(r.records)`` and ``items(r.sources)`` are the lists of a link, which the embedded
file keeps as texts (:mod:`liantu.graph.stores.joined`). Neo4j and files made before hold
lists: for them the call is left out. It takes a variable and a column, nothing else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from rapidfuzz import process

from liantu.errors import InputError, NotFound, UsageError
from liantu.graph.model import model
from liantu.graph.stores import Link, Node, Store, Table
from liantu.locale import text as words
from liantu.queries.ordering import Key, in_order, order_of
from liantu.queries.recording import note

TYPES = ("string", "integer", "number", "boolean", "list")
ITEMS = re.compile(r"\bitems\((\w+\.(?:records|sources))\)")
LABELLED = re.compile(r"// labelled: (\w+) by (\w+)\Z")
MEANING_ZH = re.compile(r"// zh (\w+): (.+)\Z")
PARAM = re.compile(r"// param (\w+): (\w+)(?: = (\S+?))?, (.+)\Z")


@dataclass(frozen=True)
class Param:
    """One parameter of a query; ``default`` is None where a value must be given."""

    name: str
    type: str
    meaning: str
    default: Any = None
    meaning_zh: str = ""  # a saved query's meaning is in whatever language it was saved

    def told(self, lang: str) -> str:
        """Return the meaning in a language, where it has it."""
        return self.meaning_zh if lang == "zh" and self.meaning_zh else self.meaning

    def as_dict(self) -> dict[str, Any]:
        """Return name, type, default and meanings as the list of queries shows them."""
        return {
            "name": self.name,
            "type": self.type,
            "default": self.default,
            "meaning": self.meaning,
            "meaning_zh": self.meaning_zh,
        }


@dataclass(frozen=True)
class Query:
    """One named query; ``texts`` has the text per dialect."""

    name: str
    doc: str
    params: tuple[Param, ...]
    columns: tuple[str, ...]
    texts: Mapping[str, str]
    order: tuple[Key, ...] = ()
    labelled: tuple[str, str] | None = None
    doc_zh: str = ""  # a saved query's sentence is in whatever language it was saved

    def told(self, lang: str) -> str:
        """Return the sentence in a language, where it has it."""
        return self.doc_zh if lang == "zh" and self.doc_zh else self.doc

    def as_dict(self) -> dict[str, Any]:
        """Return name, doc, parameters and columns as the list of queries shows them."""
        return {
            "name": self.name,
            "doc": self.doc,
            "doc_zh": self.doc_zh,
            "params": [one.as_dict() for one in self.params],
            "columns": list(self.columns),
        }

    def text(self, dialect: str) -> str:
        """Return the text for a store's dialect; all but "embedded" hold lists."""
        text = self.texts.get(dialect, self.texts["embedded"])
        return text if dialect == "embedded" else ITEMS.sub(r"\1", text)

    def text_for(self, dialect: str, bound: Mapping[str, Any]) -> str:
        """Return the text for a store's dialect, with the kind that a bound id tells."""
        text = self.text(dialect)
        if self.labelled is None:
            return text
        variable, param = self.labelled
        ids = bound[param] if isinstance(bound[param], list) else [bound[param]]
        kinds = {model().kind_of(str(one)) for one in ids}
        kind = kinds.pop() if len(kinds) == 1 else None  # a name of the checked vocabulary
        return text.replace(f"({variable})", f"({variable}:{kind})", 1) if kind else text


@cache
def queries() -> dict[str, Query]:
    """Return every query of the catalogue by name."""
    found: dict[str, Query] = {}
    twins: dict[str, Query] = {}
    folder = files("liantu.queries") / "catalogue"
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        name, _, rest = entry.name.partition(".")
        if rest == "cypher":
            found[name] = parse(entry.name, entry.read_text(encoding="utf-8"))
        elif rest == "neo4j.cypher":
            twins[name] = parse(entry.name, entry.read_text(encoding="utf-8"))
    for name, twin in twins.items():
        base = found.get(name)
        if base is None or (base.params, base.columns) != (twin.params, twin.columns):
            raise InputError("query_file", where=f"{name}.neo4j.cypher", problem="its twin differs")
        texts = {"embedded": base.texts["embedded"], "neo4j": twin.texts["embedded"]}
        found[name] = Query(
            name, base.doc, base.params, base.columns, texts, base.order, base.labelled, base.doc_zh
        )
    return found


def parse(file: str, text: str) -> Query:
    """Read one query file; raises InputError where its header is not complete."""
    lines = text.splitlines()
    header = [line for line in lines if line.startswith("//")]
    params: list[Param] = []
    columns: tuple[str, ...] = ()
    labelled: tuple[str, str] | None = None
    doc_zh = ""
    for line in header[1:]:
        if line.startswith("// zh: "):
            doc_zh = line[7:].strip()
        elif line.startswith("// returns: "):
            columns = tuple(name.strip() for name in line[12:].split(","))
        elif found := LABELLED.match(line):
            labelled = (found[1], found[2])
        elif found := PARAM.match(line):
            name, kind, default, meaning = found.groups()
            if kind not in TYPES:
                raise InputError("query_file", where=file, problem=f"unknown type {kind}")
            params.append(Param(name, kind, meaning, json.loads(default) if default else None))
        elif (found := MEANING_ZH.match(line)) and params and params[-1].name == found[1]:
            params[-1] = replace(params[-1], meaning_zh=found[2])
        else:
            raise InputError("query_file", where=file, problem=f"not understood: {line}")
    used = set(re.findall(r"\$(\w+)", text))
    if not header or not columns or used != {param.name for param in params}:
        raise InputError("query_file", where=file, problem="header and text do not agree")
    body = "\n".join(line for line in lines if not line.startswith("//"))
    name, doc = file.partition(".")[0], header[0][3:].strip()
    order, texts = order_of(file, body), {"embedded": body}
    return Query(name, doc, tuple(params), columns, texts, order, labelled, doc_zh)


def query(name: str) -> Query:
    """Return a query by name; raises NotFound with the nearest names."""
    if name not in queries():
        near = [hit[0] for hit in process.extract(name, list(queries()), limit=3)]
        raise NotFound("query_unknown", where=name, near=", ".join(near))
    return queries()[name]


def bind(found: Query, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return typed parameters: texts are converted, defaults filled in, the rest refused."""
    known = {param.name: param for param in found.params}
    said = {"query": found.name, "known": ", ".join(known) or "–"}
    for name in given:
        if name not in known:
            raise UsageError("query_param_unknown", where=name, name=name, **said)
    bound: dict[str, Any] = {}
    for name, param in known.items():
        value = given.get(name, param.default)
        if value is None:
            raise UsageError("query_param_missing", where=name, name=name, **said)
        try:
            bound[name] = _typed(value, param.type)
        except ValueError as error:
            said |= {"name": name, "type": words(f"cypher.type.{param.type}"), "given": str(value)}
            raise UsageError("query_param_type", where=name, **said) from error
        if bound[name] == [] and f"list_has_all(${name}," in found.texts["embedded"]:
            bound[name] = [""]  # the function takes no empty list; an empty text stands for none
    return bound


def _typed(value: Any, kind: str) -> Any:
    if not isinstance(value, str):
        return value
    if kind == "integer":
        return int(value)
    if kind == "number":
        return float(value)
    if kind == "boolean":
        if value.lower() not in ("true", "false"):
            raise ValueError(value)
        return value.lower() == "true"
    if kind == "list":
        return json_list(value) or [part for part in value.split(",") if part]
    return value


def json_list(value: str) -> list[str]:
    """Return the texts of a list in JSON: items may hold commas or be empty; else no items."""
    with suppress(ValueError, RecursionError):
        found = json.loads(value) if value.startswith("[") else []
        if isinstance(found, list) and all(isinstance(one, str) for one in found):
            return found
    return []


def listed_text(items: list[Any]) -> str:
    """Return a list as one text, which reads back as it was: with commas where that does."""
    plainly = ",".join(map(str, items))
    return plainly if _typed(plainly, "list") == items else json.dumps(items, ensure_ascii=False)


def run(store: Store, name: str, **params: Any) -> Table:
    """Run a named query and return its table, in the order that its text asks for."""
    found = query(name)
    bound = bind(found, params)
    note(name, bound)
    return in_order(store.run(found.text_for(store.dialect, bound), bound), found.order)


def answer(store: Store, found: Query, bound: Mapping[str, Any], table: Table) -> dict[str, Any]:
    """Return the stable JSON of an answered query."""
    return {
        "name": found.name,
        "params": dict(bound),
        "data_version": store.data_version,
        "columns": list(table.columns),
        "rows": [[plain(value) for value in row] for row in table.rows],
    }


def plain(value: Any) -> Any:
    """Return a value of a table as JSON has it."""
    if isinstance(value, Node):
        return {"id": value.id, "kind": value.kind, "properties": plain(dict(value.properties))}
    if isinstance(value, Link):
        return {"key": value.key, "kind": value.kind, "properties": plain(dict(value.properties))}
    if isinstance(value, Mapping):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value
