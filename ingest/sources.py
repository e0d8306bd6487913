"""Sources: declared kinds of delivery, one YAML file each in ``sources/``.

A source says which files are its own (``match``), how much it is believed
(``precedence``, lower wins), whether a delivery replaces the last one, and for
each table which columns become which nodes and links. Offices add their own in
``<LIANTU_HOME>/sources``; a file there replaces the shipped one of the same id.
"""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, cast

from liantu.errors import SourceError
from liantu.graph.model import Label, LinkKind, Model, NodeKind, model
from liantu.ingest.rules import (
    FORMATS,
    FORMS,
    ROLES,
    End,
    Expected,
    Form,
    Format,
    LinkRule,
    NodeRule,
    Place,
    Source,
    SumCheck,
    TableRule,
    Value,
)
from liantu.ingest.shapes import CELL_FORMS, Made, Shape, made_of
from liantu.ingest.units import own_unit, scale_of
from liantu.yamlfile import Located, read_yaml

SOURCE_FIELDS = frozenset(
    {"id", "label", "role", "precedence", "delivery", "home", "observed_on", "observed_column"}
    | {"view", "title", "match", "tables", "every", "may_lose", "expect"}
)
POLICY = frozenset({"every", "may_lose", "expect"})  # says nothing of what rows mean
TABLE_FIELDS = frozenset(
    {"id", "sheet", "path", "headers", "citation", "ignore", "allowed", "nodes", "links"}
    | {"unique", "walk", "columns", "header_rows", "fill_down", "cells", "required"}
    | {"ended", "expect", "checks"}
)
NODE_FIELDS = frozenset(["as", "kind", "when", "set", "place"])
LINK_FIELDS = frozenset(["kind", "when", "from", "to", "set", "each", "split"])
ENDED_FIELDS = frozenset(["column", "values"])
EXPECT_FIELDS = frozenset(["rows"])
ROWS_FIELDS = frozenset(["min", "max"])
CHECK_FIELDS = frozenset(["sum", "by", "max", "min", "level"])
PLACE_FIELDS = frozenset(["column", "adcode", "level"])
VALUE_FIELDS = frozenset(["column", "split", "map", "value", "scale", "unit"])
END_FIELDS = frozenset(
    ["kind", "column", "chain", "id", "id_column", "identity", "optional", "stub"]
)


@cache
def shipped() -> dict[str, Source]:
    """Return the sources that ship with the package, by id."""
    return read_sources(files("liantu.ingest") / "sources")


def all_sources(home: Path) -> dict[str, Source]:
    """Return the shipped sources and those of the data folder, by id."""
    own = home / "sources"
    return {**shipped(), **(read_sources(own) if own.is_dir() else {})}


def read_sources(folder: Path | Traversable) -> dict[str, Source]:
    """Read every source of a folder; raises SourceError with file and line for a bad one."""
    entries = sorted(folder.iterdir(), key=lambda item: item.name)
    texts = [(one.name, one.read_text("utf-8")) for one in entries if one.name.endswith(".yml")]
    return read_texts(tuple(texts))


def read_texts(texts: tuple[tuple[str, str], ...]) -> dict[str, Source]:
    """Read sources given as file names and YAML; raises SourceError as for files."""
    return dict(_read(texts))


@lru_cache(maxsize=8)
def _read(texts: tuple[tuple[str, str], ...]) -> dict[str, Source]:
    found: dict[str, Source] = {}
    for name, content in texts:
        data = read_yaml(content, name)
        source = _Reader(name, model()).source(data)
        if source.id in found:
            raise SourceError(name, data.line("id"), f"source {source.id} stands twice")
        found[source.id] = source
    return found


class _Reader:
    """Turns one YAML document into a Source, refusing what it does not know."""

    def __init__(self, file: str, vocabulary: Model) -> None:
        self.file = file
        self.model = vocabulary

    def fail(self, data: Located, key: str, problem: str) -> SourceError:
        return SourceError(self.file, data.line(key), problem)

    def known(self, data: Any, fields: frozenset[str], at: Located, key: str) -> Located:
        if not isinstance(data, Located):
            raise self.fail(at, key, f"{key} must be a mapping")
        for name in data:
            if name not in fields:
                raise self.fail(data, name, f"unknown field {name!r}")
        return data

    def source(self, data: Located) -> Source:
        self.known(data, SOURCE_FIELDS, data, "id")
        match = data.get("match", {})
        role = data.get("role", "report")
        if role not in ROLES:
            raise self.fail(data, "role", f"unknown role {role!r}")
        if re.search(r"\s", str(data["id"])):  # the graph joins ids by a blank
            raise self.fail(data, "id", "an id holds no blank")
        label = data.get("label") or {}
        canonical = json.dumps(_meaning(data), ensure_ascii=False, sort_keys=True)
        return Source(
            id=str(data["id"]),
            label=Label(str(label.get("zh", data["id"])), str(label.get("en", data["id"]))),
            role=role,
            precedence=int(data.get("precedence", 50)),
            delivery=self.delivery(data),
            home=str(data.get("home") or ""),
            observed_on=str(data.get("observed_on") or ""),
            observed_column=str(data.get("observed_column") or ""),
            view=str(data.get("view") or ""),
            format=self.format(data, match),
            top=tuple(match.get("top", [])),
            file=str(match.get("file") or ""),
            tables=tuple(self.table(data, table) for table in data.get("tables", [])),
            digest=hashlib.sha256(canonical.encode()).hexdigest(),
            title=str(data.get("title") or ""),
            every=self.every(data),
            may_lose=self.may_lose(data),
            expected=self.expected(data),
        )

    def delivery(self, data: Located) -> Form:
        found = data.get("delivery", "full")
        if found not in FORMS:
            raise self.fail(data, "delivery", f"unknown delivery {found!r}")
        if found == "changes" and data.get("view"):
            raise self.fail(data, "delivery", "a source of several views is delivered in full")
        return cast(Form, found)

    def every(self, data: Located) -> int | None:
        found = data.get("every")
        if found is not None and (not isinstance(found, int) or found < 1):
            raise self.fail(data, "every", "every must be a number of days")
        return found

    def may_lose(self, data: Located) -> float | None:
        found = data.get("may_lose")
        if found is None:
            return None
        if not isinstance(found, (int, float)) or not 0 <= found <= 1:
            raise self.fail(data, "may_lose", "may_lose must be a share from 0 to 1")
        return float(found)

    def expected(self, data: Located) -> Expected | None:
        if data.get("expect") is None:
            return None
        expect = self.known(data["expect"], EXPECT_FIELDS, data, "expect")
        rows = self.known(expect.get("rows"), ROWS_FIELDS, expect, "rows")
        least, most = rows.get("min", 0), rows.get("max")
        if not isinstance(least, int) or not isinstance(most, (int, type(None))):
            raise self.fail(rows, "min", "min and max must be whole numbers")
        return Expected(least, most)

    def ended(self, table: Located) -> tuple[tuple[str, tuple[str, ...]], ...]:
        if table.get("ended") is None:
            return ()
        spec = self.known(table["ended"], ENDED_FIELDS, table, "ended")
        if not spec.get("column") or not isinstance(spec.get("values"), list):
            raise self.fail(table, "ended", "ended needs column and a list of values")
        return _conditions({spec["column"]: spec["values"]})

    def sums(self, table: Located) -> tuple[SumCheck, ...]:
        found = []
        for raw in table.get("checks") or ():
            spec = self.known(raw, CHECK_FIELDS, table, "checks")
            by = spec.get("by") or []
            level = spec.get("level", "error")
            bounds = [spec.get("max"), spec.get("min")]
            if not spec.get("sum") or level not in ("error", "warning") or bounds == [None, None]:
                problem = "a check needs sum, max or min, and level error or warning"
                raise self.fail(table, "checks", problem)
            most, least = (None if one is None else float(one) for one in bounds)
            columns = tuple(str(one) for one in ([by] if isinstance(by, str) else by))
            found.append(SumCheck(str(spec["sum"]), columns, most, least, level == "error"))
        return tuple(found)

    def format(self, data: Located, match: Any) -> Format:
        found = match.get("format", "table")
        if found not in FORMATS:
            raise self.fail(data, "match", f"unknown format {found!r}")
        return cast(Format, found)

    def table(self, data: Located, raw: Any) -> TableRule:
        table = self.known(raw, TABLE_FIELDS, data, "tables")
        nodes = tuple(self.node(table, node) for node in table.get("nodes", []))
        names = {node.name: node.kind.name for node in nodes}
        return TableRule(
            name=str(table.get("id", "")),
            sheet=str(table.get("sheet") or ""),
            path=str(table.get("path") or ""),
            headers=tuple(str(header) for header in table.get("headers", [])),
            citation=str(table.get("citation") or ""),
            unique=str(table.get("unique") or ""),
            ignore=tuple(str(column) for column in table.get("ignore", [])),
            allowed=_conditions(table.get("allowed")),
            nodes=nodes,
            links=tuple(self.link(table, link, names) for link in table.get("links", [])),
            shape=self.shape(table),
            required=tuple(str(name) for name in table.get("required", [])),
            ended=self.ended(table),
            expected=self.expected(table),
            sums=self.sums(table),
        )

    def shape(self, table: Located) -> Shape:
        header_rows = table.get("header_rows", 1)
        if header_rows not in (1, 2):
            raise self.fail(table, "header_rows", "header_rows must be 1 or 2")
        cells = {str(name): str(form) for name, form in (table.get("cells") or {}).items()}
        for name, form in cells.items():
            if form not in CELL_FORMS:
                raise self.fail(table, "cells", f"{name}: unknown form {form!r}")
        made: list[Made] = []
        for name, raw in (table.get("columns") or {}).items():
            try:
                made.append(made_of(str(name), raw))
            except ValueError as error:
                raise self.fail(table["columns"], name, str(error)) from None
        return Shape(
            header_rows=header_rows,
            fill_down=tuple(str(name) for name in table.get("fill_down", [])),
            cells=tuple(cells.items()),
            made=tuple(made),
            walk=tuple(str(level) for level in table.get("walk", [])),
        )

    def node(self, table: Located, raw: Any) -> NodeRule:
        node = self.known(raw, NODE_FIELDS, table, "nodes")
        kind = self.model.nodes.get(str(node.get("kind")))
        if kind is None:
            raise self.fail(node, "kind", f"there is no node kind {node.get('kind')!r}")
        place = None
        if node.get("place"):
            spec = self.known(node["place"], PLACE_FIELDS, node, "place")
            place = Place(
                column=str(spec.get("adcode") or spec.get("column")),
                adcode="adcode" in spec,
                city=spec.get("level") == "city",
            )
        return NodeRule(
            name=str(node.get("as") or kind.name),
            kind=kind,
            when=_conditions(node.get("when")),
            values=self.values(node, kind),
            place=place,
        )

    def link(self, table: Located, raw: Any, names: dict[str, str]) -> LinkRule:
        link = self.known(raw, LINK_FIELDS, table, "links")
        kind = self.model.links.get(str(link.get("kind")))
        if kind is None:
            raise self.fail(link, "kind", f"there is no link kind {link.get('kind')!r}")
        start, end = self.end(link, "from", names), self.end(link, "to", names)
        pairs = {(a, b) for a in start.kinds for b in end.kinds}
        if not any(kind.joins(*pair) for pair in pairs):
            raise self.fail(link, "kind", f"{kind.name} does not join {sorted(pairs)}")
        return LinkRule(
            kind=kind,
            when=_conditions(link.get("when")),
            start=start,
            end=end,
            values=self.values(link, kind),
            each=str(link.get("each") or ""),
            split=str(link.get("split") or ""),
        )

    def end(self, link: Located, side: str, names: dict[str, str]) -> End:
        raw = link.get(side)
        if isinstance(raw, str):
            if raw not in names:
                raise self.fail(link, side, f"no node of the row is called {raw!r}")
            return End(node=raw, kinds=(names[raw],))
        spec = self.known(raw, END_FIELDS, link, side)
        kinds = spec.get("kind", [])
        kinds = (kinds,) if isinstance(kinds, str) else tuple(kinds)
        for kind in kinds:
            if kind not in self.model.nodes:
                raise self.fail(spec, "kind", f"there is no node kind {kind!r}")
        stub = bool(spec.get("stub", False))
        if stub and not all("stub" in self.model.nodes[kind].properties for kind in kinds):
            raise self.fail(spec, "stub", f"{', '.join(kinds)} cannot be a stub")
        if stub and not spec.get("identity"):
            raise self.fail(spec, "stub", "a stub needs its identity")
        return End(
            stub=stub,
            kinds=kinds,
            column=str(spec.get("column") or ""),
            chain=str(spec.get("chain") or ""),
            id=str(spec.get("id") or ""),
            id_column=str(spec.get("id_column") or ""),
            identity=tuple((str(k), str(v)) for k, v in (spec.get("identity") or {}).items()),
            optional=bool(spec.get("optional", False)),
        )

    def scale(self, spec: Located, own: str) -> float:
        if not spec.get("unit"):
            return float(spec.get("scale") or 1)
        found = scale_of(str(spec["unit"]), own)
        if found is None or spec.get("scale"):
            problem = f"{spec['unit']} cannot be turned into {own or 'a figure without a unit'}"
            raise self.fail(spec, "unit", problem if found is None else "unit or scale, not both")
        return found

    def values(self, data: Located, kind: NodeKind | LinkKind) -> tuple[tuple[str, Value], ...]:
        found: list[tuple[str, Value]] = []
        rules = data.get("set") or Located(data.start)
        for name, raw in rules.items():
            if name not in kind.properties:
                raise self.fail(rules, name, f"{kind.name} has no property {name!r}")
            if isinstance(raw, str):
                found.append((name, Value(column=raw)))
                continue
            spec = self.known(raw, VALUE_FIELDS, rules, name)
            found.append(
                (
                    name,
                    Value(
                        column=str(spec.get("column") or ""),
                        split=str(spec.get("split") or ""),
                        mapping=tuple((str(k), str(v)) for k, v in (spec.get("map") or {}).items()),
                        constant=str(spec.get("value") or ""),
                        scale=self.scale(spec, own_unit(kind.properties[name])),
                    ),
                )
            )
        return tuple(found)


def _meaning(data: Located) -> dict[str, Any]:
    """What a source says of rows; how often and how much is delivered changes no batch."""
    tables = [
        {name: value for name, value in table.items() if name != "expect"}
        if isinstance(table, dict)
        else table
        for table in data.get("tables", [])
    ]
    said = {name: value for name, value in data.items() if name not in POLICY}
    return {**said, "tables": tables} if "tables" in data else said


def _conditions(raw: Any) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found = []
    for column, wanted in (raw or {}).items():
        words = wanted if isinstance(wanted, list) else [wanted]
        found.append((str(column), tuple(str(word) for word in words)))
    return tuple(found)
